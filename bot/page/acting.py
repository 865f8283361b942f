"""What somebody does at the page, as one thing heard: a button's data, or words and files. And where it leads to.

The number of a form lets each thing be done once, however often it is clicked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from bot.channels.channel import Attachment, Heard
from bot.engine.talk import Typed
from bot.page.listening import Outcome
from bot.store.people import Who

LONGEST = 4000  # characters that are typed
NAME = "page"  # of the channel, where it is counted
# Cards that have a view of their own, by what their slots begin with.
VIEWS = {"report": "record", "history": "record", "signoff": "record", "action": "action", "partner": "partner"}
# Where somebody came from: a path of ours, and of nobody else.
BACK = re.compile(r"/([a-z]+(/[A-Za-z0-9.-]{1,24})?)?")


@dataclass(frozen=True)
class Done:
    """A form that was sent."""

    key: str
    press: str = ""
    words: str = ""
    command: str = ""
    back: str = "/"

    @property
    def once(self) -> str:
        told = "\n".join(vars(self).values())
        return f"page-{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def heard(who: Who, done: Done, files: Sequence[Attachment], now: datetime) -> Heard:
    words = done.words.replace("\r\n", "\n").strip()[:LONGEST]
    said = Typed(words) if words and not (done.press or done.command) else None
    return Heard(
        channel=NAME, delivery=done.once, account=who.account, address=who.address, at=now, name=who.name, language=who.lang,
        said=said, press=done.press, command=done.command, files=tuple(files), line=who.line,
    )  # fmt: skip


def back_to(path: str) -> str:
    return path if BACK.fullmatch(path) else "/"


def leads_to(outcome: Outcome | None, back: str) -> str:
    """To the file that it made; to the cards that it showed; to the view of what they are about, if it has one; else back."""
    if outcome is None:
        return back_to(back)
    if outcome.file:
        return f"/made?{urlencode({'back': back_to(back)})}"
    paths = [path_of(slot) for slot, _ in outcome.cards]
    if not all(paths):
        return "/card"
    return paths[-1] if paths else back_to(back)


def path_of(slot: str) -> str:
    """The view of a card; empty if it has none."""
    kind, _, number = slot.partition(":")
    return f"/{VIEWS[kind]}/{number}" if kind in VIEWS and number.isdecimal() else ""


def about(slot: str) -> str:
    """The record that a card is about; empty if it is about none."""
    kind, _, number = slot.partition(":")
    named = kind in ("resolving", "writing", "handing", "files", "note", "obliged", "sent", "actions")
    number = number.partition(":")[0]
    return f"/record/{number}" if named and number.isdecimal() else path_of(slot)
