"""What a button can mean about who comes in, and how its data says so."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.pieces import id_in, word_in


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


def admitting(press: Admitting) -> str:
    match press:
        case Decline(petition):
            return f"x:{petition}"
        case Admit(petition, role, site, sure):
            return f"j:{petition}:{role}:{site or ''}:{'y' if sure else ''}".rstrip(":")
        case Invite(role, lang, site):
            return f"g:{role}:{lang}:{site or ''}".rstrip(":")
        case LinkAccount():
            return "u"


def admit_in(rest: str) -> Admit | None:
    written, role, site, sure = (*rest.split(":", 3), "", "", "")[:4]
    id, place = id_in(written), id_in(site or "0")
    if id is None or place is None or (role and not word_in(role)) or sure not in ("", "y"):
        return None
    return Admit(id, role, place, bool(sure))


def invite_in(rest: str) -> Invite | None:
    role, lang, site = (*rest.split(":", 2), "", "")[:3]
    id = id_in(site or "0")
    if id is None or not all(not word or word_in(word) for word in (role, lang)):
        return None
    return Invite(role, lang, id)
