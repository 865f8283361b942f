"""What stands in a cell, and how it is written as text. Knows no row and no file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.engine.talk import Text

# What a sheet would work out instead of showing; the wide signs are those of a Japanese keyboard.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # tells a sheet that the file is UTF-8
TEXT, NUMBER, FLAG, DAY, MOMENT, LIST, RECORD = "text", "number", "flag", "day", "moment", "list", "record"

Row = Mapping[str, Any]  # cells by the id of their column; what is not there is empty


@dataclass(frozen=True)
class Column:
    """`id` is its name for programs. What is in it is of one sort: text, a number, yes or no, a day, a moment by the clock
    of the site, a list of words, or the number of a record, which leads to its photos."""

    id: str
    heading: Text
    sort: str = TEXT


@dataclass(frozen=True)
class Subject:
    """What one sheet is about. `id` names its files. Where it is `open`, rows bring columns of their own (`answers`)."""

    id: str
    title: Text
    columns: tuple[Column, ...]
    open: bool = False


@dataclass(frozen=True)
class Flags:
    """Yes and no in the words of a language."""

    yes: str
    no: str

    def word(self, value: object) -> str:
        return self.yes if value else self.no


def plain(value: object) -> object:
    """The value, marked as text where a sheet would take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def listed(words: Iterable[str]) -> str:
    return "; ".join(words)


def kept(value: object) -> object:
    """A cell as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def read(value: Any, sort: str) -> Any:
    """A cell as it was kept: days and moments are dates again, the moments by the clock they were written by."""
    if not value or sort not in (DAY, MOMENT):
        return value
    return date.fromisoformat(value) if sort == DAY else datetime.fromisoformat(value).replace(tzinfo=None)


def written(value: Any, flags: Flags) -> object:
    """A cell as text has it: 2026-11-21 11:30, as sheets read it."""
    match value:
        case None:
            return ""
        case bool():
            return flags.word(value)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case list():
            return plain(listed(value))
    return plain(value)
