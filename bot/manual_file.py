"""The manual as a PDF, and who has read what as a workbook: made when they are sent, for whoever may have them then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.channels.channel import Fetch
from bot.content.library import Library
from bot.conversation.context import Context
from bot.conversation.editions import SEES
from bot.conversation.manual_cards import may_read
from bot.conversation.manual_paper import paper, readings
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.paper.printing import Printer, Sheet
from bot.presses.manual import WANTED
from bot.sheets.tabled import tabled
from bot.store.database import NotRead, Storage
from bot.store.manual import KeptEdition
from bot.store.transaction import Transaction

TEMPLATE = "manual"
Table = list[list[str | int | datetime | None]]


@dataclass(eq=False)
class ManualFiles:
    """Makes the files of the manual; every other file comes from `further`."""

    storage: Storage
    library: Library
    wording: Wording
    clock: Callable[[], datetime]
    printer: Printer
    further: Fetch

    async def fetch(self, name: str) -> bytes:
        """The file that a letter asks for, or another. Raises FileNotFoundError where its reader may not have it anymore."""
        asked = WANTED.fullmatch(name)
        if asked is None:
            return await self.further(name)
        form, edition, person, lang = asked.groups()
        make: Callable[[int, int, str, Transaction], Sheet | Table] = self._sheet if form == "sheet" else self._paper
        try:
            made = await self.storage.reading(partial(make, int(person), int(edition), lang))
        except NotRead as wrong:
            raise OSError(f"the database: {wrong}") from wrong
        if isinstance(made, Sheet):
            return await self.printer.printed(made)
        title = self.wording.say(Text("Procedures"), lang)
        return await asyncio.to_thread(tabled, made, title, lang, self.clock())

    def _context(self, tx: Transaction, person: int) -> Context:
        who = tx.people.whom(person)
        if who is None:
            raise FileNotFoundError("nobody is there to read it")
        return Context(tx, who, self.wording, self.library, self.clock())

    def _paper(self, person: int, edition: int, lang: str, tx: Transaction) -> Sheet:
        context = self._context(tx, person)
        some = [one for one in _editions(context, edition) if may_read(context, one)]
        if not some or all(one.file for one in some):
            raise FileNotFoundError("there is nothing to print")
        at = max(one.since for one in some if one.since)
        return Sheet(TEMPLATE, paper(context, some, lang), at)

    def _sheet(self, person: int, _edition: int, lang: str, tx: Transaction) -> Table:
        context = self._context(tx, person)
        if context.who.role not in SEES:
            raise FileNotFoundError("it is not for whoever asks")
        return readings(context, tx.manual.published(context.who.organisation_id), lang)


def _editions(context: Context, edition: int) -> list[KeptEdition]:
    """One that was published, or all that are in force."""
    if not edition:
        return context.tx.manual.current(context.who.organisation_id)
    one = context.tx.manual.get(context.who.organisation_id, edition)
    return [one] if one and one.since else []
