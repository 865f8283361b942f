"""What one reply did to a run: the answers it gave, the findings it raised or took back, the end of the run.

Says what happened and no more. What follows from it, who is told and what is kept, is for the duties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from bot.engine.flow import Step
from bot.engine.run import Run
from bot.engine.talk import Value
from bot.engine.walk import Verdict


class Missing(Enum):
    """Stands where there was no answer. None would not do: it is the answer to a question that was skipped."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Answered:
    """A question has its first answer, or another than `before`. The same answer given again is no event.

    Where it had to be answered once more, such as a signature after a change, `before` may be the same.
    """

    step: Step
    value: Value
    before: Value | Missing
    finding: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """Something is kept beside the answer to a step from now on: `what` is caption or files."""

    step: Step
    what: str
    value: Value


@dataclass(frozen=True, slots=True)
class Corrected:
    """Something else was chosen when the answer that was typed first was asked about. What was `typed` is evidence."""

    step: Step
    typed: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding that was none before this reply. How grave it is says `step.on_fail`."""

    step: Step


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was a finding is none anymore: the answer is another, or the question is no longer asked."""

    step: Step


@dataclass(frozen=True, slots=True)
class Drafted:
    """An answer has begun or grown, and more of it may come: one of several choices or files."""

    step: Step


@dataclass(frozen=True, slots=True)
class Joined:
    """A file came with the same album as the file before it: for whoever sent them, both are one message."""

    album: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over. Always the last event."""

    verdict: Verdict


Event = Answered | Corrected | Noted | Raised | Withdrawn | Drafted | Joined | Finished
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Move:
    """The run after a reply, and what happened on the way there, the end last."""

    run: Run
    events: tuple[Event, ...] = ()

    def only(self, type: type[E]) -> list[E]:
        """The events of one type."""
        return [e for e in self.events if isinstance(e, type)]


def told_apart(were: Mapping[str, Step], are: Mapping[str, Step]) -> Iterator[Raised | Withdrawn]:
    """The events that lead from the findings before a reply to those after it."""
    yield from (Withdrawn(step) for id, step in were.items() if id not in are)
    yield from (Raised(step) for id, step in are.items() if id not in were)
