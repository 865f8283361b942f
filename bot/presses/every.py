"""What a button can mean: one value for each thing a person can press.

`at_home` says that it was pressed on the Home page. Does not know how a button carries it, and not what it does.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.acting import Acting
from bot.presses.acts import Act
from bot.presses.admitting import Admitting
from bot.presses.alarming import Alarming
from bot.presses.announcing import Announcing
from bot.presses.awaiting import Awaiting
from bot.presses.browsing import Browsing
from bot.presses.bulletins import BulletinPress
from bot.presses.correcting import Correcting
from bot.presses.drilling import Drilling
from bot.presses.following import Following
from bot.presses.listing import Listing
from bot.presses.looking import Looking
from bot.presses.manual import ManualPress
from bot.presses.obliging import Obliging
from bot.presses.owning import Owning
from bot.presses.packing import Packing
from bot.presses.papering import Papering
from bot.presses.partnering import Partnering
from bot.presses.picturing import Picturing
from bot.presses.pieces import Count
from bot.presses.profiling import Profile
from bot.presses.questioning import Questioning
from bot.presses.risking import Risking
from bot.presses.scheduling import Scheduling
from bot.presses.sealing import Sealing
from bot.presses.seating import Seating
from bot.presses.sheeting import Sheeting
from bot.presses.signing import Signing
from bot.presses.staffing import Staffing
from bot.presses.summarizing import Summarizing
from bot.presses.tipping import Tipping
from bot.presses.training import Training
from bot.presses.witnessing import Witnessing


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
class ShowFlows:
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
    """The summary of a period such as 2026-W47, 2026-11 or 2026; of this week if it is empty. Site 0 is all of them, CHOSEN those
    that the summary is about which comes by itself."""

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
class OnCard:
    """A button of a run's card, as the card was drawn when the run was at this version."""

    run: int
    version: int
    act: Act


MenuPress = (
    StartFlow
    | OpenRun
    | TakeReport
    | WhatToDo
    | InspectAgain
    | ReportFound
    | SendAsItIs
    | AmSafe
    | ShowMenu
    | ShowFlows
    | ShowHelp
    | ShowCriterion
    | ShowSummary
    | ChooseLanguage
    | Speak
    | AskDanger
    | InDanger
    | Describe
    | AsAnswer
    | Admitting
    | Alarming
    | Correcting
    | Announcing
    | Browsing
    | Following
    | Owning
    | Packing
    | Papering
    | Partnering
    | Questioning
    | Witnessing
    | Sealing
    | Seating
    | Drilling
    | Picturing
    | Sheeting
    | Acting
    | Signing
    | Scheduling
    | Summarizing
    | Profile
    | Risking
    | Staffing
    | Tipping
    | Training
    | Obliging
    | Looking
    | Awaiting
    | Listing
    | ManualPress
    | BulletinPress
)
Press = MenuPress | OnCard
