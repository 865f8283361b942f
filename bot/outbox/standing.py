"""Where the cards of slots stand that have just been moved: the database learns it with the next commit.

Knows no letter but the one it is asked about.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.store.letters import Lane, Letter

Slot = tuple[Lane, str]
ENDING = 5.0  # seconds within which transactions end that began while we still held the lane


@dataclass(slots=True)
class Moved:
    """A slot stands in `now`, and no more in the messages `before`. From `known_at` on the database says so, or better:
    another process may have moved it back, when somebody pressed a button of an earlier message."""

    before: frozenset[str]
    now: str
    known_at: float = float("inf")


class Standing:
    """What is known in memory until it is on record, and a moment longer: who writes a letter meanwhile reads an old place."""

    def __init__(self) -> None:
        self._moved: dict[Slot, Moved] = {}

    def of(self, one: Letter) -> str:
        """The message that a letter's slot stands in. What the database said counts, unless it did not know our move yet."""
        moved = self._moved.get((one.lane, one.slot))
        if moved is not None and one.place in moved.before and one.asked_at < moved.known_at:
            return moved.now
        return one.place

    def moves(self, one: Letter, known: str, ref: str) -> Callable[[], None]:
        """The slot, which stood in `known`, stands in `ref` from now on. To be called when that is on record."""
        slot = (one.lane, one.slot)
        before = self._moved[slot].before if slot in self._moved else frozenset()
        moved = self._moved[slot] = Moved(before | {known, one.place} - {ref}, ref)
        return partial(self._known, slot, moved)

    def _known(self, slot: Slot, moved: Moved) -> None:
        """Whoever wrote a letter just before may still hand it over."""
        moved.known_at = time.monotonic()
        asyncio.get_running_loop().call_later(ENDING, self._forget, slot, moved)

    def _forget(self, slot: Slot, moved: Moved) -> None:
        if self._moved.get(slot) is moved:
            del self._moved[slot]
