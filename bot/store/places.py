"""Which card a message of ours is, asked only when somebody replies to it: the letters of the runs a person touched lately.

Does not know what a card says.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.sql import letter, run
from bot.store.transaction import Transaction

LATELY = 20  # runs


def card(tx: Transaction, line: int, address: str, person_id: int, ref: str) -> tuple[str, str] | None:
    """The slot and the body of the last letter that stands in a message. A ref may name more behind a +."""
    lately = sa.select(run.c.id).where(run.c.person_id == person_id).order_by(run.c.touched_at.desc()).limit(LATELY)
    slots = [f"run:{id}" for id in tx.connection.execute(lately).scalars()]
    c = letter.c
    row = tx.connection.execute(
        sa.select(c.slot, c.body)
        .where(c.slot.in_(slots), c.line_id == line, c.address == address)
        .where(sa.or_(c.shown == ref, c.shown.startswith(f"{ref}+", autoescape=True)), c.body != "")
        .order_by(c.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None
