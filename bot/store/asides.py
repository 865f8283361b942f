"""What was said beside a form, until its person says what it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.sql import aside, made

LONG = timedelta(days=8)  # as long as the words of letters are kept: then its buttons are gone


@dataclass(frozen=True)
class KeptAside:
    """`files` are digests. `became` is the run that was made of it."""

    id: int
    person_id: int
    run_id: int | None
    version: int
    words: str
    files: tuple[str, ...]
    at: datetime
    became: int | None


@dataclass(slots=True)
class Asides:
    """Everything that waits for its meaning."""

    connection: sa.Connection

    def keep(
        self, person_id: int, words: str, at: datetime, *, run_id: int | None = None, version: int = 0,
        files: tuple[str, ...] = (),
    ) -> int:  # fmt: skip
        """Writes it down; what this person said long ago is forgotten."""
        old = sa.and_(aside.c.person_id == person_id, aside.c.at < at - LONG)
        self.connection.execute(sa.delete(aside).where(old))
        return made(
            self.connection, aside, person_id=person_id, run_id=run_id, version=version, words=words,
            files=json.dumps(files), at=at,
        )  # fmt: skip

    def get(self, id: int, person_id: int) -> KeptAside | None:
        """What this person said, if it was them and is not forgotten."""
        mine = sa.and_(aside.c.id == sa.bindparam("b_id", id, type_=sa.BigInteger), aside.c.person_id == person_id)
        return self._one(sa.select(aside).where(mine))

    def latest(self, person_id: int) -> KeptAside | None:
        return self._one(sa.select(aside).where(aside.c.person_id == person_id).order_by(aside.c.id.desc()).limit(1))

    def joined(self, kept: KeptAside, words: str, files: tuple[str, ...]) -> None:
        """More of the same: what it says now, and the files that belong to it."""
        self._change(kept.id, words=words, files=json.dumps(files))

    def became(self, id: int, run_id: int) -> None:
        self._change(id, became=run_id)

    def _change(self, id: int, **values: object) -> None:
        self.connection.execute(sa.update(aside).where(aside.c.id == id).values(**values))

    def _one(self, query: sa.Select[tuple[object, ...]]) -> KeptAside | None:
        row = self.connection.execute(query).one_or_none()
        return KeptAside(**{**row._mapping, "files": tuple(json.loads(row.files))}) if row else None  # noqa: SLF001
