"""Tables of words as one workbook (XLSX), a sheet each: the heading frozen and with a filter, words wrapped, a page wide on paper."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.sheets.workbook import HIDDEN, LONGEST, Looks, opened

NARROW, MIDDLE, WIDE = 14, 26, 48  # characters of a column
SHORT, SOME = 12, 60  # of the longest word in it
NAME = 31  # characters of the name of a sheet


def sectioned(
    tables: Iterable[tuple[str, Sequence[Sequence[str | int]]]], title: str, lang: str, now: datetime
) -> bytes:
    out = io.BytesIO()
    with opened(out, title, now) as book:
        looks, wrapped = (
            Looks.of(book, lang),
            book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        )
        top = book.add_format({"valign": "top", "align": "left", "num_format": "0"})
        for name, rows in tables:
            sheet = book.add_worksheet(_named(name))
            sheet.freeze_panes(1, 1)
            sheet.set_landscape()
            sheet.repeat_rows(0)
            sheet.fit_to_pages(1, 0)
            for place, width in enumerate(_widths(rows)):
                sheet.set_column(place, place, width)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(number, place, cell, top)
                    else:
                        sheet.write_string(number, place, cell[:LONGEST], wrapped if number else looks.head)
            sheet.autofilter(0, 0, max(len(rows) - 1, 0), len(rows[0]) - 1)
    return out.getvalue()


def _named(title: str) -> str:
    return "".join(sign for sign in title if sign not in HIDDEN)[:NAME].strip().strip("'")


def _widths(rows: Sequence[Sequence[str | int]]) -> list[int]:
    """By the longest that is in a column."""
    longest = [max(len(str(row[place])) for row in rows if place < len(row)) for place in range(len(rows[0]))]
    return [NARROW if one <= SHORT else MIDDLE if one <= SOME else WIDE for one in longest]
