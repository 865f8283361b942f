"""What the programmes ask of whoever has an incident, ticked one after the other, each with who was informed and how.

Where a target of the company passes, whoever has it is reminded once; if it is still open later, those who are next hear it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.channels.channel import Button, Message
from bot.content.obligations import Obligation
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.expecting import policy_of
from bot.conversation.mine import incident, refresh
from bot.conversation.obliged import (
    TIMER,
    asks,
    expect,
    obligations,
    said_of,
    target,
    unsaid,
    whole,
)
from bot.conversation.progress import NOT_YOURS
from bot.conversation.record import Record
from bot.conversation.standing import severe
from bot.conversation.telling import notice, write
from bot.conversation.writing import asked
from bot.duties import escalating, menu
from bot.engine.kinds.typed import says_something
from bot.engine.talk import Refused, Said, Sent, Text, Typed
from bot.presses.buttons import button
from bot.presses.following import CloseIncident, Leave
from bot.presses.obliging import MeetObligation, MissObligation, ShowObligations
from bot.store.incidents import CLOSED, MET, OVERDUE, RESOLVED, UNMET, about

NEXT = "obligation-next"  # the timer after which those who are next hear of it
LATER = 60  # minutes until then, where no escalation policy says
WHO = Text("Who was informed, and how? For an investigation: who leads it, and where is it written down?")
WHY = Text("Why is it not done?")
WHAT = {MET: WHO, UNMET: WHY}
IN_WORDS = Text("Please write it in a few words.")
BEFORE = Text("Before this is closed: say of each step that it is done, or why not.")
OURS = Text("The criteria set no number of minutes: these targets are your company's own.")


def show(context: Context, press: ShowObligations) -> None:
    found = incident(context, press.run)
    if found is None:
        return
    record, _ = found
    if not asks(record, context.who):
        context.toast(NOT_YOURS)
        return
    show_all(context, record)


def show_all(context: Context, record: Record, note: Text | None = None) -> None:
    context.focus(None)
    context.show(f"obliged:{record.kept.id}", _all(context, record, note), edit=False)


def ended(context: Context, record: Record) -> None:
    """It is closed: where its steps are shown nothing is offered anymore."""
    card = replace(_all(context, record, None), options=(), only_in_place=True)
    context.show(f"obliged:{record.kept.id}", card, edit=True, pressed=False)


def _all(context: Context, record: Record, note: Text | None) -> Message:
    made = notice(context, record, context.who)
    every = obligations(context, record)
    text = made.say(Text("What the programs ask, by the clock of {site}", {"site": record.place.name}))
    return Message(
        title=made.title,
        note=made.say(note) if note else "",
        text=text,
        lines=tuple(line for one in every for line in whole(made, one)),
        hint=made.say(OURS),
        options=(*_ticks(context, record), *_close(context, record)),
        columns=1,
        fallback=text,
    )


def _ticks(context: Context, record: Record) -> tuple[Button, ...]:
    """That a step is done; of one that is resolved, that it is not, too."""
    run, say, left = record.kept.id, context.say, unsaid(context, record)
    resolved = record.standing is not None and record.standing.state == RESOLVED
    done = (button(say(Text("Done: {step}", {"step": Text(one.label)})), MeetObligation(run, one.id)) for one in left)
    undone = (
        button(say(Text("Not done: {step}", {"step": Text(one.label)})), MissObligation(run, one.id)) for one in left
    )
    return (*done, *undone) if resolved else tuple(done)


def _close(context: Context, record: Record) -> tuple[Button, ...]:
    resolved = record.standing is not None and record.standing.state == RESOLVED
    ready = resolved and not unsaid(context, record)
    return (button(context.say(Text("Close")), CloseIncident(record.kept.id), "good"),) if ready else ()


def hinders(context: Context, record: Record) -> bool:
    """Is it grave, and is there a step of which nothing was said? Then that is asked before it is closed."""
    if not severe(record) or not unsaid(context, record):
        return False
    show_all(context, record, BEFORE)
    return True


def meet(context: Context, press: MeetObligation) -> None:
    _ask(context, press.run, press.step, MET)


def miss(context: Context, press: MissObligation) -> None:
    _ask(context, press.run, press.step, UNMET)


def _ask(context: Context, run: int, step: str, what: str, note: Text | None = None) -> None:
    """What is typed next says who was informed, or why nobody was."""
    found = _open(context, run, step)
    if found is None:
        return
    record, one = found
    made, text = notice(context, record, context.who), context.say(WHAT[what])
    message = Message(
        title=made.title,
        note=context.say(note) if note else "",
        lead=(context.say(Text(one.do)),),
        text=text,
        entry="text",
        controls=(button(context.say(Text("Cancel")), Leave(run, f"{what}-{step}")),),
        fallback=text,
    )
    context.screen(message)
    context.show(f"obliged:{run}", message, edit=False)


def _open(context: Context, run: int, step: str) -> tuple[Record, Obligation] | None:
    """The incident, locked, and its step, if the speaker may tick it and nobody has."""
    found = incident(context, run)
    if found is None:
        return None
    record, _ = found
    one = next((one for one in obligations(context, record) if one.id == step), None)
    if one is None or not asks(record, context.who):
        context.toast(NOT_YOURS)
        return None
    if said_of(record, one) is not None:
        show_all(context, record)
        return None
    return record, one


def hears(context: Context, said: Said | Refused) -> bool:
    """Who was informed, or why nobody was."""
    press = asked(context)
    what, _, step = press.what.partition("-") if press else ("", "", "")
    if press is None or what not in WHAT:
        return False
    found = _open(context, press.run, step)
    if found is None:
        menu.show_menu(context)
        return True
    record, _ = found
    words = said.text if isinstance(said, Typed) else said.caption if isinstance(said, Sent) else ""
    if not says_something(words) or context.library.words.polite(words):
        _ask(context, press.run, step, what, said.text if isinstance(said, Refused) else IN_WORDS)
        return True
    files = (said.digest,) if isinstance(said, Sent) and said.digest else ()
    context.held |= set(files)
    kept = f"{step}\n{words.strip()}"
    context.tx.incidents.happened(press.run, what, context.said_at, context.who.person_id, words=kept, files=files)
    show_all(context, refresh(context, record.kept))
    return True


# The clock.


def ring(context: Context, subject: str) -> None:
    """A target has passed: whoever has it is reminded, once for each step. The run is not locked: a turn may wait for us."""
    record = _alive(context, int(subject))
    if record is None:
        return
    warned = {about(event.words)[0] for event in record.happened if event.kind == OVERDUE}
    left = [one for one in unsaid(context, record) if one.id not in warned]
    for one in [one for one in left if target(record, one) <= context.now]:
        context.tx.incidents.happened(record.kept.id, OVERDUE, context.now, words=one.id)
        context.tx.timers.set(NEXT, context.now + _later(context, record), f"{record.kept.id}:{one.id}")
        for who in context.tx.people.those([taker.person_id for taker in record.takers]):
            _remind(context, record, one, [who.person_id])
    after = _alive(context, record.kept.id, anew=True)
    if after is not None:
        expect(context, after)


def _alive(context: Context, run: int, *, anew: bool = False) -> Record | None:
    """The record of an incident that is not closed."""
    kept = context.tx.runs.get(run)
    if kept is None:
        return None
    if anew:
        context.records.clear()
    record = context.record(kept)
    return None if record.standing is None or record.standing.state == CLOSED else record


def _later(context: Context, record: Record) -> timedelta:
    """As long as the first step of the escalation policy waits."""
    held = policy_of(context, record)
    rung = held.rung(0, record.severity) if held else None
    return timedelta(minutes=rung.after if rung else LATER)


def _remind(context: Context, record: Record, one: Obligation, people: list[int]) -> None:
    for who in context.tx.people.those(people):
        made = notice(context, record, who)
        said = Text("The target has passed and this is open: {do}", {"do": Text(one.do)})
        context.notify(who, "", made.word(said))


def ring_next(context: Context, subject: str) -> None:
    """Still open: those whom the escalation policy names first read the incident, and what is open of it."""
    run, _, step = subject.partition(":")
    record = _alive(context, int(run))
    one = next((one for one in unsaid(context, record) if one.id == step), None) if record else None
    held = policy_of(context, record) if record else None
    rung = held.rung(0, record.severity) if held and record else None
    if record is None or one is None or rung is None:
        return
    there = {reached.person_id for reached in context.tx.reports.reached(record.kept.id)}
    takers = {taker.person_id for taker in record.takers}
    people = escalating.people_of(context, record, rung, takers)
    for who in people:
        if who.person_id not in there:
            write(context, record, who)
    _remind(context, record, one, [who.person_id for who in people])


DUTY = Duty(
    presses={ShowObligations: show, MeetObligation: meet, MissObligation: miss},
    hears=hears,
    timers={TIMER: ring, NEXT: ring_next},
)
