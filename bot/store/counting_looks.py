"""What is worth a second look, of a summary: a line for each sign, of inspections that were finished and are not confidential."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.counting import Listed, Span
from bot.store.sql import person, published, run, second_look, site
from bot.store.transaction import Transaction

c = second_look.c


@dataclass(frozen=True)
class Noticed:
    """A sign: `what` it was, at which `step` of which form, whose inspection, and what they said of it."""

    id: int
    run_id: int
    number: str
    digest: str
    title: str
    step: str
    what: str
    answer: str
    note: str
    site: str
    zone: str
    person: str
    at: datetime


def looks(span: Span) -> Listed:
    """Noticed in the time."""
    here = (span.here(c.site_id), span.has(c.at), run.c.status == "finished", ~run.c.confidential)
    return Listed(sa.select(c.id, c.at, c.site_id).join(run, run.c.id == c.run_id).where(*here))


def lines(tx: Transaction, ids: Sequence[int]) -> list[Noticed]:
    rows = tx.connection.execute(
        sa.select(
            c.id, c.run_id, run.c.number, run.c.digest, published.c.title, c.step, c.what, c.answer, c.note, site.c.name,
            site.c.zone, person.c.name, c.at,
        )
        .join(run, run.c.id == c.run_id)
        .join(published, published.c.digest == run.c.digest)
        .join(site, site.c.id == c.site_id)
        .join(person, person.c.id == c.person_id)
        .where(c.id.in_(ids))
    )  # fmt: skip
    read = {row[0]: Noticed(*tuple[Any, ...](row)) for row in rows}
    return [read[id] for id in ids]
