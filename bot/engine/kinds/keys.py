"""What authors may write for a question type: a key for each field of its class.

The loader reads by these keys; the schema and the manual are made from them. Knows no file and no sentence of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from functools import cache
from typing import Any


@dataclass(frozen=True)
class Flag:
    """Yes or no."""


@dataclass(frozen=True)
class Count:
    """A whole number. `like` is the one in the example."""

    least: int = 0
    most: int = 10**9
    like: int = 1


@dataclass(frozen=True)
class OneOf:
    """One of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Earlier:
    """The id of an earlier question of one of these types."""

    types: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """Two or more lines `id: text`. They cannot be left out."""


@dataclass(frozen=True)
class Group:
    """Keys that are written below another."""

    keys: Mapping[str, Key]


Key = Flag | Count | OneOf | Earlier | Choices | Group


def written(key: Key) -> dict[str, Key]:
    """The metadata of a field, where its default does not tell already what may be written."""
    return {"key": key}


@cache
def declared(kind: type) -> Mapping[str, Key]:
    """The keys of a type by the names of its fields. A field with `init=False` is settled: nobody writes it."""
    return {f.name: _key(f) for f in fields(kind) if f.init}


def _key(field: Field[Any]) -> Key:
    """What the metadata say, or else the default: a yes or no, a whole number."""
    if "key" in field.metadata:
        key: Key = field.metadata["key"]
        return key
    assert isinstance(field.default, int), f"'{field.name}' does not say what may be written for it"
    return Flag() if isinstance(field.default, bool) else Count()


@cache
def references(kind: type) -> tuple[str, ...]:
    """The fields that name an earlier question."""
    return tuple(name for name, key in declared(kind).items() if isinstance(key, Earlier))
