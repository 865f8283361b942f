"""How far a run is. The total is the longest way through the flow on which nothing is wrong, so that it never
jumps while somebody answers.

What is asked besides, because of a problem, does not count; a station counts as one, since it is one card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.engine.flow import Flow, Repeat, Step
from bot.engine.kinds.choices import MultiChoice

Facts = frozenset[tuple[str, str]]  # a question, and a class that its answer is in

_lengths: dict[tuple[str, bool, int], int] = {}  # by the digest of the flow: what it says never changes


def progress(flow: Flow, asked: Sequence[Step], here: Step) -> tuple[int, int]:
    """Which card this is, and how many there are on the longest way."""
    upto = asked[: place(asked, here) + 1]
    total = length(flow)
    return min(_cards(flow, upto), total), total


def place(steps: Sequence[Step], here: Step | None) -> int:
    """Where a step stands among others; behind them all, if it is not there."""
    return next((n for n, step in enumerate(steps) if step is here), len(steps))


def _cards(flow: Flow, asked: Sequence[Step]) -> int:
    return len({unit_of(flow, step) for step in asked if not step.follows})


def unit_of(flow: Flow, step: Step) -> str:
    """The card on which a question stands: its own, or its station's."""
    return step.station if step.station in flow.stations else step.id


def length(flow: Flow) -> int:
    """How many cards the longest way through a flow has."""
    key = (flow.digest, bool(flow.stations), len(flow.steps))  # of a quiz each attempt has some of the questions
    if not flow.digest or key not in _lengths:
        _lengths[key] = _longest(flow)
    return _lengths[key]


def _longest(flow: Flow) -> int:
    entries = (s for e in flow.steps for s in (e.steps if isinstance(e, Repeat) else (e,)))
    steps = [s for s in entries if s.kind and not s.follows]
    return _Ways(flow, steps).longest(0, frozenset(), "")


@dataclass(eq=False)
class _Ways:
    """The ways through the questions of a flow; only answers that a later question depends on part them."""

    flow: Flow
    steps: list[Step]
    found: dict[tuple[int, Facts, str], int] = field(default_factory=dict)

    def longest(self, place: int, facts: Facts, card: str) -> int:
        """The cards from this question on; `card` is the one before, `facts` the answers that still matter."""
        if place == len(self.steps):
            return 0
        facts = frozenset(fact for fact in facts if fact[0] in self._asked_later(place))
        key = (place, facts, card)
        if key not in self.found:
            self.found[key] = self._from(place, facts, card)
        return self.found[key]

    def _from(self, place: int, facts: Facts, card: str) -> int:
        step = self.steps[place]
        if not self._may_apply(step, facts):
            return self.longest(place + 1, facts, card)
        unit = unit_of(self.flow, step)
        ways = [facts | answer for answer in self._answers(step, place)]
        return (unit != card) + max(self.longest(place + 1, way, unit) for way in ways)

    def _answers(self, step: Step, place: int) -> list[Facts]:
        if step.kind is None or step.id not in self._asked_later(place + 1):
            return [frozenset()]
        classes = (step.wanted,) if step.wanted else step.kind.classes()
        each = [frozenset({(step.id, one)}) for one in classes]
        if isinstance(step.kind, MultiChoice):
            return [frozenset().union(*each)]
        return each or [frozenset()]

    def _may_apply(self, step: Step, facts: Facts) -> bool:
        """Is a condition true, or one that asks something else than the answer to a question?"""
        return not step.when or any(
            all(id not in self._known or any((id, one) in facts for one in wanted) for id, wanted in condition.items())
            for condition in step.when
        )

    def _asked_later(self, place: int) -> frozenset[str]:
        return self._later[min(place, len(self.steps) - 1)]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(step.id for step in self.steps)

    @cached_property
    def _later(self) -> list[frozenset[str]]:
        """The questions that conditions ask about from each place on."""
        asked = [frozenset(id for condition in s.when for id in condition) for s in self.steps]
        return [frozenset().union(*asked[place:]) for place in range(len(asked))]
