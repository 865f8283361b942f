"""What a button can mean about a report that its reporter corrects after sending it, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count


@dataclass(frozen=True)
class CorrectReport:
    """Shows the answers of a report that was sent, to correct one or to add something."""

    run: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class CorrectAnswer:
    """Asks one question of it again: the answer by its place, as it was when the run had this version."""

    run: int
    version: int
    place: Count
    at_home: bool = False


Correcting = CorrectReport | CorrectAnswer

FORMS: dict[type, str] = {
    CorrectReport: "cr:{run}:{page}",
    CorrectAnswer: "cr:{run}:a:{version}:{place}",
}
