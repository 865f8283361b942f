"""How criteria stand beside how they stood twelve months before, and what is another since: the standing, the narrative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.content.library import Library
from bot.conversation.evidence_words import Teller
from bot.conversation.profile import stands
from bot.engine.talk import Text
from bot.figures.proofs import Year, proofs
from bot.figures.standing import Standing
from bot.store.profiles import Entry
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Compared:
    """The year, how each criterion stands at its end, and how it stood at its beginning."""

    year: Year
    standings: tuple[Standing, ...]
    before: Mapping[str, Standing]

    @property
    def days(self) -> tuple[date, date]:
        return self.year.first, self.year.today


def compared(tx: Transaction, library: Library, year: Year, now: datetime) -> Compared:
    """By the criteria and forms of today, both: what was said and attached by then, and the twelve months up to then."""
    then = stands(tx, library, year.before, proofs(tx, library, year.before), year.span.start)
    return Compared(
        year,
        stands(tx, library, year, proofs(tx, library, year), now),
        {one.criterion.id: one for one in then},
    )


def stood(told: Teller, one: Standing, before: Standing | None) -> str:
    """How it stood, where it stands otherwise now."""
    return told.state(before) if before and before.state != one.state else ""


def replaced(one: Standing, before: Standing | None) -> Entry | None:
    """The narrative that held before these twelve months, where another has followed."""
    last = before.narrative if before else None
    return last if last and one.narrative and one.narrative.id != last.id else None


def changes(told: Teller, one: Standing, before: Standing | None) -> Iterator[str]:
    """What is another since."""
    if stood(told, one, before):
        yield told.say(Text("How it stands"))
    if replaced(one, before):
        yield told.say(Text("Narrative"))
    elif one.narrative and not (before and before.narrative):
        yield told.say(Text("Narrative is new"))


def words_of(told: Teller, entry: Entry | None) -> str:
    return (entry.words or told.say(Text("A voice note"))) if entry else ""
