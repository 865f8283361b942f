"""Answers on their way out: CSV for a sheet, JSON Lines for another program. One row an answer, in order.

Knows the journal only: what was superseded is there too, and says so.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from functools import partial
from typing import IO

from bot.sheets.cells import plain
from bot.store import journal
from bot.store.database import Storage
from bot.store.journal import Entry

NAMES = tuple(field.name for field in fields(Entry))


def entries(storage: Storage, organisation: str = "", *, confidential: bool = False) -> Iterator[Entry]:
    """Every answer of an organisation, or of all of them, as they are now. Of confidential records only that there are answers, unless told.

    No transaction is open while somebody works with an answer: whoever reads slowly holds up nobody.
    """
    last = storage.read_now(journal.newest)
    after: int | None = 0
    while after is not None:
        page = storage.read_now(partial(journal.page, after=after, last=last, organisation_name=organisation))
        yield from page.entries if confidential else (entry.discreet() for entry in page.entries)
        after = page.next


def write_csv(out: IO[str], found: Iterable[Entry]) -> int:
    """A sheet with a heading; what looks like a formula is marked as text."""
    sheet = csv.writer(out)
    sheet.writerow(NAMES)
    count = 0
    for entry in found:
        sheet.writerow([plain(value) for value in _shown(entry).values()])
        count += 1
    return count


def write_json_lines(out: IO[str], found: Iterable[Entry]) -> int:
    count = 0
    for entry in found:
        out.write(json.dumps({**_shown(entry), "value": json.loads(entry.value)}, ensure_ascii=False) + "\n")
        count += 1
    return count


def _shown(entry: Entry) -> dict[str, object]:
    """Times in ISO 8601, yes and no in words."""
    return {name: _word(getattr(entry, name)) for name in NAMES}


def _word(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat()
    return value
