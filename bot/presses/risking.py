"""What a button can mean about lanes and their risk assessments, and the forms of its data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.presses.pieces import Count

WANTED = re.compile(r"risk:(pdf|sheet):([0-9]{1,18}):([0-9]{1,18}):([a-z]{2}(?:_[A-Z]{2})?)", re.ASCII)


def wanted(form: str, run: int, person_id: int, lang: str) -> str:
    """What a letter says in the place of a digest."""
    return f"risk:{form}:{run}:{person_id}:{lang}"


@dataclass(frozen=True)
class ShowLanes:
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class OpenLane:
    lane: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class AskLane:
    """What is typed next is the name of a new lane, its next place, or the country of one of its legs."""

    lane: int = 0
    leg: int = 0
    what: str = "name"
    at_home: bool = False


@dataclass(frozen=True)
class AwaitLane:
    """Never mind. While this stands on the screen, what is typed is what `AskLane` asked for."""

    lane: int
    leg: int = 0
    what: str = "name"
    at_home: bool = False


@dataclass(frozen=True)
class SetLeg:
    """Says something of a leg: country, mode, partner, site. Asked while the value is empty."""

    leg: int
    what: str
    value: str = ""
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class DropLeg:
    """The last leg was a mistake."""

    leg: int
    at_home: bool = False


@dataclass(frozen=True)
class EndLane:
    """It is used no more."""

    lane: int
    sure: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class Assess:
    """Begin its assessment, or go on with it."""

    lane: int
    at_home: bool = False


@dataclass(frozen=True)
class ShowAssessment:
    """An assessment with its action plan, by its run."""

    run: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class PlanAction:
    """A corrective action for a category: who is to do it and in how many days, asked one after the other."""

    run: int
    step: str
    owner: int = 0
    days: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class SendAssessment:
    """As a PDF in a language, or as a workbook with the years side by side."""

    run: int
    form: str
    lang: str
    at_home: bool = False


Risking = (
    ShowLanes
    | OpenLane
    | AskLane
    | AwaitLane
    | SetLeg
    | DropLeg
    | EndLane
    | Assess
    | ShowAssessment
    | PlanAction
    | SendAssessment
)

FORMS: dict[type, str] = {
    ShowLanes: "rls:{page}",
    OpenLane: "rl:{lane}:o:{page}",
    AskLane: "rl:{lane}:a:{leg}:{what}",
    AwaitLane: "rl:{lane}:y:{leg}:{what}",
    SetLeg: "rlg:{leg}:s:{what}:{value}:{page}",
    DropLeg: "rlg:{leg}:x",
    EndLane: "rl:{lane}:x:{sure}",
    Assess: "rl:{lane}:b",
    ShowAssessment: "rla:{run}:o:{page}",
    PlanAction: "rla:{run}:p:{step}:{owner}:{days}",
    SendAssessment: "rla:{run}:f:{form}:{lang}",
}
