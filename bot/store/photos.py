"""Photos that were sent to inspections: where one was sent before, and where one that looks like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store import likeness as looks
from bot.store.runs import KeptRun
from bot.store.sql import file, likeness, made, once, photo, photo_band, run

MOST = 60  # photos that are looked at more closely; the newest ones


@dataclass(frozen=True)
class Before:
    """The same photo, or a `copy` of it, in an inspection before this one: of whom, of which unit, its record, and when."""

    run_id: int
    person_id: int
    flow_id: str
    unit: str
    number: str
    at: datetime
    copy: bool = False


@dataclass(frozen=True)
class Kept:
    """A kept file: its sort, when its camera took it, and what it looks like, of what looks like anything."""

    digest: str
    type: str
    taken: str
    bits: str


@dataclass(slots=True)
class Photos:
    connection: sa.Connection
    dialect: str

    def looks_like(self, digest: str, bits: str) -> None:
        """What a photo that is kept looks like."""
        self.connection.execute(once(likeness)[self.dialect], {"digest": digest, "bits": bits})

    def known(self, digests: Sequence[str]) -> list[Kept]:
        """What is known of these, in their order."""
        bits = sa.func.coalesce(likeness.c.bits, "")
        files = file.outerjoin(likeness, likeness.c.digest == file.c.digest)
        query = sa.select(file.c.digest, file.c.type, file.c.taken, bits).select_from(files)
        read = {row[0]: Kept(*row) for row in self.connection.execute(query.where(file.c.digest.in_(digests)))}
        return [read[one] for one in digests if one in read]

    def sent(self, kept: KeptRun, step: str, digest: str, bits: str, at: datetime) -> None:
        """A photo was sent to a point."""
        id = made(
            self.connection, photo, organisation_id=kept.organisation_id, site_id=kept.site_id, run_id=kept.id, step=step,
            digest=digest, at=at,
        )  # fmt: skip
        bands = [{"site_id": kept.site_id, "word": word, "at": at, "photo_id": id} for word in looks.words(bits)]
        if bands:
            self.connection.execute(sa.insert(photo_band), bands)

    def in_run(self, run_id: int) -> set[str]:
        """The digests of all that were ever sent to it."""
        return set(self.connection.execute(sa.select(photo.c.digest).where(photo.c.run_id == run_id)).scalars())

    def same(self, kept: KeptRun, digest: str, since: datetime) -> list[Before]:
        """Where the very same was sent, the newest first."""
        mine = sa.and_(photo.c.organisation_id == kept.organisation_id, photo.c.digest == digest)
        query = self._elsewhere(kept, since).where(mine)
        return [Before(*tuple[Any, ...](row)) for row in self.connection.execute(query)]

    def alike(self, kept: KeptRun, digest: str, bits: str, since: datetime) -> list[Before]:
        """Where a copy of it was sent at the same site, the newest first."""
        some = list(looks.words(bits))
        if not some:
            return []
        banded = (photo_band.c.site_id == kept.site_id, photo_band.c.word.in_(some), photo_band.c.at >= since)
        found = sa.select(photo_band.c.photo_id).where(*banded).distinct().order_by(photo_band.c.photo_id.desc())
        wanted = photo.c.id.in_(found.limit(MOST))
        query = self._elsewhere(kept, since).add_columns(likeness.c.bits)
        query = query.join(likeness, likeness.c.digest == photo.c.digest).where(wanted, photo.c.digest != digest)
        rows = self.connection.execute(query)
        return [replace(Before(*tuple[Any, ...](row)), copy=True) for *row, theirs in rows if looks.near(bits, theirs)]

    def _elsewhere(self, kept: KeptRun, since: datetime) -> sa.Select[Any]:
        """Photos of other inspections that were not canceled."""
        return (
            sa.select(run.c.id, run.c.person_id, run.c.flow_id, run.c.unit, run.c.number, photo.c.at)
            .join(run, run.c.id == photo.c.run_id)
            .where(photo.c.run_id != kept.id, photo.c.at >= since, run.c.status.in_(("open", "finished")))
            .order_by(photo.c.at.desc(), photo.c.id.desc())
            .limit(MOST)
        )
