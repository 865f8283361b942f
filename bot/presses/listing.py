"""What a button can mean about lists of records and about one of them, and the forms of its data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presses.pieces import Count, Words


@dataclass(frozen=True)
class ShowList:
    """What stands behind a number of the summary of a period such as 2026-W47. Site 0 is all of them."""

    what: str
    period: str = ""
    site: int = 0
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowFound:
    """What is found by these words, with a full stop between them. Without any it asks for them."""

    words: Words = ""
    page: Count = 0
    at_home: bool = False


@dataclass(frozen=True)
class ShowRecord:
    """A record, below everything; a `part` of it, in the place of the card: its pages or its changes."""

    run: int
    part: str = ""
    page: Count = 0
    at_home: bool = False


PAGES, CHANGES = "p", "c"  # the parts of a record
Listing = ShowList | ShowFound | ShowRecord

FORMS: dict[type, str] = {
    ShowList: "li:{what}:{period}:{site}:{page}",
    ShowFound: "fi:{words}:{page}",
    ShowRecord: "rc:{run}:{part}:{page}",
}
