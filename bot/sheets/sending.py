"""Workbooks that letters ask for: made when they are sent, by a program of their own, and kept nowhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from bot.presses.sheeting import WANTED
from bot.running.ordered import Ordered
from bot.sheets.ordered import Order

PATIENCE = 600.0  # seconds until it is tried later; the largest that a chat may have takes a minute of one core
Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(eq=False)
class SheetFiles:
    """Makes the workbook of whoever wants one, from the database at `url`; every other file comes from elsewhere."""

    url: str
    root: Path
    clock: Callable[[], datetime]
    elsewhere: Fetch
    apart: Ordered = field(default_factory=lambda: Ordered("sheets", "bot.sheets.ordered", PATIENCE))

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a file that is sent. Raises FileNotFoundError where its reader may not read it anymore."""
        asked = WANTED.fullmatch(digest)
        if asked is None:
            return await self.elsewhere(digest)
        person, period, site, lang = asked.groups()
        now = self.clock().isoformat()
        return await self.apart.made(asdict(Order(self.url, str(self.root), int(person), period, int(site), lang, now)))
