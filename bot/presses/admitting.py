"""What a button can mean about who comes in, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Admit:
    """Add a stranger: which role, at which site, for sure; each is asked while it is empty."""

    petition: int
    role: str = ""
    site: int = 0
    sure: bool = False
    at_home: bool = False


@dataclass(frozen=True)
class Decline:
    """Do not add a stranger."""

    petition: int
    at_home: bool = False


@dataclass(frozen=True)
class Invite:
    """Make a code to join with: for which role, in which language, at which site; each is asked while it is empty."""

    role: str = ""
    lang: str = ""
    site: int = 0
    at_home: bool = False


@dataclass(frozen=True)
class LinkAccount:
    """Show a code for another account."""

    at_home: bool = False


Admitting = Admit | Decline | Invite | LinkAccount

FORMS: dict[type, str] = {
    Admit: "j:{petition}:{role}:{site}:{sure}",
    Decline: "x:{petition}",
    Invite: "g:{role}:{lang}:{site}",
    LinkAccount: "u",
}
