"""Many people at once, from a table (CSV): every row that is wrong is named with its line, and nobody is added until none is.

Knows how a table is written; who may be added, and how, says `bot/people.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.named import Rejected, offered
from bot.people import add
from bot.store.transaction import Transaction

COLUMNS = ("name", "role", "site", "telegram", "slack", "lang", "zone", "phone")
NEEDED = COLUMNS[:3]
SEPARATORS = ",;\t"  # a sheet in Spanish writes semicolons
WORKBOOK = b"PK\x03\x04"  # what an .xlsx or .ods begins with
ACCOUNTS = ("telegram", "slack")


class Wrong(Exception):
    """Rows that cannot be taken: a sentence for each, with its line."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("1 row is wrong" if len(lines) == 1 else f"{len(lines)} rows are wrong")
        self.lines = tuple(lines)


class Tried(Exception):
    """Everything could be added, and nothing was: it was only to be tried."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self.lines = tuple(lines)


@dataclass(frozen=True)
class Row:
    line: int
    given: dict[str, str]


def read(data: bytes) -> list[Row]:
    """The rows below the heading. Raises Wrong or Rejected."""
    if data.startswith(WORKBOOK):
        raise Rejected("this is a workbook; save its sheet as CSV UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise Rejected(f"line {line} is not UTF-8; save the table as CSV UTF-8") from None
    lines = text.splitlines(keepends=True)
    above = 1 if lines and lines[0].lower().startswith("sep=") else 0  # what Excel writes to know its own separator
    first = lines[above] if lines[above:] else ""
    table = csv.reader(lines[above:], delimiter=max(SEPARATORS, key=first.count))
    heading = [cell.strip().lower() for cell in next(table, [])]
    _check_heading(heading)
    return list(_rows(table, heading, above))


def _check_heading(heading: Sequence[str]) -> None:
    unknown = [word for word in heading if word and word not in COLUMNS]
    if unknown:
        raise Rejected(f"line 1: there is no column '{unknown[0]}'{offered(unknown[0], COLUMNS)}")
    if twice := next((word for word in COLUMNS if heading.count(word) > 1), ""):
        raise Rejected(f"line 1: the column '{twice}' is there twice")
    missing = [word for word in NEEDED if word not in heading]
    if missing or not set(ACCOUNTS) & set(heading):
        raise Rejected(
            f"line 1 names the columns: {', '.join(NEEDED)}, telegram or slack, and, if you like, lang, zone, phone"
        )


def _rows(table: Iterator[list[str]], heading: Sequence[str], above: int) -> Iterator[Row]:
    """`above` is how many lines stand above the heading."""
    begins = above + 2
    for cells in table:
        if any(cell.strip() for cell in cells):
            named = dict(zip(heading, (cell.strip() for cell in cells), strict=False))
            given = {column: named.get(column, "") for column in COLUMNS}
            extra = {"extra": ", ".join(cells[len(heading) :])} if any(cells[len(heading) :]) else {}
            yield Row(begins, given | extra)
        begins = above + table.line_num + 1  # type: ignore[attr-defined]


def enter(
    tx: Transaction,
    rows: Sequence[Row],
    languages: Sequence[str],
    now: datetime,
    org: str,
    *,
    create: bool,
    try_only: bool,
) -> list[str]:
    """Adds them all, or raises Wrong and adds none; Tried where it was only to be tried."""
    told, wrong, seen = [], [], dict[str, int]()
    for row in rows:
        try:
            _alone(row, seen)
            told.append(add(tx, languages, now, create=create, org=org, **row.given))
        except Rejected as refused:
            wrong.append(f"line {row.line}: {refused}")
    if wrong:
        raise Wrong(wrong)
    if try_only:
        raise Tried(told)
    return told


def _alone(row: Row, seen: dict[str, int]) -> None:
    """A row of as many cells as the heading, with accounts that no row before it has."""
    if "extra" in row.given:
        raise Rejected(f"there are more cells than columns: {row.given['extra']}; a cell with a comma needs quotes")
    for channel in ACCOUNTS:
        account = f"{channel} {row.given[channel]}"
        if row.given[channel] and seen.setdefault(account, row.line) != row.line:
            raise Rejected(f"the account {account} is also on line {seen[account]}")
