"""Summaries that are sent again and again: to whom, on which day, at what hour, of which sites."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import INSERT, person, subscription


@dataclass(frozen=True)
class Order:
    """Every week on a `day` (0 is Monday) `at` an hour such as 07:00; without `sites` it is about all of them."""

    person_id: int
    day: int
    at: str
    sites: tuple[int, ...]
    next_at: datetime


c = subscription.c
KEPT = sa.select(c.person_id, c.day, c.at, c.sites, c.next_at)


@dataclass(slots=True)
class Subscriptions:
    """One for each person, or none."""

    connection: sa.Connection
    dialect: str

    def of(self, person_id: int, *, lock: bool = False) -> Order | None:
        """Locked, nobody else changes it or sends by it until the transaction ends."""
        query = KEPT.where(c.person_id == person_id)
        row = self.connection.execute(query.with_for_update() if lock else query).one_or_none()
        return Order(row.person_id, row.day, row.at, tuple(json.loads(row.sites)), row.next_at) if row else None

    def of_organisation(self, organisation_id: int) -> list[int]:
        """Who gets summaries there."""
        mine = sa.select(c.person_id).join(person, person.c.id == c.person_id)
        return list(self.connection.execute(mine.where(person.c.organisation_id == organisation_id)).scalars())

    def order(self, wanted: Order, now: datetime) -> None:
        """From now on so, and not as before."""
        row = {**vars(wanted), "sites": json.dumps(wanted.sites), "made_at": now}
        insert = INSERT[self.dialect](subscription)
        new = {name: insert.excluded[name] for name in ("day", "at", "sites", "next_at")}
        self.connection.execute(insert.on_conflict_do_update(index_elements=[c.person_id], set_=new), row)

    def moves(self, one: Order, next_at: datetime) -> Order:
        self.connection.execute(sa.update(subscription).where(c.person_id == one.person_id).values(next_at=next_at))
        return replace(one, next_at=next_at)

    def end(self, person_id: int) -> bool:
        """False if there was none."""
        return self.connection.execute(sa.delete(subscription).where(c.person_id == person_id)).rowcount == 1
