"""Over which line somebody wants letters, if they have said."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.sql import handle
from bot.store.transaction import Transaction

WHEREVER = 0  # no line: where they were heard last


def choose(tx: Transaction, person_id: int, line: int) -> None:
    """Over this line, or wherever they were heard last."""
    theirs = sa.update(handle).where(handle.c.person_id == person_id)
    tx.connection.execute(theirs.values(chosen=handle.c.line_id == line))


def chosen(tx: Transaction, person_id: int) -> int:
    """The line, or none."""
    theirs = sa.select(handle.c.line_id).where(handle.c.person_id == person_id, handle.c.chosen)
    return tx.connection.execute(theirs.limit(1)).scalar() or WHEREVER
