"""Rows on their way into files: JSON Lines, a file a subject, from which the other files are then written.

That way no more than a row is held in memory, and nothing is read from the database while a workbook is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from bot.sheets.cells import MOMENT, TEXT, Column, Row, Subject, kept, listed, read
from bot.sheets.inspections import merge

MORE = "answers"  # in the rows of an open subject: the columns they bring, by their headings
WIDEST = 60  # characters; what is longer is not shown whole


@dataclass
class Kept:
    """A subject so far: its rows, the columns that rows brought, and how wide each column is."""

    subject: Subject
    out: IO[str]
    rows: int = 0
    more: list[str] = field(default_factory=list)
    widths: dict[str, int] = field(default_factory=dict)
    _there: set[str] = field(default_factory=set)

    def put(self, row: Row) -> None:
        ids = [one.id for one in self.subject.columns]
        cells: dict[str, Any] = {id: kept(row[id]) for id in ids if row.get(id) not in (None, "", [])}
        if self.subject.open:
            cells[MORE] = row.get(MORE, {})
            self._brought(cells[MORE])
        self.out.write(json.dumps(cells, ensure_ascii=False) + "\n")
        self.rows += 1
        for id, value in (*cells.items(), *cells.get(MORE, {}).items()):
            if id != MORE:
                self.widths[id] = max(self.widths.get(id, 0), min(_width(value), WIDEST))

    def _brought(self, answers: Iterable[str]) -> None:
        if not self._there.issuperset(answers):
            merge(self.more, answers)
            self._there = set(self.more)

    @property
    def columns(self) -> list[Column | str]:
        """The columns; those that rows brought by their heading."""
        return [*self.subject.columns, *self.more]

    def cells(self) -> Iterator[list[Any]]:
        """The rows again, with a cell for each column."""
        self.out.flush()
        with Path(self.out.name).open(encoding="utf-8") as lines:
            for cells in map(json.loads, lines):
                answers = cells.get(MORE, {})
                fixed = [read(cells.get(one.id), one.sort) for one in self.subject.columns]
                yield [*fixed, *(answers.get(one) for one in self.more)]

    def width(self, column: Column | str, heading: str) -> int:
        sort, id = (column.sort, column.id) if isinstance(column, Column) else (TEXT, column)
        least = 16 if sort == MOMENT else self.widths.get(id, 0)
        return max(least, min(len(heading) + 3, 30), 8) + 1


@dataclass
class Spool:
    """A folder with a file a subject. `files` are the photos that the rows name: path and digest, a line each."""

    folder: Path
    files: IO[str]
    kept: dict[str, Kept] = field(default_factory=dict)

    def begin(self, subjects: Iterable[Subject]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for one in subjects:
            out = (self.folder / f"{one.id}.jsonl").open("w", encoding="utf-8")
            self.kept[one.id] = Kept(one, out)

    def put(self, subject: Subject, rows: Iterable[Row]) -> None:
        for row in rows:
            self.kept[subject.id].put(row)

    def close(self) -> None:
        for one in self.kept.values():
            one.out.close()


def _width(value: Any) -> int:
    return len(listed(value) if isinstance(value, list) else str(value))
