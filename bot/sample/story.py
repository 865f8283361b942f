"""Everything that happens, in the order of its times: forms, and what comes of each.

Whoever does something is a line of moments; between two of them others go on, and timers go off. Knows no flow by name.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.engine.flow import Flow
from bot.engine.ledger import HOLDS
from bot.sample.actions import Action, opened
from bot.sample.books import Colleague, Yard
from bot.sample.days import later
from bot.sample.forms import HASTY, USUAL, Form, stopping
from bot.sample.hand import Hand
from bot.sample.holds import Hold
from bot.sample.incidents import Incident
from bot.sample.seals import Purposes, purposes
from bot.sample.signing import Signing
from bot.sample.stage import Stage
from bot.sample.world import World
from bot.store.sign_offs import WAITING

HASTE = 0.04  # of the forms that are answered suspiciously fast
TROUBLE = 0.1  # of the inspections with something that is wrong
SEVERAL = 1.4  # points that are wrong then, on average
AGAIN = 0.75  # of the quizzes that were not passed and are tried once more
NOBODY, LEFT = "nobody", "left"  # fates of a report and of what is to be done


@dataclass(frozen=True)
class Chosen:
    """What is not left to chance in a form: how likely a point is wrong, what becomes of it, the words it begins with."""

    wrong: float = -1.0
    fate: str = ""
    words: str = ""
    short: bool = False


@dataclass
class Story:
    """`until` is where it ends, whatever is open then. `fate` is that of the next report, if it is not drawn."""

    stage: Stage
    world: World
    until: datetime
    photos: tuple[str, ...]
    now: datetime
    coming: list[tuple[datetime, int, Iterator[datetime]]] = field(default_factory=list)
    counted: int = 0
    known: dict[str, Purposes] = field(default_factory=dict)

    def begins(self, life: Iterator[datetime], at: datetime) -> None:
        """From then on; a life that has not begun does nothing before its first moment."""
        self.counted += 1
        if at < self.until:
            heapq.heappush(self.coming, (at, self.counted, life))

    def plays(self, until: datetime) -> None:
        """Everything up to a time, timers in between."""
        while self.coming and self.coming[0][0] < until:
            at, number, life = heapq.heappop(self.coming)
            self.stage.ring(at)
            self.now = at
            following = next(life, None)
            if following is not None and following < self.until:
                heapq.heappush(self.coming, (max(following, at), number, life))
        self.stage.ring(until - timedelta(seconds=1))

    def fills(self, yard: Yard, flow: Flow, who: Colleague, at: datetime, chosen: Chosen = Chosen()) -> None:
        """Somebody fills in a form, and what comes of it follows."""
        self.begins(self.filled(yard, flow, who, at, chosen), at)

    def filled(
        self, yard: Yard, flow: Flow, who: Colleague, at: datetime, chosen: Chosen = Chosen(), attempt: int = 1
    ) -> Iterator[datetime]:
        """The moments of a form."""
        form = self._form(yard, flow, who, chosen)
        for moment in form.life(at):
            yield moment
            at = moment
        self._follows(yard, form, at, chosen.fate, attempt)

    def _form(self, yard: Yard, flow: Flow, who: Colleague, chosen: Chosen) -> Form:
        chance, wrong = self.stage.chance, chosen.wrong
        known = self.known.setdefault(flow.id, purposes(flow))
        if wrong < 0:
            marked = max(sum(bool(step.wanted) for step in flow.questions), 1)
            wrong = SEVERAL / marked if chance.random() < TROUBLE else 0.0
        hand = Hand(chance, who, yard, known, wrong, self.photos, yard.unit(chance, known.all), chosen.short)
        form = Form(self.stage, hand, flow, HASTY if chance.random() < HASTE else USUAL, *stopping(chance, flow))
        form.known = {"words": chosen.words} if chosen.words else {}
        form.stops = 0 if chosen.fate else form.stops
        form.routine = not (wrong or form.stops or chosen.fate or flow.ledgers or flow.begun_by or flow.ways.incident)
        return form

    def _follows(self, yard: Yard, form: Form, at: datetime, fate: str, attempt: int) -> None:
        run_id, stage = form.run_id, self.stage
        if run_id and stage.tx.incidents.of(run_id):
            self.begins(Incident(stage, run_id, "" if fate == LEFT else fate).life(at), at)
        if form.kept is None or form.verdict is None:
            return
        self._improves(yard, form, at, fate)
        if stage.tx.sign_offs.state(run_id) == WAITING:
            again = lambda at: form.again(run_id, at)  # noqa: E731
            self.begins(Signing(stage, run_id, len(form.flow.questions), again).life(at), at)
        if form.verdict.outcome.id.startswith(HOLDS) and fate != NOBODY:
            self.begins(Hold(stage, run_id, form.kept.unit).life(at), at)
        if form.flow.ways.scored and not form.verdict.passed and stage.chance.random() < AGAIN and attempt < 3:
            at += later(stage.chance, 900)
            self.begins(self.filled(yard, form.flow, form.hand.who, at, attempt=attempt + 1), at)

    def _improves(self, yard: Yard, form: Form, at: datetime, fate: str) -> None:
        """What is to be done about its findings."""
        stage, found = self.stage, form.verdict.findings if form.verdict else ()
        if not found or form.flow.ways.scored:
            return
        there = stage.tx.actions.of_run(form.run_id)
        if not there:
            at += later(stage.chance, 90)
        self.begins(self._actions(yard, form.run_id, len(found), at, fate, by_hand=not there), at)

    def _actions(
        self, yard: Yard, run_id: int, findings: int, at: datetime, fate: str, *, by_hand: bool
    ) -> Iterator[datetime]:
        if by_hand:
            yield at + timedelta(seconds=1)
            opened(self.stage, run_id, findings, [one.id for one in yard.people], at, sure=fate == LEFT)
        for one in self.stage.tx.actions.of_run(run_id):
            left = LEFT if fate in (LEFT, NOBODY) else ""
            self.begins(Action(self.stage, one.id, self.photos, left).life(at), at)
