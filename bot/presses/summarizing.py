"""What a button can mean about summaries and the summary that comes by itself, and the forms of its data.

A `site` of 0 is all of them, and CHOSEN those that the summary is about which comes by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import LARGEST, Count

CHOSEN = LARGEST  # no site has this number


@dataclass(frozen=True)
class ShowPart:
    """What one number of a summary counts, page by page."""

    what: str
    period: str
    site: int = 0
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowNumbers:
    """All numbers of a summary, each with the way to what it counts."""

    period: str
    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowSending:
    """How a summary can be sent: now, in several forms, or by itself."""

    period: str
    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class ChooseSite:
    """Choose the site that a summary is about."""

    period: str
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class OpenNotice:
    """The card of an incident with what can be done about it, below everything; for others its history."""

    run: int
    at_home: bool = False


@dataclass(frozen=True)
class OrderSummary:
    """Send me this every week: from now on, and about this site."""

    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowOrder:
    """When the summary comes, and of which sites."""

    at_home: bool = False


@dataclass(frozen=True)
class OrderDay:
    """The day of the week on which it comes, 0 is Monday; asked while it is empty."""

    day: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class OrderHour:
    """The hour at which it comes, such as 0700; asked while it is empty."""

    at: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class OrderSite:
    """It is about this site too, or not anymore; which one is asked while it is 0."""

    page: Count = 0
    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class StopOrder:
    """It comes no more."""

    at_home: bool = False


Summarizing = (
    ShowPart
    | ShowNumbers
    | ShowSending
    | ChooseSite
    | OpenNotice
    | OrderSummary
    | ShowOrder
    | OrderDay
    | OrderHour
    | OrderSite
    | StopOrder
)

FORMS: dict[type, str] = {
    ShowPart: "wp:{what}:{period}:{site}:{page}",
    ShowNumbers: "wb:{period}:{site}",
    ShowSending: "wy:{period}:{site}",
    ChooseSite: "ws:{period}:{page}",
    OpenNotice: "wn:{run}",
    OrderSummary: "wo:{site}",
    ShowOrder: "wi",
    OrderDay: "wd:{day}",
    OrderHour: "wh:{at}",
    OrderSite: "wt:{page}:{site}",
    StopOrder: "wx",
}
