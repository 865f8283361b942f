"""What a button can mean about workbooks, the forms of its data, and how a letter asks for a workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What stands in the place of a digest in a letter: a workbook is made for this person, of this period and site, in this language.
WANTED = re.compile(r"sheet:([0-9]{1,18}):([0-9W-]{4,10}):([0-9]{1,18}):([a-z]{2}(?:_[A-Z]{2})?)", re.ASCII)


def wanted(person_id: int, period: str, site: int, lang: str) -> str:
    """What a letter says in the place of a digest. Site 0 is all of them."""
    return f"sheet:{person_id}:{period}:{site}:{lang}"


@dataclass(frozen=True)
class SendWorkbook:
    """Send me a period as a workbook. Site 0 is all of them."""

    period: str
    site: int = 0
    at_home: bool = False


Sheeting = SendWorkbook

FORMS: dict[type, str] = {SendWorkbook: "sw:{period}:{site}"}
