"""Training of a summary: who has done which quiz in the time, and who has still to do one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.counting import Listed, Span
from bot.store.sql import person, published, run, site
from bot.store.transaction import Transaction

c = run.c


@dataclass(frozen=True)
class Learner:
    """Somebody who works at a site, and the last time they passed each of some quizzes."""

    person_id: int
    name: str
    role: str
    site: str
    zone: str
    passed: dict[str, datetime]


def done(span: Span, genres: Sequence[str]) -> Listed:
    """Quizzes finished in the time, passed or not."""
    keys = (c.id, c.site_id, c.digest, c.finished_at.label("at"))
    return Listed(sa.select(*keys).where(span.of_forms(genres)))


def learners(tx: Transaction, span: Span, flows: Sequence[str], roles: Sequence[str], until: datetime) -> list[Learner]:
    """Everybody of these roles who works there, in the order of their names."""
    p = person.c
    mine = (p.left_at.is_(None), span.here(p.site_id), p.role.in_(roles), p.joined_at < until)
    people = tx.connection.execute(
        sa.select(p.id, p.name, p.role, site.c.name, site.c.zone)
        .join(site, site.c.id == p.site_id)
        .where(*mine)
        .order_by(p.name, p.id)
    )
    found = {row[0]: Learner(*row, passed={}) for row in people}
    form = sa.select(published.c.flow_id).where(published.c.flow_id.in_(flows)).distinct().subquery()
    theirs = sa.and_(c.person_id == p.id, c.flow_id == form.c.flow_id, c.status == "finished", c.passed)
    last = sa.select(c.finished_at).where(theirs, c.finished_at < until).order_by(c.finished_at.desc()).limit(1)
    rows = sa.select(p.id, form.c.flow_id, last.scalar_subquery()).select_from(person).join(form, sa.true())
    for who, flow, at in tx.connection.execute(rows.where(*mine)):
        if at is not None:
            found[who].passed[flow] = at
    return list(found.values())
