"""A sheet on its way to paper: compiled in a process of its own, which is ended when it takes too long. One at a time.

Does not know what is on it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.paper.glyphs import printable

log = logging.getLogger("sello.paper")

DOOR = Path(__file__).parent / "typst_door.py"
PATIENCE = 120.0  # seconds until a sheet is tried later; on a machine that has nothing else to do it takes half of one
LEFT = "sello-paper-"  # what our folders are called, for the case that we die beside one
OLD = 3600  # seconds after which nobody works in one anymore
ALONE = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # turns need the other cores
HANDED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH")  # no token of ours


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
        async with self._turn:
            folder = await asyncio.to_thread(_laid_out, sheet)
            try:
                await _compiled(folder, sheet)
                return await asyncio.to_thread((folder / "out").read_bytes)
            finally:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _laid_out(sheet: Sheet) -> Path:
    """A folder that only we may read, with everything in it."""
    _tidy(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=LEFT))
    (folder / "sheet.json").write_text(json.dumps(clean(sheet.values), ensure_ascii=False), encoding="utf-8")
    for name, data in sheet.pictures.items():
        (folder / name).write_bytes(data)
    return folder


def _tidy(there: Path) -> None:
    """Removes what processes that were killed have left."""
    for left in there.glob(f"{LEFT}*"):
        try:
            if time.time() - left.stat().st_mtime > OLD:
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue


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


async def _compiled(folder: Path, sheet: Sheet) -> None:
    words = (str(DOOR), str(folder), sheet.template, sheet.form, str(int(sheet.at.timestamp())))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        env={**{name: os.environ[name] for name in HANDED_ON if name in os.environ}, **ALONE},
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            _, said = await process.communicate()
    except BaseException as wrong:
        if process.returncode is None:
            process.kill()
            await process.wait()
        if isinstance(wrong, TimeoutError):
            raise OSError("printing takes too long") from None
        raise
    if process.returncode:
        log.error("paper.failed template=%s code=%d why=%s", sheet.template, process.returncode, _last(said))
        raise NotPrinted("it cannot be compiled")


def _last(said: bytes) -> str:
    """The sort of the error alone: the rest may quote what somebody wrote."""
    line = said.decode(errors="replace").strip().rpartition("\n")[2]
    return line.partition(":")[0][:60]
