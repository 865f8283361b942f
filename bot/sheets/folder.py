"""A workbook in a folder, with the same as CSV and JSON Lines; or alone, as a file to be sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sheets import subjects
from bot.sheets.gathering import Paths, gather, gather_all
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


def in_languages(sources: Sequence[Source], folder: Path, now: datetime, paths: Paths, runs: tuple[int, ...] | None = None) -> None:  # fmt: skip
    """A workbook in each of some languages, under its name; with `runs` only what these are about."""
    today = now.astimezone(ZoneInfo(sources[0].asked.zone)).date()
    about = subjects.SUBJECTS if runs is None else subjects.OF_RECORDS
    with ExitStack() as stack:
        files = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
        into = [(one, Spool(folder / f"rows-{one.lang}", files)) for one in sources]
        for _, spool in into:
            stack.callback(spool.close)
        gather_all(into, about, today, paths, runs)
        for source, spool in into:
            write_workbook(str(folder / f"{source.lang}.xlsx"), source, spool, now, linked=False)


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
