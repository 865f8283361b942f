"""What is kept about one person, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import run
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Forms:
    """How many forms of one flow somebody began, and when the last time."""

    flow_id: str
    count: int
    last_at: datetime


@dataclass(frozen=True)
class Own:
    """Their telephone number, and their forms."""

    phone: str
    forms: tuple[Forms, ...]


def own(tx: Transaction, person_id: int) -> Own:
    mine = sa.select(run.c.flow_id, sa.func.count(), sa.func.max(run.c.began_at)).where(run.c.person_id == person_id)
    forms = tx.connection.execute(mine.group_by(run.c.flow_id).order_by(run.c.flow_id)).all()
    return Own(tx.people.phone(person_id), tuple(Forms(*row) for row in forms))
