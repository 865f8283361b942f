"""Whether two words are the same one, but for a slip of the finger.

Knows no list of words.
"""

from __future__ import annotations

from collections.abc import Callable

Meets = Callable[[str, str], bool]
MORE = "*"  # "asalt*" is the beginning of many words
# Letters of a word in which one wrong letter leaves no doubt; in one of five a letter may be too many or too few.
SURE = 6


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
