"""Notices in channels and groups, where everybody there reads along: short, and changed in their place.

What is confidential, what is about somebody who works here, and silent calls for help are shown in none.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.channel import Button, Message
from bot.conversation.buttons import button
from bot.conversation.context import Context
from bot.conversation.following import ShowTimeline
from bot.conversation.notice import Notice
from bot.conversation.presses import TakeReport
from bot.conversation.record import Record
from bot.conversation.standing import state_lines
from bot.engine.talk import Text
from bot.store.audiences import KeptAudience

REPORTS, FINDINGS = "reports", "findings"
SORTS = {
    REPORTS: Text("Incident reports"),
    FINDINGS: Text("Inspections with findings"),
}


def slot_of(run_id: int) -> str:
    return f"shown:{run_id}"


def reads(context: Context, one: KeptAudience, site_id: int) -> str:
    """The language of an audience, with the words of the country."""
    return context.wording.regional(one.lang, context.policy_at(site_id).country)


def is_open(record: Record) -> bool:
    """May everybody in a channel know of it?"""
    return not (record.confidential or record.about or record.flow.silent)


def spread(context: Context, record: Record, *, told: bool = False, anew: bool = False) -> None:
    """Every channel and group that shows it shows it as it is now. Where it does not stand yet it is written if people are
    `told` of it just now; `anew` below everything."""
    kept, slot = record.kept, slot_of(record.kept.id)
    there = {one.id: one for one in context.tx.audiences.shown(kept.organisation_id, slot)}
    if not is_open(record):
        for one in there.values():
            _write(context, one, slot, _notice(context, record, one).withdrawn())
        return
    reading = context.tx.audiences.reading(kept.organisation_id, kept.site_id, _sort(record)) if told else []
    new = [one for one in reading if anew or one.id not in there]
    for one in new:
        context.write_to(*one.lane, drawn(context, record, one), slot)
    for one in there.values():
        if one not in new:
            _write(context, one, slot, drawn(context, record, one))


def _write(context: Context, one: KeptAudience, slot: str, message: Message) -> None:
    context.write_to(*one.lane, message, slot, edit=True)


def _sort(record: Record) -> str:
    """What sort of notice it is; none of a quiz, which is between two people."""
    if record.flow.ways.scored:
        return ""
    return REPORTS if record.flow.ways.incident else FINDINGS


def _notice(context: Context, record: Record, one: KeptAudience) -> Notice:
    site = record.kept.site_id
    return Notice(record, context.wording_at(site), reads(context, one, site), context.now)


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
