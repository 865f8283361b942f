"""The processes that send letters, and which of them are dead.

No clock is compared with another: a worker raises its beat, and whoever sees it unchanged often enough buries it. On
PostgreSQL each also holds an advisory lock, which the server takes away when the process dies: that is a hint only,
since a pool between us and the server may lose it or keep it.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.letters import NOBODY
from bot.store.sql import letter, worker

LOCK = 0x5E110  # the first half of our advisory locks; the second is the worker
LOCKED: sa.ColumnElement[bool] = sa.literal_column(
    "EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 385296 AND objid::bigint = worker.id"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """`locked`: whether its process holds its lock; None where there are no such locks."""

    name: str
    beat: int
    locked: bool | None


@dataclass(slots=True)
class Workers:
    """Every process that has said it sends letters."""

    connection: sa.Connection
    dialect: str

    def join(self, name: str, id: int | None = None) -> int:
        """A new worker; its id. Or one that was buried alive: what it wrote meanwhile is held under its id."""
        row = {"name": name[:80], "beat": 0} | ({"id": id} if id else {})
        made = self.connection.execute(sa.insert(worker), row)
        return int(made.inserted_primary_key[0])  # type: ignore[index]

    def beat(self, id: int) -> bool:
        """Still there; False if others have taken this worker for dead and its letters away."""
        raised = sa.update(worker).where(worker.c.id == id).values(beat=worker.c.beat + 1)
        return self.connection.execute(raised).rowcount == 1

    def signs(self) -> dict[int, Sign]:
        """What there is to be seen of each worker."""
        held = LOCKED if self.dialect == "postgresql" else sa.null()
        rows = self.connection.execute(sa.select(worker.c.id, worker.c.name, worker.c.beat, held))
        return {row[0]: Sign(*row[1:]) for row in rows}

    def bury(self, id: int) -> int:
        """Frees everything a worker holds; how many letters that was. For the dead, and for those who leave."""
        held = sa.and_(letter.c.settled_at.is_(None), letter.c.worker == id)
        freed = self.connection.execute(sa.update(letter).where(held).values(worker=NOBODY)).rowcount
        self.connection.execute(sa.delete(worker).where(worker.c.id == id))
        return freed

    def free_orphans(self) -> int:
        """Frees what is held by a worker nobody knows; how many letters that was."""
        known = sa.select(worker.c.id)
        lost = sa.and_(letter.c.settled_at.is_(None), letter.c.worker != NOBODY, letter.c.worker.not_in(known))
        return self.connection.execute(sa.update(letter).where(lost).values(worker=NOBODY)).rowcount
