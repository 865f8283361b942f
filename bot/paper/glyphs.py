"""Which characters our fonts have. What they have not is named on the paper instead of being left out in silence.

Fonts are read as OpenType says: https://learn.microsoft.com/typography/opentype/spec/cmap.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FAMILIES = ("Noto Sans", "DejaVu Sans")  # the second has what the first has not: Arabic, arrows, signs
PLAIN = frozenset(range(0x20, 0x7F)) | {0x0A}
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, joining and what is no character
SIGNS = ("So", "Sk", "Sm")


def printable(words: str) -> str:
    """The same words with a name in brackets for each character that no font of ours has: [THUMBS UP SIGN], [U+4E2D]."""
    if all(ord(sign) in PLAIN for sign in words):
        return words
    there = covered()
    return "".join(sign if ord(sign) in there else _named(sign) for sign in unicodedata.normalize("NFC", words))


def _named(sign: str) -> str:
    if sign in "\r\t\u2028\u2029":
        return " "
    if _steers(sign):
        return ""
    called = unicodedata.name(sign, "") if unicodedata.category(sign) in SIGNS else ""
    return f"[{called or f'U+{ord(sign):04X}'}]"


def _steers(sign: str) -> bool:
    """Nothing to be seen of its own: how the sign before it is drawn, in which colour of skin, in which direction."""
    code = ord(sign)
    return unicodedata.category(sign) in UNSEEN or 0xFE00 <= code <= 0xFE0F or 0x1F3FB <= code <= 0x1F3FF


@cache
def covered() -> frozenset[int]:
    """Every character that one of our fonts can draw, but for those that only steer."""
    found = {code for font in sorted(FONTS.glob("*.ttf")) for code in _codes(font.read_bytes())}
    return frozenset(code for code in found if not _steers(chr(code))) | PLAIN


def _codes(font: bytes) -> Iterator[int]:
    tables = {font[at : at + 4]: at for at in range(12, 12 + 16 * struct.unpack(">H", font[4:6])[0], 16)}
    (start,) = struct.unpack(">I", font[tables[b"cmap"] + 8 : tables[b"cmap"] + 12])
    for at in range(start + 4, start + 4 + 8 * struct.unpack(">H", font[start + 2 : start + 4])[0], 8):
        (offset,) = struct.unpack(">I", font[at + 4 : at + 8])
        yield from _in_table(font[start + offset :])


def _in_table(table: bytes) -> Iterator[int]:
    """Formats 4 and 12, which all Unicode fonts have."""
    (form,) = struct.unpack(">H", table[:2])
    if form == 12:
        for number in range(struct.unpack(">I", table[12:16])[0]):
            first, last = struct.unpack(">II", table[16 + 12 * number : 24 + 12 * number])
            yield from range(first, last + 1)
    elif form == 4:
        yield from _in_segments(table, struct.unpack(">H", table[6:8])[0])


def _in_segments(table: bytes, size: int) -> Iterator[int]:
    """Runs of characters; in some of them a few have no glyph, whose number is 0."""
    for at in range(14, 14 + size, 2):
        last, first, delta, offset = (
            struct.unpack_from(">H", table, at + place)[0] for place in (0, size + 2, 2 * size + 2, 3 * size + 2)
        )
        for code in range(first, min(last, 0xFFFE) + 1):
            place = at + 3 * size + 2 + offset + 2 * (code - first)
            if ((struct.unpack_from(">H", table, place)[0] if offset else code + delta) & 0xFFFF) != 0:
                yield code
