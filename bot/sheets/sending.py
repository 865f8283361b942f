"""Workbooks that letters ask for: made when they are sent, by a program of their own, and kept nowhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.content.library import Library
from bot.conversation.sheeting import WANTED
from bot.conversation.wording import Wording
from bot.duties.summary import READERS
from bot.figures.asked import Asked
from bot.figures.period import period_named
from bot.sheets.apart import Apart, Order
from bot.sheets.folder import workbook
from bot.sheets.source import Source
from bot.store.database import Storage

Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(eq=False)
class SheetFiles:
    """Makes the workbook of whoever wants one, from the database at `url`; every other file comes from elsewhere."""

    url: str
    root: Path
    clock: Callable[[], datetime]
    elsewhere: Fetch
    apart: Apart = field(default_factory=Apart)

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a file that is sent. Raises FileNotFoundError where its reader may not read it anymore."""
        asked = WANTED.fullmatch(digest)
        if asked is None:
            return await self.elsewhere(digest)
        person, period, site, lang = asked.groups()
        now = self.clock().isoformat()
        return await self.apart.made(Order(self.url, str(self.root), int(person), period, int(site), lang, now))


def written_for(storage: Storage, library: Library, wording: Wording, order: Order, now: datetime) -> bytes:
    """The workbook. Raises FileNotFoundError, or NotRead."""
    who, named = storage.read_now(lambda tx: tx.people.whom(order.person_id)), period_named(order.period)
    if who is None or who.role not in READERS or named is None:
        raise FileNotFoundError(f"no workbook for {order.person_id}")
    base, _, region = order.lang.partition("_")
    lang = wording.regional(wording.language(base), region)  # this process has not heard of it yet
    today = now.astimezone(ZoneInfo(who.zone)).date()
    asked = Asked(named, who.zone, who.organisation_id, (order.site,) if order.site else (), today)
    return workbook(Source(storage, library, wording, lang, asked), now)
