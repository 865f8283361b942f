"""Notices in channels and groups, where everybody there reads along: short, and changed in their place.

What is confidential, what is about somebody who works here, and silent calls for help are shown in none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.channel import Button, Message
from bot.conversation.context import Context
from bot.conversation.notice import Notice
from bot.conversation.record import Record
from bot.conversation.standing import state_lines
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.every import TakeReport
from bot.presses.following import ShowTimeline
from bot.store.audiences import KeptAudience

REPORTS, FINDINGS, ACTIONS, DUE = "reports", "findings", "actions", "due"
SORTS = {
    REPORTS: Text("Incident reports"),
    FINDINGS: Text("Inspections with findings"),
    ACTIONS: Text("Corrective actions"),
    DUE: Text("What is due, and what was missed"),
}
Draw = Callable[[KeptAudience], Message]


@dataclass(frozen=True)
class About:
    """What a notice is about: of which sort it is and of which site, and its slot in every conversation."""

    organisation_id: int
    site_id: int
    sort: str
    slot: str


def reads(context: Context, one: KeptAudience) -> str:
    """The language of an audience, with the words of the country."""
    return context.wording.regional(one.lang, one.region)


def show(context: Context, about: About, draw: Draw, *, told: bool = False, anew: bool = False) -> None:
    """Every channel and group that shows it shows it as it is now. Where it does not stand yet it is written if people are
    `told` of it just now; `anew` below everything."""
    there = {one.id: one for one in context.tx.audiences.shown(about.organisation_id, about.slot)}
    reading = context.tx.audiences.reading(about.organisation_id, about.site_id, about.sort) if told else []
    new = {one.id: one for one in reading if anew or one.id not in there}
    for one in new.values():
        context.write_to(*one.lane, draw(one), about.slot)
    for one in (there[id] for id in there.keys() - new.keys()):
        context.write_to(*one.lane, draw(one), about.slot, edit=True)


def is_open(record: Record) -> bool:
    """May everybody in a channel know of it?"""
    return not (record.confidential or record.about or record.flow.silent)


def spread(context: Context, record: Record, *, told: bool = False, anew: bool = False) -> None:
    """A record, wherever it is shown; where it is, and turns out to be confidential, only that it was there."""
    kept = record.kept
    about = About(kept.organisation_id, kept.site_id, _sort(record), f"shown:{kept.id}")
    if is_open(record):
        show(context, about, lambda one: drawn(context, record, one), told=told, anew=anew)
    else:
        show(context, about, lambda one: _notice(context, record, one).withdrawn())


def _sort(record: Record) -> str:
    """What sort of notice it is; none of a quiz, which is between two people."""
    if record.flow.ways.scored:
        return ""
    return REPORTS if record.flow.ways.incident else FINDINGS


def _notice(context: Context, record: Record, one: KeptAudience) -> Notice:
    return Notice(record, context.wording_at(record.kept.site_id), reads(context, one), context.now)


def drawn(context: Context, record: Record, one: KeptAudience) -> Message:
    """What it is, how grave, where, when, and who has it. No answer and no name of who reported it."""
    made = _notice(context, record, one)
    return made.brief(_buttons(record, made.say), state_lines(made, words=False))


def _buttons(record: Record, say: Callable[[Text], str]) -> tuple[Button, ...]:
    """Whoever may do it can do it here; what they read then, they read in private."""
    standing, run = record.standing, record.kept.id
    waits = standing.waits if standing else not record.takers
    take = (button(say(Text("I'll handle it")), TakeReport(run), "good"),) if waits else ()
    return (*take, button(say(Text("History")), ShowTimeline(run)))
