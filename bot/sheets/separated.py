"""CSV from the rows of a spool: a file a subject, marked as UTF-8, what looks like a formula marked as text."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.sheets.cells import MARK, Flags, plain, written
from bot.sheets.source import Source
from bot.sheets.spool import Kept, Spool


def write_csv(source: Source, spool: Spool, separator: str = ",") -> None:
    for kept in spool.kept.values():
        _write(source, kept, spool.folder / f"{kept.subject.id}.csv", separator)


def _write(source: Source, kept: Kept, path: Path, separator: str) -> None:
    flags: Flags = source.flags
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(MARK)
        sheet = csv.writer(out, delimiter=separator)
        sheet.writerow([plain(one if isinstance(one, str) else source.say(one.heading)) for one in kept.columns])
        for cells in kept.cells():
            sheet.writerow([written(cell, flags) for cell in cells])
