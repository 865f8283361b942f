"""A period as a picture: counted and drawn when it is sent, for whoever may read the summary then, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.channel import Fetch
from bot.content.library import Library
from bot.conversation.chart import Chart, chart
from bot.conversation.picturing import WANTED
from bot.conversation.summary_rows import Reader
from bot.conversation.wording import Wording
from bot.duties.summary import READERS
from bot.figures.asked import Asked
from bot.figures.period import Period, period_named
from bot.figures.summing import summed
from bot.paper.printing import Printer, Sheet
from bot.store.database import NotRead, Storage
from bot.store.people import Who
from bot.store.transaction import Transaction

TEMPLATE = "summary"


@dataclass(eq=False)
class ChartFiles:
    """Draws the picture of whoever wants one; every other file comes from `further`."""

    storage: Storage
    library: Library
    wording: Wording
    clock: Callable[[], datetime]
    printer: Printer
    further: Fetch

    async def fetch(self, name: str) -> bytes:
        """The picture that a letter asks for, or another file. Raises FileNotFoundError where its reader may not see it anymore."""
        asked = WANTED.fullmatch(name)
        if asked is None:
            return await self.further(name)
        now = self.clock()
        try:
            drawn = await self.storage.reading(partial(self._drawn, asked[1], asked[2], asked[3], asked[4], now))
        except NotRead as wrong:
            raise OSError(f"the database: {wrong}") from wrong
        return await self.printer.printed(sheet_of(drawn, now))

    def _drawn(self, person: str, period: str, site: str, lang: str, now: datetime, tx: Transaction) -> Chart:
        who, named = tx.people.whom(int(person)), period_named(period)
        if who is None or who.role not in READERS or named is None:
            raise FileNotFoundError(f"no picture for {person}")
        base, _, region = lang.partition("_")
        reader = Reader(self.wording, self.wording.regional(self.wording.language(base), region), who.zone, now)
        return self._of(tx, who, named, int(site), reader)

    def _of(self, tx: Transaction, who: Who, period: Period, site: int, reader: Reader) -> Chart:
        sites = {one.id: name for name, one in tx.organisations.sites(who.organisation_id).items()}
        today = reader.now.astimezone(ZoneInfo(who.zone)).date()
        asked = Asked(period, who.zone, who.organisation_id, (site,) if site else (), today)
        made = summed(tx, self.library, asked).discreet(who.person_id)
        return chart(made, reader, who.organisation, sites.get(site, ""))


def sheet_of(drawn: Chart, now: datetime) -> Sheet:
    values: dict[str, Any] = dict(drawn.values)
    return Sheet(TEMPLATE, values, now, form="png")
