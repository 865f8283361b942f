"""What a button can mean about the people who work here and their chats, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


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

FORMS: dict[type, str] = {
    ShowPeople: "pe",
    ShowPerson: "pn:{person}",
    NewRole: "pr:{person}:{role}",
    NewSite: "pw:{person}:{site}",
    HasLeft: "pg:{person}:{sure}",
    ShowChats: "pc",
    ChooseChat: "pc:{line}",
}
