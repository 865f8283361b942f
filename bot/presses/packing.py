"""What a button can mean about evidence packs, the forms of its data, and how a letter asks for a pack."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.presses.pieces import Code

BOTH = "both"  # languages, beside each other
NO = "-"  # no period, or no number
# What stands in the place of a digest in a letter: for whom, which period, site, record, unit or seal, in which language.
WANTED = re.compile(
    r"pack:([0-9]{1,18}):([0-9W-]{1,10}):([0-9]{1,18}):([0-9]{1,18}):([A-Z0-9Ñ]{1,24}|-):(both|[a-z]{2}(?:_[A-Z]{2})?)"
)


@dataclass(frozen=True)
class ShowPack:
    """What a pack would have: of a period, site 0 being all of them; or of one record, or all about a unit or seal, of all time."""

    period: str = ""
    site: int = 0
    run: int = 0
    number: Code = ""
    at_home: bool = False


@dataclass(frozen=True)
class SendPack:
    """Send me that pack, in one language or in both."""

    lang: str
    period: str = ""
    site: int = 0
    run: int = 0
    number: Code = ""
    at_home: bool = False


Packing = ShowPack | SendPack

FORMS: dict[type, str] = {
    ShowPack: "xs:{period}:{site}:{run}:{number}",
    SendPack: "xp:{lang}:{period}:{site}:{run}:{number}",
}


def wanted(person_id: int, press: SendPack) -> str:
    """What a letter says in the place of a digest."""
    return f"pack:{person_id}:{press.period or NO}:{press.site}:{press.run}:{press.number or NO}:{press.lang}"
