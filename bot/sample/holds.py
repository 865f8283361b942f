"""A unit that a form has put on hold is released, most of them after some hours, by whoever may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.engine.flow import ROLES
from bot.presses.sealing import ReleaseUnit
from bot.sample.days import later
from bot.sample.stage import Stage

RELEASED = 0.85
AFTER = 420  # minutes, more or less


@dataclass
class Hold:
    """`units` as the record of the run names them."""

    stage: Stage
    run_id: int
    units: str

    def life(self, at: datetime) -> Iterator[datetime]:
        if self.stage.chance.random() > RELEASED:
            return
        at += later(self.stage.chance, AFTER)
        yield at
        for unit in filter(None, self.units.split(", ")):
            if who := self._releaser(at):
                self.stage.press(who, ReleaseUnit(self.run_id, unit, sure=True), at)

    def _releaser(self, at: datetime) -> int:
        """Somebody of the site who may; 0 if there is nobody."""
        kept = self.stage.tx.runs.get(self.run_id)
        staff = self.stage.tx.people.staff(kept.organisation_id, ROLES, kept.site_id) if kept else []
        for who in staff:
            with self.stage.turn(who.person_id, at) as context:
                if context and context.policy.releases(context.who.role):
                    return who.person_id
        return 0
