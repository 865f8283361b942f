"""What is planned: which flow, at which site, for whom, and how often."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from bot.store.sql import made, schedule

DUE = "due"  # the timer of the next time


@dataclass(frozen=True)
class Planned:
    """What was planned: for one person, or for a `role`, of which any one does it for all unless it is `each`.

    `rule` is one of iCalendar from `begins` on, `at` an hour such as 07:00 by the clock of the site, `grace` in minutes.
    """

    organisation_id: int
    site_id: int
    flow_id: str
    role: str
    person_id: int | None
    each: bool
    draws: bool
    rule: str
    begins: date
    at: str
    grace: int
    name: str = ""
    made_by: int | None = None

    @property
    def hour(self) -> time:
        return time.fromisoformat(self.at)


@dataclass(frozen=True)
class KeptSchedule:
    """What was planned, as it is kept. Of one that is over `next_at` is None."""

    id: int
    planned: Planned
    next_at: datetime | None
    stopped_at: datetime | None = None


PLANNED = tuple(schedule.c[field.name] for field in fields(Planned))
KEPT = sa.select(schedule.c.id, schedule.c.next_at, schedule.c.stopped_at, *PLANNED)
GOING = schedule.c.stopped_at.is_(None)
SAME = ("organisation_id", "site_id", "flow_id", "role", "person_id", "each", "draws", "rule", "at")


def _kept(row: Any) -> KeptSchedule:
    id, next_at, stopped_at, *planned = row
    return KeptSchedule(id, Planned(*planned), next_at, stopped_at)


@dataclass(slots=True)
class Schedules:
    """Every schedule there is or was."""

    connection: sa.Connection

    def make(self, planned: Planned, next_at: datetime | None, now: datetime) -> KeptSchedule:
        id = made(self.connection, schedule, **vars(planned), made_at=now, next_at=next_at)
        return KeptSchedule(id, planned, next_at)

    def get(self, id: int) -> KeptSchedule | None:
        row = self.connection.execute(KEPT.where(schedule.c.id == _wide(id))).one_or_none()
        return _kept(row) if row else None

    def lock(self, id: int) -> KeptSchedule | None:
        """As it is now; until the transaction ends nobody else moves or stops it."""
        query = KEPT.where(schedule.c.id == _wide(id)).with_for_update(key_share=True)
        row = self.connection.execute(query).one_or_none()
        return _kept(row) if row else None

    def going(self, organisation_id: int, site_id: int | None = None) -> list[KeptSchedule]:
        """What has not been stopped, the next first."""
        here = sa.true() if site_id is None else schedule.c.site_id == site_id
        mine = KEPT.where(schedule.c.organisation_id == organisation_id, GOING, here)
        return [_kept(row) for row in self.connection.execute(mine.order_by(schedule.c.next_at, schedule.c.id))]

    def same(self, planned: Planned) -> KeptSchedule | None:
        """The same, planned before and not stopped."""
        alike = [schedule.c[name].is_not_distinct_from(getattr(planned, name)) for name in SAME]
        row = self.connection.execute(KEPT.where(GOING, *alike).limit(1)).first()
        return _kept(row) if row else None

    def moves(self, id: int, next_at: datetime | None) -> None:
        """When it is due next."""
        self.connection.execute(sa.update(schedule).where(schedule.c.id == id).values(next_at=next_at))

    def in_time(self, id: int, minutes: int) -> None:
        """From the next time on it is in time for so long."""
        self.connection.execute(sa.update(schedule).where(schedule.c.id == id, GOING).values(grace=minutes))

    def stop(self, id: int, by: int | None, now: datetime) -> bool:
        """False if somebody was quicker. Its name is free again."""
        values = {"stopped_at": now, "stopped_by": by, "next_at": None, "name": ""}
        return (
            self.connection.execute(sa.update(schedule).where(schedule.c.id == id, GOING).values(values)).rowcount == 1
        )


def _wide(id: int) -> sa.BindParameter[int]:
    """A forged button may carry an id that no column of 32 bits can hold."""
    return sa.bindparam(None, id, type_=sa.BigInteger)
