"""Training of a summary: who has done which quiz in the time, and what everybody has passed last, by which edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.counting import Listed, Span
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
    """Somebody who works at a site, and of some quizzes the last time they passed."""

    person_id: int
    name: str
    role: str
    site_id: int
    site: str
    zone: str
    passed: dict[str, Passed] = field(default_factory=dict)


def done(span: Span, genres: Sequence[str]) -> Listed:
    """Quizzes finished in the time, passed or not."""
    keys = (c.id, c.site_id, c.digest, c.finished_at.label("at"))
    return Listed(sa.select(*keys).where(span.of_forms(genres)))


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
    last = _last(flows, until).where(*mine).subquery()
    edition = (c.id, c.number, c.finished_at, sa.func.coalesce(c.score, 0), published.c.revision)
    rows = sa.select(last.c.person_id, last.c.flow_id, *edition).join_from(run, last, c.id == last.c.run_id)
    for who, flow, *passed in tx.connection.execute(rows.join(published, published.c.digest == c.digest)):
        found[who].passed[flow] = Passed(*passed)
    return list(found.values())


def _last(flows: Sequence[str], until: datetime) -> sa.Select[Any]:
    """Of each person and quiz the last run that was passed: by one look into an index each, however many there were."""
    form = sa.select(published.c.flow_id).where(published.c.flow_id.in_(flows)).distinct().subquery()
    theirs = sa.and_(c.person_id == person.c.id, c.flow_id == form.c.flow_id, c.status == "finished", c.passed)
    last = sa.select(c.id).where(theirs, c.finished_at < until).order_by(c.finished_at.desc(), c.id.desc()).limit(1)
    keys = (person.c.id.label("person_id"), form.c.flow_id, last.scalar_subquery().label("run_id"))
    return sa.select(*keys).select_from(person).join(form, sa.true())
