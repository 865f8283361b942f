"""Seals of a summary that nobody can account for, by the rules of the ledger: the last that counts of a seal is that it was
issued, or the ledger did not agree with what was entered, and nothing that counts came after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.counting import Listed, Span
from bot.store.ledger import SUPERSEDED, back
from bot.store.sql import person, run, seal_event, site
from bot.store.transaction import Transaction

c = seal_event.c
# As the ledger says it, but not by the index of what is taken back: nearly everything takes nothing back.
STANDS = sa.and_(sa.func.coalesce(c.taken_back, 0) == 0, ~sa.exists().where(back.c.taken_back == c.id))


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
    # As the index says it.
    loose = sa.or_(c.event == sa.literal_column("'issued'"), c.disputed != sa.literal_column("''"))
    here = (span.here(c.site_id), span.has(c.at), loose, STANDS, ~SUPERSEDED, ~run.c.confidential)
    return Listed(sa.select(c.id, c.at, c.site_id).join(run, run.c.id == c.run_id).where(*here))


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
