"""What needs a decision, as the summary counts it, and what waits for whoever looks. The first thing on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.owners import can
from bot.conversation.to_do import at_site, own
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.figures.decisions import decisions
from bot.figures.period import week_of
from bot.figures.summary import Decisions
from bot.page.choosing import sites
from bot.page.entries import Entry, decision, entry, of_runs
from bot.page.lists import asked_of, page_in
from bot.page.reader import Reader, Shown
from bot.page.turning import turned
from bot.store import counting_incidents
from bot.store.incidents import RESOLVED

MOST = 25  # on a page
HEADINGS = {
    "incident": Text("Nobody is handling these yet"),
    "hold": Text("Units on hold"),
    "begun": Text("Reports begun, not finished"),
    "action": Text("Corrective actions that are overdue"),
    "seal": Text("Seals that nobody can account for"),
    "signature": Text("To be signed off"),
    "unreached": Text("Messages do not reach these people"),
}


@dataclass(frozen=True)
class Part:
    """A heading, its entries, and how many there are; `more` is where the rest is."""

    heading: str
    entries: tuple[Entry, ...]
    count: int
    more: str = ""


def to_decide(reader: Reader) -> Shown:
    """Page by page, the gravest first; what is theirs stands on the first page."""
    page, asked = page_in(reader), asked_of(reader, week_of(reader.context.today))
    found = decisions(reader.tx, reader.context.library, asked, page * MOST, MOST).discreet(reader.who.person_id)
    mine = () if page else tuple(part for part in _mine(reader, asked) if part.count)
    values = {
        "count": found.count,
        "waiting": (*_by_sort(reader, found), *mine),
        "choices": (sites(reader),),
        "turn": turned(page, {"site": asked.sites[0]} if asked.sites else {}, more=found.count > (page + 1) * MOST),
    }
    return Shown("decisions.html", reader.say(Text("To decide")), values)


def _by_sort(reader: Reader, found: Decisions) -> Iterator[Part]:
    for sort, count in found.counts.items():
        here = tuple(decision(reader, one) for one in found.first if one.sort == sort)
        if here:
            yield Part(reader.say(HEADINGS.get(sort, Text("Needs a decision"))), here, count)


def _mine(reader: Reader, asked: Asked) -> Iterator[Part]:
    """What is theirs to go on with, beside what waits for anybody."""
    context, say = reader.context, reader.say
    held = reader.tx.incidents.held_by(reader.who.person_id)
    yield Part(say(Text("You are handling these")), tuple(of_runs(reader, held[:MOST])), len(held), "/incidents")
    resolved = counting_incidents.standing(asked.span, (RESOLVED,))
    some = tuple(of_runs(reader, resolved.ids(reader.tx, 0, MOST)))
    yield Part(say(Text("Resolved, to be closed")), some, resolved.count(reader.tx), "/incidents?state=resolved")
    checks = [
        one.id for one in (*own(context), *at_site(context))
        if any(can(context, context.who, one, what) for what in ("check", "grant"))
    ]  # fmt: skip
    there = tuple(entry(reader, id) for id in checks[:MOST])
    yield Part(say(Text("Corrective actions that wait for you")), there, len(checks), "/actions")
