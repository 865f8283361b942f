"""A drill as a PDF: printed when it is sent, for whoever may read it then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.channels.channel import Fetch
from bot.content.library import Library
from bot.conversation.context import Context
from bot.conversation.drill_paper import paper
from bot.conversation.seated import GIVES
from bot.conversation.wording import Wording
from bot.paper.printing import Printer, Sheet
from bot.presses.drilling import WANTED
from bot.store.database import NotRead, Storage
from bot.store.transaction import Transaction

TEMPLATE = "drill"


@dataclass(eq=False)
class DrillFiles:
    """Makes the PDF of a drill; every other file comes from `further`."""

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
        drill, person, lang = asked.groups()
        try:
            sheet = await self.storage.reading(partial(self._sheet, int(drill), int(person), lang))
        except NotRead as wrong:
            raise OSError(f"the database: {wrong}") from wrong
        return await self.printer.printed(sheet)

    def _sheet(self, drill: int, person: int, lang: str, tx: Transaction) -> Sheet:
        who, one = tx.people.whom(person), tx.drills.get(drill)
        if who is None or one is None or who.organisation_id != one.organisation_id or who.role not in GIVES:
            raise FileNotFoundError("it is not for whoever asks")
        context = Context(tx, who, self.wording, self.library, self.clock())
        return Sheet(TEMPLATE, paper(context, one, lang), one.done_at or one.made_at)
