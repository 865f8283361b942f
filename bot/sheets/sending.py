"""Workbooks that letters ask for: made when they are sent, beside the writers, and kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.content.library import Library
from bot.conversation.sheeting import WANTED
from bot.conversation.wording import Wording
from bot.duties.summary import READERS
from bot.figures.asked import Asked
from bot.figures.period import period_named
from bot.sheets.folder import workbook
from bot.sheets.source import Source
from bot.store.database import NotRead, Storage

Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(eq=False)
class SheetFiles:
    """Makes the workbook of whoever wants one; every other file comes from elsewhere."""

    storage: Storage
    library: Library
    wording: Wording
    clock: Callable[[], datetime]
    elsewhere: Fetch

    async def fetch(self, digest: str) -> bytes:
        """The bytes of a file that is sent. Raises FileNotFoundError where its reader may not read it anymore."""
        asked = WANTED.fullmatch(digest)
        if asked is None:
            return await self.elsewhere(digest)
        person, period, site, lang = asked.groups()
        try:
            return await asyncio.to_thread(self._made, int(person), period, int(site), lang)
        except NotRead as wrong:
            raise OSError(f"the database: {wrong}") from wrong

    def _made(self, person_id: int, period: str, site: int, lang: str) -> bytes:
        who, named = self.storage.read_now(lambda tx: tx.people.whom(person_id)), period_named(period)
        if who is None or who.role not in READERS or named is None:
            raise FileNotFoundError(f"no workbook for {person_id}")
        base, _, region = lang.partition("_")
        lang = self.wording.regional(self.wording.language(base), region)  # this process may not have heard of it yet
        now = self.clock()
        today = now.astimezone(ZoneInfo(who.zone)).date()
        asked = Asked(named, who.zone, who.organisation_id, (site,) if site else (), today)
        return workbook(Source(self.storage, self.library, self.wording, lang, asked), now)
