"""What takes long to read, as a function of a module and what it is given: values, which can be sent to another process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.store.transaction import Transaction

T = TypeVar("T")


@dataclass(frozen=True)
class Question(Generic[T]):
    """`function` is called with the transaction, with the `flows` of whoever answers it, and with what is `given`."""

    function: Callable[..., T]
    flows: Any
    given: tuple[Any, ...] = ()

    def __call__(self, tx: Transaction) -> T:
        return self.function(tx, self.flows, *self.given)
