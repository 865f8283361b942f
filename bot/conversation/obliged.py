"""What the programmes ask of whoever has an incident: which steps, by when in this company, and what was said of each.

All of it is in the events of the incident. Presses nothing and keeps nothing but a timer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.channel import Button, Line
from bot.content.beside import both
from bot.content.obligations import Obligation
from bot.conversation.context import Context
from bot.conversation.notice import Notice
from bot.conversation.record import Record
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.obliging import ShowObligations
from bot.store.incidents import CLOSED, MET, OVERDUE, RESOLVED, UNMET, Event, about
from bot.store.people import Who

TIMER = "obligation"  # the target of a step passes
SAID = {
    MET: Text("{name}, done: {step}. {words}"),
    UNMET: Text("{name}, not done: {step}. Reason: {words}"),
    OVERDUE: Text("The target has passed: {step}"),
}


def obligations(context: Context, record: Record) -> tuple[Obligation, ...]:
    """Those of its kind, as the organisation whose record it is has chosen."""
    if record.standing is None or not record.flow.ways.incident:
        return ()
    kinds = {one.value for one in record.items if isinstance(one.value, str)}
    policy = context.policy_at(record.kept.site_id)
    chosen = context.library.obligations.of(policy.obligations)
    others = context.library.criteria.others(policy.entity)
    return tuple(
        replace(one, criteria=tuple(id for id in one.criteria if id not in others))
        for one in chosen
        if kinds.intersection(one.kinds)
    )


def said_of(record: Record, one: Obligation) -> Event | None:
    """What was said of it last: that it is done, or why not."""
    return next((e for e in reversed(record.happened) if e.kind in (MET, UNMET) and about(e.words)[0] == one.id), None)


def unsaid(context: Context, record: Record) -> list[Obligation]:
    """Those of which nobody has said anything yet."""
    return [one for one in obligations(context, record) if said_of(record, one) is None]


def reported_at(record: Record) -> datetime:
    """When somebody was first notified of it, or is."""
    return record.kept.told_at or record.finished_at or record.began_at


def target(record: Record, one: Obligation) -> datetime:
    return reported_at(record) + timedelta(minutes=one.within)


def expect(context: Context, record: Record) -> None:
    """The timer of the next target; of those that have passed already each has been said once."""
    warned = {about(event.words)[0] for event in record.happened if event.kind == OVERDUE}
    times = [target(record, one) for one in unsaid(context, record) if one.id not in warned]
    if times:
        context.tx.timers.set(TIMER, max(min(times), context.now), str(record.kept.id))


def asks(record: Record, who: Who) -> bool:
    """Is it asked of this reader: of whoever has it, or closes it?"""
    state = record.standing.state if record.standing else ""
    return record.taken_by(who.person_id) or state in (RESOLVED, CLOSED)


def lines(context: Context, made: Notice, who: Who) -> tuple[Line, ...]:
    """One line for each step, on the notice of whoever it is asked of."""
    asked = obligations(context, made.record) if asks(made.record, who) else ()
    return tuple(_line(made, one) for one in asked)


def _line(made: Notice, one: Obligation) -> Line:
    event, until = said_of(made.record, one), target(made.record, one)
    label = made.say(Text(one.label))
    if event is not None:
        said = Text("done") if event.kind == MET else Text("not done")
        return Line(label, made.say(said), "good" if event.kind == MET else "")
    if until <= made.now:
        return Line(label, made.say(Text("overdue since {time}", {"time": _clock(made, until)})), "finding")
    return Line(label, made.say(Text("until {time}", {"time": _clock(made, until)})))


def _clock(made: Notice, at: datetime) -> str:
    """By the clock of the site, with the day if it is another one."""
    return made.wording.clock(at, made.now, made.record.place.zone, made.lang)


def buttons(context: Context, made: Notice, who: Who) -> tuple[Button, ...]:
    """The way to all of them, where there is any."""
    asked = obligations(context, made.record) if asks(made.record, who) else ()
    if not asked:
        return ()
    left = len(unsaid(context, made.record))
    label = Text("Required steps ({left} open)", {"left": left}) if left else Text("Required steps")
    return (button(made.say(label), ShowObligations(made.record.kept.id)),)


def told(context: Context, made: Notice, event: Event) -> str:
    """An event about a step, in the history."""
    step, words = about(event.words)
    known = {one.id: Text(one.label) for one in obligations(context, made.record)}
    fill = {"name": event.name, "step": known.get(step, step), "words": words}
    return made.say(Text(SAID[event.kind].source, fill))


def whole(made: Notice, one: Obligation) -> Iterator[Line]:
    """A step in full: what to do, on which basis, and how it stands."""
    event, minutes = said_of(made.record, one), int((made.now - reported_at(made.record)).total_seconds() // 60)
    named = Text("{do} ({criteria})", {"do": Text(one.do), "criteria": both(one.criteria, one.basc)})
    do = made.say(named if one.criteria else Text(one.do))
    if event is None:
        stands = _line(made, one)
        since = Text("{stands}; {minutes} min since the report", {"stands": stands.value, "minutes": minutes})
        yield Line(do, made.say(since), stands.mark)
        return
    words = {"name": event.name, "time": _clock(made, event.at), "words": about(event.words)[1]}
    if event.kind == MET:
        yield Line(do, made.say(Text("done, {name}, {time}: {words}", words)), "good")
    else:
        yield Line(do, made.say(Text("not done, {name}, {time}: {words}", words)))
