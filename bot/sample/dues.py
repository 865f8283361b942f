"""What is planned at a yard, and what becomes of each time that it is due: done, late, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.conversation.planned import OFTEN
from bot.engine.flow import Flow
from bot.recurring import next_after
from bot.sample.books import Yard
from bot.sample.story import Story
from bot.store.dues import ANYONE, KeptDue
from bot.store.schedules import DUE, Planned

RULES = ("d", "wd", "mo", "th", "m1")
HOURS = (6, 7, 8, 13)
GRACE = (60, 120, 240)
LATE, MISSED = 0.09, 0.08


@dataclass
class Plan:
    """A flow that is due there again and again. `each` of a role has to do it, or any one for all."""

    story: Story
    yard: Yard
    flow: Flow
    role: str
    rule: str
    each: bool
    forgotten: datetime | None = None
    """From then on nobody does it."""

    def begins(self, at: datetime) -> None:
        chance, tx = self.story.stage.chance, self.story.stage.tx
        hour = time(chance.choice(HOURS))
        leads = [one.id for one in self.yard.people if one.role not in self.flow.roles] or [self.yard.people[0].id]
        planned = Planned(
            self.story.world.organisation_id, self.yard.id, self.flow.id, self.role, None, self.each, False,
            OFTEN[self.rule][0], at.date(), f"{hour:%H:%M}", chance.choice(GRACE), made_by=leads[0],
        )  # fmt: skip
        next_at = next_after(planned.rule, planned.begins, hour, self.yard.zone, at)
        one = tx.schedules.make(planned, next_at, at)
        if next_at:
            tx.timers.set(DUE, next_at, str(one.id))
            self.story.begins(self.life(one.id, next_at), next_at + timedelta(seconds=1))

    def life(self, id: int, at: datetime) -> Iterator[datetime]:
        """Each time, once the program has written down that it is due."""
        while True:
            for mine in self.story.stage.tx.dues.waiting(id):
                if mine.at == at:
                    self._attended(mine)
            one = self.story.stage.tx.schedules.get(id)
            if one is None or one.next_at is None:
                return
            at = one.next_at
            yield at + timedelta(seconds=1)

    def _attended(self, mine: KeptDue) -> None:
        chance = self.story.stage.chance
        able = [
            one
            for one in self.yard.people
            if one.id == mine.person_id or (mine.person_id == ANYONE and one.role == mine.role)
        ]
        drawn = chance.random()
        if not able or drawn < MISSED or (self.forgotten and mine.at >= self.forgotten):
            return
        grace = (mine.until - mine.at).total_seconds()
        after = grace * (chance.uniform(1.1, 3) if drawn < MISSED + LATE else chance.uniform(0.02, 0.7))
        at = mine.at + timedelta(seconds=round(after))
        self.story.fills(self.yard, self.flow, chance.choice(able), at)
