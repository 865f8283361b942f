"""Finding what speaks of the words that somebody typed: accents, plurals and endings forgiven, synonyms understood.

Knows words; does not know what is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from bot.conversation.vocabulary import plain_words

T = TypeVar("T")

LONG = 5  # letters from which on an ending may fall off
EMPTY = frozenset(
    plain_words(
        "a an and are at be by can do does for from how i if in is it many much must my of on or our should the to "
        "we what when where which who why with al como con cual cuales cuando cuanta cuantas cuanto cuantos de debe "
        "debo del donde e el en es hay la las lo los mi o para por que quien se si son su sus u un una y"
    )
)  # words that say nothing of what is looked for


def best(wanted: str, things: Iterable[tuple[T, str]], groups: Iterable[Sequence[str]]) -> tuple[list[T], bool]:
    """The things whose text has most of the words, in their order, and whether it has all of them.

    Where a term of several words is nowhere, its words are looked for one by one.
    """
    things, groups = list(things), list(groups)
    found, whole = _found(wanted, things, groups)
    return (found, whole) if found or not groups else _found(wanted, things, [])


def _found(wanted: str, things: list[tuple[T, str]], groups: list[Sequence[str]]) -> tuple[list[T], bool]:
    asked = list(_meanings(_stems(wanted), [[_stems(phrase) for phrase in group] for group in groups]))
    if not asked:
        return [], False
    scored = [(thing, _score(asked, _stems(text))) for thing, text in things]
    most = max((score for _, score in scored), default=0)
    return [thing for thing, score in scored if score == most > 0], most == len(asked)


def _meanings(stems: list[str], groups: list[list[list[str]]]) -> Iterator[list[list[str]]]:
    """For each thing that was asked for, the phrases that may say it: itself, and its synonyms."""
    at = 0
    while at < len(stems):
        sizes = (len(phrase) for group in groups for phrase in group)
        size = max((n for n in sizes if _named(stems[at : at + n], groups)), default=1)
        here = stems[at : at + size]
        yield [here, *(phrase for group in groups if here in group for phrase in group if phrase)]
        at += size


def _named(stems: list[str], groups: list[list[list[str]]]) -> bool:
    return bool(stems) and any(stems in group for group in groups)


def _score(asked: list[list[list[str]]], text: list[str]) -> int:
    return sum(any(_has(text, phrase) for phrase in phrases) for phrases in asked)


def _has(text: list[str], phrase: list[str]) -> bool:
    return all(any(word.startswith(part) for word in text) for part in phrase)


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in plain_words(text) if word not in EMPTY]


def _stem(word: str) -> str:
    """Contenedores and contenedor, policies and policy: one word."""
    short = word[:-1] if len(word) > LONG and word.endswith("e") else word
    return short[:-1] + "i" if len(short) >= LONG and short.endswith("y") else short
