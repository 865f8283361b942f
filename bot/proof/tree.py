"""Trees of hashes as RFC 6962 has them (section 2.1): leaves, roots, and the way from a leaf to its root.

Hashes are bytes; knows nothing of what was hashed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LEAF, NODE = b"\x00", b"\x01"  # what comes before whatever is hashed, so that no node can pass for a leaf
EMPTY = hashlib.sha256(b"").digest()


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(LEAF + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


@dataclass
class Growing:
    """A tree to which leaves are added one by one; keeps only one hash for each of its levels."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, hash: bytes) -> None:
        """Two trees of the same height become one, for as long as there are two."""
        self.peaks.append(hash)
        self.size += 1
        whole = self.size
        while whole % 2 == 0:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(node(left, right))
            whole //= 2

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY
        made = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            made = node(peak, made)
        return made


def root(hashes: Iterable[bytes]) -> bytes:
    tree = Growing()
    for one in hashes:
        tree.add(one)
    return tree.root


def path(hashes: Sequence[bytes], place: int) -> list[bytes]:
    """What must be known besides a leaf to reach the root, from the bottom up."""
    if len(hashes) < 2:
        return []
    half = _half(len(hashes))
    if place < half:
        return [*path(hashes[:half], place), root(hashes[half:])]
    return [*path(hashes[half:], place - half), root(hashes[:half])]


def _half(size: int) -> int:
    """The largest power of two that is smaller."""
    return int(1 << ((size - 1).bit_length() - 1))


def reached(hash: bytes, place: int, size: int, way: Sequence[bytes]) -> bytes | None:
    """The root that a leaf at a place leads to by its path; None if the path does not fit (RFC 9162, section 2.1.3.2)."""
    if not 0 <= place < size:
        return None
    here, last, made = place, size - 1, hash
    for other in way:
        if last == 0:
            return None
        if here % 2 or here == last:
            made = node(other, made)
            while here and not here % 2:
                here, last = here >> 1, last >> 1
        else:
            made = node(made, other)
        here, last = here >> 1, last >> 1
    return made if last == 0 else None
