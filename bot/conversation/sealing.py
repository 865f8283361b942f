"""What a button can mean about seals and units, how its data says so, and what events of seals are called."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.pieces import id_in
from bot.engine.kinds.reading.marks import marks
from bot.engine.kinds.typed import capitals
from bot.engine.ledger import HELD
from bot.engine.talk import Text

CODE = re.compile(r"[A-Z0-9Ñ]{1,24}")
BETWEEN = re.compile(r"[^A-Z0-9Ñ]")  # what people write between the signs of a number

CALLED = {
    "received": Text("received"),
    "issued": Text("issued"),
    "affixed": Text("affixed"),
    "verified": Text("verified"),
    "broken": Text("broken"),
    "replaced": Text("put on in place of another"),
    "destroyed": Text("destroyed"),
    "counted": Text("counted"),
    HELD: Text("not on hold"),
}


@dataclass(frozen=True)
class ShowSeal:
    """The chain of a seal."""

    number: str
    at_home: bool = False


@dataclass(frozen=True)
class ShowSealPhotos:
    """The photos of its chain."""

    number: str
    at_home: bool = False


@dataclass(frozen=True)
class ShowUnit:
    """What is known of a unit."""

    unit: str
    at_home: bool = False


@dataclass(frozen=True)
class ReleaseUnit:
    """A unit is not on hold anymore, by the number of the run that put it there; for sure."""

    run: int
    unit: str
    sure: bool = False
    at_home: bool = False


Sealing = ShowSeal | ShowSealPhotos | ShowUnit | ReleaseUnit


def numbers_in(words: str) -> tuple[str, ...]:
    """What may be meant as the number of a seal or a unit, the likeliest first: one among the words, or all their signs."""
    written = capitals(words)
    return tuple(one for one in dict.fromkeys((*marks(written).codes, BETWEEN.sub("", written))) if code_in(one))


def is_number(words: str, shape: re.Pattern[str]) -> bool:
    """Is it a number of this shape, and nothing is said about it?"""
    found = marks(capitals(words))
    return found.sure and shape.fullmatch(found.codes[0]) is not None


def sealing(press: Sealing) -> str:
    match press:
        case ShowSeal(number):
            return f"seal:{number}"
        case ShowSealPhotos(number):
            return f"pics:{number}"
        case ShowUnit(unit):
            return f"unit:{unit}"
        case ReleaseUnit(run, unit, sure):
            return f"free:{run}:{unit}:y" if sure else f"free:{run}:{unit}"


def code_in(written: str) -> str | None:
    return written if CODE.fullmatch(written) else None


def release_in(rest: str) -> ReleaseUnit | None:
    run, unit, sure = (*rest.split(":", 2), "", "")[:3]
    id = id_in(run)
    return None if id is None or not code_in(unit) or sure not in ("", "y") else ReleaseUnit(id, unit, bool(sure))


def _coded(make: Callable[[str], Sealing]) -> Callable[[str], Sealing | None]:
    return lambda rest: make(rest) if code_in(rest) else None


READ: dict[str, Callable[[str], Sealing | None]] = {
    "seal": _coded(ShowSeal),
    "pics": _coded(ShowSealPhotos),
    "unit": _coded(ShowUnit),
    "free": release_in,
}
