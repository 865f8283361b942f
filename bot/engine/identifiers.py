"""Numbers of the trade: container numbers (ISO 6346, EN 13044) and what they may have been meant to be; seals in a row.

Pure arithmetic. Does not know who asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations, product

# Owner code of three letters, category U (freight container), J (equipment) or Z (trailer, chassis), six digits of
# serial number and the check digit: ISO 6346. A, B, D, E and K stand there on European swap bodies and semi-trailers
# (EN 13044-1), which count their check digit in the same way: https://containertracking.how/Iso6346/OwnerCode
CONTAINER = re.compile(r"[A-Z]{3}[UJZABDEK][0-9]{7}")
BEHIND = re.compile(r"(?=([A-Z]{3}[UJZABDEK][0-9]{7}))")  # a number anywhere in what was typed
# Size and type, painted below the number: 22G1, 45R1 (ISO 6346), 4310 on old ones, or 40HC as people say it; a country may stand between.
SIZE_AND_TYPE = r"(?:[A-Z]{2,3})?(?:[1-9A-Z][0-9A-Z][A-Z][0-9A-Z]|[1-9][0-9]{3}|[24][0-9](?:DC|DV|GP|ST|SD|HC|HQ|OT|FR|RF|RH|RE|TK|PW))"
WITH_SIZE = re.compile(rf"([A-Z]{{4}}[0-9]{{7}}){SIZE_AND_TYPE}")
MOST_IN_A_BOX = 1000  # seals in a row
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


def containers_in(written: str) -> tuple[tuple[str, str], ...]:
    """The container numbers that fit in letters and digits without spaces, each with what is left around it."""
    found = (m[1] for m in BEHIND.finditer(written))
    return tuple((n, written.replace(n, "", 1)) for n in dict.fromkeys(found) if container_fits(n))


def is_size_and_type(written: str) -> bool:
    return re.fullmatch(SIZE_AND_TYPE, written) is not None


def without_size(written: str) -> str:
    """The first eleven signs, if size and type stand behind them."""
    found = WITH_SIZE.fullmatch(written)
    return found[1] if found else written


def containers_meant(number: str, most: int = 3) -> tuple[str, ...]:
    """Numbers that fit, one or two look-alikes away, or else with two neighbours swapped.

    The check digit is never worked out: a number with any slip would become that of another unit.
    """
    if len(number) != 11:
        return ()
    alike = dict.fromkeys(n for n in _misread(number) if container_fits(n))
    return tuple(alike or dict.fromkeys(n for n in _swapped(number) if container_fits(n)))[:most]


SAME_SHAPE = str.maketrans("OQDILZSBG", "000112586")


def look_alike(one: str, other: str) -> bool:
    """Are these two different numbers of the same shape: O for 0, I for 1?"""
    return one != other and one.translate(SAME_SHAPE) == other.translate(SAME_SHAPE)


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


# Seals in a row.


def in_a_row(first: str, last: str) -> tuple[str, ...]:
    """The numbers from the first to the last, zeros in front kept; none where they are no row, or too long a one."""
    head, tail = _apart(first)
    other, end = _apart(last)
    if head != other or not tail or len(tail) != len(end) or not 0 <= int(end) - int(tail) < MOST_IN_A_BOX:
        return ()
    return tuple(f"{head}{number:0{len(tail)}d}" for number in range(int(tail), int(end) + 1))


def last_of(first: str, count: int) -> str:
    """The last of so many in a row; empty where they do not fit into as many digits, or are too many."""
    head, tail = _apart(first)
    last = f"{head}{int(tail) + count - 1:0{len(tail)}d}" if tail and count > 0 else ""
    return last if in_a_row(first, last) else ""


def _apart(number: str) -> tuple[str, str]:
    """A number in front of its last digits, and these."""
    head = number.rstrip("0123456789")
    return head, number[len(head) :]


def in_rows(numbers: Iterable[str]) -> list[str]:
    """The same numbers as rows: `UL0012345-UL0012400`, and those that stand alone."""
    rows: list[tuple[str, str]] = []
    for number in sorted(set(numbers)):
        if rows and last_of(rows[-1][1], 2) == number:
            rows[-1] = (rows[-1][0], number)
        else:
            rows.append((number, number))
    return [first if first == last else f"{first}-{last}" for first, last in rows]


def from_rows(rows: str) -> tuple[str, ...]:
    """Every number in rows with a space between, once."""
    every = ((row, *in_a_row(*row.split("-"))) if "-" in row else (row,) for row in rows.split())
    return tuple(dict.fromkeys(number for row in every for number in row if "-" not in number))
