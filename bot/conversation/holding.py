"""Whether a record is on hold, on the card of its history: those who decide keep it, or let it go when its time is over."""

from __future__ import annotations

from bot.channels.channel import Button
from bot.conversation.context import Context
from bot.conversation.record import Record
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.owning import KeepRecord
from bot.store import retention

HOLDERS = ("manager", "admin")


def holds(context: Context) -> bool:
    return context.who.role in HOLDERS


def control(context: Context, record: Record) -> tuple[Button, ...]:
    """The button, where reports are removed at all."""
    if not holds(context) or not context.policy_at(record.kept.site_id).keep_reports:
        return ()
    run = record.kept.id
    if retention.held(context.tx, run):
        return (button(context.say(Text("End the hold")), KeepRecord(run)),)
    return (button(context.say(Text("Keep it")), KeepRecord(run, keep=True)),)


def said(context: Context, record: Record) -> str:
    """Who keeps it and since when; empty if nobody does."""
    held = retention.held(context.tx, record.kept.id) if holds(context) else None
    if held is None:
        return ""
    at = context.wording.moment(held.at, record.place.zone, context.lang)
    if not held.by:
        return context.say(Text("On hold since {at}: it is not removed.", {"at": at}))
    return context.say(Text("On hold since {at}, by {name}: it is not removed.", {"at": at, "name": held.by}))
