"""What a button can mean about what the programmes ask of whoever has an incident, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ShowObligations:
    """What the programmes ask, and how far it is done."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class MeetObligation:
    """It is done: asks who was informed, and how."""

    run: int
    step: str
    at_home: bool = False


@dataclass(frozen=True)
class MissObligation:
    """It is not done, and will not be: asks for the reason."""

    run: int
    step: str
    at_home: bool = False


Obliging = ShowObligations | MeetObligation | MissObligation

FORMS: dict[type, str] = {
    ShowObligations: "ob:{run}",
    MeetObligation: "ob:m:{run}:{step}",
    MissObligation: "ob:n:{run}:{step}",
}
