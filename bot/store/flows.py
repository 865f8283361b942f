"""Flow files exactly as they were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.sql import once, published

KEEP = once(published)


@dataclass(slots=True)
class Flows:
    """Published flow files, by digest."""

    connection: sa.Connection
    dialect: str

    def get(self, digest: str) -> tuple[str, str] | None:
        """The name and the text of a flow file as it was."""
        row = self.connection.execute(
            sa.select(published.c.flow_id, published.c.source).where(published.c.digest == digest)
        ).one_or_none()
        return (row[0], row[1]) if row else None

    def publish(self, flow: Mapping[str, Any]) -> str:
        """Keeps a flow file; the digest that is published under its id and revision, another's if the text differs."""
        same = sa.and_(published.c.flow_id == flow["flow_id"], published.c.revision == flow["revision"])
        found = sa.select(published.c.digest).where(same)
        there = self.connection.execute(found).scalar_one_or_none()
        if there is None:
            self.connection.execute(KEEP[self.dialect], dict(flow))  # another process may do so at the same time
            there = self.connection.execute(found).scalar_one()
        return str(there)
