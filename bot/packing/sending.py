"""Packs that letters ask for: made when they are sent, by a program of their own, and kept nowhere."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from bot.packing.asked import Asked
from bot.packing.order import NOT_THEIRS, UNREAD
from bot.presses.packing import NO, WANTED
from bot.running.apart import Program, ended, folder
from bot.sheets.apart import DATABASE, PACKAGES

log = logging.getLogger("sello.packing")

PATIENCE = 900.0  # seconds until it is tried later; the largest that a chat may have takes a minute of one core
LEFT = "sello-packs-"  # what our folders are called
CLOUD = ("AWS_REGION", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(eq=False)
class PackFiles:
    """Makes the pack of whoever wants one, from the database at `url` and the files at `media`; every other file comes from
    `further`. One after the other: memory and a core for one are there."""

    url: str
    root: Path
    media: str
    clock: Callable[[], datetime]
    further: Fetch
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a file that is sent. Raises FileNotFoundError where its reader may not have it anymore, or OSError while it
        cannot be made."""
        named = WANTED.fullmatch(digest)
        if named is None:
            return await self.further(digest)
        person, period, site, run, number, lang = named.groups()
        asked = Asked(
            self.url, str(self.root), self.media, self.clock().isoformat(), int(person), period.removeprefix(NO), int(site), int(run),
            number.removeprefix(NO), lang,
        )  # fmt: skip
        async with self.turn, folder(LEFT) as there:
            words = ("-m", "bot.packing.asked", str(there))
            end = await ended(
                Program(words, PATIENCE, json.dumps(asdict(asked)).encode(), (*DATABASE, *CLOUD), PACKAGES)
            )
            if end.code == NOT_THEIRS:
                raise FileNotFoundError(f"no pack for {person}")
            if end.code not in (0, UNREAD):
                log.error("pack.failed code=%d why=%s", end.code, end.why)
            if end.code:
                raise OSError(f"a pack was not made: {end.code}")
            return await asyncio.to_thread((there / "out").read_bytes)
