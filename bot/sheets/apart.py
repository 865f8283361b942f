"""A workbook made by a program of its own, so that no turn waits for it: an interpreter does one thing at a time.

One after the other. What is wanted goes over its input, as JSON, since an address of a database can hold a password.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict
from pathlib import Path

from bot.running.apart import Program, ended, folder
from bot.sheets.ordered import NOT_THEIRS, UNREAD, Order

log = logging.getLogger("sello.sheets")

PATIENCE = 600.0  # seconds until it is tried later; the largest that a chat may have takes a minute of one core
LEFT = "sello-sheets-"  # what our folders are called
PACKAGES = {"PYTHONPATH": str(Path(__file__).parents[2])}
DATABASE = ("PGPASSFILE", "PGSERVICEFILE", "PGSSLROOTCERT", "HOME")  # where it looks for what opens it


class Apart:
    """Makes one workbook after the other: memory and a core for one are there."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def made(self, order: Order) -> bytes:
        """Raises FileNotFoundError where its reader may not read it, or OSError while it cannot be made."""
        async with self._turn, folder(LEFT) as there:
            words, wanted = ("-m", "bot.sheets.ordered", str(there)), json.dumps(asdict(order)).encode()
            end = await ended(Program(words, PATIENCE, wanted, DATABASE, PACKAGES))
            if end.code == NOT_THEIRS:
                raise FileNotFoundError(f"no workbook for {order.person_id}")
            if end.code not in (0, UNREAD):
                log.error("sheets.failed code=%d why=%s", end.code, end.why)
            if end.code:
                raise OSError(f"a workbook was not made: {end.code}")
            return await asyncio.to_thread((there / "out").read_bytes)
