"""What is read before a turn, beside the writers, because it takes long: a turn is taken again when it has been read.

A turn is in a transaction that others wait for. Knows no question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from bot.store.database import ReadFirst  # who reads what it names, and tries again, knows no turn
from bot.store.transaction import Transaction

__all__ = ["UNREAD", "Known", "ReadFirst", "read_before"]
T = TypeVar("T")
Known = Mapping[Hashable, Any]
UNREAD: Known = MappingProxyType({})


def read_before(known: Known, key: Hashable, read: Callable[[Transaction], T]) -> T:
    """What was read before the turn. Raises ReadFirst where it was not."""
    if key not in known:
        raise ReadFirst(key, read)
    return known[key]  # type: ignore[no-any-return]
