"""A question type with what an author wrote for it, read by the keys that the type declares.

Knows no type by name: a new one is read like the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.content.marks import Entry, Mapped, nearest
from bot.content.reading import ID, Reading
from bot.engine.kinds import Kind
from bot.engine.kinds.keys import Choices, Count, Earlier, Flag, Group, Key, OneOf
from bot.engine.talk import Option, Text

LABEL = 75  # characters; the text of a Slack button


def read_kind(reading: Reading, item: Mapped, type: type[Kind], prompt: str) -> Kind:
    """The type of a question, as its author set it."""
    found = _all(reading, item, type, type.own_keys(), prompt)
    kind = type(**found)
    wrong = kind.impossible()
    if wrong:
        name, why = wrong
        entry = item.entry(type.below or name)
        reading.problem(entry.value.at if entry else item.at, "number", why)
    return kind


def _all(reading: Reading, at: Mapped, type: type[Kind], keys: Mapping[str, Key], prompt: str) -> dict[str, Any]:
    """What was written for these keys; what was not is left to the type."""
    found: dict[str, Any] = {}
    for name, key in keys.items():
        entry = at.entry(name)
        if entry is None:
            _missing(reading, at, type, key)
        elif isinstance(key, Group):
            found |= _all(reading, _below(reading, entry, key), type, key.keys, prompt)
        else:
            found[name] = _one(reading, at, entry, key, getattr(type, name), prompt)
    return found


def _missing(reading: Reading, at: Mapped, type: type[Kind], key: Key) -> None:
    if isinstance(key, Choices):
        reading.problem(at.at, "choices", f"'{type.word}' needs 'choices:', two or more lines 'id: text'")


def _below(reading: Reading, entry: Entry, group: Group) -> Mapped:
    """The lines below a key that has keys of its own."""
    if isinstance(entry.value, Mapped):
        reading.known_keys(entry.value, group.keys)
        return entry.value
    like = ", ".join(f"{name}: {_example(key)}" for name, key in group.keys.items())
    reading.problem(entry.value.at, "number", f"'{entry.key}:' looks like {{{like}}}")
    return Mapped((), entry.value.at)


def _example(key: Key) -> object:
    return key.like if isinstance(key, Count) else "…"


def _one(reading: Reading, at: Mapped, entry: Entry, key: Key, default: Any, prompt: str) -> Any:
    match key:
        case Flag():
            return reading.yes(at, entry.key)
        case Count(least, most):
            return reading.number(at, entry.key, default, least=least, most=most)
        case OneOf(words):
            return reading.one_of(at, entry.key, words)
        case Earlier(types):
            return _earlier(reading, entry, types)
        case Choices():
            return _choices(reading, entry, prompt)


def _earlier(reading: Reading, entry: Entry, types: tuple[str, ...]) -> str:
    """The id of an earlier question that can be referred to."""
    id = reading.words(entry)
    known = [one for one in reading.asked if reading.types.get(one) in types]
    if id and id not in known:
        wanted = " or ".join(types)
        reading.problem(entry.value.at, "unknown-step", f"'{id}' is not an earlier {wanted}{nearest(id, known)}")
    return id


def _choices(reading: Reading, entry: Entry, prompt: str) -> tuple[Option, ...]:
    if not isinstance(entry.value, Mapped) or len(entry.value.entries) < 2:
        reading.problem(entry.value.at, "choices", "'choices:' needs two or more lines 'id: text'")
        return ()
    return tuple(_choice(reading, line, prompt) for line in entry.value.entries)


def _choice(reading: Reading, line: Entry, prompt: str) -> Option:
    if not ID.fullmatch(line.key):
        message = f"'{line.key}' is not an id: small letters, digits, - and _, at most 24, a letter first"
        reading.problem(line.at, "id", message)
    label = reading.sentence(line, f"Answer. Question: {prompt}", LABEL, braces=())
    return Option(line.key, Text(label))
