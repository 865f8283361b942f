"""What a button can mean about the security profile: what a year proves of the criteria; the forms of its data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.presses.pieces import Count

# What stands in the place of a digest in a letter: the profile as a workbook or a text, for this person, in this language.
WANTED = re.compile(r"profile:(sheet|text):([0-9]{1,18}):([a-z]{2}(?:_[A-Z]{2})?)", re.ASCII)
SHEET = "sheet"


def wanted(form: str, person_id: int, lang: str) -> str:
    """What a letter says in the place of a digest."""
    return f"profile:{form}:{person_id}:{lang}"


@dataclass(frozen=True)
class ShowProfile:
    """How the criteria stand: by category; those of one; or WORST, all of them, the worst first, or NOTHING, of which nothing is
    on record."""

    part: str = ""
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowStanding:
    """What the year proves of one criterion, and what is missing."""

    criterion: str
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowProof:
    """The list behind a number of a criterion."""

    criterion: str
    source: str
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class WriteNarrative:
    """Write or dictate how the company meets a criterion."""

    criterion: str
    at_home: bool = False


@dataclass(frozen=True)
class AttachProof:
    """Attach something to a criterion: an id of flows/evidence.yaml; which is asked while there is none."""

    criterion: str
    kind: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class Profiling:
    """Never mind. While this stands on the screen, what is typed or sent is the narrative, or what is attached."""

    criterion: str
    what: str
    at_home: bool = False


@dataclass(frozen=True)
class ShowAttached:
    """What is attached to a criterion, and its earlier narratives."""

    criterion: str
    at_home: bool = False


@dataclass(frozen=True)
class TakeAttachedBack:
    """It was attached by mistake."""

    entry: int
    at_home: bool = False


@dataclass(frozen=True)
class ActOnGap:
    """Make a corrective action of what is missing of a criterion."""

    criterion: str
    at_home: bool = False


@dataclass(frozen=True)
class SendProfile:
    """Send me the whole profile as a file: a workbook or a text."""

    form: str
    at_home: bool = False


WORST, NOTHING = "worst", "nothing"
Profile = (
    ShowProfile
    | ShowStanding
    | ShowProof
    | WriteNarrative
    | AttachProof
    | Profiling
    | ShowAttached
    | TakeAttachedBack
    | ActOnGap
    | SendProfile
)

FORMS: dict[type, str] = {
    ShowProfile: "ep:{part}:{page}",
    ShowStanding: "es:{criterion}:{page}",
    ShowProof: "el:{criterion}:{source}:{page}",
    WriteNarrative: "en:{criterion}",
    AttachProof: "ea:{criterion}:{kind}",
    Profiling: "ew:{criterion}:y:{what}",
    ShowAttached: "ef:{criterion}",
    TakeAttachedBack: "ex:{entry}",
    ActOnGap: "eg:{criterion}",
    SendProfile: "ed:{form}",
}
