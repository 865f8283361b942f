"""A period as a picture: drawn when it is sent, for whoever may read the summary then, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.channel import Fetch
from bot.duties.summary import READERS
from bot.made_file import read
from bot.paper.printing import Printer, Sheet
from bot.presses.picturing import drawn_from
from bot.store.database import Storage

TEMPLATE = "summary"


@dataclass(eq=False)
class ChartFiles:
    """Draws the picture of whoever wants one; every other file comes from `further`."""

    storage: Storage
    clock: Callable[[], datetime]
    printer: Printer
    further: Fetch

    async def fetch(self, name: str) -> bytes:
        """The picture that a letter asks for, or another file. Raises FileNotFoundError where its reader may not see it anymore."""
        wanted = drawn_from(name)
        if wanted is None:
            return await self.further(name)
        person, values = wanted
        who = await read(self.storage, lambda tx: tx.people.whom(person))
        if who is None or who.role not in READERS:
            raise FileNotFoundError(f"no picture for {person}")
        return await self.printer.printed(sheet_of(values, self.clock()))


def sheet_of(values: Mapping[str, Any], now: datetime) -> Sheet:
    return Sheet(TEMPLATE, values, now, form="png")
