"""Lines: the bots over which people are heard and letters go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import line, once

MAIN = "main"  # the only line of a channel, until there are several
INVENTED = "invented"  # of a channel: who has an account there is nobody, and what is written to them goes nowhere
ADD = once(line)
REAL = line.c.name != INVENTED
THEIRS = sa.or_(line.c.organisation_id.is_(None), line.c.organisation_id == sa.bindparam("b_organisation"))
WAYS = Prepared(sa.select(line.c.id, line.c.channel, line.c.invites).where(THEIRS, REAL).order_by(line.c.id))
PAUSED = Prepared(sa.select(line.c.id, line.c.paused_until).where(line.c.paused_until > sa.bindparam("b_now")))


@dataclass(frozen=True)
class Way:
    """A line by which people can join; `invites` is what a link there begins with, to which a code is added."""

    line: int
    channel: str
    invites: str


@dataclass(slots=True)
class Lines:
    """Every line we have."""

    connection: sa.Connection
    dialect: str

    def id_of(self, channel: str, name: str = MAIN) -> int:
        """The line of that name, made if it is new."""
        found = sa.select(line.c.id).where(line.c.channel == channel, line.c.name == name)
        there = self.connection.execute(found).scalar_one_or_none()
        if there is None:
            self.connection.execute(ADD[self.dialect], {"channel": channel, "name": name})
            there = self.connection.execute(found).scalar_one()
        return int(there)

    def invented(self) -> list[int]:
        """The lines of people who are invented."""
        return list(self.connection.execute(sa.select(line.c.id).where(~REAL)).scalars())

    def invite_by(self, id: int, invites: str) -> None:
        """What a link begins with that opens our conversation and hands us a code."""
        self.connection.execute(
            sa.update(line).where(line.c.id == id, line.c.invites != invites).values(invites=invites)
        )

    def ways_in(self, organisation_id: int) -> list[Way]:
        """The lines that serve an organisation, in the order in which they were made."""
        return [Way(*row) for row in WAYS.all(self.connection, {"b_organisation": organisation_id})]

    def pause(self, id: int, until: datetime) -> None:
        """The platform wants no calls from this bot until then, whichever process it runs in."""
        self.connection.execute(sa.update(line).where(line.c.id == id).values(paused_until=until))

    def paused(self, now: datetime) -> dict[int, datetime]:
        """The lines that have to keep silent, and until when."""
        return {row[0]: row[1] for row in PAUSED.all(self.connection, {"b_now": now})}
