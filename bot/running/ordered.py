"""A file that is ordered of a program of its own, so that no turn waits for it: an interpreter does one thing at a time.

What is wanted goes over its input, as JSON, since an address of a database can hold a password.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

from bot.running.apart import Program, ended, folder

NOT_THEIRS, UNREAD = 3, 4  # how it ends where its reader may not have it, and where something could not be read
PACKAGES = {"PYTHONPATH": str(Path(__file__).parents[2])}
DATABASE = ("PGPASSFILE", "PGSERVICEFILE", "PGSSLROOTCERT", "HOME")  # where it looks for what opens it
BUCKET = "AWS_"  # what opens the files, where they are in a bucket


class Ordered:
    """Makes one file after the other: memory and a core for one are there. `what` they are called in logs and by their folders,
    `module` is the program, which writes `out` into its folder; `patience` seconds it may take, until it is tried later. `media`:
    it reads files that people have sent."""

    def __init__(self, what: str, module: str, patience: float, *, media: bool = False) -> None:
        self._what, self._module, self._patience, self._media = what, module, patience, media
        self._log = logging.getLogger(f"sello.{what}")
        self._turn = asyncio.Semaphore(1)

    async def made(self, order: Mapping[str, object]) -> bytes:
        """Raises FileNotFoundError where its reader may not have it, or OSError while it cannot be made."""
        async with self._turn, folder(f"sello-{self._what}-") as there:
            words, wanted = ("-m", self._module, str(there)), json.dumps(order).encode()
            end = await ended(Program(words, self._patience, wanted, self._needs(), PACKAGES))
            if end.code == NOT_THEIRS:
                raise FileNotFoundError(f"{self._what}: it is not there for whoever asks")
            if end.code not in (0, UNREAD):
                self._log.error("%s.failed code=%d why=%s", self._what, end.code, end.why)
            if end.code:
                raise OSError(f"{self._what}: it was not made: {end.code}")
            return await asyncio.to_thread((there / "out").read_bytes)

    def _needs(self) -> tuple[str, ...]:
        return (*DATABASE, *(name for name in os.environ if self._media and name.startswith(BUCKET)))
