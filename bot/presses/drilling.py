"""What a button can mean about drills, and the forms of its data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.presses.pieces import Count

# What stands in the place of a digest in a letter: a drill, for this person, in this language.
WANTED = re.compile(r"drill:([0-9]{1,18}):([0-9]{1,18}):([a-z]{2}(?:_[A-Z]{2})?)", re.ASCII)


def wanted(drill: int, person_id: int, lang: str) -> str:
    """What a letter says in the place of a digest."""
    return f"drill:{drill}:{person_id}:{lang}"


@dataclass(frozen=True)
class ShowDrills:
    """The drills there were."""

    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class BeginDrill:
    """Draw records and ask people at a site, by a seed if one was said."""

    site: int = 0
    seed: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class ShowDrill:
    """What a drill came to, a page of it."""

    drill: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowDrillGaps:
    """What is missing, each to be made a corrective action; a page."""

    drill: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ActOnGap:
    """Open a corrective action about what is missing, by its place."""

    drill: int
    number: Count
    at_home: bool = False


@dataclass(frozen=True)
class AnswerDrill:
    """My answer to a question of a drill, by its place among the choices."""

    question: int
    number: Count
    at_home: bool = False


@dataclass(frozen=True)
class SendDrill:
    """The drill as a PDF, in a language."""

    drill: int
    lang: str
    at_home: bool = False


Drilling = ShowDrills | BeginDrill | ShowDrill | ShowDrillGaps | ActOnGap | AnswerDrill | SendDrill

FORMS: dict[type, str] = {
    ShowDrills: "dz:{page}",
    BeginDrill: "dzb:{site}:{seed}",
    ShowDrill: "dzs:{drill}:{page}",
    ShowDrillGaps: "dzg:{drill}:{page}",
    ActOnGap: "dza:{drill}:{number}",
    AnswerDrill: "dzq:{question}:{number}",
    SendDrill: "dzp:{drill}:{lang}",
}
