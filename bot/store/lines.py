"""Lines: the bots over which people are heard and letters go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import line, once

MAIN = "main"  # the only line of a channel, until there are several
ADD = once(line)


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

    def pause(self, id: int, until: datetime) -> None:
        """The platform wants no calls from this bot until then, whichever process it runs in."""
        self.connection.execute(sa.update(line).where(line.c.id == id).values(paused_until=until))

    def paused(self, now: datetime) -> dict[int, datetime]:
        """The lines that have to keep silent, and until when."""
        rows = self.connection.execute(sa.select(line.c.id, line.c.paused_until).where(line.c.paused_until > now))
        return {row[0]: row[1] for row in rows}
