"""Timers: what is to be done at a time, once, late rather than never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import INSERT, once, timer


@dataclass(frozen=True, slots=True)
class Timer:
    """`name` says what is to be done, `subject` about what."""

    id: int
    name: str
    subject: str
    tries: int


def _set(insert: Any) -> Any:
    made = insert(timer)
    return made.on_conflict_do_update(
        index_elements=[timer.c.name, timer.c.subject], set_={"due_at": made.excluded.due_at, "tries": 0}
    )


SET = Prepared({name: _set(insert) for name, insert in INSERT.items()})
UNLESS_SET = once(timer)
DUE = Prepared(
    sa.select(timer.c.id, timer.c.name, timer.c.subject, timer.c.tries)
    .where(timer.c.due_at <= sa.bindparam("b_now"))
    .order_by(timer.c.due_at, timer.c.id)
    .limit(sa.bindparam("b_most", type_=sa.Integer))
)


@dataclass(slots=True)
class Timers:
    """Every timer that has not gone off."""

    connection: sa.Connection
    dialect: str

    def set(self, name: str, due_at: datetime, subject: str) -> None:
        """Goes off at this time; one that was set before for the same subject goes off then instead."""
        row = {"name": name, "subject": subject, "due_at": due_at, "tries": 0}
        SET.count(self.connection, row)

    def set_once(self, name: str, due_at: datetime, subject: str) -> None:
        """The same, unless it is set already; one that is late still goes off."""
        row = {"name": name, "subject": subject, "due_at": due_at, "tries": 0}
        self.connection.execute(UNLESS_SET[self.dialect], row)

    def cancel(self, name: str, subject: str) -> bool:
        """False if it had gone off, or was never set."""
        mine = sa.and_(timer.c.name == name, timer.c.subject == subject)
        return self.connection.execute(sa.delete(timer).where(mine)).rowcount == 1

    def due(self, now: datetime, most: int = 50) -> list[Timer]:
        """Those whose time has come, the latest of them last."""
        return [Timer(*row) for row in DUE.all(self.connection, {"b_now": now, "b_most": most})]

    def take(self, one: Timer, now: datetime) -> bool:
        """Takes a timer that is due, for this transaction; False if another process has it, or had it."""
        free = sa.select(timer.c.id).where(
            timer.c.name == one.name, timer.c.subject == one.subject, timer.c.due_at <= now
        )
        mine = timer.c.id.in_(free.with_for_update(skip_locked=True))
        return self.connection.execute(sa.delete(timer).where(mine)).rowcount == 1

    def put_off(self, one: Timer, until: datetime) -> None:
        """What it was to do failed: again then."""
        values = {"due_at": until, "tries": one.tries + 1}
        self.connection.execute(sa.update(timer).where(timer.c.id == one.id).values(**values))
