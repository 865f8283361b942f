"""`default:` of a flow file: where an answer may be known from before it is given."""

from __future__ import annotations

from bot.content.marks import Mapped, nearest
from bot.content.reading import Reading
from bot.engine.defaults import LAST, LATELY, PHONE
from bot.engine.flow import ROLES
from bot.engine.kinds import Container, Kind, Phone, Plate, Sign

NAMES = ("me.name", *(f"me.{role}" for role in ROLES))
WORDS = (LAST, LATELY, PHONE, *NAMES)


def read_default(reading: Reading, item: Mapped, type: type[Kind]) -> tuple[str, ...]:
    entry = item.entry("default")
    if entry is None:
        return ()
    if not type.can_default:
        reading.problem(entry.at, "default", f"nothing can be known beforehand of a '{type.word}': people must look")
        return ()
    allowed = _allowed(type)
    found = reading.listed(entry)
    for word, at in found:
        if word not in allowed:
            reading.problem(at, "default", f"unknown default '{word}' of a '{type.word}'{nearest(word, allowed)}")
    return tuple(word for word, _ in found)


def _allowed(type: type[Kind]) -> tuple[str, ...]:
    """Nobody signs with the name of the last time, and a name is no telephone number."""
    if issubclass(type, Sign):
        return NAMES
    if issubclass(type, Container):
        return (LATELY,)
    more = (PHONE,) if issubclass(type, Phone) else (LATELY, *NAMES) if issubclass(type, Plate) else NAMES
    return (LAST, *more)
