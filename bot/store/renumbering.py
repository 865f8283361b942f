"""The numbers of copied records: those of the site they are at now, behind the ones that are there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.sql import numbering
from bot.store.transaction import Transaction

Column = sa.ColumnElement[Any]


def lasts_at(tx: Transaction, site_id: int) -> dict[int, int]:
    """The last number of each year."""
    rows = sa.select(numbering.c.year, numbering.c.last).where(numbering.c.site_id == site_id)
    return {row[0]: row[1] for row in tx.connection.execute(rows)}


@dataclass(frozen=True)
class Renumbering:
    """From the series of one site, which begins with `code` and has these `lasts`, into that of another, of so many years ago,
    where so many copies were made `before`."""

    code: str
    lasts: Mapping[int, int]
    target: int
    other: str
    before: int
    years: int

    def number(self, c: Column) -> Column:
        year: Column = sa.func.substr(c, len(self.code) + 2, 2)
        count: Column = sa.cast(sa.func.substr(c, len(self.code) + 5), sa.Integer)
        if self.before and self.lasts:
            count = count + sa.case({_two(of): self._behind(of) for of in self.lasts}, value=year, else_=0)
        if self.years and self.lasts:
            year = sa.case({_two(of): _two(of - self.years) for of in self.lasts}, value=year, else_=year)
        nulls = sa.case((count < 10, "000"), (count < 100, "00"), (count < 1000, "0"), else_="")
        said = sa.literal(f"{self.other}-").concat(year).concat("-").concat(nulls).concat(sa.cast(count, sa.String))
        return sa.case((c.startswith(f"{self.code}-", autoescape=True), said), else_=c)

    def go_on(self, tx: Transaction) -> None:
        """The next number of the target comes behind these."""
        there = lasts_at(tx, self.target)
        for of, last in self.lasts.items():
            year, wanted = of - self.years, self._behind(of) + last
            if year not in there:
                tx.connection.execute(sa.insert(numbering).values(site_id=self.target, year=year, last=wanted))
            elif there[year] < wanted:
                mine = sa.and_(numbering.c.site_id == self.target, numbering.c.year == year)
                tx.connection.execute(sa.update(numbering).where(mine).values(last=wanted))

    def _behind(self, of: int) -> int:
        """Two years of the source can end up in one: then there is room for either."""
        return self.before * (max(self.lasts.values()) if self.years else self.lasts[of])


def _two(year: int) -> str:
    return f"{year % 100:02}"
