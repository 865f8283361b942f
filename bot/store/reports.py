"""Who said "I'll handle it" to a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import once, person, taken


@dataclass(frozen=True)
class Taker:
    """Somebody who said "I have it"."""

    person_id: int
    name: str
    at: datetime


TAKE = once(taken)


@dataclass(slots=True)
class Reports:
    """Reports and those who have taken them."""

    connection: sa.Connection
    dialect: str

    def take(self, run_id: int, person_id: int, now: datetime) -> bool:
        """ "I have it"; False if this person had said so before."""
        done = self.connection.execute(TAKE[self.dialect], {"run_id": run_id, "person_id": person_id, "at": now})
        return done.rowcount == 1

    def takers(self, run_id: int) -> tuple[Taker, ...]:
        """Who said that they have it, the first one first."""
        rows = self.connection.execute(
            sa.select(taken.c.person_id, person.c.name, taken.c.at)
            .join(person, person.c.id == taken.c.person_id)
            .where(taken.c.run_id == run_id)
            .order_by(taken.c.at, taken.c.person_id)
        )
        return tuple(Taker(*row) for row in rows)
