"""Where the cards of slots stand that have just been moved: the database learns it with the next commit.

Knows no letter but the one it is asked about.
"""

from __future__ import annotations

from bot.store.letters import Lane, Letter

Slot = tuple[Lane, str]


class Standing:
    """What is known in memory until it is on record, and a moment longer: who writes a letter meanwhile reads an old place."""

    def __init__(self) -> None:
        self._moved: dict[Slot, tuple[frozenset[str], str]] = {}

    def of(self, one: Letter) -> str:
        """The message that a letter's slot stands in. What the database said counts, unless we have moved it since."""
        before, now = self._moved.get((one.lane, one.slot), (frozenset(), ""))
        return now if one.place in before else one.place

    def moved(self, one: Letter, known: str, ref: str) -> bool:
        """The slot stands in `ref` from now on; False if the database says so already, or will."""
        slot = (one.lane, one.slot)
        before, was = self._moved.get(slot, (frozenset(), one.place))
        if ref == was:
            return False
        self._moved[slot] = (before | {known, one.place} - {ref}, ref)
        return True

    def known(self, one: Letter, ref: str) -> None:
        """The database has long said so."""
        if self._moved.get((one.lane, one.slot), (None, None))[1] == ref:
            del self._moved[one.lane, one.slot]
