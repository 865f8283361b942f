"""One table as a workbook (XLSX): a heading and rows of words, numbers and moments. Text is text, whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.sheets.workbook import LONGEST, Looks, opened

WIDE, NARROW = 24, 12  # characters of a column
Cell = str | int | datetime | None


def tabled(rows: Sequence[Sequence[Cell]], title: str, lang: str, now: datetime) -> bytes:
    out = io.BytesIO()
    with opened(out, title, now) as book:
        looks, sheet = Looks.of(book, lang), book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(sheet, looks, number, column, value)
        sheet.autofilter(0, 0, max(len(rows) - 1, 0), len(rows[0]) - 1)
        for column in range(len(rows[0])):
            numeric = len(rows) > 1 and isinstance(rows[1][column], int)
            sheet.set_column(column, column, NARROW if numeric else WIDE)
    return out.getvalue()


def _write(sheet: Any, looks: Looks, row: int, column: int, value: Cell) -> None:
    match value:
        case None:
            return
        case str():
            sheet.write_string(row, column, value[:LONGEST], looks.text if row else looks.head)
        case datetime():
            sheet.write_datetime(row, column, value.replace(tzinfo=None), looks.moment)
        case _:
            sheet.write_number(row, column, value, looks.number)
