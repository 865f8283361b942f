"""What an evidence pack is to be of, as it is handed to the program that makes it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.figures.asked import Asked
from bot.figures.period import days
from bot.store.packed import Narrow, Wanted


@dataclass(frozen=True)
class Order:
    """`person_id` is who asked, 0 at the keyboard. Days are `first` to `last`, both included, by the clock of `zone`; no site is all of
    them. `criterion` is one of CTPAT, or a clause of BASC. `langs` are one language or two."""

    url: str
    root: str
    media: str
    organisation_id: int
    zone: str
    first: str
    last: str
    langs: tuple[str, ...]
    at: str
    person_id: int = 0
    sites: tuple[int, ...] = ()
    criterion: str = ""
    unit: str = ""
    seal: str = ""
    run_id: int = 0

    @staticmethod
    def read(given: str) -> Order:
        said = json.loads(given)
        return Order(**{**said, "langs": tuple(said["langs"]), "sites": tuple(said["sites"])})

    def written(self) -> str:
        return json.dumps(asdict(self))

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def asked(self) -> Asked:
        """As the numbers of a summary are asked for."""
        period = days(date.fromisoformat(self.first), date.fromisoformat(self.last))
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        return Asked(period, self.zone, self.organisation_id, self.sites, today)

    @property
    def narrowed(self) -> bool:
        """Is it about less than all of its period?"""
        return bool(self.criterion or self.unit or self.seal or self.run_id)

    def wanted(self, narrow: Narrow) -> Wanted:
        span = self.asked.span
        return Wanted(span.organisation_id, span.start, span.end, span.sites, narrow)
