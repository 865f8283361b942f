"""Training of a summary: who has done which quiz in the time, and what everybody has passed last, by which edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.counting import Listed, Span, of_genres
from bot.store.sql import person, published, run, site
from bot.store.transaction import Transaction

c = run.c


@dataclass(frozen=True)
class Passed:
    """The last time that somebody passed a quiz. `revision` is the edition of its file."""

    run_id: int
    number: str
    at: datetime
    score: int
    revision: int


@dataclass(frozen=True)
class Learner:
    """Somebody who works at a site: of some quizzes the last time they passed, and how often each was finished."""

    person_id: int
    name: str
    role: str
    site_id: int
    site: str
    zone: str
    passed: dict[str, Passed] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)


def done(span: Span, genres: Sequence[str]) -> Listed:
    """Quizzes finished in the time, passed or not."""
    passed, score = sa.case((c.passed, 1), else_=0).label("passed"), sa.func.coalesce(c.score, 0).label("score")
    keys = (c.id, c.site_id, c.digest, c.finished_at.label("at"), passed, score)
    return Listed(sa.select(*keys).where(span.finished, of_genres(c.digest, genres)))


def learners(
    tx: Transaction, span: Span, flows: Sequence[str], roles: Sequence[str], until: datetime, person_id: int = 0
) -> list[Learner]:
    """Everybody of these roles who works there, or one of them, in the order of their names."""
    p = person.c
    mine = [p.left_at.is_(None), span.here(p.site_id), p.role.in_(roles), p.joined_at < until]
    mine += [p.id == person_id] if person_id else []
    people = tx.connection.execute(
        sa.select(p.id, p.name, p.role, site.c.id, site.c.name, site.c.zone)
        .join(site, site.c.id == p.site_id)
        .where(*mine)
        .order_by(p.name, p.id)
    )
    found = {row[0]: Learner(*tuple[Any, ...](row)) for row in people}
    theirs = sa.and_(c.person_id.in_(sa.select(p.id).where(*mine)), c.flow_id.in_(flows), c.status == "finished")
    for who, flow, tries, passed, *last in tx.connection.execute(_last(sa.and_(theirs, c.finished_at < until))):
        found[who].tries[flow] = tries
        if passed:
            found[who].passed[flow] = Passed(*last)
    return list(found.values())


def _last(theirs: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Of each person and quiz the last run that was passed, else the last one, and how many there are."""
    passed, both = sa.case((c.passed, 1), else_=0).label("passed"), (c.person_id, c.flow_id)
    order = (passed.desc(), c.finished_at.desc(), c.id.desc())
    place = sa.func.row_number().over(partition_by=both, order_by=order).label("place")
    tries = sa.func.count().over(partition_by=both).label("tries")
    score = sa.func.coalesce(c.score, 0).label("score")
    columns = (*both, tries, passed, c.id, c.number, c.finished_at, score, c.digest, place)
    every = sa.select(*columns).where(theirs).subquery().c
    wanted = (
        every.person_id,
        every.flow_id,
        every.tries,
        every.passed,
        every.id,
        every.number,
        every.finished_at,
        every.score,
    )
    return (
        sa.select(*wanted, published.c.revision)
        .join(published, published.c.digest == every.digest)
        .where(every.place == 1)
    )
