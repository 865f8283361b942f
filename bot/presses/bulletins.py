"""What a button can mean about bulletins, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count


@dataclass(frozen=True)
class ShowBulletins:
    """Those that were sent, or those I got."""

    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class NewBulletin:
    """Write one."""

    at_home: bool = False


@dataclass(frozen=True)
class WritingBulletin:
    """Never mind. While this stands on the screen, what is typed, sent or passed on is this part of it: 0 is a new one."""

    bulletin: int
    part: str
    at_home: bool = False


@dataclass(frozen=True)
class WriteBulletin:
    """Write a part of it: words, other, source, handling, photo."""

    bulletin: int
    part: str
    at_home: bool = False


@dataclass(frozen=True)
class ShowBulletin:
    """A draft as it would be sent, or one that was sent, a page of it."""

    bulletin: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ForRole:
    """A role gets it, or no longer."""

    bulletin: int
    role: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class ForSite:
    """A site gets it, or no longer; a page of the sites."""

    bulletin: int
    page: Count = 0
    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class HandleIt:
    """Who may read it on, of our own words; without a word they are shown."""

    bulletin: int
    how: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class SendBulletin:
    """It goes out to those it is for."""

    bulletin: int
    at_home: bool = False


@dataclass(frozen=True)
class DropBulletin:
    """Throw a draft away."""

    bulletin: int
    at_home: bool = False


@dataclass(frozen=True)
class SeenBulletin:
    """I have seen it."""

    bulletin: int
    at_home: bool = False


@dataclass(frozen=True)
class WhoHasSeen:
    """Who has seen it, and to whom it did not come."""

    bulletin: int
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class RemindOfBulletin:
    """Remind those who have not seen it."""

    bulletin: int
    at_home: bool = False


BulletinPress = (
    ShowBulletins
    | NewBulletin
    | WritingBulletin
    | WriteBulletin
    | ShowBulletin
    | ForRole
    | ForSite
    | HandleIt
    | SendBulletin
    | DropBulletin
    | SeenBulletin
    | WhoHasSeen
    | RemindOfBulletin
)

FORMS: dict[type, str] = {
    ShowBulletins: "bn:{page}",
    NewBulletin: "bnn",
    WritingBulletin: "bnw:{bulletin}:y:{part}",
    WriteBulletin: "bnw:{bulletin}:{part}",
    ShowBulletin: "bnb:{bulletin}:{page}",
    ForRole: "bnr:{bulletin}:{role}",
    ForSite: "bns:{bulletin}:{page}:{site}",
    HandleIt: "bnh:{bulletin}:{how}",
    SendBulletin: "bng:{bulletin}",
    DropBulletin: "bnd:{bulletin}",
    SeenBulletin: "bnk:{bulletin}",
    WhoHasSeen: "bnl:{bulletin}:{page}",
    RemindOfBulletin: "bnm:{bulletin}",
}
