"""The programmes an organisation belongs to, each with its status and its dates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import INSERT, membership

m = membership.c


@dataclass(frozen=True)
class KeptMembership:
    id: int
    organisation_id: int
    programme: str
    status: str
    tier: int
    days: Mapping[str, date]


@dataclass(slots=True)
class Programmes:
    """Every organisation's own."""

    connection: sa.Connection
    dialect: str

    def of(self, organisation_id: int) -> list[KeptMembership]:
        """In the order in which they were entered."""
        query = self._all().where(m.organisation_id == organisation_id).order_by(m.id)
        return [_read(row) for row in self.connection.execute(query)]

    def one(self, organisation_id: int, programme: str) -> KeptMembership | None:
        mine = self._all().where(m.organisation_id == organisation_id, m.programme == programme)
        row = self.connection.execute(mine).one_or_none()
        return _read(row) if row else None

    def keep(self, one: KeptMembership, by: int | None, now: datetime) -> None:
        """Entered or changed."""
        days = json.dumps({id: day.isoformat() for id, day in sorted(one.days.items())})
        values = {"status": one.status, "tier": one.tier, "days": days, "changed_by": by, "changed_at": now}
        row = {"organisation_id": one.organisation_id, "programme": one.programme, **values}
        keys = [m.organisation_id, m.programme]
        self.connection.execute(
            INSERT[self.dialect](membership).on_conflict_do_update(index_elements=keys, set_=values), row
        )

    def end(self, organisation_id: int, programme: str) -> None:
        mine = (m.organisation_id == organisation_id, m.programme == programme)
        self.connection.execute(sa.delete(membership).where(*mine))

    def _all(self) -> sa.Select[Any]:
        return sa.select(m.id, m.organisation_id, m.programme, m.status, m.tier, m.days)


def _read(row: Any) -> KeptMembership:
    id, organisation_id, programme, status, tier, days = row
    read = {name: date.fromisoformat(day) for name, day in json.loads(str(days)).items()}
    return KeptMembership(id, organisation_id, programme, status, tier, read)
