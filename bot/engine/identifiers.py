"""Numbers of the trade: container numbers (ISO 6346) and what they may have been meant to be.

Pure arithmetic. Does not know who asked.
"""

from __future__ import annotations

import re
from itertools import combinations, product

# Owner code of three letters, category U (freight container), J (equipment) or Z (trailer, chassis), six digits of
# serial number and the check digit: ISO 6346.
CONTAINER = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
NOISE = re.compile(r"[\s\-/.]+")  # what people put between the groups of a number
LOOKALIKES = {
    "0": "OQD", "O": "0QD", "Q": "O0", "D": "O0", "1": "IL", "I": "1L", "L": "1I", "2": "Z", "Z": "2",
    "5": "S", "S": "5", "8": "B", "B": "8", "6": "G", "G": "6", "U": "V", "V": "U",
}  # fmt: skip


def tidy(written: str) -> str:
    """Capitals without spaces, hyphens, slashes and dots, so that the same number is always written the same."""
    return NOISE.sub("", written).upper()


def _letter_values() -> dict[str, int]:
    """A is 10, and up from there without the multiples of eleven (ISO 6346)."""
    values = [n for n in range(10, 39) if n % 11]
    return dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", values, strict=True))


LETTERS = _letter_values()


def check_digit(first_ten: str) -> int:
    """The eleventh character of a container number. Remainder 10 is written as 0, and such units exist."""
    total = sum((LETTERS[c] if c in LETTERS else int(c)) << place for place, c in enumerate(first_ten))
    return total % 11 % 10


def container_fits(number: str) -> bool:
    """Is this a container number whose check digit is right?"""
    return CONTAINER.fullmatch(number) is not None and check_digit(number[:10]) == int(number[10])


def containers_meant(number: str, most: int = 3) -> tuple[str, ...]:
    """Valid numbers one or two misread characters away, then with two neighbours swapped, then with its own digit."""
    ten = number[:10]
    own = (f"{ten}{check_digit(ten)}",) if CONTAINER.fullmatch(ten + "0") else ()
    if len(number) == 10:
        return own
    if len(number) != 11:
        return ()
    found = dict.fromkeys(n for n in (*_misread(number), *_swapped(number), *own) if container_fits(n))
    return tuple(found)[:most]


def _misread(number: str) -> list[str]:
    """The number with one, then two, of its characters replaced by ones that look like them."""
    places = [p for p, c in enumerate(number) if c in LOOKALIKES]
    variants = []
    for count in (1, 2):
        for chosen in combinations(places, count):
            for letters in product(*(LOOKALIKES[number[p]] for p in chosen)):
                changed = list(number)
                for place, letter in zip(chosen, letters, strict=True):
                    changed[place] = letter
                variants.append("".join(changed))
    return variants


def _swapped(number: str) -> list[str]:
    return [number[:p] + number[p + 1] + number[p] + number[p + 2 :] for p in range(4, 10)]
