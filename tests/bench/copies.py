"""Copies rows inside a database: what one user left behind is there for thousands, a million rows in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

BATCH = 20_000  # copies in one statement
SERIES = "WITH RECURSIVE series(n) AS (SELECT {lo} UNION ALL SELECT n + 1 FROM series WHERE n + 1 < {hi})"


@dataclass(frozen=True)
class Copy:
    """Rows of a table, by a condition, and what differs in the copies: SQL with {n} for the copy's number, None for nothing.

    A column that is None is left out: the database fills it.
    """

    table: str
    where: str
    changed: Mapping[str, str | None] = field(default_factory=dict)


def copied(
    copies: Iterable[Copy], count: int, columns: Callable[[str], list[str]], execute: Callable[[str], Any]
) -> None:
    for one in copies:
        names = [name for name in columns(one.table) if one.changed.get(name, name) is not None]
        values = ", ".join((one.changed.get(name) or f"t.{name}").replace("{n}", "series.n") for name in names)
        for lo in range(0, count, BATCH):
            series = SERIES.format(lo=lo, hi=min(lo + BATCH, count))
            execute(
                f"{series} INSERT INTO {one.table} ({', '.join(names)}) SELECT {values} "
                f"FROM {one.table} t CROSS JOIN series WHERE t.{one.where}"
            )
