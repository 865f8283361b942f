"""A sheet that somebody gives us, as rows of text: CSV in whatever way Excel writes it, or the first sheet of a workbook.

Knows nothing of what is in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from bot.engine.kinds.typed import clean
from bot.engine.talk import Text

SEPARATORS = ",;\t"  # a sheet in Spanish writes semicolons
WORKBOOK = b"PK\x03\x04"  # what an .xlsx or .ods begins with
OLD = b"\xd0\xcf\x11\xe0"  # what an .xls begins with, and a workbook with a password
MOST_BYTES = 5_000_000
UNPACKED = 80_000_000  # bytes of a workbook, once it is opened
MOST_ROWS = 5000
LONGEST = 400  # characters of a cell


class Unreadable(Exception):
    """The whole file is nothing that can be read: what to do instead."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.source)
        self.said = said


@dataclass(frozen=True)
class SheetRow:
    """`line` is its number as the sheet shows it."""

    line: int
    cells: tuple[str, ...]


def rows(data: bytes) -> list[SheetRow]:
    """Those in which anything stands, the heading first. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(Text("The file is too large. Five megabytes is the limit."))
    if data.startswith(OLD):
        raise Unreadable(Text("That is an old workbook, or one with a password. Save it as .xlsx or CSV."))
    cells = _workbook(data) if data.startswith(WORKBOOK) else _separated(_text(data))
    found = [SheetRow(line, row) for line, row in cells if any(row)]
    if len(found) > MOST_ROWS + 1:
        raise Unreadable(Text("There are more than {most} rows. Give it in several files.", {"most": MOST_ROWS}))
    return found


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Excel writes in Western countries."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for kind in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            found = data.decode(kind)
        except UnicodeDecodeError:
            continue
        if "\0" not in found:
            return found
    raise Unreadable(Text("That is no table. Save it as a workbook (.xlsx) or as CSV."))


def _separated(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    lines = io.StringIO(text, newline="").readlines()
    above = 1 if lines and lines[0].lower().startswith("sep=") else 0  # what Excel writes to know its own separator
    first = lines[above] if lines[above:] else ""
    table = csv.reader(lines[above:], delimiter=max(SEPARATORS, key=first.count))
    begins = above + 1
    try:
        for cells in table:
            yield begins, _cleaned(cells)
            begins = above + table.line_num + 1
    except csv.Error:
        said = Text("Line {line} cannot be read: look for a quotation mark that is not closed.", {"line": begins})
        raise Unreadable(said) from None


def _workbook(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The first sheet, as whoever opens it sees it."""
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                raise Unreadable(Text("The file is too large. Five megabytes is the limit."))
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        table = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS * 2)
    except (BadZipFile, CalamineError, OSError, ValueError):
        raise Unreadable(Text("The workbook cannot be opened. Save it once more, as .xlsx or CSV.")) from None
    for number, cells in enumerate(table, start=1):
        yield number, _cleaned(map(_shown, cells))


def _cleaned(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(clean(cell).split())[:LONGEST] for cell in cells)


def _shown(value: object) -> str:
    """A cell as text: a day as it is typed, a telephone number without the zeros of a fraction."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def column_of(word: str, known: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The column that a heading means; empty if none."""
    return next((name for name, words in known if word in words), "")
