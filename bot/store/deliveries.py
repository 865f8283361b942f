"""Deliveries of the platforms that have had their effect, so that each has it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import delivery, once

HEARD = Prepared(once(delivery))
UNHEARD = Prepared(
    sa.delete(delivery).where(
        delivery.c.line_id == sa.bindparam("line_id"), delivery.c.delivery == sa.bindparam("delivery")
    )
)


@dataclass(slots=True)
class Deliveries:
    """What was heard, by the id the platform gives it."""

    connection: sa.Connection
    dialect: str

    def heard(self, line: int, id: str, at: datetime) -> bool:
        """Writes a delivery down; False if it had its effect before."""
        return HEARD.count(self.connection, {"line_id": line, "delivery": id, "at": at}) == 1

    def forget(self, before: datetime, most: int) -> int:
        """So many deliveries too old to come again; how many those were."""
        c = delivery.c
        old = sa.select(c.line_id, c.delivery).where(c.at < before).order_by(c.at).limit(most)
        done = self.connection.execute(sa.delete(delivery).where(sa.tuple_(c.line_id, c.delivery).in_(old)))
        return done.rowcount
