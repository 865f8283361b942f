"""What was told is an incident, and somebody is expected to take it: until then a timer goes off, step by step.

Each round of an incident has a timer of its own. So whoever changes its state never waits for one that just goes off.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content.escalation import Escalation
from bot.conversation import obliged
from bot.conversation.context import Context
from bot.conversation.record import Record
from bot.policy import GRAVE
from bot.store.incidents import REPORTED, Standing

TIMER = "escalate"


def policy_of(context: Context, record: Record) -> Escalation | None:
    """The escalation policy of the organisation whose record it is."""
    return context.library.escalations.named(context.policy_at(record.kept.site_id).escalation)


def told(context: Context, record: Record, *, first: bool, anew: bool) -> None:
    """Somebody is told of it: for the first time, or anew because it has become graver."""
    kept = record.kept
    begun = first and context.tx.incidents.begin(kept.id, kept.organisation_id, kept.number, context.now)
    if begun:
        expect(context, record, Standing(REPORTED, context.now))
    obliged.expect(context, replace(record, standing=record.standing or Standing(REPORTED, context.now)))
    if begun:
        return
    if kept.number:
        context.tx.incidents.number(kept.id, kept.number)
    standing = context.tx.incidents.of(kept.id) if anew else None
    if standing is not None and standing.waits:
        expect(context, record, standing)


def in_hand(context: Context, record: Record) -> bool:
    """Is somebody to see to its findings, or has each of them a day until which it can wait?"""
    made = context.tx.actions.of_run(record.kept.id) if record.findings else []
    waits = record.severity not in GRAVE and len(made) >= len(record.findings)
    return bool(made) and (waits or any(one.owner_id for one in made))


def expect(context: Context, record: Record, standing: Standing) -> None:
    """The timer of the next step, if there is one."""
    held = None if in_hand(context, record) else policy_of(context, record)
    number, since, last = standing.rung, standing.since, standing.rung_at
    at = held.due(number, since, last, record.severity, record.place.zone) if held else None
    if at is not None:
        context.tx.timers.set(TIMER, max(at, context.now), f"{record.kept.id}:{standing.round}")
