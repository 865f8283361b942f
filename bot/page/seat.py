"""Somebody from outside who looks by an auditor's seat: what of the company is theirs to see. Knows no HTTP.

The views of the seat are their own: what nobody has written for it is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.assistant import Assistant
from bot.conversation import seated
from bot.conversation.record import Record
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.figures.period import DAY, Period
from bot.page.reader import Reader, Shown
from bot.store.counting import Span
from bot.store.pages import Session
from bot.store.runs import KeptRun
from bot.store.seats import KeptSeat
from bot.store.transaction import Transaction

NOBODY = 0  # the number of whoever looks: no record is theirs, and none was told to them
ROLE = "auditor"  # which procedures they read, and nothing else
READ = tuple(word for word, genre in GENRES.items() if not genre.scored)  # what quizzes came to stands under training


@dataclass
class Seated(Reader):
    """`seat` is by what they look."""

    seat: KeptSeat = field(kw_only=True)

    @property
    def period(self) -> Period:
        return Period("seat", "seat", self.seat.first, self.seat.last + DAY)

    @property
    def asked_of(self) -> Asked:
        return Asked(self.period, self.who.zone, self.seat.organisation_id, self.seat.sites, self.context.today)

    @property
    def span(self) -> Span:
        """Their days and their sites. Without sites there is nothing: all of them would be the whole organisation."""
        assert self.seat.sites, "no link is made of a seat without sites"
        return self.asked_of.span


def seated_by(
    assistant: Assistant, tx: Transaction, one: KeptSeat, lang: str, asked: dict[str, str], now: datetime
) -> Seated | None:
    """Whoever has the seat; nobody, if whoever gave it has left or may not give any anymore."""
    by = tx.people.whom(one.made_by)
    if by is None or not seated.gives(by) or by.organisation_id != one.organisation_id or not one.sites:
        return None
    there = replace(by, person_id=NOBODY, name=one.name, role=ROLE, lang=lang, focus=None, screen="")
    session = Session(NOBODY, NOBODY, one.browser, one.opened_at or now, now, None, "", "")
    return Seated(assistant.context(tx, there, now), session, asked, seat=one)


def silent_of(reader: Seated) -> tuple[str, ...]:
    """Forms that a silent word begins."""
    return tuple(flow.id for flow in reader.context.library.today.values() if flow.silent)


def open_record(reader: Seated, kept: KeptRun | None) -> Record | None:
    """A record that they may read: finished in their days at their sites, and nothing that only some people of the house read."""
    one = reader.seat
    if kept is None or kept.organisation_id != one.organisation_id or kept.site_id not in one.sites:
        return None
    if kept.status != "finished" or kept.finished_at is None or not within(reader, kept.finished_at):
        return None
    record = reader.context.record(kept)
    inside = record.confidential or record.flow.silent or record.about or record.flow.ways.scored
    return None if inside else record


def within(reader: Seated, at: datetime) -> bool:
    span = reader.span
    return span.start <= at < span.end


View = Callable[[Seated], Shown]


def banner(reader: Seated) -> list[tuple[str, str]]:
    """Who sits here, what can be seen and until when, in every language: by language code."""
    one, context = reader.seat, reader.context
    assert one.until
    until = one.until.astimezone(ZoneInfo(reader.who.zone))
    fill = {
        "name": seated.named(one), "organisation": reader.who.organisation, "sites": seated.places(context, one),
        "first": one.first, "last": one.last, "until": until,
    }  # fmt: skip
    said = Text(
        "{name} looks here as a guest of {organisation}. Sites: {sites}. Records from {first} to {last}. Open until {until}. Read only: every view is written down.",
        fill,
    )
    mine = context.wording.language(reader.lang)
    ordered = sorted(context.wording.languages, key=lambda lang: lang != mine)
    return [(lang, context.wording.say(said, context.wording.regional(lang, reader.who.region))) for lang in ordered]
