"""Files that are made only when they are sent, for whoever may have them then: a maker knows one sort, and the next one the rest."""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar, TypeVar

from bot.channels.channel import Fetch
from bot.content.library import Library
from bot.conversation.context import Context
from bot.conversation.wording import Wording
from bot.paper.printing import Printer, Sheet
from bot.store.database import NotRead, Storage
from bot.store.transaction import Transaction

T = TypeVar("T")
# Printed, drawn beside the turns by the time that stands in it, or ready.
Made = Sheet | Callable[[datetime], bytes] | bytes


@dataclass(eq=False)
class FileMaker(ABC):
    """Makes the files of one sort; every other file comes from `further`."""

    storage: Storage
    library: Library
    wording: Wording
    clock: Callable[[], datetime]
    printer: Printer
    further: Fetch

    wanted: ClassVar[re.Pattern[str]]
    """What a letter says in the place of a digest. Its last groups are the number of whoever asks, and a language."""

    @abstractmethod
    def made(self, context: Context, lang: str, *what: str) -> Made | None:
        """What of it is read; None where it is not there, or not for whoever asks. `what` are the other groups."""

    async def fetch(self, name: str) -> bytes:
        """The file that a letter asks for, or another. Raises FileNotFoundError where its reader may not have it anymore, or OSError
        while it cannot be made."""
        asked = self.wanted.fullmatch(name)
        if asked is None:
            return await self.further(name)
        *what, person, lang = asked.groups()
        made = await read(self.storage, partial(self._for, int(person), lang, what))
        if isinstance(made, Sheet):
            return await self.printer.printed(made)
        return made if isinstance(made, bytes) else await asyncio.to_thread(made, self.clock())

    def _for(self, person: int, lang: str, what: list[str], tx: Transaction) -> Made:
        who = tx.people.whom(person)
        made = self.made(Context(tx, who, self.wording, self.library, self.clock()), lang, *what) if who else None
        if made is None:
            raise FileNotFoundError("it is not there for whoever asks")
        return made


async def read(storage: Storage, question: Callable[[Transaction], T]) -> T:
    """The answer, for a file that is sent. Raises OSError while the database cannot be read, so that it is tried later."""
    try:
        return await storage.reading(question)
    except NotRead as wrong:
        raise OSError(f"the database: {wrong}") from wrong
