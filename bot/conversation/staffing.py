"""What a button can mean about the people who work here and their chats, and how its data says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.pieces import id_in, word_in


@dataclass(frozen=True)
class ShowPeople:
    """Show who works here."""

    at_home: bool = False


@dataclass(frozen=True)
class ShowPerson:
    person: int
    at_home: bool = False


@dataclass(frozen=True)
class NewRole:
    """Give somebody another role; which one is asked while it is empty."""

    person: int
    role: str = ""
    at_home: bool = False


@dataclass(frozen=True)
class NewSite:
    """Somebody works at another site from now on; which one is asked while it is 0."""

    person: int
    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class HasLeft:
    """Somebody has left, for sure."""

    person: int
    sure: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class ShowChats:
    """Show where letters go."""

    at_home: bool = False


@dataclass(frozen=True)
class ChooseChat:
    """Letters go over this line from now on; over 0, wherever they were heard last."""

    line: int
    at_home: bool = False


Staffing = ShowPeople | ShowPerson | NewRole | NewSite | HasLeft | ShowChats | ChooseChat


def staffing(press: Staffing) -> str:
    match press:
        case ShowPeople():
            return "pe"
        case ShowPerson(person):
            return f"pn:{person}"
        case NewRole(person, role):
            return f"pr:{person}:{role}".rstrip(":")
        case NewSite(person, site):
            return f"pw:{person}:{site or ''}".rstrip(":")
        case HasLeft(person, sure):
            return f"pg:{person}{':y' if sure else ''}"
        case ShowChats():
            return "pc"
        case ChooseChat(line):
            return f"pc:{line}"


def _person_in(rest: str) -> ShowPerson | None:
    id = id_in(rest)
    return None if id is None else ShowPerson(id)


def _role_in(rest: str) -> NewRole | None:
    person, _, role = rest.partition(":")
    id = id_in(person)
    return None if id is None or (role and not word_in(role)) else NewRole(id, role)


def _site_in(rest: str) -> NewSite | None:
    person, _, site = rest.partition(":")
    id, place = id_in(person), id_in(site or "0")
    return None if id is None or place is None else NewSite(id, place)


def _left_in(rest: str) -> HasLeft | None:
    person, _, sure = rest.partition(":")
    id = id_in(person)
    return None if id is None or sure not in ("", "y") else HasLeft(id, bool(sure))


def _chat_in(rest: str) -> ShowChats | ChooseChat | None:
    line = id_in(rest)
    return ShowChats() if not rest else None if line is None else ChooseChat(line)


READ: dict[str, Callable[[str], Staffing | None]] = {
    "pe": lambda rest: None if rest else ShowPeople(),
    "pn": _person_in,
    "pr": _role_in,
    "pw": _site_in,
    "pg": _left_in,
    "pc": _chat_in,
}
