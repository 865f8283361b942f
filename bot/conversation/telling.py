"""Writing to those who read a report: one notice in each conversation, filled in as answers come.

A notice is changed in its place; it is written anew, so that a phone rings, when it has become graver.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.channels.channel import Button, Message, albums
from bot.conversation import audiences, expecting, obliged
from bot.conversation.context import Context
from bot.conversation.driver_copy import paper_buttons
from bot.conversation.notice import Notice
from bot.conversation.readers import LEADS, may_read, readers
from bot.conversation.record import Record
from bot.conversation.standing import buttons, state_lines
from bot.engine.talk import Text
from bot.engine.walk import Item
from bot.presses.acting import OpenOne, ShowOfRun
from bot.presses.buttons import button
from bot.presses.every import WhatToDo
from bot.store.people import Who
from bot.store.reports import slot_of

UNREAD = "unread"  # the timer of a report that no platform has taken yet
SOON = timedelta(minutes=3)  # until its reporter hears that it has not
AT_ONCE = 6  # sentences of what is to be done that stand on a notice; the rest is behind a button


def notice(context: Context, record: Record, who: Who) -> Notice:
    return Notice(
        record,
        context.wording_at(record.kept.site_id),
        context.reads(who),
        context.now,
        who.role,
        context.policy_at(record.kept.site_id).numbers,
    )


def drawn(context: Context, record: Record, who: Who) -> Message:
    """The notice as somebody reads it now."""
    made = notice(context, record, who)
    steps = obliged.buttons(context, made, who)
    options = (
        *buttons(made, who), *steps, *_everything(made), *_actions(context, made, who), *paper_buttons(record, made.say),
    )  # fmt: skip
    return made.whole(options, AT_ONCE, (*state_lines(made), *obliged.lines(context, made, who)))


def _everything(made: Notice) -> tuple[Button, ...]:
    if len(made.do) <= AT_ONCE:
        return ()
    return (button(made.say(Text("Everything to do")), WhatToDo(made.record.kept.id)),)


def _actions(context: Context, made: Notice, who: Who) -> tuple[Button, ...]:
    """The way to what is to be done about its findings, and to open an action about one that has none."""
    record = made.record
    if not (record.finished and record.findings) or record.confidential or record.about:
        return ()
    run, count = record.kept.id, len(context.tx.actions.of_run(record.kept.id))
    label = Text("Corrective action") if count == 1 else Text("Corrective actions ({count})", {"count": count})
    opened = (button(made.say(label), ShowOfRun(run), "primary"),) if count else ()
    leads = who.role in LEADS and count < len(record.findings)
    return (*opened, *((button(made.say(Text("Open a corrective action")), OpenOne(run)),) if leads else ()))


def write(context: Context, record: Record, who: Who, *, edit: bool = False) -> None:
    """The notice, below everything or in its place; of a finished run with its pictures, once."""
    context.notify(who, slot_of(record.kept.id), drawn(context, record, who), edit=edit)
    if record.finished:
        pictures(context, record, who)


def pictures(context: Context, record: Record, who: Who, *, again: bool = False) -> None:
    files = albums([picture for some in record.pictures.values() for picture in some])
    for number, album in enumerate(files):
        key = None if again else f"pictures/{record.kept.id}/{who.person_id}/{number}"
        context.notify(who, "", Message(pictures=album), key=key)


def pictures_of(context: Context, record: Record, step: str, without: set[str]) -> None:
    """The files of one answer to everybody who was told, but for those that they have."""
    new = [one for one in record.pictures.get(step, ()) if one.digest not in without]
    for who in context.tx.people.those(
        [one.person_id for one in context.tx.reports.reached(record.kept.id) if one.has_it]
    ):
        if may_read(context, record, who):
            for album in albums(new):
                context.notify(who, "", Message(pictures=album))


def spread(context: Context, record: Record, *, anew: bool) -> None:
    """Whoever is to be told now is told, and everybody's notice is brought up to date: in its place, or anew."""
    reached = context.tx.reports.reached(record.kept.id)
    there = {one.person_id for one in reached}
    expecting.told(context, record, first=not reached, anew=anew)
    for who in [one for one in readers(context, record) if one.person_id not in there]:
        write(context, record, who)
        context.tx.timers.set(UNREAD, context.now + SOON, str(record.kept.id))
    for who in context.tx.people.those([one.person_id for one in reached if one.at or one.waits]):
        if may_read(context, record, who):
            write(context, record, who, edit=not anew)
        else:
            context.notify(who, slot_of(record.kept.id), notice(context, record, who).withdrawn(), edit=True)
    audiences.spread(context, record, told=True, anew=anew)


def word(context: Context, record: Record, said: Text, items: Sequence[Item] = ()) -> None:
    """A short word to everybody who was told and may still know."""
    told = [one.person_id for one in context.tx.reports.reached(record.kept.id) if one.at or one.waits]
    for who in context.tx.people.those(told):
        if may_read(context, record, who):
            context.notify(who, "", notice(context, record, who).word(said, items))
