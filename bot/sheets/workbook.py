"""A workbook (XLSX) from the rows of a spool: a sheet a subject, typed cells, the heading frozen and with a filter.

Text is text, whatever it begins with. Rows go to the disk as they come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count, islice
from typing import IO, Any, TypeAlias

import xlsxwriter

from bot.sheets.cells import FORMULA, RECORD, Column, listed
from bot.sheets.source import Source
from bot.sheets.spool import Kept, Spool

ROWS = 1_048_575  # of a sheet, without its heading; https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
COLUMNS = 16_384  # of a sheet, from the same page
LONGEST = 32_767  # characters of a cell, from the same page
LINKS = 20_000  # of a sheet: Excel takes 65,530, but each is held in memory until the end
CUT = "… (+{count})"
DAYS = {"es": "dd/mm/yyyy"}  # by language; ISO 8601 everywhere else, which is read alike in every country
HIDDEN = frozenset("[]:*?/\\")  # signs that the name of a sheet cannot have
Format: TypeAlias = Any  # the library has no types of its own


@dataclass(frozen=True)
class Looks:
    head: Format
    text: Format
    moment: Format
    day: Format
    number: Format
    link: Format

    @staticmethod
    def of(book: Any, lang: str) -> Looks:
        day = DAYS.get(lang.partition("_")[0], "yyyy-mm-dd")
        make = book.add_format
        return Looks(
            head=make({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7ECF2", "bottom": 1}),
            text=make({"quote_prefix": True}),
            moment=make({"num_format": f"{day} hh:mm", "align": "left", "indent": 1}),
            day=make({"num_format": day, "align": "left", "indent": 1}),
            number=make({"num_format": "0"}),
            link=make({"font_color": "#0563C1", "underline": 1}),
        )


def opened(out: IO[bytes], title: str, now: datetime) -> Any:
    """A workbook in memory, for what is small; to be closed by `with`."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
    return book


def write_workbook(path: str, source: Source, spool: Spool, now: datetime, *, linked: bool = True) -> None:
    """`linked`: the photos lie in a folder beside it."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": source.asked.period.name, "created": now.replace(tzinfo=None)})
        looks = Looks.of(book, source.lang)
        for kept in spool.kept.values():
            _sheets(book, looks, source, kept, linked=linked)


def _sheets(book: Any, looks: Looks, source: Source, kept: Kept, *, linked: bool) -> None:
    """One; more where there are more rows than one has."""
    rows = kept.cells()
    for number in count(1):
        title = source.say(kept.subject.title)
        sheet = book.add_worksheet(_name(title, number))
        _Sheet(sheet, looks, source, kept, linked=linked).write(islice(rows, ROWS))
        if number * ROWS >= kept.rows:
            return


def _name(title: str, number: int) -> str:
    bare = "".join(sign for sign in title if sign not in HIDDEN)
    return bare[:31] if number == 1 else f"{bare[:26]} {number}"


class _Sheet:
    def __init__(self, sheet: Any, looks: Looks, source: Source, kept: Kept, *, linked: bool) -> None:
        self._sheet, self._looks, self._source, self._kept = sheet, looks, source, kept
        self._columns = kept.columns[:COLUMNS]
        ids = [one.id for one in self._columns if isinstance(one, Column)]
        self._files = ids.index("files") if linked and "files" in ids else None
        self._flags, self._links = source.flags, 0

    def write(self, rows: Iterator[list[Any]]) -> None:
        self._head()
        last = 0
        for last, cells in enumerate(rows, 1):
            there = self._files is not None and bool(cells[self._files])
            for place, (column, cell) in enumerate(zip(self._columns, cells, strict=False)):
                if cell is not None:
                    self._cell(last, place, column, cell, linked=there)
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, last, len(self._columns) - 1)

    def _head(self) -> None:
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        if not self._kept.subject.open:
            self._sheet.fit_to_pages(1, 0)
        for place, column in enumerate(self._columns):
            heading = column if isinstance(column, str) else self._source.say(column.heading)
            self._sheet.set_column(place, place, self._kept.width(column, heading))
            self._sheet.write_string(0, place, _short(heading), self._looks.head)

    def _cell(self, row: int, place: int, column: Column | str, cell: Any, *, linked: bool) -> None:
        sheet, looks = self._sheet, self._looks
        match cell:
            case bool():
                sheet.write_string(row, place, self._flags.word(cell))
            case int() | float():
                sheet.write_number(row, place, cell, looks.number)
            case datetime():
                sheet.write_datetime(row, place, cell, looks.moment)
            case date():
                sheet.write_datetime(row, place, cell, looks.day)
            case _ if linked and isinstance(column, Column) and column.sort == RECORD and self._links < LINKS:
                self._links += 1
                sheet.write_url(row, place, f"external:photos/{cell}/", looks.link, cell)
            case _:
                self._text(row, place, listed(cell) if isinstance(cell, list) else str(cell))

    def _text(self, row: int, place: int, text: str) -> None:
        """Marked as text where a sheet would take it for a formula once somebody edits it."""
        self._sheet.write_string(row, place, _short(text), self._looks.text if text.startswith(FORMULA) else None)


def _short(text: str) -> str:
    """What is too long for a cell says how much is left out; it is whole in the other files."""
    if len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    most = LONGEST // 2
    return text[:most] + CUT.format(count=len(text) - most)
