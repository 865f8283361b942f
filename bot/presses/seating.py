"""What a button can mean about auditors' seats, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count


@dataclass(frozen=True)
class ShowSeats:
    """Who may look from outside, and who could."""

    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class WriteSeat:
    """Write a part of it: name, company, range, days. 0 is a new one."""

    seat: int
    what: str
    at_home: bool = False


@dataclass(frozen=True)
class WritingSeat:
    """Never mind. While this stands on the screen, what is typed is this part of it."""

    seat: int
    what: str
    at_home: bool = False


@dataclass(frozen=True)
class ShowSeat:
    """One: a draft with what can be chosen, or how one stands that was made."""

    seat: int
    at_home: bool = False


@dataclass(frozen=True)
class SeatSite:
    """A site can be seen, or no longer; a page of the sites."""

    seat: int
    page: Count = 0
    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class SeatMonths:
    """Records of so many months up to today."""

    seat: int
    months: Count
    at_home: bool = False


@dataclass(frozen=True)
class SeatDays:
    """The seat is good for so many days."""

    seat: int
    days: Count
    at_home: bool = False


@dataclass(frozen=True)
class LinkSeat:
    """Make its link, or another one: then the one before, and whoever came by it, is out."""

    seat: int
    at_home: bool = False


@dataclass(frozen=True)
class EndSeat:
    """Nobody looks by it anymore, from now on."""

    seat: int
    at_home: bool = False


@dataclass(frozen=True)
class DropSeat:
    """Throw a draft away."""

    seat: int
    at_home: bool = False


@dataclass(frozen=True)
class ShowSeatViews:
    """What was looked at, page by page."""

    seat: int
    page: Count = 0
    at_home: bool = False


Seating = (
    ShowSeats
    | WriteSeat
    | WritingSeat
    | ShowSeat
    | SeatSite
    | SeatMonths
    | SeatDays
    | LinkSeat
    | EndSeat
    | DropSeat
    | ShowSeatViews
)

FORMS: dict[type, str] = {
    ShowSeats: "gv:{page}",
    WriteSeat: "gvw:{seat}:{what}",
    WritingSeat: "gvw:{seat}:y:{what}",
    ShowSeat: "gvs:{seat}",
    SeatSite: "gvp:{seat}:{page}:{site}",
    SeatMonths: "gvm:{seat}:{months}",
    SeatDays: "gvd:{seat}:{days}",
    LinkSeat: "gvl:{seat}",
    EndSeat: "gve:{seat}",
    DropSeat: "gvx:{seat}",
    ShowSeatViews: "gvv:{seat}:{page}",
}
