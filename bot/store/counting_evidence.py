"""What a year proves of the criteria: runs by form and site, answers to single questions, corrective actions, steps taken about
incidents, seals and signatures; and the list behind each number.

Does not know which criterion anything is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.actions import CLOSED
from bot.store.counting import Listed, Span
from bot.store.incidents import MET
from bot.store.ledger import ENTERED
from bot.store.sign_offs import APPROVED
from bot.store.sql import action, action_event, answer, incident_event, run, seal_event, sign_off_event
from bot.store.transaction import Transaction

SKIPPED = "null"  # the value of an answer that was passed over
NO_FILES = "[]"
FINISHED = run.c.status == sa.literal_column("'finished'")  # as the index says it


@dataclass(frozen=True)
class Form:
    """A form as it was published; with `steps` only those runs of it are meant in which one of these was answered."""

    flow_id: str
    digest: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """So many at a site, the last of them then; `site_id` 0 is the whole organisation. `of` is what they are of: a digest, or a
    digest and a step."""

    of: tuple[str, ...]
    site_id: int
    count: int
    last: datetime


def runs(span: Span, forms: Sequence[Form], *, passed: bool = False) -> Listed:
    """Finished runs of some forms: found by the form, since most forms have few of the year's."""
    c = run.c
    here = (c.organisation_id == span.organisation_id, FINISHED, span.has(c.finished_at), of_forms(forms))
    return Listed(
        sa.select(c.id, c.site_id, c.digest, c.finished_at.label("at")).where(*here, *((c.passed,) if passed else ()))
    )


def of_forms(forms: Sequence[Form]) -> sa.ColumnElement[bool]:
    """Runs of any of these; of none where there are none."""
    return sa.or_(*map(_of_form, forms)) if forms else sa.false()


def _of_form(form: Form) -> sa.ColumnElement[bool]:
    mine = sa.and_(run.c.flow_id == form.flow_id, run.c.digest == form.digest)
    return sa.and_(mine, _answered(form.steps)) if form.steps else mine


def _answered(steps: Sequence[str]) -> sa.ColumnElement[bool]:
    there = (answer.c.run_id == run.c.id, answer.c.step.in_(steps), answer.c.value != SKIPPED)
    return sa.exists().where(*there)


def flows(tx: Transaction, span: Span) -> list[tuple[str, int]]:
    """The forms of which something was finished, with how many: as they were when they were answered."""
    counted = sa.select(run.c.digest, sa.func.count()).where(span.finished).group_by(run.c.digest)
    return [(row[0], int(row[1])) for row in tx.connection.execute(counted)]


def by_form(tx: Transaction, span: Span, *, passed: bool = False) -> list[Tally]:
    """By form and site; of quizzes those that were `passed`."""
    c = run.c
    also = (c.passed,) if passed else ()
    last = sa.func.max(c.finished_at, type_=c.finished_at.type)
    rows = sa.select(c.digest, c.site_id, sa.func.count(), last).where(span.finished, *also)
    return [Tally((row[0],), *row[1:]) for row in tx.connection.execute(rows.group_by(c.digest, c.site_id))]


def tallied(tx: Transaction, listed: Listed) -> list[Tally]:
    """A list by site."""
    part = listed.rows.subquery()
    last = sa.func.max(part.c.at, type_=part.c.at.type)
    rows = sa.select(part.c.site_id, sa.func.count(), last).group_by(part.c.site_id)
    return [Tally((), *row) for row in tx.connection.execute(rows)]


def actions(span: Span, points: Sequence[tuple[str, str]] | None = None) -> Listed:
    """Corrective actions that were opened in the time; about some points of forms, each a digest and a step."""
    a = action.c
    here = (a.organisation_id == span.organisation_id, span.here(a.site_id), span.has(a.made_at))
    rows = sa.select(a.id, a.site_id, a.made_at.label("at"), run.c.digest, a.step).join(run, run.c.id == a.run_id)
    return Listed(rows.where(*here, *_about(points)))


def closed(span: Span, points: Sequence[tuple[str, str]] | None = None) -> Listed:
    """Corrective actions that were closed in the time, with a photo or a file that shows that it is done."""
    a, e = action.c, action_event.c
    proven = sa.exists().where(e.action_id == a.id, e.files != NO_FILES)
    here = (a.organisation_id == span.organisation_id, span.here(a.site_id), a.state == CLOSED, span.has(a.closed_at))
    rows = sa.select(a.id, a.site_id, a.closed_at.label("at"), run.c.digest, a.step).join(run, run.c.id == a.run_id)
    return Listed(rows.where(*here, proven, *_about(points)))


def _about(points: Sequence[tuple[str, str]] | None) -> list[sa.ColumnElement[bool]]:
    if points is None:
        return []
    meant = [sa.and_(run.c.digest == digest, action.c.step == step) for digest, step in points]
    return [sa.or_(*meant) if meant else sa.false()]


def by_point(tx: Transaction, listed: Listed) -> list[Tally]:
    """Corrective actions by the point they are about."""
    part = listed.rows.subquery()
    keys = (part.c.digest, part.c.step, part.c.site_id)
    rows = sa.select(*keys, sa.func.count(), sa.func.max(part.c.at, type_=part.c.at.type)).group_by(*keys)
    return [Tally((row[0], row[1]), *row[2:]) for row in tx.connection.execute(rows)]


def met(span: Span, steps: Sequence[str] | None = None) -> Listed:
    """Reports about which a step that the programmes ask for was done in the time, as whoever did it has said."""
    e = incident_event.c
    named = (sa.or_(*(_begins(e.words, step) for step in steps)),) if steps else ()
    here = (e.kind == MET, run.c.organisation_id == span.organisation_id, span.here(run.c.site_id), span.has(e.at))
    rows = sa.select(run.c.id, run.c.site_id, sa.func.max(e.at, type_=e.at.type).label("at"))
    return Listed(rows.join(run, run.c.id == e.run_id).where(*here, *named).group_by(run.c.id, run.c.site_id))


def _begins(words: sa.ColumnElement[str], step: str) -> sa.ColumnElement[bool]:
    return sa.or_(words == step, words.startswith(f"{step}\n", autoescape=True))


def seals(span: Span) -> Listed:
    """What was entered into the seal ledger and stands. Those of a confidential run are shown to nobody, and not counted."""
    c = seal_event.c
    here = (
        c.organisation_id == span.organisation_id,
        span.here(c.site_id),
        span.has(c.at),
        ENTERED,
        ~run.c.confidential,
    )
    return Listed(sa.select(c.id, c.at, c.site_id).join(run, run.c.id == c.run_id).where(*here))


def signed(span: Span) -> Listed:
    """Inspections that somebody else approved in the time."""
    e = sign_off_event.c
    here = (e.what == APPROVED, run.c.organisation_id == span.organisation_id, span.here(run.c.site_id), span.has(e.at))
    rows: sa.Select[Any] = sa.select(run.c.id, run.c.site_id, sa.func.max(e.at, type_=e.at.type).label("at"))
    return Listed(rows.join(run, run.c.id == e.run_id).where(*here).group_by(run.c.id, run.c.site_id))
