"""What a button can mean about units and drivers that are expected, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ShowExpected:
    """What is expected today."""

    at_home: bool = False


@dataclass(frozen=True)
class NotExpected:
    """A unit or a driver is not expected anymore."""

    awaited: int
    at_home: bool = False


Awaiting = ShowExpected | NotExpected

FORMS: dict[type, str] = {ShowExpected: "exp", NotExpected: "unexp:{awaited}"}
