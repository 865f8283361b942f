"""A workbook in a folder, with the same as CSV and JSON Lines; or alone, as a file to be sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sheets.gathering import gather
from bot.sheets.separated import write_csv
from bot.sheets.source import Source
from bot.sheets.spool import Spool
from bot.sheets.workbook import write_workbook

NAME = "summary.xlsx"


@contextmanager
def written(source: Source, folder: Path, now: datetime, separator: str = ",") -> Iterator[Spool]:
    """All of it, but for the photos: while this is open, the `files` of the spool say which and where."""
    with _gathered(source, folder, now) as spool:
        write_csv(source, spool, separator)
        write_workbook(str(folder / NAME), source, spool, now)
        yield spool


def workbook(source: Source, now: datetime) -> bytes:
    """The workbook alone."""
    with tempfile.TemporaryDirectory(prefix="sello-") as name, _gathered(source, Path(name), now) as spool:
        path = Path(name) / NAME
        write_workbook(str(path), source, spool, now, linked=False)
        return path.read_bytes()


@contextmanager
def _gathered(source: Source, folder: Path, now: datetime) -> Iterator[Spool]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as files:
        spool = Spool(folder, files)
        try:
            gather(source, spool, now.astimezone(ZoneInfo(source.asked.zone)).date())
            files.seek(0)
            yield spool
        finally:
            spool.close()
