"""Packs that letters ask for: made when they are sent, by a program of their own, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from bot.channels.channel import Fetch
from bot.packing.asked import Asked
from bot.presses.packing import NO, WANTED
from bot.running.ordered import Ordered

PATIENCE = 900.0  # seconds until it is tried later; the largest that a chat may have takes a minute of one core


@dataclass(eq=False)
class PackFiles:
    """Makes the pack of whoever wants one, from the database at `url` and the files at `media`; every other file comes from
    `further`."""

    url: str
    root: Path
    media: str
    clock: Callable[[], datetime]
    further: Fetch
    apart: Ordered = field(default_factory=lambda: Ordered("packs", "bot.packing.asked", PATIENCE, media=True))

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
        return await self.apart.made(asdict(asked))
