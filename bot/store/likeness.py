"""What a photo looks like, in bits that hardly change when it is sent smaller, paler or once more: where it grows lighter to the
right, and where downwards. 128 coarse ones find what may be a copy, 512 finer ones say whether it is.

Does not know whose photo it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bot.store.pictures import grey

BOX = 4  # how Pillow calls the mean of an area
READ = 512  # pixels of the longer side: more says nothing more
COARSE, FINE = 8, 16  # places each way
DIGITS = 2 * COARSE * COARSE // 4  # of the coarse part, hexadecimal
BAND = 16  # bits; photos that differ in fewer coarse bits than there are bands are alike in one of them as a whole
BANDS = DIGITS * 4 // BAND
NEAR = BANDS - 1  # coarse bits in which a photo and its copy differ at most
FINELY = 16  # fine bits; with more, what was photographed twice from the same spot passes for a copy, too
PLAIN = 1 / 8  # of the fine bits: where fewer are set, or fewer are not, it shows a wall, the night or a lens cap
EDGE = 2  # of 255 shades: less is the grain of the picture


def likeness(photo: bytes) -> str:
    """In hexadecimal digits; empty for what cannot be opened, and for what looks like nothing."""
    image = grey(photo, READ)
    if image is None:
        return ""
    fine, bits = _bits(image, FINE), 2 * FINE * FINE
    if not PLAIN * bits <= fine.bit_count() <= (1 - PLAIN) * bits:
        return ""
    return f"{_bits(image, COARSE):0{DIGITS}x}{fine:0{bits // 4}x}"


def _bits(image: Any, side: int) -> int:
    across = image.resize((side + 1, side), BOX).tobytes()
    down = image.resize((side, side + 1), BOX).tobytes()
    rows = (across[row * (side + 1) :][: side + 1] for row in range(side))
    steps = [right - left for row in rows for left, right in pairwise(row)]
    steps += [below - above for above, below in zip(down, down[side:], strict=False)]
    return sum(1 << place for place, step in enumerate(steps) if step >= EDGE)


def near(one: str, other: str) -> bool:
    """Is one a copy of the other?"""
    if not (one and other):
        return False
    return _differ(one[:DIGITS], other[:DIGITS]) <= NEAR and _differ(one[DIGITS:], other[DIGITS:]) <= FINELY


def _differ(one: str, other: str) -> int:
    """In how many bits."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def words(likeness: str) -> Iterator[int]:
    """A number for each band, by which photos are found that are alike in it. A band of equal bits says nothing and has none."""
    bits = int(likeness[:DIGITS] or "0", 16)
    for place in range(BANDS):
        band = bits >> place * BAND & (1 << BAND) - 1
        if band not in (0, (1 << BAND) - 1):
            yield place << BAND | band
