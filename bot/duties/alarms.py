"""The quick alarm: two taps notify those who must know of the kind and the last known place; the form comes afterwards.

An alarm is a run of a report whose first answers are given by the button. It is kept, told and ended as every report is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.channels.channel import Button, Message
from bot.conversation.beginning import begun
from bot.conversation.calling import call_lines
from bot.conversation.context import Context, Occasion, card_slot
from bot.conversation.duty import Duty
from bot.conversation.last_card import next_card
from bot.conversation.vocabulary import Word
from bot.duties import danger, menu, reports, runs
from bot.engine.alarms import Alarm, alarm_of, alarms
from bot.engine.flow import Flow
from bot.engine.kinds import Place
from bot.engine.kinds.texts import placed
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.engine.view import Question, view
from bot.presses.alarming import RaiseAlarm, ShowAlarm
from bot.presses.buttons import button
from bot.presses.every import InDanger
from bot.store.asides import KeptAside
from bot.store.incidents import ALARM, LAST_PLACE, LAST_UNIT
from bot.store.runs import KeptRun

TITLE = Text("What is happening?")
AT_ONCE = Text("Press what it is. It is sent at once, with your last known place. You can tell the rest afterwards.")
GONE = Text("That button is too old. Press again what is happening.")
NOT_YOURS = Text("You cannot send an alarm from here. Call now.")


def show(context: Context, note: Text | None = None) -> None:
    """The kinds of alarm, on one card."""
    flows = [flow for flow in context.library.today.values() if flow.alarms and menu.offered(context, flow)]
    aside = context.tx.asides.keep(context.who.person_id, "", context.said_at)
    in_danger = button(context.say(danger.IN_DANGER), InDanger(aside), "bad")
    title = context.say(TITLE)
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        text=context.say(AT_ONCE if flows else NOT_YOURS),
        lines=call_lines(context.policy.numbers, context.say),
        options=(in_danger, *(option for flow in flows for option in _options(context, aside, flow))),
        columns=1,
        controls=(context.menu_button(),),
        fallback=title,
    )
    context.show("menu", message, edit=False)


def _options(context: Context, aside: int, flow: Flow) -> list[Button]:
    """Each stands for itself: no heading is shown above it."""
    return [
        button(context.say(one.option.label), RaiseAlarm(aside, flow.id, one.step.id, one.option.id), "bad")
        for one in alarms(flow)
    ]


def sound(context: Context, press: RaiseAlarm) -> None:
    """The alarm. Pressed again, it is the same one."""
    flow = context.library.today.get(press.flow)
    aside = context.tx.asides.get(press.aside, context.who.person_id)
    alarm = alarm_of(flow, press.step, press.option) if flow and menu.offered(context, flow) else None
    if flow is None or aside is None or alarm is None:
        show(context, GONE)
        return
    there = aside.became or _open(context, flow, alarm)
    if there:
        context.toast(Text("Your alarm has been sent already."))
        runs.open_run(context, there)
        return
    _begin(context, flow, aside, alarm)


def _open(context: Context, flow: Flow, alarm: Alarm) -> int:
    """An alarm of the same kind that is not finished yet."""
    for kept in context.tx.runs.open(context.who.person_id):
        if kept.flow_id == flow.id:
            _, run = context.run_of(kept)
            if run.alarm and run.answers.get(alarm.step.id) == alarm.option.id:
                return kept.id
    return 0


def _begin(context: Context, flow: Flow, aside: KeptAside, alarm: Alarm) -> None:
    known = _last_known(context)
    occasion = begun(context, flow, {}, alarm.answers, alarm_at=_place_asked(flow, alarm))
    kept = occasion.kept
    context.tx.asides.became(aside.id, kept.id)
    context.tx.incidents.begin(kept.id, kept.organisation_id, "", context.now)
    context.tx.incidents.happened(kept.id, ALARM, context.said_at, context.who.person_id)
    for what, words, at in known:
        context.tx.incidents.happened(kept.id, what, at, context.who.person_id, words=words)
    context.happened(occasion)
    _told(context, occasion)
    context.focus(kept.id)
    _show(context, kept, occasion.flow, occasion.run)
    menu.publish(context)


def _told(context: Context, occasion: Occasion) -> None:
    """Also an answer that would not be told at once, if it came in its turn."""
    kept = context.tx.runs.get(occasion.kept.id)
    if kept is not None and not kept.told_at:
        reports.tell_now(context, occasion)


def _place_asked(flow: Flow, alarm: Alarm) -> str:
    """Where they are is asked first; empty if the report does not ask for it."""
    steps = Run(alarm.answers).asked(flow)
    return next((step.id for step in steps if isinstance(step.kind, Place)), "")


def _show(context: Context, kept: KeptRun, flow: Flow, run: Run) -> None:
    """What to do first, then where they are, and who is being notified."""
    card, first = next_card(context, kept, flow, run), view(flow, run.but(at=""), context.today)
    lead = context.cards(kept).leads(first.lead) if isinstance(first, Question) else ()
    numbers = call_lines(context.policy.numbers, context.say)
    lines = (*numbers, *(line for line in card.lines if line not in numbers))
    context.show(card_slot(kept.id), replace(card, progress=None, lead=lead or card.lead, lines=lines), edit=False)


def _last_known(context: Context) -> list[tuple[str, str, datetime]]:
    """Where they shared last that they are, with the time of it, and the unit of their last form."""
    unit = danger.known(context).get("unit")
    found = [(LAST_UNIT, unit, context.said_at)] if isinstance(unit, str) else []
    for kept in context.tx.runs.recent(context.who.person_id, danger.LATELY):
        answers = context.tx.runs.answers(kept.id)
        times = [(step, at) for step, at in context.tx.runs.times(kept.id) if placed(answers.get(step))]
        if times:
            step, at = times[-1]
            return [(LAST_PLACE, str(answers[step]), at), *found]
    return found


DUTY = Duty(
    words=(Word("alarm", Text("/alarm"), Text("Send an alarm with two taps")),),
    commands={"alarm": lambda context, _: show(context)},
    presses={ShowAlarm: lambda context, _: show(context), RaiseAlarm: sound},
)
