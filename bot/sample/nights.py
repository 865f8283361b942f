"""The nights of a past: every day of it is sealed as when it was over, and its hash written to those who vouch for it.

The last night is left to the program itself. Salts are drawn anew each time, so that no leaf is what it was in another past.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.duties import witness
from bot.sample.days import at_wall
from bot.sample.stage import Stage
from bot.store import past
from bot.store.proof_past import seal_past, stretches
from bot.store.proofs import zone_of
from bot.store.transaction import Transaction

DAY = timedelta(days=1)
HOUR = time(1, 20)  # of the night in which a day is sealed: an hour of grace, and the time it takes
SEALING = "Sealing"
BUSY, QUIET = timedelta(days=2), timedelta(days=60)  # what is sealed at once: all of it is in memory then


@dataclass
class Nights:
    """`told` is how far it is."""

    stage: Stage
    organisation_id: int
    transaction: Callable[[], AbstractContextManager[Transaction]]
    told: Callable[[str, int, int, int], None]

    def pass_by(self, since: datetime, until: datetime, *, busy: bool) -> None:
        """From the first day with anything in it to the last but one; of a busy past less at a time."""
        with self.transaction() as tx:
            zone = zone_of(tx, self.organisation_id)
        every = list(stretches(since, until - DAY, zone, BUSY if busy else QUIET))
        for number, (first, end) in enumerate(every, 1):
            with self.transaction() as self.stage.tx:
                self._seals(first, end, zone)
                past.sent(self.stage.tx)
            self.told(SEALING, number, len(every), 0)

    def _seals(self, first: date, end: date, zone: ZoneInfo) -> None:
        night = lambda day: at_wall(day + DAY, HOUR, zone)  # noqa: E731
        for day in seal_past(self.stage.tx, self.organisation_id, first, end, night):
            context = self.stage.assistant.context(self.stage.tx, None, day.made_at)
            witness.post(context, self.organisation_id)
