"""What a button can mean about a run that somebody signs off, and how its data says so.

The questions of a run that are to be answered again are bits of a number, the first question the lowest.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.pieces import count_in, id_in

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
    shown: int = 0
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


def signing(press: Signing) -> str:
    match press:
        case ShowSignOff(run):
            return f"{SIGNED}:{run}"
        case Approve(run):
            return f"{SIGNED}:{run}:a"
        case PickQuestions(run, chosen, shown):
            return f"{SIGNED}:{run}:p:{chosen}:{shown}"
        case SayWhy(run, chosen):
            return f"{SIGNED}:{run}:s:{chosen}"
        case SayingWhy(run, chosen):
            return f"{SIGNED}:{run}:y:{chosen}"


def signing_in(rest: str) -> Signing | None:
    written, *more = rest.split(":")
    id = id_in(written)
    if id is None:
        return None
    match more:
        case []:
            return ShowSignOff(id)
        case ["a"]:
            return Approve(id)
        case ["p", chosen, shown] if (bits := id_in(chosen)) is not None and (number := count_in(shown)) is not None:
            return PickQuestions(id, bits, number)
        case ["s", chosen] if (bits := id_in(chosen)) is not None:
            return SayWhy(id, bits)
        case ["y", chosen] if (bits := id_in(chosen)) is not None:
            return SayingWhy(id, bits)
    return None
