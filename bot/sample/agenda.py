"""What is to happen in a past: which forms, who leaves, tips, what is planned, and what waits for a decision at its end.

Flows are taken as the library has them, by what they are and do, never by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.engine.flow import Flow
from bot.engine.ledger import HOLDS
from bot.sample.books import LOW, Colleague, Yard
from bot.sample.days import DAY, beginnings
from bot.sample.dues import RULES, Plan
from bot.sample.scope import Wanted
from bot.sample.seals import purposes
from bot.sample.story import LEFT, NOBODY, Chosen, Story
from bot.sample.tips import tips
from bot.sample.words import TOLD, some
from bot.store.leaving import leave

SHARES = (72, 23, 5)  # of a hundred forms: inspections, quizzes, reports
BUSY = 2.0  # forms a day from which on a yard plans more
LATELY = timedelta(weeks=2)
CALM = RULES[3:4]
FORGOTTEN = timedelta(days=9)  # before the end: the last but one time was missed, the last one is still due
OUT = 4  # seals that are given out, below which more are
CALLS = timedelta(days=40)  # from one call for help to the next


@dataclass
class Bag:
    """Flows in an order by chance, each once before any comes again."""

    chance: Random
    flows: list[Flow]
    left: list[Flow] = field(default_factory=list)

    def draw(self, able: set[str]) -> Flow | None:
        """The next that one of these roles may fill in."""
        for _ in range(2):
            for flow in self.left:
                if able.intersection(flow.roles):
                    self.left.remove(flow)
                    return flow
            self.left = self.chance.sample(self.flows, len(self.flows))
        return None


@dataclass
class Agenda:
    """What was wanted, for a story that has not begun."""

    story: Story
    wanted: Wanted

    def __post_init__(self) -> None:
        self.chance, self.since, self.rate = self.story.stage.chance, self.wanted.since, self.wanted.rate
        every = list(self.story.stage.library.today.values())
        free = [flow for flow in every if not flow.begun_by and not self._supplies(flow)]
        self.calls = [flow for flow in every if flow.begun_by]
        self.supply = [flow for flow in every if self._supplies(flow)]
        self.bags = [
            Bag(self.chance, [flow for flow in free if flow.ways.counts_findings]),
            Bag(self.chance, [flow for flow in free if flow.ways.scored]),
            Bag(self.chance, [flow for flow in free if flow.ways.incident]),
        ]

    def _supplies(self, flow: Flow) -> bool:
        return bool(purposes(flow).all & {"received", "issued"})

    def enters(self) -> None:
        """All of it."""
        for yard in self.story.world.yards:
            self._yard(yard)
        home, until = self.story.world.yards[0], self.story.until
        self.story.begins(self._leaves(), self.since + (until - self.since) * 0.6)
        self.story.begins(tips(self.story), self.since + DAY * 8)
        for number, flow in enumerate(self.calls):
            self.story.begins(self._calls(flow, home), self.since + CALLS / 3 * (number + 1))
        self._waiting(home, until)

    def _yard(self, yard: Yard) -> None:
        self.story.begins(self._supplied(yard, self.since), self.since)
        lately = max(self.since + DAY / 2, self.story.until - LATELY)
        usual = beginnings(self.chance, yard.zone, self.since + DAY / 2, lately, self.rate)
        for at in (
            *usual,
            *beginnings(self.chance, yard.zone, lately, self.story.until, self.wanted.lately or self.rate),
        ):
            self.story.begins(self._somebody(yard, at), at)
        for rule in RULES if self.rate >= BUSY else CALM:
            self._plans(yard, rule)

    def _somebody(self, yard: Yard, at: datetime) -> Iterator[datetime]:
        """Whoever may fills in what comes next."""
        bag = self.chance.choices(self.bags, SHARES)[0]
        flow = bag.draw({one.role for one in yard.people})
        who = self._able(yard, flow) if flow else None
        if flow and who and yard.ready(purposes(flow).all):
            yield from self.story.filled(yard, flow, who, at)

    def _able(self, yard: Yard, flow: Flow) -> Colleague | None:
        able = [one for one in yard.with_role(flow.roles) if not (flow.ways.scored and one.absent)]
        return self.chance.choice(able) if able else None

    def _supplied(self, yard: Yard, at: datetime) -> Iterator[datetime]:
        """Every day somebody sees to it that there are seals, and that they are given out."""
        order = sorted(self.supply, key=lambda flow: "issued" in purposes(flow).all)
        while True:
            for flow, needed in zip(order, (len(yard.seals.stock) < LOW, len(yard.seals.out) < OUT), strict=False):
                who = self._able(yard, flow)
                if needed and who:
                    for moment in self.story.filled(yard, flow, who, at, Chosen(wrong=0.0)):
                        yield moment
                        at = moment
            at += timedelta(hours=20 + self.chance.randrange(9))
            yield at

    def _plans(self, yard: Yard, rule: str) -> None:
        """An inspection for a role, or on the first of the month a quiz for each of them."""
        bag = self.bags[1 if rule == RULES[-1] else 0]
        flow = bag.draw({one.role for one in yard.people})
        if flow is None:
            return
        role = self.chance.choice(yard.with_role(flow.roles)).role
        home = yard is self.story.world.yards[0]
        forgotten = self.story.until - FORGOTTEN if home and rule == CALM[0] else None
        Plan(self.story, yard, flow, role, rule, flow.ways.scored, forgotten).begins(self.since)

    def _leaves(self) -> Iterator[datetime]:
        """Somebody who was made for it and whose role others have, too."""
        made = self.story.world.strangers
        for yard in self.story.world.yards:
            for one in yard.people:
                others = [other for other in yard.people if other.role == one.role]
                if one.id in made and len(others) > 1:
                    leave(self.story.stage.tx, one.id, self.story.now)
                    yard.people.remove(one)
                    return
        yield from ()

    def _calls(self, flow: Flow, yard: Yard) -> Iterator[datetime]:
        """Somebody calls for help, once in a while."""
        while True:
            at = self.story.now
            who = self._able(yard, flow)
            if who:
                words = Chosen(words=some(self.chance, TOLD, who.lang))
                for moment in self.story.filled(yard, flow, who, at, words):
                    yield moment
                    at = moment
            yield at + CALLS * (0.5 + self.chance.random())

    def _waiting(self, yard: Yard, until: datetime) -> None:
        """What waits for a decision when it ends: a hold and a report that nobody took, something overdue, seals that are missing."""
        holds = [f for f in self.bags[0].flows if not f.ledgers and any(o.id.startswith(HOLDS) for o in f.outcomes)]
        audits = [f for f in self.bags[0].flows if purposes(f).all == {"counted"}]
        for flows, hours, chosen in (
            (holds, 150, Chosen(wrong=0.3, fate=LEFT)),
            (holds, 5, Chosen(wrong=0.3, fate=NOBODY)),
            (self.bags[2].flows, 4, Chosen(fate=NOBODY)),
            (audits, 3, Chosen(wrong=0.0, fate=NOBODY, short=True)),
        ):
            at = until - timedelta(hours=hours)
            if flows and at > self.since:
                self.story.begins(self._one_of(yard, flows, at, chosen), at)

    def _one_of(self, yard: Yard, flows: list[Flow], at: datetime, chosen: Chosen) -> Iterator[datetime]:
        flow = self.chance.choice(flows)
        who = self._able(yard, flow)
        if who:
            yield from self.story.filled(yard, flow, who, at, chosen)
