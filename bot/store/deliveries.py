"""Deliveries of the platforms that have had their effect, so that each has it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import delivery, once

HEARD = once(delivery)


@dataclass(slots=True)
class Deliveries:
    """What was heard, by the id the platform gives it."""

    connection: sa.Connection
    dialect: str

    def heard(self, channel: str, id: str, at: datetime) -> bool:
        """Writes a delivery down; False if it had its effect before."""
        done = self.connection.execute(HEARD[self.dialect], {"channel": channel, "delivery": id, "at": at})
        return done.rowcount == 1

    def forget(self, before: datetime) -> int:
        """Deliveries too old to come again. Telegram keeps updates for a day, Slack retries for minutes."""
        return self.connection.execute(sa.delete(delivery).where(delivery.c.at < before)).rowcount
