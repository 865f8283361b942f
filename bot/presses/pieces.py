"""The pieces that the data of buttons is made of, read. Anybody can forge a button."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias, TypeVar

Count: TypeAlias = int
Code: TypeAlias = str
Words: TypeAlias = str
V = TypeVar("V")
P = TypeVar("P")

ID = re.compile(r"[0-9]{1,19}", re.ASCII)  # of a row, or the version of a run
LARGEST = 2**63 - 1  # a column of ids holds no more
COUNT = re.compile(r"[0-9]{1,5}", re.ASCII)  # a place on a card, or a page
WORD = re.compile(r"[A-Za-z0-9._-]{1,24}", re.ASCII)  # the id of a flow, an option, a criterion, a language, a period
CODE = re.compile(r"[A-Z0-9Ñ]{1,24}")  # the number of a seal or a unit
WORDS = re.compile(r"[a-z0-9./-]{1,40}")  # plain words that somebody typed, with a full stop between them
AWAITS = re.compile(
    r'"(?:ac|so|sl|pa|bnw|mnq|mnt|ew|rl|gvw):[0-9.]+:y[:"]'
)  # words about a corrective action, what is signed off, why something is right, a partner, a bulletin, a procedure, a criterion, a lane, a seat


def word_in(written: str) -> str | None:
    return written if WORD.fullmatch(written) else None


def id_in(written: str) -> int | None:
    id = int(written) if ID.fullmatch(written) else LARGEST + 1
    return id if id <= LARGEST else None


def count_in(written: str) -> int | None:
    return int(written) if COUNT.fullmatch(written) else None


def code_in(written: str) -> str | None:
    return written if CODE.fullmatch(written) else None


def awaits_words(screen: str) -> bool:
    """Does one of the buttons of a screen, as it is kept, say that what is typed below is wanted, whatever it says?"""
    return AWAITS.search(screen) is not None


def words_in(written: str) -> str | None:
    return written if WORDS.fullmatch(written) else None


def one_in(make: Callable[[V], P], value: Callable[[str], V | None]) -> Callable[[str], P | None]:
    """Reads something that carries one value."""

    def read(written: str) -> P | None:
        found = value(written)
        return None if found is None else make(found)

    return read
