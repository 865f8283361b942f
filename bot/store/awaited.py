"""Units that are expected on a day, and who drives then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.people import Who
from bot.store.sql import INSERT, awaited, person, run

c = awaited.c
KEPT = timedelta(days=7)  # what was expected before that is forgotten when something new is entered


@dataclass(frozen=True)
class KeptAwaited:
    """A unit, or a person by number and name; `at` is 07:00, or empty."""

    id: int
    unit: str
    person_id: int
    name: str
    at: str
    made_at: datetime


@dataclass(slots=True)
class AwaitedBooks:
    """Every site's own."""

    connection: sa.Connection
    dialect: str

    def add(self, who: Who, day: date, unit: str, person_id: int, at: str, now: datetime) -> None:
        """Once a day; entered again, it has the newer hour."""
        row: dict[str, Any] = {
            "organisation_id": who.organisation_id, "site_id": who.site_id, "day": day, "unit": unit[:40],
            "person_id": person_id, "at": at, "made_by": who.person_id, "made_at": now,
        }  # fmt: skip
        again = {"at": at} if at else {"unit": row["unit"]}
        keys = ["site_id", "day", "unit", "person_id"]
        self.connection.execute(
            INSERT[self.dialect](awaited).on_conflict_do_update(index_elements=keys, set_=again), row
        )

    def forget(self, site_id: int, day: date) -> None:
        """What was expected long before this day."""
        self.connection.execute(sa.delete(awaited).where(c.site_id == site_id, c.day < day - KEPT))

    def at_site(self, site_id: int, day: date) -> list[KeptAwaited]:
        """What is expected on a day, the earliest first; of people those who have not left."""
        query = (
            sa.select(c.id, c.unit, c.person_id, sa.func.coalesce(person.c.name, ""), c.at, c.made_at)
            .outerjoin(person, person.c.id == c.person_id)
            .where(c.site_id == site_id, c.day == day, person.c.left_at.is_(None))
            .order_by(c.at == "", c.at, c.unit, person.c.name)
        )
        return [KeptAwaited(*tuple[Any, ...](row)) for row in self.connection.execute(query)]

    def drop(self, site_id: int, id: int) -> bool:
        """Not expected anymore; False if it was not, or elsewhere."""
        wanted = c.id == sa.bindparam(None, id, type_=sa.BigInteger)
        return self.connection.execute(sa.delete(awaited).where(wanted, c.site_id == site_id)).rowcount == 1

    def seen(self, site_id: int, since: datetime) -> dict[str, datetime]:
        """The units of runs that were finished at a site since then, each with the last time."""
        r = run.c
        query = sa.select(r.unit, r.finished_at).where(
            r.site_id == site_id, r.status == "finished", r.finished_at >= since, r.unit != ""
        )
        rows = self.connection.execute(query.order_by(r.finished_at))
        return {unit: at for units, at in rows for unit in units.split(", ")}

    def done(self, people: Collection[int], flows: Collection[str], since: datetime) -> frozenset[int]:
        """Who of these has finished one of these flows since then."""
        r = run.c
        mine = (r.person_id.in_(people), r.status == "finished", r.finished_at >= since, r.flow_id.in_(flows))
        return frozenset(self.connection.execute(sa.select(r.person_id).where(*mine)).scalars())
