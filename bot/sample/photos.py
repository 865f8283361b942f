"""A few photos of a past: small pictures of doors that nobody has, drawn, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator

from bot.store.drawings import door

DOORS = (((178, 74, 52), 9), ((64, 104, 158), 11), ((96, 132, 88), 7), ((150, 150, 146), 13), ((206, 160, 62), 8))


def photos() -> Iterator[bytes]:
    """JPEGs."""
    for color, ribs in DOORS:
        yield door(color, ribs)
