"""A sheet on its way to paper: compiled in a process of its own, which is ended when it takes too long. One at a time.

Does not know what is on it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.paper.glyphs import printable
from bot.running.apart import Program, ended, folder

log = logging.getLogger("sello.paper")

DOOR = Path(__file__).parent / "typst_door.py"
PATIENCE = 120.0  # seconds until a sheet is tried later; on a machine that has nothing else to do it takes half of one
LEFT = "sello-paper-"  # what our folders are called, for the case that we die beside one
ALONE = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # turns need the other cores


class NotPrinted(FileNotFoundError):
    """This sheet cannot be printed, however often it is tried."""


@dataclass(frozen=True)
class Sheet:
    """What is printed: the name of a template, its values, the pictures they name, and the time that stands in the file."""

    template: str
    values: Mapping[str, Any]
    at: datetime
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    form: str = "pdf"


class Printer:
    """Prints one sheet after the other: memory for one is there."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def printed(self, sheet: Sheet) -> bytes:
        """The PDF, or the picture. Raises NotPrinted, or OSError while the machine is too busy."""
        async with self._turn, folder(LEFT) as there:
            await asyncio.to_thread(_laid_out, there, sheet)
            await _compiled(there, sheet)
            return await asyncio.to_thread((there / "out").read_bytes)


def _laid_out(there: Path, sheet: Sheet) -> None:
    """Everything that it is made of."""
    (there / "sheet.json").write_text(json.dumps(clean(sheet.values), ensure_ascii=False), encoding="utf-8")
    for name, data in sheet.pictures.items():
        (there / name).write_bytes(data)


def clean(value: Any) -> Any:
    """The values with every word as our fonts can print it."""
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {name: clean(one) for name, one in value.items()}
        case list() | tuple():
            return [clean(one) for one in value]
        case _:
            return value


async def _compiled(there: Path, sheet: Sheet) -> None:
    words = (str(DOOR), str(there), sheet.template, sheet.form, str(int(sheet.at.timestamp())))
    end = await ended(Program(words, PATIENCE, needs=("PYTHONPATH",), has=ALONE))
    if end.code:
        log.error("paper.failed template=%s code=%d why=%s", sheet.template, end.code, end.why)
        raise NotPrinted("it cannot be compiled")
