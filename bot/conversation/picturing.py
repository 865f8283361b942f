"""What a button can mean about a summary as a picture, the forms of its data, and how a letter asks for such a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What stands in the place of a digest in a letter: the picture is made for this person, of this period and site, in this language.
WANTED = re.compile(r"chart:([0-9]{1,18}):([0-9W-]{4,10}):([0-9]{1,18}):([a-z]{2}(?:_[A-Z]{2})?)", re.ASCII)


def wanted(person_id: int, period: str, site: int, lang: str) -> str:
    """What a letter says in the place of a digest. Site 0 is all of them."""
    return f"chart:{person_id}:{period}:{site}:{lang}"


@dataclass(frozen=True)
class SendChart:
    """Send me a period as a picture. Site 0 is all of them."""

    period: str
    site: int = 0
    at_home: bool = False


Picturing = SendChart

FORMS: dict[type, str] = {SendChart: "sc:{period}:{site}"}
