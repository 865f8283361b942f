"""What is read before a turn, beside the writers, because it takes long: a turn is taken again when it has been read.

A turn is in a transaction that others wait for. Knows no question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from bot.store.transaction import Transaction

T = TypeVar("T")
Known = Mapping[Hashable, Any]
UNREAD: Known = MappingProxyType({})


class ReadFirst(Exception):
    """There is no turn before this is read. `key` is where the turn looks for it."""

    def __init__(self, key: Hashable, read: Callable[[Transaction], Any]) -> None:
        super().__init__(key)
        self.key, self.read = key, read


def read_before(known: Known, key: Hashable, read: Callable[[Transaction], T]) -> T:
    """What was read before the turn. Raises ReadFirst where it was not."""
    if key not in known:
        raise ReadFirst(key, read)
    return known[key]  # type: ignore[no-any-return]
