"""Seals of a summary that nobody can account for, as they were kept when they were entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.counting import Listed, Span
from bot.store.sql import loose_seal, person, run, seal_event, site
from bot.store.transaction import Transaction

c = seal_event.c


@dataclass(frozen=True)
class Loose:
    """The event of a seal that is not accounted for; `disputed` is why it does not count, if it does not."""

    id: int
    number: str
    whom: str
    disputed: str
    at: datetime
    site: str
    record: str
    person: str


def unaccounted(span: Span) -> Listed:
    """Of the events in the time. Those of a confidential run are shown to nobody, and not listed."""
    lost = loose_seal.c
    rows = sa.select(c.id, lost.at, lost.site_id).select_from(loose_seal).join(seal_event, c.id == lost.event_id)
    here = (span.here(lost.site_id), span.has(lost.at), ~run.c.confidential)
    return Listed(rows.join(run, run.c.id == c.run_id).where(*here))


def lines(tx: Transaction, ids: Sequence[int]) -> list[Loose]:
    rows = tx.connection.execute(
        sa.select(c.id, c.number, c.whom, c.disputed, c.at, site.c.name, run.c.number, person.c.name)
        .join(run, run.c.id == c.run_id)
        .join(site, site.c.id == c.site_id)
        .join(person, person.c.id == c.person_id)
        .where(c.id.in_(ids))
    )
    read = {row[0]: Loose(*tuple[Any, ...](row)) for row in rows}
    return [read[id] for id in ids]
