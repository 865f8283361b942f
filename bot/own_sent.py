"""What is kept about somebody, sent to them: made when it is sent by a program of its own, and kept nowhere."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.own_ordered import Order
from bot.presses.owning import WANTED
from bot.running.ordered import Ordered
from bot.store.files import Files

MOST = 45  # megabytes in a chat: a Telegram bot sends 50 at most, https://core.telegram.org/bots/api#senddocument
PATIENCE = 600.0  # seconds until it is tried later


@dataclass(eq=False)
class OwnSent:
    """The file of whoever wants theirs; every other file is the store's."""

    url: str
    media: str
    root: Path
    files: Files
    apart: Ordered = field(default_factory=lambda: Ordered("own", "bot.own_ordered", PATIENCE, media=True))

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a file that is sent. Raises as `Files.shown` does."""
        asked = WANTED.fullmatch(digest)
        if asked is None:
            return await self.files.shown(digest)
        return await self.apart.made(asdict(Order(self.url, self.media, str(self.root), int(asked[1]), asked[2], MOST)))
