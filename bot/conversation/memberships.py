"""The programmes an organisation belongs to, with status, tier, dates and when the next reminder comes. Chat, page, summary and
command have it from here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.content.library import Library
from bot.conversation.profile import entity_of
from bot.engine.talk import Text
from bot.programmes.calendar import Coming, coming, next_reminder
from bot.programmes.facts import Programme
from bot.store.programmes import KeptMembership
from bot.store.transaction import Transaction

STATUSES = {
    "applicant": Text("applicant"),
    "certified": Text("certified"),
    "validated": Text("validated"),
    "suspended": Text("suspended"),
    "removed": Text("removed"),
}


@dataclass(frozen=True)
class Dated:
    """A day that comes, and when somebody is reminded of it next."""

    coming: Coming
    programme: Programme
    reminder: date | None

    @property
    def said(self) -> Text:
        return how_long(self.coming, self.programme)


@dataclass(frozen=True)
class Belonging:
    """`tiered` says whether its tier is shown: it has one, and this type of company has tiers there."""

    kept: KeptMembership
    programme: Programme
    tiered: bool
    dates: tuple[Dated, ...]

    @property
    def status(self) -> Text:
        return STATUSES.get(self.kept.status, Text(self.kept.status))

    @property
    def said(self) -> Iterator[Text]:
        """A sentence for itself, and one for each of its dates."""
        fill = {"programme": Text(self.programme.name), "status": self.status, "tier": str(self.kept.tier)}
        tiered = Text("{programme}: {status}, tier {tier}", fill)
        yield tiered if self.tiered else Text("{programme}: {status}", fill)
        for one in self.dates:
            yield one.said
            if one.reminder:
                yield Text("Next reminder: {day}", {"day": one.reminder})


def memberships(tx: Transaction, library: Library, organisation_id: int, today: date) -> list[Belonging]:
    """Each with its dates, the next first."""
    facts, entity = library.programmes, entity_of(tx, organisation_id)
    mine = [one for one in tx.programmes.of(organisation_id) if one.programme in facts.programmes]
    return [
        Belonging(
            one,
            facts.programmes[one.programme],
            bool(one.tier) and facts.tiered(one.programme, entity),
            tuple(_dated(facts.programmes[one.programme], each, today) for each in coming(facts, one.days, today)),
        )
        for one in mine
    ]


def how_long(one: Coming, programme: Programme) -> Text:
    """Until a day of a programme, or since."""
    fill = {"programme": Text(programme.name), "what": Text(one.returning.name), "day": one.day, "count": abs(one.left)}
    if one.left < 0:
        return Text("{programme}, {what}: {day} is over, {count} days ago.", fill)
    return Text("{programme}, {what}: {day}, in {count} days.", fill)


def _dated(programme: Programme, one: Coming, today: date) -> Dated:
    return Dated(one, programme, next_reminder(one.day, one.returning.remind, today))


def near(some: Iterable[Belonging]) -> list[Dated]:
    """The days of which somebody has been reminded by now, the next first."""
    found = [each for one in some for each in one.dates if each.coming.near]
    return sorted(found, key=lambda each: each.coming.day)
