"""What a button can mean about what was sealed, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WholeHash:
    """The whole hash of a sealed day, by its number."""

    day: int
    at_home: bool = False


@dataclass(frozen=True)
class SendProof:
    """Send me the proof of this record as a file."""

    run: int
    at_home: bool = False


Witnessing = WholeHash | SendProof

FORMS: dict[type, str] = {
    WholeHash: "zh:{day}",
    SendProof: "zp:{run}",
}
