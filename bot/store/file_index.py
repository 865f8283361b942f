"""Which files are kept, and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.sql import file, likeness, once, spare_file

KEEP = once(file)


@dataclass(slots=True)
class FileIndex:
    """The kept files, by digest."""

    connection: sa.Connection
    dialect: str

    def keep(self, digest: str, mime: str, size: int, type: str, at: datetime, taken: str = "") -> bool:
        """Writes a kept file down; False if it was before."""
        row = {"digest": digest, "mime": mime, "size": size, "type": type, "kept_at": at, "taken": taken}
        if self.connection.execute(KEEP[self.dialect], row).rowcount == 1:
            return True
        # It may be about to be removed: then whoever removes it is waited for, and it is written down anew.
        self.connection.execute(sa.delete(spare_file).where(spare_file.c.digest == digest))
        return self.connection.execute(KEEP[self.dialect], row).rowcount == 1

    def drop(self, digests: Sequence[str]) -> None:
        """Nothing holds these files; their bytes are removed in time."""
        if not digests:  # almost always: a statement less in every turn
            return
        self.connection.execute(sa.delete(likeness).where(likeness.c.digest.in_(digests)))
        self.connection.execute(sa.delete(file).where(file.c.digest.in_(digests)))

    def taken(self, digests: Sequence[str]) -> dict[str, str]:
        """When pictures were taken, as their cameras say it, of those that say it."""
        known = sa.select(file.c.digest, file.c.taken).where(file.c.digest.in_(digests), file.c.taken != "")
        return {row[0]: row[1] for row in self.connection.execute(known)}

    def by_digest(self, digests: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Kind (MIME) and sort of kept files, by digest."""
        rows = self.connection.execute(
            sa.select(file.c.digest, file.c.mime, file.c.type).where(file.c.digest.in_(digests))
        )
        return {row[0]: (row[1], row[2]) for row in rows}
