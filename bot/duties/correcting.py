"""A report that was sent is corrected by its reporter, one answer at a time. What was said before stays on record.

The report is open once more while the question is asked, with the number and the end that it has. Those who were notified read
what was corrected; what decides where it is or how serious it is, they hear.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.channel import Button, Message
from bot.conversation.context import Context, Occasion, card_slot
from bot.conversation.duty import Duty
from bot.conversation.last_card import last_card
from bot.conversation.pen import cut
from bot.conversation.record import Record
from bot.conversation.telling import pictures_of, word
from bot.duties import runs
from bot.engine.again import corrected
from bot.engine.events import MISSING, Answered, Finished
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Container, Place, Plate
from bot.engine.talk import Text
from bot.engine.telling import urgent
from bot.engine.view import Ended, view
from bot.presses.buttons import button, turning
from bot.presses.correcting import CorrectAnswer, CorrectReport
from bot.presses.following import WriteTo
from bot.store.incidents import CORRECTED
from bot.store.runs import KeptRun

TIMER = "correcting"
LEFT = timedelta(minutes=30)  # after which a question that was opened and not answered is closed again; ours
LABEL = 60  # characters of an answer on a button
AGAIN = Text("What you answer now is kept beside your earlier answer, which stays on record.")
DONE = Text("Your correction is kept. What you said before stays on record.")


def show(context: Context, press: CorrectReport) -> None:
    """Every answer, to be corrected; and a way to add something in one's own words."""
    record = _mine(context, context.tx.runs.get(press.run))
    if record is None:
        context.toast(runs.NOT_YOURS)
        return
    add = (button(context.say(Text("Add something")), WriteTo(press.run), "primary"),) if record.standing else ()
    text = context.say(Text("Which answer is not right?"))
    message = Message(
        title=context.say(Text("{title} {number}", {"title": record.title, "number": record.number})),
        text=text,
        options=tuple(_option(context, record, place) for place in range(len(record.items))),
        columns=1,
        page=press.page,
        pages=turning(CorrectReport(press.run)),
        choose=context.say(Text("Choose")),
        controls=(*add, context.menu_button()),
        fallback=text,
    )
    context.show("menu", message, edit=bool(press.page))


def _option(context: Context, record: Record, place: int) -> Button:
    item = record.items[place]
    fill = {"question": context.say(item.label).removesuffix("."), "answer": item.shown}
    label = cut(context.say(Text("{question}: {answer}", fill)), LABEL)
    return button(label, CorrectAnswer(record.kept.id, record.kept.version, place))


def _mine(context: Context, kept: KeptRun | None) -> Record | None:
    """The record, if it is a report that whoever is speaking has sent and may correct."""
    if kept is None or kept.person_id != context.who.person_id or kept.status != "finished":
        return None
    record = context.record(kept)
    return record if correctable(record.flow) else None


def correctable(flow: Flow) -> bool:
    return flow.ways.incident and not flow.begun_by


def ask(context: Context, press: CorrectAnswer) -> None:
    """The report is open once more, at this question."""
    kept = context.tx.runs.lock(press.run)
    record = _mine(context, kept)
    if kept is None or record is None:
        context.toast(runs.NOT_YOURS)
        return
    if press.version != kept.version or press.place >= len(record.items):
        context.toast(runs.EARLIER)
        show(context, CorrectReport(press.run))
        return
    assert record.finished_at, "it is finished"
    _flow, run = context.run_of(kept)
    opened = corrected(run, record.items[press.place].step, record.finished_at.isoformat())
    if not context.tx.sign_offs.reopen(kept, opened.as_json(), context.now):
        runs.beaten(context, kept.id)
        return
    now = context.tx.runs.lock(kept.id)
    assert now, "it is locked"
    context.tx.timers.set(TIMER, context.now + LEFT, f"{now.id}:{now.version}")
    context.focus(now.id)
    runs.show(context, now, edit=False, note=AGAIN)


def left(context: Context, subject: str) -> None:
    """It was opened, and nothing was said: it is as it was."""
    run_id, version = map(int, subject.split(":"))
    kept = context.tx.runs.lock(run_id)
    if kept is None or kept.status != "open" or kept.version != version:
        return
    flow, run = context.run_of(kept)
    over, ended = run.but(at="", drafts={}, done=True), run.verdict(flow)
    context.tx.runs.move(kept, over.as_json(), context.now)
    moved, at = replace(kept, version=kept.version + 1), datetime.fromisoformat(run.corrects)
    context.tx.runs.finish(
        moved, at, ended.outcome.id, ended.severity, ended.score, passed=ended.passed, number=kept.number
    )
    _closed(context, kept.id)


def _closed(context: Context, run_id: int) -> None:
    """The card of the question is the last card again."""
    kept = context.tx.runs.get(run_id)
    reporter = context.tx.people.whom(kept.person_id) if kept else None
    if kept is None or reporter is None:
        return
    flow, run = context.run_of(kept)
    shown = view(flow, run, context.now.date())
    assert isinstance(shown, Ended)
    card = replace(last_card(context, kept, flow, shown, reporter), only_in_place=True)
    context.notify(reporter, card_slot(run_id), card, edit=True, notice=False)


def answered(context: Context, occasion: Occasion, event: Answered) -> None:
    """On record as an event, for those who were notified."""
    kept = occasion.kept
    if not occasion.run.corrects or event.before is MISSING or context.tx.incidents.of(kept.id) is None:
        return
    words = json.dumps({"step": event.step.id, "before": event.before, "after": event.value}, ensure_ascii=False)
    context.tx.incidents.happened(kept.id, CORRECTED, context.said_at, context.who.person_id, words=words)


def finished(context: Context, occasion: Occasion, _event: Finished) -> None:
    """Everybody's notice says it already; a word of its own where it matters, and the new files."""
    if not occasion.run.corrects:
        return
    context.note = DONE
    changed = [one for one in occasion.events if isinstance(one, Answered) and one.before is not MISSING]
    record = context.record(occasion.kept)
    if any(_matters(occasion.flow, one) for one in changed) and not urgent(occasion.events, occasion.run.answers):
        steps = {one.step.id for one in changed}
        items = [item for item in record.items if item.step.id in steps]
        word(context, record, Text("{name} has corrected this answer.", {"name": context.who.name}), items)
    for one in changed:
        if isinstance(one.value, tuple) and isinstance(one.before, tuple):
            pictures_of(context, record, one.step.id, set(one.before))


def _matters(flow: Flow, event: Answered) -> bool:
    """Does it say where it is, which unit, or how serious? A file that came to the others is seen anyway."""
    step = event.step
    if isinstance(step.kind, Place | Container | Plate) or step.known_from in ("unit", "place"):
        return True
    return event.finding or bool(step.tell) or _decides(flow, step)


def _decides(flow: Flow, step: Step) -> bool:
    return any(step.id in condition for outcome in flow.outcomes for condition in outcome.when)


DUTY = Duty(
    presses={CorrectReport: show, CorrectAnswer: ask},
    events={Answered: answered, Finished: finished},
    timers={TIMER: left},
)
