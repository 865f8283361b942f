"""Whether an account is really new. Two things that a stranger does at once come one after the other."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import handle, stranger
from bot.store.transaction import Transaction


def is_new(tx: Transaction, over: int, channel: str, account: str, name: str, now: datetime) -> bool:
    """Nobody has this account, and nobody had it who has left. Until the transaction ends nobody else finds out."""
    tx.people.stranger(channel, account, name, now)
    mine = sa.and_(stranger.c.channel == channel, stranger.c.account == account)
    tx.connection.execute(sa.select(stranger.c.account).where(mine).with_for_update())
    had = sa.select(handle.c.id).where(handle.c.line_id == over, handle.c.account == account)
    return tx.connection.execute(had).first() is None
