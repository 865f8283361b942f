"""A risk assessment as a PDF or a workbook: made when it is sent, for whoever may have it then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.channels.channel import Fetch
from bot.content.library import Library
from bot.conversation.assessed import assessed
from bot.conversation.context import Context
from bot.conversation.lanes import READERS
from bot.conversation.risk_paper import paper, table
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.paper.printing import Printer, Sheet
from bot.presses.risking import WANTED
from bot.sheets.tabled import tabled
from bot.store.database import NotRead, Storage
from bot.store.transaction import Transaction

TEMPLATE = "risk"
Table = list[list[str | int | datetime | None]]


@dataclass(eq=False)
class RiskFiles:
    """Makes the files of assessments; every other file comes from `further`."""

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
        form, run, person, lang = asked.groups()
        try:
            made = await self.storage.reading(partial(self._made, form, int(run), int(person), lang))
        except NotRead as wrong:
            raise OSError(f"the database: {wrong}") from wrong
        if isinstance(made, Sheet):
            return await self.printer.printed(made)
        title = self.wording.say(Text("Risk"), lang)
        return await asyncio.to_thread(tabled, made, title, lang, self.clock())

    def _made(self, form: str, run: int, person: int, lang: str, tx: Transaction) -> Sheet | Table:
        who = tx.people.whom(person)
        context = Context(tx, who, self.wording, self.library, self.clock()) if who and who.role in READERS else None
        found = assessed(context, run) if context else None
        if context is None or found is None or found.kept.finished_at is None:
            raise FileNotFoundError("it is not there for whoever asks")
        if form == "sheet":
            return table(context, found, lang)
        return Sheet(TEMPLATE, paper(context, found, lang), found.kept.finished_at)
