"""Where words belong that are written below an incident: on a screen that asks for them, or as a reply to its message."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.presses import tipping
from bot.presses.buttons import among, button
from bot.presses.following import Leave
from bot.presses.tipping import DropTip, LeaveTip
from bot.store import places

MORE = "more"  # what was asked for is there: more words of it are taken, too
NOTE, NOTES = "note", "notes"  # the same of what its reporter does not read
GO_ON = (MORE, NOTES)  # of which an order is no part
AFTER = timedelta(hours=1)  # for so long, ours
FORM = "form-"  # and the number of the form that was open


def asked(context: Context) -> Leave | None:
    """What the screen asks for."""
    return among(context.buttons, Leave)


def replied(context: Context) -> int | None:
    """The run whose notice, or message, is replied to."""
    heard = context.heard
    ref = (heard.quotes or heard.thread) if heard else ""
    return places.incident_at(context.tx, (context.who.line, context.who.address), ref) if ref else None


def leaving(context: Context) -> Leave | DropTip | LeaveTip | None:
    """The button of the screen by which nothing is written."""
    return asked(context) or among(context.buttons, DropTip) or among(context.buttons, LeaveTip)


def awaits(context: Context) -> str:
    """What words are taken as, before they are anything else: what the screen asks for, or a reply; empty if as neither."""
    if press := asked(context):
        return press.what
    if leaving(context):
        return tipping.WORD
    return "reply" if replied(context) is not None else ""


def goes_on(context: Context, run: int) -> None:
    """What is written next goes there, too, until something else is shown. The button that says so is not."""
    context.screen(Message(options=(button("", Leave(run, MORE)),)))


def long_ago(context: Context, run: int, kind: str) -> bool:
    """Has the speaker not written of this kind for a while? The first of several files was written in this same turn."""
    mine = [
        one.at for one in context.tx.incidents.events(run) if (one.kind, one.person_id) == (kind, context.who.person_id)
    ]
    return not mine or context.said_at - mine[-1] > AFTER
