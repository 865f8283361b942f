"""Everything of a record that goes on paper, as one value, and the words of one or two languages it is written in.

Knows no layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.conversation.fingerprint import Entry
from bot.conversation.record import Record
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.store.actions import KeptAction
from bot.store.sign_offs import Decided

Words = tuple[str, ...]
"""The same in each language; one, where they say the same."""

# Where offices print on Letter, and everywhere else on A4: paperSize US-Letter of the measurement data of CLDR,
# https://www.unicode.org/reports/tr35/tr35-info.html#Measurement_System_Data
LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])


@dataclass(frozen=True)
class Ink:
    """Writes every sentence in each of its languages."""

    wording: Wording
    langs: tuple[str, ...]

    def say(self, text: Text) -> Words:
        return _each(self.wording.say(text, lang) for lang in self.langs)

    def fill(self, value: object) -> Words:
        return _each(self.wording.fill(value, lang) for lang in self.langs)

    def called(self, label: Text) -> Words:
        """A question as it stands in a list."""
        return _each(self.wording.say(label, lang).removesuffix(".") for lang in self.langs)

    def moment(self, at: datetime | None, zone: str) -> Words:
        return _each(self.wording.moment(at, zone, lang) for lang in self.langs) if at else ()

    def short(self, at: datetime, zone: str) -> Words:
        return self.fill(at.astimezone(ZoneInfo(zone)))

    def day(self, day: date) -> Words:
        return self.fill(day)


def _each(words: object) -> Words:
    return tuple(dict.fromkeys(words))  # type: ignore[call-overload]


@dataclass(frozen=True)
class Dossier:
    """`entries` is every answer that was ever given, in order; `history` what happened to it as an incident, by language.

    `stations` are the titles of its areas. `link` opens the record; where there is none it says which record it is.
    `overseen`: may somebody still sign it by hand, since nobody has in the program?
    """

    record: Record
    organisation: str
    country: str
    entries: tuple[Entry, ...]
    hash: str
    link: str
    stations: Mapping[str, str] = field(default_factory=dict)
    decided: tuple[Decided, ...] = ()
    actions: tuple[KeptAction, ...] = ()
    history: tuple[tuple[datetime, Words], ...] = ()
    to_do: tuple[Text, ...] = ()
    of_others: frozenset[str] = frozenset()
    """The criteria that are for other types of company."""

    def named(self, criteria: tuple[str, ...]) -> tuple[str, ...]:
        """Those of some criteria that apply."""
        return tuple(one for one in criteria if one not in self.of_others)

    @property
    def paper(self) -> str:
        return "us-letter" if self.country in LETTER or not self.country else "a4"
