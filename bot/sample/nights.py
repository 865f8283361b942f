"""The nights of a past: every day of it is sealed when it was over, and its hash written to those who vouch for it.

The last night is left to the program itself. Salts are drawn anew each time, so that no leaf is what it was in another past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.duties import witness
from bot.sample.days import at_wall
from bot.sample.stage import Stage
from bot.store import past, proofs
from bot.store.transaction import Transaction

DAY = timedelta(days=1)
HOUR = time(1, 20)  # of the night in which a day is sealed: an hour of grace, and the time it takes
TOGETHER = 7  # nights in one transaction


@dataclass
class Nights:
    """`told` is how far it is."""

    stage: Stage
    organisation_id: int
    transaction: Callable[[], AbstractContextManager[Transaction]]
    told: Callable[[str, int, int, int], None]

    def pass_by(self, since: datetime, until: datetime) -> None:
        """From the first day with anything in it to the last but one."""
        with self.transaction() as tx:
            zone = proofs.zone_of(tx, self.organisation_id)
        every = list(self._days(since.astimezone(zone).date(), until.astimezone(zone).date()))
        for first in range(0, len(every), TOGETHER):
            with self.transaction() as self.stage.tx:
                for day in every[first : first + TOGETHER]:
                    self._night(at_wall(day + DAY, HOUR, zone))
                past.sent(self.stage.tx)
            self.told("Sealing", min(first + TOGETHER, len(every)), len(every), 0)

    def _days(self, day: date, today: date) -> Iterator[date]:
        while day < today - DAY:
            yield day
            day += DAY

    def _night(self, at: datetime) -> None:
        closed = False
        while (step := proofs.seal(self.stage.tx, self.organisation_id, at)).more:
            closed = closed or step.day is not None
        if closed:
            context = self.stage.assistant.context(self.stage.tx, None, at)
            witness.post(context, self.organisation_id)
