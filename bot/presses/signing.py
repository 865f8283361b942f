"""What a button can mean about a run that somebody signs off, and the forms of its data.

The questions of a run that are to be answered again are bits of a number, the first question the lowest.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count

MOST = 60  # questions to choose from: the number has to fit the data
REJECT = 0  # the number of no question


@dataclass(frozen=True)
class ShowSignOff:
    """What is to be signed off, below everything."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class Approve:
    run: int
    at_home: bool = False


@dataclass(frozen=True)
class PickQuestions:
    """Choose what is to be answered again; these are chosen already. It is 1 where they are `shown` already."""

    run: int
    chosen: int = 0
    shown: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class SayWhy:
    """Send it back for these questions, or reject it: with a few words."""

    run: int
    chosen: int = REJECT
    at_home: bool = False


@dataclass(frozen=True)
class SayingWhy:
    """Never mind. While this stands on the screen, what is typed is why."""

    run: int
    chosen: int = REJECT
    at_home: bool = False


Signing = ShowSignOff | Approve | PickQuestions | SayWhy | SayingWhy

SIGNED = "so"  # what all of their data begins with
FORMS: dict[type, str] = {
    ShowSignOff: "so:{run}",
    Approve: "so:{run}:a",
    PickQuestions: "so:{run}:p:{chosen}:{shown}",
    SayWhy: "so:{run}:s:{chosen}",
    SayingWhy: "so:{run}:y:{chosen}",
}
