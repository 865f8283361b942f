"""What a button can mean: one value for each thing a person can press.

`at_home` says that it was pressed on the Home page. Does not know how a button carries it, and not what it does.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.acting import Acting
from bot.conversation.admitting import Admitting
from bot.conversation.alarming import Alarming
from bot.conversation.announcing import Announcing
from bot.conversation.awaiting import Awaiting
from bot.conversation.correcting import Correcting
from bot.conversation.following import Following
from bot.conversation.obliging import Obliging
from bot.conversation.pieces import Count
from bot.conversation.scheduling import Scheduling
from bot.conversation.sealing import Sealing
from bot.conversation.signing import Signing
from bot.conversation.staffing import Staffing
from bot.conversation.tipping import Tipping
from bot.engine.talk import Back, Belongs, Confirm, Done, Forward, Nowhere, Skip


@dataclass(frozen=True)
class StartFlow:
    flow: str
    at_home: bool = False


@dataclass(frozen=True)
class OpenRun:
    """Show a run that is not finished where it stands."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class TakeReport:
    """ "I'll handle it"."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class InspectAgain:
    """The same inspection of the same unit, as a record of its own."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class ReportFound:
    """An incident report that begins with what an inspection has found."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class WhatToDo:
    """Everything to do about a report."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class SendAsItIs:
    """A report that was begun is all there is to say."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class AmSafe:
    """Whoever has begun a report is safe."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class ShowMenu:
    at_home: bool = False


@dataclass(frozen=True)
class ShowList:
    """The flows of a genre."""

    genre: str
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowHelp:
    at_home: bool = False


@dataclass(frozen=True)
class ShowCriterion:
    criterion: str
    at_home: bool = False


@dataclass(frozen=True)
class ShowSummary:
    """The summary of a period such as 2026-W47, 2026-11 or 2026; of this week if it is empty. Site 0 is all of them."""

    period: str = ""
    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class ChooseLanguage:
    """Show which languages there are."""

    at_home: bool = False


@dataclass(frozen=True)
class Speak:
    """Change the person's language."""

    lang: str
    at_home: bool = False


@dataclass(frozen=True)
class AskDanger:
    """Ask whether somebody is in danger."""

    at_home: bool = False


@dataclass(frozen=True)
class InDanger:
    """ "I am in danger", said after some words, by their number."""

    aside: int
    at_home: bool = False


@dataclass(frozen=True)
class Describe:
    """Begin a report with what was said."""

    aside: int
    at_home: bool = False


@dataclass(frozen=True)
class AsAnswer:
    """What was said is the answer to the question that was open."""

    aside: int
    at_home: bool = False


@dataclass(frozen=True)
class Answer:
    """An option by its place on the card, so that the data does not tell which answer is right."""

    place: int


@dataclass(frozen=True)
class Meant:
    """An option that was offered because what was typed could not be accepted, by its id."""

    option: str


@dataclass(frozen=True)
class OpenStep:
    """Change an answer, by its place on the overview, or open the card of a point, by its place at the station."""

    place: int


@dataclass(frozen=True)
class AllHere:
    """Everything at the station that is shown is OK, as far as it has no answer."""


@dataclass(frozen=True)
class ProblemAt:
    """A point of the station has a problem, by its place on the card."""

    place: int


@dataclass(frozen=True)
class Offered:
    """An answer that was known from the books or from the last time; `mark` tells which one it was."""

    mark: str


@dataclass(frozen=True)
class Cancel:
    """Ask whether the run is to be cancelled."""


@dataclass(frozen=True)
class ConfirmCancel:
    pass


@dataclass(frozen=True)
class GoOn:
    """Do not cancel after all."""


@dataclass(frozen=True)
class Page:
    """Turn the card to another page."""

    number: int


@dataclass(frozen=True)
class InLanguage:
    """Show the card, and everything from here on, in another language."""

    lang: str


Act = (
    Answer
    | Meant
    | Back
    | Skip
    | Forward
    | Done
    | Confirm
    | OpenStep
    | AllHere
    | ProblemAt
    | Offered
    | Cancel
    | ConfirmCancel
    | GoOn
    | Page
    | InLanguage
    | Belongs
    | Nowhere
)


@dataclass(frozen=True)
class OnCard:
    """A button of a run's card, as the card was drawn when the run was at this version."""

    run: int
    version: int
    act: Act


MenuPress = (
    StartFlow | OpenRun | TakeReport | WhatToDo | InspectAgain | ReportFound | SendAsItIs | AmSafe |
    ShowMenu | ShowList | ShowHelp | ShowCriterion | ShowSummary | ChooseLanguage | Speak | AskDanger |
    InDanger | Describe | AsAnswer | Admitting | Alarming | Correcting | Announcing | Following | Sealing |
    Acting | Signing | Scheduling | Staffing | Tipping | Obliging | Awaiting
)  # fmt: skip
Press = MenuPress | OnCard
