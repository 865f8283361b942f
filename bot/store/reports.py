"""Who was really told of a report, and who said "I'll handle it".

A report is what its letters say, in the outbox: nobody was told before the platform has taken the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.letters import LEFT, OVERTAKEN
from bot.store.prepared import Prepared
from bot.store.sql import letter, once, person, taken
from bot.store.tables import Moment

SLOT = "report:"  # and the number of the run: the place of its notice in a reader's conversation
FAILED = letter.c.failed != sa.literal_column("''")  # as the index says it, which has these letters only


@dataclass(frozen=True)
class Taker:
    """Somebody who said "I'll handle it"."""

    person_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Reached:
    """Somebody to whom a notice was written. `at` is when it was delivered; `waits` while it may still be.

    `gone`: what was written to them last could not be delivered, whatever was before. `rang` is when a notice was last
    written to them that was no change of an earlier one.
    """

    person_id: int
    name: str
    role: str
    at: datetime | None
    waits: bool
    gone: bool = False
    rang: datetime | None = None

    @property
    def has_it(self) -> bool:
        """Do they have it as it is now, or will they soon?"""
        return self.waits or (self.at is not None and not self.gone)


def slot_of(run_id: int) -> str:
    return f"{SLOT}{run_id}"


def run_of(slot: str) -> int | None:
    """The run whose notices have this slot; None if it is no slot of a report."""
    number = slot.removeprefix(SLOT)
    return int(number) if slot.startswith(SLOT) and number.isdecimal() else None


TAKE = once(taken)
TAKERS = Prepared(
    sa.select(taken.c.person_id, person.c.name, taken.c.at)
    .join(person, person.c.id == taken.c.person_id)
    .where(taken.c.run_id == sa.bindparam("b_run"))
    .order_by(taken.c.at, taken.c.person_id)
)


@dataclass(slots=True)
class Reports:
    """Reports and those who have taken them."""

    connection: sa.Connection
    dialect: str

    def take(self, run_id: int, person_id: int, now: datetime) -> bool:
        """ "I'll handle it"; False if this person had said so before."""
        done = self.connection.execute(TAKE[self.dialect], {"run_id": run_id, "person_id": person_id, "at": now})
        return done.rowcount == 1

    def hold(self, run_id: int, person_id: int | None, now: datetime) -> None:
        """This person has it now and nobody else; without one, nobody."""
        self.connection.execute(sa.delete(taken).where(taken.c.run_id == run_id))
        if person_id is not None:
            self.take(run_id, person_id, now)

    def reached(self, run_id: int) -> tuple[Reached, ...]:
        """Everybody to whom a notice of the run was written, in the order in which it was."""
        return self.reached_with(slot_of(run_id))

    def reached_with(self, slot: str) -> tuple[Reached, ...]:
        """Everybody to whom a letter with this slot was written."""
        c = letter.c
        there, open_ = sa.and_(c.settled_at.is_not(None), c.failed == ""), c.settled_at.is_(None)
        delivered = sa.func.min(sa.case((there, c.settled_at)), type_=Moment())
        lost = sa.and_(c.failed != "", c.failed.not_in((OVERTAKEN, LEFT)))
        newest = [sa.func.max(sa.case((which, c.id), else_=0)) for which in (there, lost)]
        waits = sa.func.max(sa.case((open_, 1), else_=0))
        rang = sa.func.max(sa.case((~c.edit, c.written_at)), type_=Moment())
        rows = self.connection.execute(
            sa.select(c.person_id, person.c.name, person.c.role, delivered, waits, rang, *newest)
            .join(person, person.c.id == c.person_id)
            .where(c.slot == slot)
            .group_by(c.person_id, person.c.name, person.c.role)
            .order_by(sa.func.min(c.id))
        )
        return tuple(
            Reached(id, name, role, at, bool(waits), gone=last_lost > last_there, rang=rang)
            for id, name, role, at, waits, rang, last_there, last_lost in rows
        )

    def written(self, keys: Sequence[str]) -> bool:
        """Was a letter with one of these keys ever written?"""
        query = sa.select(sa.literal(1)).where(letter.c.key.in_(keys)).limit(1)
        return self.connection.execute(query).scalar() is not None

    def missed(self, person_id: int, since: datetime) -> list[int]:
        """The runs whose notices did not reach somebody, of those written since then; the oldest first."""
        c = letter.c
        lost = sa.and_(FAILED, c.failed.not_in((OVERTAKEN, LEFT)), c.written_at >= since, c.person_id == person_id)
        query = sa.select(c.slot).where(lost, c.notice, c.slot.startswith(SLOT)).group_by(c.slot)
        slots = self.connection.execute(query.order_by(sa.func.min(c.id))).scalars()
        return [run_id for slot in slots if (run_id := run_of(slot)) is not None]

    def takers(self, run_id: int) -> tuple[Taker, ...]:
        """Who said that they have it, the first one first."""
        return tuple(Taker(*row) for row in TAKERS.all(self.connection, {"b_run": run_id}))
