"""Whether two words are the same one, but for a slip of the finger.

Knows no list of words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

Meets = Callable[[str, str], bool]
MORE = "*"  # "asalt*" is the beginning of many words
# Letters of a word in which one wrong letter leaves no doubt; in one of five a letter may be too many or too few.
SURE = 6
ENDS = 2  # letters at the beginning or the end of which a slip leaves one pair as it was: it touches at most two
REMEMBERED = 20_000  # words


def begins(said: tuple[str, ...], phrase: tuple[str, ...], meets: Meets) -> bool:
    return len(said) >= len(phrase) and all(meets(one, word) for one, word in zip(said, phrase, strict=False))


def exactly(said: str, word: str) -> bool:
    return said.startswith(word.removesuffix(MORE)) if word.endswith(MORE) else said == word


def alike(said: str, word: str) -> bool:
    """The same word, or one that differs by a slip of the finger."""
    if exactly(said, word):
        return True
    stem = word.removesuffix(MORE)
    if len(stem) < SURE - 1 or not word[0].isalpha():
        return False
    ends = range(len(stem) - 1, len(stem) + 2) if word.endswith(MORE) else (len(said),)
    return any(_slip(said[:end], stem) for end in ends)


def _slip(said: str, word: str) -> bool:
    """One letter too many or too few, two that changed places; in a long word also one that is wrong."""
    if abs(len(said) - len(word)) > 1 or said == word:
        return said == word
    first = next((n for n, (a, b) in enumerate(zip(said, word, strict=False)) if a != b), min(len(said), len(word)))
    a, b = said[first:], word[first:]
    if len(a) != len(b):
        return a[1:] == b or a == b[1:]
    return (a[:2] == b[1::-1] and a[2:] == b[2:]) or (len(word) >= SURE and a[1:] == b[1:])


class Likenesses:
    """Which of some words one is like. What was once looked for is remembered."""

    def __init__(self, words: Iterable[str]) -> None:
        self._found: dict[str, frozenset[str]] = {}
        self._open: list[str] = []  # the beginnings of many words
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        self._by_end: defaultdict[str, list[str]] = defaultdict(list)
        for word in set(words):
            if word.endswith(MORE):
                self._open.append(word)
                continue
            self._by_start[word[:ENDS]].append(word)
            self._by_end[word[-ENDS:]].append(word)

    def to(self, said: str) -> frozenset[str]:
        if said not in self._found:
            if len(self._found) > REMEMBERED:
                self._found.clear()
            starts, ends = self._by_start.get(said[:ENDS], ()), self._by_end.get(said[-ENDS:], ())
            self._found[said] = frozenset(one for one in (*self._open, *starts, *ends) if alike(said, one))
        return self._found[said]
