"""What a button can mean about seals and units, the forms of its data, and what events of seals are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.engine.kinds.reading.marks import marks
from bot.engine.kinds.typed import capitals
from bot.engine.ledger import HELD
from bot.engine.talk import Text
from bot.presses.pieces import Code, code_in

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
DISPUTED = {
    "destroyed": Text("it had been destroyed"),
    "broken": Text("it had been broken"),
    "elsewhere": Text("it was on another unit"),
    "unknown": Text("it was never received"),
    "unissued": Text("it was never issued"),
    "received": Text("it was in the ledger already"),
    "issued": Text("it was issued already"),
    "another": Text("the unit had another seal"),
    "documents": Text("the documents have another number"),
}


@dataclass(frozen=True)
class ShowSeal:
    """The chain of a seal."""

    number: Code
    at_home: bool = False


@dataclass(frozen=True)
class ShowSealPhotos:
    """The photos of its chain."""

    number: Code
    at_home: bool = False


@dataclass(frozen=True)
class ShowUnit:
    """What is known of a unit."""

    unit: Code
    at_home: bool = False


@dataclass(frozen=True)
class ReleaseUnit:
    """A unit is not on hold anymore, by the number of the run that put it there; for sure."""

    run: int
    unit: Code
    sure: bool = False
    at_home: bool = False


Sealing = ShowSeal | ShowSealPhotos | ShowUnit | ReleaseUnit

FORMS: dict[type, str] = {
    ShowSeal: "seal:{number}",
    ShowSealPhotos: "pics:{number}",
    ShowUnit: "unit:{unit}",
    ReleaseUnit: "free:{run}:{unit}:{sure}",
}


def numbers_in(words: str) -> tuple[str, ...]:
    """What may be meant as the number of a seal or a unit, the likeliest first: one among the words, or all their signs."""
    written = capitals(words)
    return tuple(one for one in dict.fromkeys((*marks(written).codes, BETWEEN.sub("", written))) if code_in(one))


def is_number(words: str, shape: re.Pattern[str]) -> bool:
    """Is it a number of this shape, and nothing is said about it?"""
    found = marks(capitals(words))
    return found.sure and shape.fullmatch(found.codes[0]) is not None
