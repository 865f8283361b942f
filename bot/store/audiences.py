"""Audiences: channels and groups in which notices are shown to everybody who is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.letters import Lane
from bot.store.sql import audience, letter, line, once, organisation

ADD = once(audience)
OPEN = audience.c.ended_at.is_(None)


@dataclass(frozen=True)
class KeptAudience:
    """A channel, a group or a topic of one. `sorts` are what is shown there, of one site or of all; `region` is that of its
    organisation."""

    id: int
    organisation_id: int
    line: int
    channel: str
    address: str
    name: str
    site_id: int | None
    sorts: tuple[str, ...]
    lang: str
    made_by: int
    made_at: datetime
    closed: bool = False
    moved_to: str = ""
    region: str = ""

    @property
    def lane(self) -> Lane:
        return self.line, self.address


def _kept(*wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    c = audience.c
    return (
        sa.select(
            c.id, c.organisation_id, c.line_id, line.c.channel, c.address, c.name, c.site_id, c.sorts, c.lang, c.made_by,
            c.made_at, c.closed_at, c.moved_to, organisation.c.region,
        )
        .join(line, line.c.id == c.line_id)
        .join(organisation, organisation.c.id == c.organisation_id)
        .where(OPEN, *wanted)
        .order_by(c.id)
    )  # fmt: skip


def _read(row: Any) -> KeptAudience:
    values: list[Any] = list(row)
    values[7] = tuple(filter(None, values[7].split(",")))
    values[11] = values[11] is not None
    return KeptAudience(*values)


@dataclass(slots=True)
class Audiences:
    """Every audience that has not ended."""

    connection: sa.Connection
    dialect: str

    def begin(
        self, organisation_id: int, over: int, address: str, name: str, lang: str, by: int, now: datetime
    ) -> KeptAudience:
        """The one at this address: a new one, or the one that is there, whosever it is."""
        row = {"organisation_id": organisation_id, "line_id": over, "address": address, "name": name[:80], "lang": lang}
        more = {"made_by": by, "made_at": now, "sorts": "", "moved_to": ""}
        self.connection.execute(ADD[self.dialect], {**row, **more})
        there = self.at(over, address)
        assert there, "it is there now"
        return there

    def at(self, over: int, address: str) -> KeptAudience | None:
        return self._one(audience.c.line_id == over, audience.c.address == address)

    def lock(self, id: int) -> KeptAudience | None:
        """As it is now; until the transaction ends nobody else changes it."""
        mine = sa.select(audience.c.id).where(audience.c.id == id).with_for_update()
        return None if self.connection.execute(mine).scalar() is None else self._one(audience.c.id == id)

    def of(self, organisation_id: int) -> list[KeptAudience]:
        return self._all(audience.c.organisation_id == organisation_id)

    def reading(self, organisation_id: int, site_id: int, sort: str) -> list[KeptAudience]:
        """Those to whom this sort of notice of a site is shown."""
        here = sa.or_(audience.c.site_id.is_(None), audience.c.site_id == site_id)
        there = self._all(audience.c.organisation_id == organisation_id, here)
        return [one for one in there if sort in one.sorts]

    def shown(self, organisation_id: int, slot: str) -> list[KeptAudience]:
        """Those in whose conversation a letter of this slot was written."""
        there = sa.exists().where(
            letter.c.slot == slot, letter.c.line_id == audience.c.line_id, letter.c.address == audience.c.address
        )
        return self._all(audience.c.organisation_id == organisation_id, there)

    def shows(self, id: int, sorts: tuple[str, ...]) -> None:
        self.change(id, sorts=",".join(sorts))

    def change(self, id: int, **values: object) -> None:
        self.connection.execute(sa.update(audience).where(audience.c.id == id).values(**values))

    def closed(self, over: int, address: str, moved_to: str, now: datetime) -> None:
        """The platform does not let us write there anymore."""
        there = sa.and_(audience.c.line_id == over, audience.c.address == address, OPEN)
        self.connection.execute(sa.update(audience).where(there).values(closed_at=now, moved_to=moved_to[:64]))

    def follow(self, one: KeptAudience, now: datetime) -> None:
        """It goes on where it has moved to, unless there is one already; the old address says where that is."""
        if self.at(one.line, one.moved_to):
            self.end(one.id, now)
            return
        row = {"organisation_id": one.organisation_id, "line_id": one.line, "address": one.address, "name": one.name}
        more = {"lang": one.lang, "made_by": one.made_by, "made_at": one.made_at, "moved_to": one.moved_to}
        self.change(one.id, address=one.moved_to, moved_to="", closed_at=None)
        self.connection.execute(sa.insert(audience).values(**row, **more, sorts="", ended_at=now))

    def gone_to(self, over: int, address: str) -> KeptAudience | None:
        """Where the audience goes on that was once at this address."""
        c, was = audience.c, audience.alias().c
        moved = sa.exists().where(
            was.line_id == over, was.address == address, was.moved_to == c.address, was.ended_at.is_not(None),
            was.organisation_id == c.organisation_id,
        )  # fmt: skip
        return self._one(c.line_id == over, moved)

    def end(self, id: int, now: datetime) -> bool:
        """False if it had ended."""
        there = sa.and_(audience.c.id == id, OPEN)
        return self.connection.execute(sa.update(audience).where(there).values(ended_at=now)).rowcount == 1

    def _one(self, *wanted: sa.ColumnElement[bool]) -> KeptAudience | None:
        return next(iter(self._all(*wanted)), None)

    def _all(self, *wanted: sa.ColumnElement[bool]) -> list[KeptAudience]:
        return [_read(row) for row in self.connection.execute(_kept(*wanted))]
