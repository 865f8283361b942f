"""What a number of a summary counts: a stretch of time at some sites, and lists that are counted and asked for by one question.

Every list costs what happened in its stretch of time at the sites it is about, however much was ever kept, or what is still
open: the indexes are made for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import published, run, site
from bot.store.transaction import Transaction

PAGE = 20  # of a list, where nobody says how many


@dataclass(frozen=True)
class Span:
    """A stretch of time of an organisation, or of some of its sites: from `start` on, up to but without `end`."""

    organisation_id: int
    start: datetime
    end: datetime
    sites: tuple[int, ...] = ()

    def has(self, moment: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        return sa.and_(moment >= self.start, moment < self.end)

    def here(self, site_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """Is it a site that this is about? Another organisation's is not, whoever asks for it."""
        ours = sa.select(site.c.id).where(site.c.organisation_id == self.organisation_id)
        return site_id.in_(ours.where(site.c.id.in_(self.sites)) if self.sites else ours)

    @property
    def finished(self) -> sa.ColumnElement[bool]:
        """Runs that ended in the time, and not by being cancelled."""
        return sa.and_(self.here(run.c.site_id), run.c.status == "finished", self.has(run.c.finished_at))

    def of_forms(self, genres: Sequence[str]) -> sa.ColumnElement[bool]:
        """Those of them that are of these genres, where they are few: by the index of forms, which has nothing else to be read."""
        done = run.c.status == sa.literal_column("'finished'")  # as the index says it
        return sa.and_(self.here(run.c.site_id), of_genres(run.c.digest, genres), done, self.has(run.c.finished_at))


@dataclass(frozen=True)
class Listed:
    """A number and its list. `rows` selects a column `id`, and whatever else they are grouped and put in `order` by; `sums` what
    was kept of how many they are, by `digest` and `site_id`, if anything was."""

    rows: sa.Select[Any] | sa.CompoundSelect[Any]
    order: tuple[str, ...] = ("at", "id")
    sums: Callable[[], sa.CompoundSelect[Any]] | None = None

    def count(self, tx: Transaction) -> int:
        if self.sums:
            part = self.sums().subquery()
            return int(tx.connection.execute(sa.select(sa.func.coalesce(sa.func.sum(part.c.runs), 0))).scalar_one())
        return int(tx.connection.execute(sa.select(sa.func.count()).select_from(self.rows.subquery())).scalar_one())

    def ids(self, tx: Transaction, after: int = 0, most: int = PAGE) -> list[Any]:
        """So many of them, behind the first few."""
        return [one["id"] for one in self.keys(tx, after, most)]

    def keys(self, tx: Transaction, after: int, most: int, *, newest: bool = False) -> list[dict[str, Any]]:
        """The same with all that they are in order by; the last ones first, if the newest are wanted."""
        part = self.rows.subquery()
        columns = [part.c[name] for name in self.order]
        query = sa.select(*columns).order_by(*(one.desc() for one in columns) if newest else columns)
        return [dict(row) for row in tx.connection.execute(query.offset(after).limit(most)).mappings()]

    def by(self, tx: Transaction, *columns: str) -> list[Any]:
        """How many of them have each value of these columns, with the number last."""
        part = self.rows.subquery()
        wanted = [part.c[name] for name in columns]
        return list(tx.connection.execute(sa.select(*wanted, sa.func.count()).group_by(*wanted)))


def of_genres(digest: sa.ColumnElement[str], genres: Sequence[str]) -> sa.ColumnElement[bool]:
    """Is it a flow of one of these genres?"""
    return digest.in_(sa.select(published.c.digest).where(published.c.genre.in_(genres)))
