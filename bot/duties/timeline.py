"""All that happened to an incident, in order: who was notified, who took it, what was written, how it ended.

In the reader's language, by the clock of its site. For those who may read it, and for its reporter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from bot.channels.channel import Line, Message
from bot.conversation import holding
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.following import ShowTimeline
from bot.conversation.mine import NOT_SENT
from bot.conversation.notice import Notice
from bot.conversation.readers import may_read
from bot.conversation.record import Record
from bot.conversation.telling import notice
from bot.duties import menu, summary
from bot.engine.beside import files_shown
from bot.engine.kinds import Place
from bot.engine.kinds.texts import placed
from bot.engine.talk import Text
from bot.store.incidents import Event
from bot.store.runs import KeptRun

MOST = 40  # lines of a card; the last are shown
NUMBER = re.compile(r"[A-Za-z0-9]{1,7}-[0-9]{2}-[0-9]{4,}", re.ASCII)  # PV-26-0042
BY_ID = re.compile(r"[Rr]-([0-9]{1,18})", re.ASCII)  # of a record that has no number yet
UNKNOWN = Text("There is no incident with that number that you may read.")

WROTE = Text("{name}: {words}")
# Whose words stand beside: what happened, by its kind.
SAID = {
    "taken": Text("{name} is handling it"),
    "took_over": Text("{name} has taken it over from {other}"),
    "handed": Text("{name} has handed it over to {other}"),
    "not_mine": Text("{name}: not for me"),
    "left": Text("{name} has left"),
    "cause": Text("{name}, the cause: {words}"),
    "measures": Text("{name}, what was done: {words}"),
    "proof": Text("{name} has sent files"),
    "resolved": Text("{name} has resolved it"),
    "closed": Text("{name} has closed it"),
    "reopened": Text("{name} has opened it again"),
    "wrote": WROTE,
    "escalated": Text("Nobody had taken it for {words} min"),
}
INSIDE = ("cause", "measures", "proof")  # of what is confidential its reporter does not read these


def numbered(rest: str) -> bool:
    """Is it the number of a record?"""
    return bool(NUMBER.fullmatch(rest.strip()) or BY_ID.fullmatch(rest.strip()))


def show_numbered(context: Context, rest: str) -> None:
    """The incident of this number, if there is one that the speaker may read."""
    by_id = BY_ID.fullmatch(rest.strip())
    found = context.tx.incidents.numbered(context.who.organisation_id, rest.strip().upper())
    kept = context.tx.runs.get(int(by_id[1]) if by_id else found or 0)
    record = _theirs(context, kept)
    if record is None:
        menu.show_menu(context, UNKNOWN)
        return
    show_record(context, record)


def show(context: Context, press: ShowTimeline) -> None:
    record = theirs(context, press.run)
    if record is None:
        context.toast(NOT_SENT)
        return
    show_record(context, record)


def theirs(context: Context, run_id: int) -> Record | None:
    """The record of a run, if the speaker may read what happened to it."""
    return _theirs(context, context.tx.runs.get(run_id))


def _theirs(context: Context, kept: KeptRun | None) -> Record | None:
    """The record, if it is one of the speaker's organisation and the speaker reported it, was told of it, or reads all."""
    who = context.who
    if kept is None or kept.organisation_id != who.organisation_id:
        return None
    record = context.record(kept)
    if record.standing is None or (record.flow.silent and kept.person_id == who.person_id):
        return None
    if kept.person_id == who.person_id:
        return record
    told = who.person_id in {one.person_id for one in context.tx.reports.reached(kept.id)}
    reads = told or who.role in (record.told_roles if record.confidential else summary.READERS)
    return record if reads and may_read(context, record, who) else None


def show_record(context: Context, record: Record, *, edit: bool = False) -> None:
    made = notice(context, record, context.who)
    zone = record.place.zone
    lines = [
        Line(made.wording.clock(at, context.now, zone, made.lang), text)
        for at, text in sorted(_all(context, made), key=lambda line: line[0])
    ]
    left = len(lines) - MOST
    hint = made.say(Text("Earlier ones that are not shown: {count}", {"count": left})) if left > 0 else ""
    title = made.title
    message = Message(
        title=title,
        text=made.say(Text("History, by the clock of {site}", {"site": record.place.name})),
        hint=hint,
        lead=tuple(filter(None, (holding.said(context, record),))),
        lines=tuple(lines[-MOST:]),
        controls=holding.control(context, record),
        fallback=title,
    )
    context.show(f"history:{record.kept.id}", message, edit=edit)


def _all(context: Context, made: Notice) -> Iterator[tuple[datetime, str]]:
    record, say = made.record, made.say
    fill = {"name": record.reporter, "what": record.kind or Text(record.flow.title)}
    yield record.began_at, say(Text("{name} reports: {what}", fill))
    for value, at in context.tx.incidents.places(record.kept.id):
        if placed(value):
            yield at, say(Text(WROTE.source, {"name": record.reporter, "words": Place().shown(value)}))
    for one in context.tx.reports.reached(record.kept.id):
        if one.at:
            yield one.at, say(Text("{name} was notified", {"name": one.name}))
    if record.finished_at:
        yield record.finished_at, say(Text("{name} has sent the report", {"name": record.reporter}))
    inside = record.confidential and record.kept.person_id == context.who.person_id
    for event in record.happened:
        if not (inside and event.kind in INSIDE):
            yield event.at, _told(made, event)


def _told(made: Notice, event: Event) -> str:
    words: object = Place().shown(event.words) if placed(event.words) else event.words
    files = files_shown(len(event.files)) if event.files else ""
    shown = Text("{answer} · {more}", {"answer": words, "more": files}) if words and files else words or files
    return made.say(Text(SAID[event.kind].source, {"name": event.name, "other": event.other, "words": shown}))


DUTY = Duty(presses={ShowTimeline: show})
