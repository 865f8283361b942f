"""The security profile as a workbook or as a text, made when it is sent, for whoever may read it then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.channels.channel import Fetch
from bot.content.library import Library
from bot.conversation.compared import compared
from bot.conversation.evidence_words import Teller
from bot.conversation.profile import READERS
from bot.conversation.profile_table import Table, tables
from bot.conversation.profile_text import profile_text
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.figures.proofs import Year
from bot.presses.profiling import SHEET, WANTED
from bot.sheets.sections import sectioned
from bot.store.database import NotRead, Storage
from bot.store.transaction import Transaction


@dataclass(eq=False)
class ProfileFiles:
    """Makes the files of the profile; every other file comes from `further`."""

    storage: Storage
    library: Library
    wording: Wording
    clock: Callable[[], datetime]
    further: Fetch

    async def fetch(self, name: str) -> bytes:
        """The file that a letter asks for, or another. Raises FileNotFoundError where its reader may not have it anymore."""
        asked = WANTED.fullmatch(name)
        if asked is None:
            return await self.further(name)
        form, person, lang = asked.groups()
        try:
            made = await self.storage.reading(partial(self._made, form, int(person), lang))
        except NotRead as wrong:
            raise OSError(f"the database: {wrong}") from wrong
        if isinstance(made, str):
            return made.encode()
        title = self.wording.say(Text("Security profile"), lang)
        return await asyncio.to_thread(sectioned, made, title, lang, self.clock())

    def _made(self, form: str, person: int, lang: str, tx: Transaction) -> str | list[Table]:
        who, now = tx.people.whom(person), self.clock()
        if who is None or who.role not in READERS:
            raise FileNotFoundError("it is not for whoever asks")
        names = tx.organisations.site_names(who.organisation_id)
        told = Teller(self.wording, lang, who.zone, self.library, names)
        year = Year(who.organisation_id, who.zone, now.astimezone(ZoneInfo(who.zone)).date())
        made = compared(tx, self.library, year, now)
        if form == SHEET:
            return list(tables(told, who.organisation, made))
        return profile_text(told, who.organisation, made) + "\n"
