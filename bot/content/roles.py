"""Who is meant, and which answers are told at once: roles and `tell:`, read and checked."""

from __future__ import annotations

from bot.content.marks import Entry, Mapped, Mark, nearest
from bot.content.reading import Reading
from bot.engine.flow import NOW, OUTSIDERS, ROLES
from bot.engine.kinds.kind import Kind


def known_roles(reading: Reading, entry: Entry | None, known: tuple[str, ...] = ROLES) -> tuple[str, ...]:
    """The roles of a list, or of none."""
    return tuple(_known(reading, word, at, known) for word, at in reading.listed(entry)) if entry else ()


def who_answers(reading: Reading, entry: Entry) -> tuple[str, ...]:
    """The roles that a flow is for: a questionnaire is for those outside, and nothing else is."""
    return known_roles(reading, entry, OUTSIDERS if reading.genre.outside else ROLES)


def _known(reading: Reading, word: str, at: Mark, known: tuple[str, ...]) -> str:
    if word not in known:
        reading.problem(at, "unknown-role", f"unknown role '{word}'{nearest(word, known)}")
    return word


def read_tell(reading: Reading, item: Mapped, kind: Kind) -> frozenset[str]:
    """`tell: now`, or the answers that are told at once."""
    entry = item.entry("tell")
    if entry is None:
        return frozenset()
    known = (NOW, *kind.classes())
    wanted = reading.listed(entry)
    for word, at in wanted:
        if word not in known:
            reading.problem(at, "unknown-choice", f"unknown answer '{word}'{nearest(word, known)}")
    return frozenset(word for word, _ in wanted)
