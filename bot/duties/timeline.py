"""All that happened to an incident, in order: who was notified, who took it, what was written, how it ended.

In the reader's language, by the clock of its site. For those who may read it, and for its reporter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from bot.channels.channel import Button, Line, Message
from bot.conversation import holding, obliged
from bot.conversation.confided import events_for, may_note
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.mine import NOT_SENT
from bot.conversation.notice import Notice
from bot.conversation.reading import readable
from bot.conversation.record import Record
from bot.conversation.telling import notice
from bot.duties import menu
from bot.engine.beside import files_shown
from bot.engine.kinds import Place
from bot.engine.kinds.texts import placed
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.correcting import CorrectReport
from bot.presses.following import ShowFiles, ShowTimeline, WriteNote
from bot.store.incidents import ALARM, CORRECTED, Event
from bot.store.runs import KeptRun

MOST = 40  # lines of a card; the last are shown
NUMBER = re.compile(r"[A-Za-z0-9]{1,7}-[0-9]{2}-[0-9]{4,}", re.ASCII)  # PV-26-0042
BY_ID = re.compile(r"[Rr]-([0-9]{1,18})", re.ASCII)  # of a record that has no number yet
UNKNOWN = Text("There is no incident with that number that you may read.")

REPORTED, ALARMED = Text("{name} reports: {what}"), Text("{name} has sent the alarm: {what}")
WROTE = Text("{name}: {words}")
# Whose words stand beside: what happened, by its kind.
SAID = {
    "last_place": Text("{name}, last known place: {words}"),
    "last_unit": Text("{name}, unit of the last form: {words}"),
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
    "corrected": Text("{name} has corrected: {words}"),
    "noted": Text("🔒 {name}: {words}"),
    "escalated": Text("Nobody had taken it for {words} min"),
}


def numbered(rest: str) -> bool:
    """Is it the number of a record?"""
    return bool(NUMBER.fullmatch(rest.strip()) or BY_ID.fullmatch(rest.strip()))


def show_numbered(context: Context, rest: str) -> None:
    """The incident of this number, if there is one that the speaker may read."""
    by_id = BY_ID.fullmatch(rest.strip())
    found = context.tx.incidents.numbered(context.who.organisation_id, rest.strip().upper())
    kept = context.tx.runs.get(int(by_id[1]) if by_id else found or 0)
    record = theirs(context, kept)
    if record is None:
        menu.show_menu(context, UNKNOWN)
        return
    show_record(context, record)


def show(context: Context, press: ShowTimeline) -> None:
    record = of_run(context, press.run)
    if record is None:
        context.toast(NOT_SENT)
        return
    show_record(context, record)


def of_run(context: Context, run_id: int) -> Record | None:
    """The record of a run, if the speaker may read what happened to it."""
    return theirs(context, context.tx.runs.get(run_id))


def theirs(context: Context, kept: KeptRun | None) -> Record | None:
    """The record, if somebody was told of it and the speaker may read it."""
    record = readable(context, kept)
    return record if record is not None and record.standing is not None else None


def show_record(context: Context, record: Record, *, edit: bool = False) -> None:
    made = notice(context, record, context.who)
    zone = record.place.zone
    told = [
        Line(made.wording.clock(at, context.now, zone, made.lang), text)
        for at, text in sorted(lines(context, made), key=lambda line: line[0])
    ]
    left = len(told) - MOST
    hint = made.say(Text("Earlier ones that are not shown: {count}", {"count": left})) if left > 0 else ""
    title = made.title
    message = Message(
        title=title,
        text=made.say(Text("History, by the clock of {site}", {"site": record.place.name})),
        hint=hint,
        lead=tuple(filter(None, (holding.said(context, record),))),
        lines=tuple(told[-MOST:]),
        options=_options(context, record),
        columns=1,
        controls=holding.control(context, record),
        fallback=title,
    )
    context.show(f"history:{record.kept.id}", message, edit=edit)


def _options(context: Context, record: Record) -> tuple[Button, ...]:
    """Its files once more; a note for those who may write one; for its reporter what is not right in it."""
    run, who = record.kept.id, context.who
    files = any(record.pictures.values()) or any(event.files for event in events_for(context, record, who))
    mine = record.kept.person_id == who.person_id
    made = (
        (files, Text("Show files"), ShowFiles(run)),
        (may_note(context, record, who), Text("🔒 Add a note"), WriteNote(run)),
        (mine and record.finished and not record.flow.begun_by, Text("Correct or add"), CorrectReport(run)),
    )
    return tuple(button(context.say(label), press) for there, label, press in made if there)


def lines(context: Context, made: Notice) -> Iterator[tuple[datetime, str]]:
    """What happened, in no order, in the language of the notice; as far as whoever is speaking may know."""
    record, say = made.record, made.say
    fill = {"name": record.reporter, "what": record.kind or Text(record.flow.title)}
    yield record.began_at, say(Text((ALARMED if record.alarm else REPORTED).source, fill))
    for value, at in context.tx.incidents.places(record.kept.id):
        if placed(value):
            yield at, say(Text(WROTE.source, {"name": record.reporter, "words": Place().shown(value)}))
    for one in context.tx.reports.reached(record.kept.id):
        if one.at:
            yield one.at, say(Text("{name} was notified", {"name": one.name}))
    if record.finished_at:
        yield record.finished_at, say(Text("{name} has sent the report", {"name": record.reporter}))
    for event in events_for(context, record, context.who):
        if event.kind != ALARM:
            yield event.at, obliged.told(context, made, event) if event.kind in obliged.SAID else _told(made, event)


def _told(made: Notice, event: Event) -> str:
    if event.kind == CORRECTED:
        return made.say(Text(SAID[CORRECTED].source, {"name": event.name, "words": made.correction(event)}))
    words: object = Place().shown(event.words) if placed(event.words) else event.words
    files = files_shown(len(event.files)) if event.files else ""
    shown = Text("{answer} · {more}", {"answer": words, "more": files}) if words and files else words or files
    return made.say(Text(SAID[event.kind].source, {"name": event.name, "other": event.other, "words": shown}))


DUTY = Duty(presses={ShowTimeline: show})
