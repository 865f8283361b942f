"""What is kept about somebody, sent to them: made when it is sent by a program of its own, so that no turn waits, and kept nowhere."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.own_ordered import NOT_THERE, UNREAD, Order
from bot.presses.owning import WANTED
from bot.running.apart import Program, ended, folder
from bot.store.files import Files

log = logging.getLogger("sello.own")

MOST = 45  # megabytes in a chat: a Telegram bot sends 50 at most, https://core.telegram.org/bots/api#senddocument
PATIENCE = 600.0  # seconds until it is tried later
LEFT = "sello-own-"  # what our folders are called
PACKAGES = {"PYTHONPATH": str(Path(__file__).parents[1])}
DATABASE = ("PGPASSFILE", "PGSERVICEFILE", "PGSSLROOTCERT", "HOME")  # where it looks for what opens it
BUCKET = "AWS_"  # what opens the files, where they are in a bucket


@dataclass(eq=False)
class OwnSent:
    """The file of whoever wants theirs, one after the other; every other file is the store's."""

    url: str
    media: str
    root: Path
    files: Files
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a file that is sent. Raises as `Files.shown` does."""
        asked = WANTED.fullmatch(digest)
        if asked is None:
            return await self.files.shown(digest)
        order = Order(self.url, self.media, str(self.root), int(asked[1]), asked[2], MOST)
        async with self._turn, folder(LEFT) as there:
            return await _made(order, there)


async def _made(order: Order, there: Path) -> bytes:
    words = ("-m", "bot.own_ordered", str(there))
    needs = (*DATABASE, *(name for name in os.environ if name.startswith(BUCKET)))
    end = await ended(Program(words, PATIENCE, json.dumps(asdict(order)).encode(), needs, PACKAGES))
    if end.code == NOT_THERE:
        raise FileNotFoundError(f"nobody has the number {order.person_id}")
    if end.code not in (0, UNREAD):
        log.error("own.failed code=%d why=%s", end.code, end.why)
    if end.code:
        raise OSError(f"what is kept about somebody was not put together: {end.code}")
    return await asyncio.to_thread((there / "out").read_bytes)
