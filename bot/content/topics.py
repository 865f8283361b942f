"""Words of danger that only name something: a course, a street with a number, goods.

Reads one clause. Whatever is not surely a name stays what it is: a cry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

Tokens = tuple[str, ...]
CALLS = ("911", "066")  # no numbers of houses
LONGEST = 10  # words of an address, or of "I want to see the"
SUFFIX = 3  # letters of a house number: 4 B, 12 Bis


@dataclass(frozen=True)
class Topics:
    """`before` are words that a danger follows as a topic: "course on"; `behind` are those it is a part of: "fire paint".

    `streets` are called by a name; `small` words may stand between, and `around` are said with what is asked for.
    """

    before: Collection[Tokens]
    behind: Collection[str]
    streets: Collection[str]
    small: Collection[str]
    around: Collection[Tokens]
    danger: Callable[[str], bool]
    """Is this one word of danger?"""

    def told(self, clause: Tokens) -> Tokens:
        """What is left of a clause without what only names something."""
        asked = self._without_please(clause)
        if self._asks(asked):
            return ()
        if len(asked) > 1 and asked[-1] in self.behind and self.danger(asked[-2]):
            return asked[:-2]
        return self._without_address(clause)

    def _without_please(self, clause: Tokens) -> Tokens:
        for phrase in self.around:
            if len(clause) > len(phrase) and clause[-len(phrase) :] == phrase:
                return self._without_please(clause[: -len(phrase)])
        return clause

    def _asks(self, clause: Tokens) -> bool:
        """A topic and nothing else: "I want the" and small words may stand before it."""
        starts = {0}
        for at in range(len(clause)):
            if at in starts and self._is_topic(clause[at:]):
                return True
            if at in starts:
                starts |= {at + size for size in self._sizes(clause[at : at + LONGEST])}
            elif at > max(starts):
                return False
        return False

    def _is_topic(self, clause: Tokens) -> bool:
        return any(clause[: len(topic)] == topic and self._dangers(clause[len(topic) :]) for topic in self.before)

    def _sizes(self, clause: Tokens) -> set[int]:
        """How many words may stand here before what is asked for."""
        sizes = {len(phrase) for phrase in self.around if clause[: len(phrase)] == phrase}
        return sizes | ({1} if clause[0] in self.small else set())

    def _dangers(self, rest: Tokens) -> bool:
        told = [one for one in rest if one not in self.small]
        return bool(told) and all(self.danger(one) for one in told)

    def _without_address(self, clause: Tokens) -> Tokens:
        """Without "Calle Incendio 4" or "4 Fire Street" at its end."""
        for at, one in enumerate(clause):
            if len(clause) - at <= LONGEST and one in self.streets and self._numbered(clause[at + 1 :]):
                return clause[:at]
        named = len(clause) > 2 and clause[-1] in self.streets and self.danger(clause[-2]) and _house(clause[-3:-2])
        return clause[:-3] if named else clause

    def _numbered(self, rest: Tokens) -> bool:
        """The name of a street and the number of a house."""
        name, *number = [one for one in rest if one not in self.small] or [""]
        return self.danger(name) and _house(tuple(number))


def _house(number: Tokens) -> bool:
    digits = number[:1] and number[0].isdigit() and number[0] not in CALLS
    return bool(digits) and all(len(one) <= SUFFIX for one in number[1:])
