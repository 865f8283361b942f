"""How an incident stands, as its notice says it, and what its reader can do about it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.channel import Button, Line
from bot.conversation.notice import Notice
from bot.conversation.record import Record
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.every import TakeReport
from bot.presses.following import (
    CloseIncident,
    HandOver,
    NotMine,
    Reopen,
    Resolve,
    ShowTimeline,
    TakeOver,
    WriteNote,
    WriteTo,
)
from bot.store.incidents import CLOSED, REOPENED, RESOLVED, Event
from bot.store.people import Who

SEVERE = ("high", "critical")  # what is not closed before its cause is known, and what was done
CAUSE, MEASURES = "cause", "measures"
WORDED = {CAUSE: Text("Cause"), MEASURES: Text("What was done")}
LABEL = {RESOLVED: Text("Resolved"), CLOSED: Text("Closed"), REOPENED: Text("Reopened")}


def severe(record: Record) -> bool:
    return record.severity in SEVERE


def known(record: Record, what: str) -> str:
    """The cause, or the measures, as they were written last; empty if they were not since it was opened again."""
    since = max((event.id for event in record.happened if event.kind == REOPENED), default=0)
    return next((e.words for e in reversed(record.happened) if e.kind == what and e.id > since), "")


def state_lines(made: Notice, *, words: bool = True) -> tuple[Line, ...]:
    """Resolved, closed or opened again: by whom and when; with the cause and what was done, unless without `words`."""
    record, say = made.record, made.say
    state = record.standing.state if record.standing else ""
    if state not in LABEL:
        return ()
    last = [event for kind in (RESOLVED, state) for event in _last(record, kind)] if state != REOPENED else []
    last = last or list(_last(record, state))
    lines = {
        event.id: Line(say(LABEL[event.kind]), f"{event.name}, {made.when(event.at)}", _tone(event)) for event in last
    }
    worded = WORDED if words and state != REOPENED else {}
    told = ((say(label), known(record, what)) for what, label in worded.items())
    return (*lines.values(), *(Line(label, said) for label, said in told if said))


def _last(record: Record, kind: str) -> Iterator[Event]:
    yield from [event for event in record.happened if event.kind == kind][-1:]


def _tone(event: Event) -> str:
    return "finding" if event.kind == REOPENED else "good"


def buttons(made: Notice, who: Who) -> tuple[Button, ...]:
    """What its reader can do about it as it stands."""
    return (*_next(made, who), *_always(made))


def _next(made: Notice, who: Who) -> tuple[Button, ...]:
    record, say = made.record, made.say
    run, standing = record.kept.id, record.standing
    if standing is not None and standing.state == CLOSED:
        return (button(say(Text("Reopen")), Reopen(run)),)
    if standing is not None and standing.state == RESOLVED:
        return (button(say(Text("Close")), CloseIncident(run), "good"), button(say(Text("Reopen")), Reopen(run)))
    if record.taken_by(who.person_id):
        return (
            button(say(Text("Resolved")), Resolve(run), "good"),
            button(say(Text("Hand over to …")), HandOver(run)),
            button(say(Text("Not for me")), NotMine(run)),
            button(say(Text("🔒 Add a note")), WriteNote(run)),
        )
    if record.takers:
        return (button(say(Text("Take over")), TakeOver(run)),)
    have = button(say(Text("I'll handle it")), TakeReport(run), "good")
    passed = any(event.kind == "not_mine" and event.person_id == who.person_id for event in record.happened)
    return (have,) if passed else (have, button(say(Text("Not for me")), NotMine(run)))


def _always(made: Notice) -> tuple[Button, ...]:
    record = made.record
    if record.flow.silent:  # somebody may be watching their phone
        return (button(made.say(Text("History")), ShowTimeline(record.kept.id)),)
    write = button(made.say(Text("Write to {name}", {"name": record.reporter})), WriteTo(record.kept.id))
    return (write, button(made.say(Text("History")), ShowTimeline(record.kept.id)))
