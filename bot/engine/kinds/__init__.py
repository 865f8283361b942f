"""The question types, one class each: how it can be answered and what is kept.

The docstrings are the manual: flows/README.md is made from them. The fields of a class are the keys an author may
write. A type is a class in one file of this folder and its place in KINDS; the rest of the program learns it from there.
"""

from __future__ import annotations

from bot.engine.kinds.check import Check
from bot.engine.kinds.choices import Choice, MultiChoice, YesNo
from bot.engine.kinds.codes import Container, Plate, Seal
from bot.engine.kinds.files import File, Photo
from bot.engine.kinds.kind import Ask, Draft, Drafted, Kind
from bot.engine.kinds.moments import Date, Time
from bot.engine.kinds.numbers import Number, Phone
from bot.engine.kinds.people import Colleague
from bot.engine.kinds.practice import Practice
from bot.engine.kinds.ratings import Threat, Vulnerability
from bot.engine.kinds.several import Seals
from bot.engine.kinds.texts import FreeText, Partner, Place, Sign

__all__ = [
    "KINDS", "Ask", "Check", "Choice", "Colleague", "Container", "Date", "Draft", "Drafted", "File", "FreeText", "Kind", "MultiChoice",
    "Number", "Partner", "Phone", "Photo", "Place", "Plate", "Practice", "Seal", "Seals", "Sign", "Threat", "Time",
    "Vulnerability", "YesNo",
]  # fmt: skip

KINDS: dict[str, type[Kind]] = {
    kind.word: kind
    for kind in (
        Choice, YesNo, Check, MultiChoice, FreeText, Seal, Seals, Container, Plate, Phone, Number, Date, Time, Photo, File, Place, Sign, Colleague, Partner, Practice,
        Threat, Vulnerability,
    )
}  # fmt: skip
