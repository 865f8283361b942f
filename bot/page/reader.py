"""Somebody who is signed in and looks at a page: who they are, in a transaction that can only read. What a view is.

Knows no HTTP and no template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation import reading
from bot.conversation.context import Context
from bot.conversation.record import Record
from bot.duties.summary import READERS
from bot.engine.talk import Text
from bot.page.listening import Outcome, outcome_of
from bot.store.pages import Session
from bot.store.people import Who
from bot.store.runs import KeptRun
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Shown:
    """A template with what it says."""

    template: str
    title: str = "Sello"
    """Of the window, and of most views."""
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass
class Reader:
    """`asked` is the query of the address, `part` the number in it, `named` the number of a record as it is printed."""

    context: Context
    session: Session
    asked: Mapping[str, str] = field(default_factory=dict)
    part: int = 0
    named: str = ""
    lasts: tuple[timedelta, timedelta] = (timedelta(), timedelta())
    """How long a session is good that is not used, and in all."""

    @property
    def who(self) -> Who:
        return self.context.who

    @property
    def tx(self) -> Transaction:
        return self.context.tx

    @property
    def lang(self) -> str:
        return self.context.reads(self.who)

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.session.shown)

    def say(self, text: Text) -> str:
        return self.context.wording.say(text, self.lang)

    def moment(self, at: datetime, zone: str = "") -> str:
        """By the clock of the site, which is named where it is not the reader's."""
        there = zone or self.who.zone
        if there != self.who.zone:
            return self.context.wording.moment(at, there, self.lang)
        return self.context.wording.fill(at.astimezone(ZoneInfo(there)), self.lang)

    def fill(self, value: object) -> str:
        return self.context.wording.fill(value, self.lang)


def missing(reader: Reader) -> Shown:
    return Shown("missing.html", reader.say(Text("Not found")), status=404)


View = Callable[[Reader], Shown]


def may_sign_in(who: Who | None) -> bool:
    return who is not None and who.role in READERS


def readable(context: Context, kept: KeptRun | None) -> Record | None:
    """A record that somebody may read, as in chat; of a silent call for help nothing before it is told."""
    record = reading.readable(context, kept)
    return None if record is None or (record.flow.silent and record.standing is None) else record
