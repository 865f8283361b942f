"""Two messages that show the same card, after an answer that was lost or came late: which of them loses its buttons.

Asked only where there are two. Does not know what a card says.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.store.claiming import OPEN
from bot.store.letters import OVERTAKEN, Letter
from bot.store.sql import letter
from bot.store.transaction import Transaction


def is_open(tx: Transaction, one: Letter) -> bool:
    """Has nobody settled this letter yet?"""
    return tx.connection.execute(sa.select(letter.c.id).where(letter.c.id == one.id, OPEN)).first() is not None


def named_later(tx: Transaction, one: Letter, ref: str) -> bool:
    """Will a later letter of the lane change this message, since somebody has pressed a button of it meanwhile?"""
    named = sa.select(letter.c.id).where(OPEN, *_of_lane(one), letter.c.id > one.id, letter.c.ref == ref)
    return tx.connection.execute(named.limit(1)).first() is not None


def overtake(tx: Transaction, one: Letter, at: datetime) -> None:
    """The message that a letter names is the card from now on: what would take its buttons is not sent."""
    bare = sa.and_(OPEN, *_of_lane(one), letter.c.slot == "", letter.c.edit, letter.c.ref == one.ref)
    tx.connection.execute(sa.update(letter).where(bare).values(settled_at=at, failed=OVERTAKEN))


def _of_lane(one: Letter) -> tuple[sa.ColumnElement[bool], ...]:
    return letter.c.line_id == one.line, letter.c.address == one.address
