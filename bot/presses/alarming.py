"""What a button can mean about an alarm, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ShowAlarm:
    """What an alarm can be about."""

    at_home: bool = False


@dataclass(frozen=True)
class RaiseAlarm:
    """The alarm itself: an answer to a question of a report. Those who must know are notified at once.

    `aside` is the number of the card that it stands on: pressed again, it is the same alarm.
    """

    aside: int
    flow: str
    step: str
    option: str
    at_home: bool = False


Alarming = ShowAlarm | RaiseAlarm

FORMS: dict[type, str] = {
    ShowAlarm: "al",
    RaiseAlarm: "al:{aside}:{flow}:{step}:{option}",
}
