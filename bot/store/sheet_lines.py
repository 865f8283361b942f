"""What happened in a stretch of time, a line each, as sheets have it: page by page, after the last line of the page before.

A line is a mapping by the names of its columns. Of what belongs to a confidential record only that is known: `confidential`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store.actions import NOT_CLOSED
from bot.store.counting import Span
from bot.store.counting_letters import FAILED
from bot.store.counting_letters import changed as changes
from bot.store.letters import LEFT, OVERTAKEN
from bot.store.second_looks import COLUMNS as LOOK
from bot.store.sql import (
    action,
    action_event,
    due,
    letter,
    line,
    person,
    published,
    run,
    seal_event,
    second_look,
    site,
    unit_hold,
)
from bot.store.tables import Moment
from bot.store.transaction import Transaction

SOME = 500  # lines read at once
Line = sa.RowMapping
Page = Callable[[Transaction, Span, int], Sequence[Line]]
doer, reader = person.alias(), person.alias()
record = sa.case((run.c.number != "", run.c.number), else_=sa.literal("R-").concat(sa.cast(run.c.id, sa.String)))


def _page(tx: Transaction, query: Any, id: sa.ColumnElement[int], after: int) -> Sequence[Line]:
    """The next lines. Selections of many columns have a type of their own each, which says nothing here."""
    return tx.connection.execute(query.where(id > after).order_by(id).limit(SOME)).mappings().all()


def _name(of: sa.FromClause, label: str) -> sa.ColumnElement[str]:
    return sa.func.coalesce(of.c.name, "").label(label)


def actions(tx: Transaction, span: Span, after: int, *, now: bool = False) -> Sequence[Line]:
    """Corrective actions that were open at some time of it; and whatever is open `now`, if that belongs to it."""
    c, e = action.c, action_event.c
    told = sa.select(sa.func.max(e.at, type_=Moment())).where(e.action_id == c.id, e.what == "done").scalar_subquery()
    checker = (
        sa.select(reader.c.name)
        .join(action_event, e.person_id == reader.c.id)
        .where(e.action_id == c.id, e.what == "checked")
        .order_by(e.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            c.id, record.concat("/").concat(sa.cast(c.place, sa.String)).label("number"), record.label("record"),
            site.c.name.label("site"), site.c.zone, c.what, c.severity, c.role, c.due, c.state, c.made_at, c.closed_at,
            _name(person, "owner"), _name(doer, "done_by"), told.label("done_at"),
            sa.func.coalesce(checker, "").label("checked_by"), run.c.confidential,
        )
        .join(run, run.c.id == c.run_id)
        .join(site, site.c.id == c.site_id)
        .outerjoin(person, person.c.id == c.owner_id)
        .outerjoin(doer, doer.c.id == c.done_by)
        .where(
            c.organisation_id == span.organisation_id, span.here(c.site_id), sa.or_(
                sa.and_(c.made_at < span.end, sa.or_(NOT_CLOSED, c.closed_at >= span.start)),
                *((NOT_CLOSED,) if now else ()),
            ),
        )
    )  # fmt: skip
    return _page(tx, query, c.id, after)


def dues(tx: Transaction, span: Span, after: int) -> Sequence[Line]:
    """Each time that something was due in it."""
    c = due.c
    query = (
        sa.select(
            c.id, c.flow_id, site.c.name.label("site"), site.c.zone, c.role, c.at, c.until, c.state, c.done_at, c.unit,
            _name(person, "person"), _name(doer, "done_by"),
            sa.case((run.c.confidential.is_(False), record), else_="").label("record"),
        )
        .join(site, site.c.id == c.site_id)
        .outerjoin(person, person.c.id == c.person_id)
        .outerjoin(doer, doer.c.id == c.done_by)
        .outerjoin(run, run.c.id == c.run_id)
        .where(span.here(c.site_id), span.has(c.at))
    )  # fmt: skip
    return _page(tx, query, c.id, after)


def seals(tx: Transaction, span: Span, after: int) -> Sequence[Line]:
    """What was entered into the seal ledger in it; what was taken back afterwards too, and it says so."""
    c, back = seal_event.c, seal_event.alias()
    query = (
        sa.select(
            c.id, c.number, c.event, c.unit, c.whom, c.at, c.disputed, person.c.name.label("by"),
            site.c.name.label("site"), site.c.zone, record.label("record"), run.c.confidential,
            sa.exists().where(back.c.taken_back == c.id).label("taken_back"),
        )
        .join(person, person.c.id == c.person_id)
        .join(site, site.c.id == c.site_id)
        .join(run, run.c.id == c.run_id)
        .where(
            c.organisation_id == span.organisation_id, span.here(c.site_id), span.has(c.at), c.taken_back.is_(None)
        )
    )  # fmt: skip
    return _page(tx, query, c.id, after)


def holds(tx: Transaction, span: Span, after: int) -> Sequence[Line]:
    """Units that were on hold at some time of it."""
    c = unit_hold.c
    query = (
        sa.select(
            c.id, c.unit, c.at, c.released_at, _name(person, "released_by"), site.c.name.label("site"), site.c.zone,
            record.label("record"),
        )
        .join(run, run.c.id == c.run_id)
        .join(site, site.c.id == run.c.site_id)
        .outerjoin(person, person.c.id == c.released_by)
        .where(
            c.organisation_id == span.organisation_id, span.here(run.c.site_id), c.at < span.end, ~run.c.confidential,
            sa.or_(c.released_at.is_(None), c.released_at >= span.start),
        )
    )  # fmt: skip
    return _page(tx, query, c.id, after)


def lost(tx: Transaction, span: Span, after: int) -> Sequence[Line]:
    """Letters that could not be delivered for good, as the summary counts them: to whom, when and why, not what they said."""
    c = letter.c
    query = (
        sa.select(
            c.id, person.c.name.label("person"), site.c.name.label("site"), site.c.zone,
            sa.func.coalesce(line.c.channel, "").label("channel"), c.written_at, c.failed, c.notice,
        )
        .join(person, person.c.id == c.person_id)
        .join(site, site.c.id == person.c.site_id)
        .outerjoin(line, line.c.id == c.line_id)
        .where(
            span.here(person.c.site_id), FAILED, c.failed.not_in((OVERTAKEN, LEFT)), span.has(c.written_at)
        )
    )  # fmt: skip
    return _page(tx, query, c.id, after)


def looks(tx: Transaction, span: Span, after: int) -> Sequence[Line]:
    """What was noticed in it of inspections that were finished and are not confidential, as the summary counts it."""
    c = second_look.c
    query = (
        sa.select(
            *LOOK, run.c.flow_id, run.c.digest, record.label("record"), site.c.name.label("site"), site.c.zone,
            person.c.name.label("by"),
        )
        .join(run, run.c.id == c.run_id)
        .join(site, site.c.id == c.site_id)
        .join(person, person.c.id == c.person_id)
        .where(span.here(c.site_id), span.has(c.at), run.c.status == "finished", ~run.c.confidential)
    )  # fmt: skip
    return _page(tx, query, c.id, after)


def trained(tx: Transaction, span: Span, genres: Sequence[str]) -> Sequence[Line]:
    """Quizzes that were finished in it, by person and title: attempts, passed, best and mean score, and the last time."""
    score, passed = sa.func.coalesce(run.c.score, 0), sa.func.sum(sa.case((run.c.passed, 1), else_=0))
    names = (person.c.id, person.c.name, person.c.role, site.c.name, site.c.zone, published.c.title)
    query = (
        sa.select(
            person.c.id.label("person_id"), person.c.name.label("person"), person.c.role, site.c.name.label("site"),
            site.c.zone, published.c.title, sa.func.count().label("attempts"), passed.label("passed"), sa.func.max(score).label("best"),
            sa.func.sum(score).label("total"), sa.func.max(run.c.finished_at, type_=Moment()).label("last_at"),
        )
        .select_from(run)
        .join(published, published.c.digest == run.c.digest)
        .join(person, person.c.id == run.c.person_id)
        .join(site, site.c.id == person.c.site_id)
        .where(span.finished, published.c.genre.in_(genres), ~run.c.confidential)
        .group_by(*names)
        .order_by(site.c.name, person.c.name, person.c.id, published.c.title)
    )  # fmt: skip
    return tx.connection.execute(query).mappings().all()


def changed(tx: Transaction, span: Span) -> Sequence[Line]:
    """Forms of which another edition was published in it, as the summary counts them. They are every organisation's."""
    c, counted = published.c, changes(span).rows.subquery()
    query = sa.select(c.flow_id, c.title, c.genre, c.revision, c.published_at).join(counted, counted.c.id == c.digest)
    return tx.connection.execute(query.order_by(c.published_at, c.flow_id)).mappings().all()
