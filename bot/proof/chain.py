"""The chain of days: each day's root, hashed together with what the day before was hashed to."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.proof.canonical import canonical, digest

FIRST = "0" * 64  # what the first day is chained to


@dataclass(frozen=True)
class Link:
    """A sealed day of one organisation: the number counts its days from 1, `size` the leaves of its tree."""

    organisation: int
    number: int
    date: str
    size: int
    root: str
    previous: str

    @property
    def hash(self) -> str:
        """What is posted as witness, and what the next day is chained to."""
        return digest(canonical(asdict(self)))


def short(hash: str) -> str:
    """The first and the last eight signs, for people who compare."""
    return f"{hash[:8]}…{hash[-8:]}"
