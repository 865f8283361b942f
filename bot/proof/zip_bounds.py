"""How many files an archive says that it has, before anything is made of what it says: a hostile one may name millions.

Only the list at its end is walked, in the bounds of `pack_form`; nothing is unpacked.
"""

from __future__ import annotations

import struct
from typing import IO

from bot.proof.pack_form import DIRECTORY, MOST

# The records at the end of an archive (APPNOTE 6.3.10, 4.3.12 to 4.3.16).
END, END64, LOCATOR, ENTRY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x01\x02"
SIZE = 22  # of the end without its comment
COMMENT = 65_535
FULL = 0xFFFFFFFF  # the number stands in the larger record


class Unusable(Exception):
    """This is no archive, or one that nobody should open: `form` or `large`."""


def within_bounds(file: IO[bytes]) -> None:
    """Raises Unusable. Leaves the file where it is."""
    length = file.seek(0, 2)
    start = max(0, length - SIZE - COMMENT)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < SIZE:
        raise Unusable("form")
    size, begin = struct.unpack("<LL", tail[at + 12 : at + 20])
    if FULL in (size, begin) or tail[at + 10 : at + 12] == b"\xff\xff":
        size, begin = _larger(file, start + at)
    if size > DIRECTORY:
        raise Unusable("large")
    if begin + size > length:
        raise Unusable("form")
    file.seek(begin)
    _walked(file.read(size))
    file.seek(0)


def _larger(file: IO[bytes], end: int) -> tuple[int, int]:
    """Size and place of the list by the record for large archives."""
    if end < 20:
        raise Unusable("form")
    file.seek(end - 20)
    locator = file.read(20)
    if locator[:4] != LOCATOR:
        raise Unusable("form")
    (place,) = struct.unpack("<Q", locator[8:16])
    if place > end:
        raise Unusable("form")
    file.seek(place)
    record = file.read(56)
    if len(record) < 56 or record[:4] != END64:
        raise Unusable("form")
    size, begin = struct.unpack("<QQ", record[40:56])
    return size, begin


def _walked(listed: bytes) -> None:
    at = count = 0
    while at < len(listed):
        if listed[at : at + 4] != ENTRY or len(listed) - at < 46:
            raise Unusable("form")
        name, extra, comment = struct.unpack("<HHH", listed[at + 28 : at + 34])
        at += 46 + name + extra + comment
        count += 1
        if count > MOST:
            raise Unusable("large")
