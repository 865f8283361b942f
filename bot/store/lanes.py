"""The lane beside that of a chat: letters with a file that is made when it is sent wait for it there, and hold up no other.

It is a lane like any other: in order, claimed and taken over in the same way. Only its address says that it is beside.
"""

from __future__ import annotations

ASIDE = "~aside"  # no platform has such an address


def aside(address: str) -> str:
    """The lane beside that of a chat."""
    return f"{address}{ASIDE}"


def chat_of(address: str) -> str:
    """The chat of a lane, as its platform knows it."""
    return address.removesuffix(ASIDE)
