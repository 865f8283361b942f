"""What becomes of an incident, on record: its state changes, everybody's card says so, and the reporter hears of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.channel import Line
from bot.conversation.context import Context
from bot.conversation.expecting import expect
from bot.conversation.mine import refresh
from bot.conversation.record import Record
from bot.conversation.standing import MEASURES, WORDED, known
from bot.conversation.telling import notice
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.following import WriteTo
from bot.store.incidents import Standing

BEATEN = Text("Somebody was quicker. This is how it stands now.")
NOT_YOURS = Text("Somebody else is handling this now.")
SAME = -1  # whoever has it, has it still


@dataclass(frozen=True)
class Name:
    """Whose doing it is."""

    person_id: int
    name: str


def moved(
    context: Context,
    record: Record,
    was: Standing,
    kind: str,
    state: str,
    *,
    holder: int | None = SAME,
    other: int | None = None,
    by: Name | None = None,
) -> Record | None:
    """Changes the state, keeps the event, shows and tells it; the record as it is then. None if somebody was quicker.

    With no holder nobody has it. It is `by` whoever is speaking, if nobody else is named.
    """
    tx, run = context.tx, record.kept.id
    whose = by or Name(context.who.person_id, context.who.name)
    if not tx.incidents.change(run, was, state, context.now):
        context.toast(BEATEN)
        return None
    if holder != SAME:
        tx.reports.hold(run, holder, context.now)
    tx.incidents.happened(run, kind, context.now, whose.person_id, other)
    after = Standing(state, context.now, was.round + 1)
    if after.waits:
        expect(context, record, after)
    now = refresh(context, record.kept)
    _tell_reporter(context, now, kind, whose)
    return now


def _tell_reporter(context: Context, record: Record, kind: str, whose: Name) -> None:
    """Whoever reported it learns what has become of it, and can write to who has it."""
    reporter = context.tx.people.whom(record.kept.person_id)
    if record.flow.silent or reporter is None or reporter.person_id == whose.person_id:
        return
    holder = next((taker.name for taker in record.takers), "")
    said = _said(kind, holder or whose.name, whose.name)
    made = notice(context, record, reporter)
    done = known(record, MEASURES) if kind == "resolved" and not record.confidential else ""
    lines = (Line(made.say(WORDED[MEASURES]), done),) if done else ()
    whom = holder or (whose.name if kind != "left" else "")
    write_to = (button(made.say(Text("Write to {name}", {"name": whom})), WriteTo(record.kept.id)),) if whom else ()
    context.notify(reporter, f"thread:{record.kept.id}:0", made.taken(said, lines, write_to))


def _said(kind: str, holder: str, name: str) -> Text:
    """What the reporter reads of an event."""
    match kind:
        case "resolved":
            return Text("{name} says that what you reported is resolved.", {"name": name})
        case "closed":
            return Text("{name} has closed your report.", {"name": name})
        case "reopened":
            return Text("{name} has opened your report again.", {"name": name})
        case "not_mine" | "left":
            return Text("{name} is not handling your report anymore. The others are notified.", {"name": name})
    return Text("{name} is handling your report.", {"name": holder})
