"""The processes that send letters, and which of them are dead.

A living worker counts up its beat. Another worker that sees the same beat too often takes it for dead and buries it; so
no clocks are compared. On PostgreSQL each worker also holds an advisory lock, which the server releases when the process
dies. That is only a hint: a connection pool before the server may release the lock too early, or too late.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.claiming import NOBODY
from bot.store.sql import letter, worker

LOCK = 0x5E110  # the first half of our advisory locks; the second is the worker
LOCKED: sa.ColumnElement[bool] = sa.literal_column(
    "EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 385296 AND objid::bigint = worker.id"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What others see of a worker. `locked`: its process holds its advisory lock; None where there are no such locks."""

    name: str
    beat: int
    locked: bool | None


@dataclass(slots=True)
class Workers:
    """Every process that has said it sends letters."""

    connection: sa.Connection
    dialect: str

    def join(self, name: str, id: int | None = None) -> int:
        """Adds a worker, under a new id or under the one it had before it was buried alive; returns its id."""
        row = {"name": name[:80], "beat": 0} | ({"id": id} if id else {})
        made = self.connection.execute(sa.insert(worker), row)
        return int(made.inserted_primary_key[0])  # type: ignore[index]

    def beat(self, id: int) -> bool:
        """Counts up the beat. False if another process has taken this worker for dead, and freed its letters."""
        raised = sa.update(worker).where(worker.c.id == id).values(beat=worker.c.beat + 1)
        return self.connection.execute(raised).rowcount == 1

    def signs(self) -> dict[int, Sign]:
        """The sign of each worker, by its id."""
        held = LOCKED if self.dialect == "postgresql" else sa.null()
        rows = self.connection.execute(sa.select(worker.c.id, worker.c.name, worker.c.beat, held))
        return {row[0]: Sign(*row[1:]) for row in rows}

    def bury(self, id: int) -> int:
        """Removes a worker that is dead or ends, and frees the letters it holds; returns how many they were."""
        held = sa.and_(letter.c.settled_at.is_(None), letter.c.worker == id)
        freed = self.connection.execute(sa.update(letter).where(held).values(worker=NOBODY)).rowcount
        self.connection.execute(sa.delete(worker).where(worker.c.id == id))
        return freed

    def free_orphans(self) -> int:
        """Frees the letters held by workers that are not in the table; returns how many they were."""
        known = sa.select(worker.c.id)
        lost = sa.and_(letter.c.settled_at.is_(None), letter.c.worker != NOBODY, letter.c.worker.not_in(known))
        return self.connection.execute(sa.update(letter).where(lost).values(worker=NOBODY)).rowcount
