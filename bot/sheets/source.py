"""What sheets are made from: the store, and which organisation, sites and time they are about, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from bot.content.library import Library
from bot.conversation.profile import of_others
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.sheets.cells import Flags
from bot.store.counting import Span
from bot.store.database import Storage
from bot.store.sheet_lines import Line, Page
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Source:
    storage: Storage
    library: Library
    wording: Wording
    lang: str
    asked: Asked

    @property
    def span(self) -> Span:
        """The moments at which the period begins and ends: the same that its numbers are counted between."""
        return self.asked.span

    @cached_property
    def of_others(self) -> frozenset[str]:
        """The criteria that are for other types of company."""
        return self.storage.read_now(lambda tx: of_others(tx, self.library, self.asked.organisation_id))

    @property
    def flags(self) -> Flags:
        return Flags(self.say(Text("Yes")), self.say(Text("No")))

    def say(self, text: Text) -> str:
        return self.wording.say(text, self.lang)

    def sentence(self, source: str) -> str:
        """A sentence of a flow."""
        return self.say(Text(source))

    def word(self, words: dict[str, Text], key: str) -> str:
        """The word for it; what has none stands for itself."""
        return self.say(words[key]) if key in words else key

    def title(self, flow_id: str) -> str:
        """What a form is called today."""
        flow = self.library.today.get(flow_id)
        return self.say(Text(flow.title)) if flow else flow_id

    def lines(self, page: Page) -> Iterator[Line]:
        """Page by page, in short transactions: whoever writes slowly holds up nobody."""
        after = 0
        while some := self.storage.read_now(partial(_read, page, self.span, after)):
            yield from some
            after = some[-1]["id"]


def _read(page: Page, span: Span, after: int, tx: Transaction) -> Sequence[Line]:
    return page(tx, span, after)


def local(zone: str, at: datetime | None) -> datetime | None:
    """A moment by the clock of a site."""
    return at.astimezone(ZoneInfo(zone)) if at else None
