"""Incidents of a summary: the reports of a period, those that nobody has taken, those begun and not finished, and how long it
took. And the units on hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.engine.flow import SEVERITIES
from bot.store.counting import Listed, Span
from bot.store.incidents import CLOSED, TAKEN, WAITING
from bot.store.sql import incident, incident_event, person, run, site, taken, unit_hold
from bot.store.transaction import Transaction

c = run.c
GRAVITY = sa.case({word: grade for grade, word in enumerate(SEVERITIES)}, value=c.severity, else_=-1)
HAS = sa.exists().where(taken.c.run_id == c.id)
GRAVEST = ("rank", "at", "id")
NOT_CLOSED = incident.c.state != sa.literal_column("'closed'")  # as the index says it


@dataclass(frozen=True)
class Report:
    """A report: taken by somebody, or by nobody yet; or begun and not finished."""

    run_id: int
    digest: str
    outcome: str
    severity: str
    site: str
    person: str
    at: datetime
    taken: bool
    confidential: bool = False
    number: str = ""
    site_id: int = 0


@dataclass(frozen=True)
class Held:
    """A unit on hold, by the record that put it there; of a `confidential` one nobody reads which unit."""

    id: int
    run_id: int
    unit: str
    at: datetime
    number: str
    site: str
    confidential: bool


def _ranked(at: Any) -> sa.Select[Any]:
    since = sa.func.coalesce(c.told_at, at, type_=c.began_at.type).label("since")
    return sa.select(c.id, c.site_id, at.label("at"), (-GRAVITY).label("rank"), since)


def reports(span: Span, genres: Sequence[str], *also: sa.ColumnElement[bool]) -> Listed:
    """The reports sent in the time, the gravest first."""
    return Listed(_ranked(c.finished_at).where(span.of_forms(genres), *also), GRAVEST)


def undecided(span: Span, genres: Sequence[str]) -> Listed:
    """Those of them that nobody has taken."""
    return reports(span, genres, ~HAS)


def decided(span: Span, genres: Sequence[str]) -> Listed:
    """Those of them that somebody has taken."""
    return reports(span, genres, HAS)


def unfinished(span: Span) -> Listed:
    """What was told in the time as it was begun and has not been finished since, canceled or not."""
    ours = (c.organisation_id == span.organisation_id, span.here(c.site_id), c.status.in_(("open", "cancelled")))
    unfinished = c.status != sa.literal_column("'finished'")  # as the index says it
    return Listed(_ranked(c.told_at).where(*ours, unfinished, span.has(c.told_at)), GRAVEST)


def in_state(states: Sequence[str]) -> sa.ColumnElement[bool]:
    """Is it a report that stands like this now?"""
    return c.id.in_(sa.select(incident.c.run_id).where(incident.c.state.in_(states)))


def standing(span: Span, states: Sequence[str]) -> Listed:
    """Whatever stands like this now, whenever it happened, the gravest first."""
    return _told(span, incident.c.state.in_(states))


def waiting(span: Span) -> Listed:
    """Whatever waits now for somebody to take it, whenever it happened."""
    return _now(span, incident.c.state.in_(WAITING))


def begun(span: Span) -> Listed:
    """What somebody has taken, and its reporter has not finished, whenever it was begun."""
    return _now(span, incident.c.state == TAKEN, c.status.in_(("open", "cancelled")))


def _now(span: Span, *which: sa.ColumnElement[bool]) -> Listed:
    return _told(span, NOT_CLOSED, *which)


def _told(span: Span, *which: sa.ColumnElement[bool]) -> Listed:
    mine = (incident.c.organisation_id == span.organisation_id, span.here(c.site_id), *which)
    return Listed(_ranked(incident.c.since).join(incident, incident.c.run_id == c.id).where(*mine), GRAVEST)


def lines(tx: Transaction, ids: Sequence[int]) -> list[Report]:
    """Some reports, in the order of the list."""
    at = sa.func.coalesce(c.told_at, c.finished_at, c.began_at, type_=c.began_at.type)
    rows = tx.connection.execute(
        sa.select(
            c.id,
            c.digest,
            c.outcome,
            c.severity,
            site.c.name,
            person.c.name,
            at,
            HAS,
            c.confidential,
            c.number,
            c.site_id,
        )
        .join(site, site.c.id == c.site_id)
        .join(person, person.c.id == c.person_id)
        .where(c.id.in_(ids))
    )
    read = {row[0]: Report(*tuple[Any, ...](row)) for row in rows}
    return [read[id] for id in ids]


def waits(tx: Transaction, listed: Listed) -> tuple[float | None, float | None]:
    """How many seconds it took, in the median, from when somebody could know of the reports of a list until they were first
    taken, and until they were closed, of those that are. The middle is looked for where the rows are."""
    part, e = listed.rows.subquery(), incident_event.c
    first = sa.func.min(sa.case((e.kind == TAKEN, e.at)), type_=e.at.type)
    last = sa.func.max(sa.case((sa.and_(e.kind == CLOSED, incident.c.state == CLOSED), e.at)), type_=e.at.type)
    took = (
        sa.select(_seconds(tx, part.c.since, first).label("taken"), _seconds(tx, part.c.since, last).label("closed"))
        .select_from(part)
        .join(incident_event, sa.and_(e.run_id == part.c.id, e.kind.in_((TAKEN, CLOSED))))
        .outerjoin(incident, incident.c.run_id == part.c.id)
        .group_by(part.c.id, part.c.since)
        .subquery()
    )
    one = sa.select(*(column for name in took.c for column in _placed(name))).subquery().c
    row = tx.connection.execute(sa.select(_middle(one, "taken"), _middle(one, "closed"))).one()
    return (None if row[0] is None else float(row[0])), (None if row[1] is None else float(row[1]))


def _seconds(tx: Transaction, since: Any, until: Any) -> Any:
    """Between two moments, and none the other way around. SQLite reckons in days."""
    lite = tx.connection.dialect.name == "sqlite"
    days = sa.func.julianday(until) - sa.func.julianday(since)
    took: Any = sa.func.round(days * 86_400_000) / 1000.0 if lite else sa.extract("epoch", until - since)
    return sa.case((took < 0, 0), else_=took)


def _placed(column: sa.ColumnElement[Any]) -> tuple[sa.ColumnElement[Any], ...]:
    """A value, which place it has among all of them, and how many there are: what there is not comes last."""
    place = sa.func.row_number().over(order_by=(column.is_(None), column))
    return column, place.label(f"{column.key}_place"), sa.func.count(column).over().label(f"{column.key}_count")


def _middle(of: Any, name: str) -> Any:
    """The median, of values with their places."""
    place, count = of[f"{name}_place"], of[f"{name}_count"]
    return sa.func.avg(sa.case((place.in_(((count + 1) // 2, (count + 2) // 2)), of[name])))


def held(span: Span) -> Listed:
    """Units that are on hold now."""
    u = unit_hold.c
    mine = (u.organisation_id == span.organisation_id, u.released_at.is_(None), span.here(c.site_id))
    return Listed(sa.select(u.id, u.at, c.site_id).join(run, c.id == u.run_id).where(*mine))


def held_lines(tx: Transaction, ids: Sequence[int]) -> list[Held]:
    u = unit_hold.c
    rows = tx.connection.execute(
        sa.select(u.id, u.run_id, u.unit, u.at, c.number, site.c.name, c.confidential)
        .join(run, c.id == u.run_id)
        .join(site, site.c.id == c.site_id)
        .where(u.id.in_(ids))
    )
    read = {row[0]: Held(*tuple[Any, ...](row)) for row in rows}
    return [read[id] for id in ids]
