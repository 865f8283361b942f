"""A report of danger that was begun and not finished: those who were told hear of it, and the reporter is asked.

It never ends in silence: the timer moves with each answer, and goes off until the report is finished, canceled or stale.
"""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Message
from bot.conversation.calling import call_lines
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.last_card import NOT_YET, nobody, numbers_for
from bot.conversation.record import Record
from bot.conversation.telling import spread, word
from bot.duties import runs
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.every import AmSafe, OpenRun, SendAsItIs
from bot.store.people import Who
from bot.store.runs import KeptRun

TIMER = "unfinished"
ARRIVED = Text(
    "Are you OK? Your report is not finished. What you've told us so far has reached the people who read it."
)
OPEN = Text("Are you OK? Your report is not finished.")
# How long after the last answer it is asked. Not a rule of any program: what a company may change one day.
ASKED = (timedelta(minutes=10), timedelta(minutes=30), timedelta(minutes=90))


def expect(context: Context, run_id: int) -> None:
    """From now on somebody waits for the rest."""
    context.tx.timers.set(TIMER, context.now + ASKED[0], str(run_id))


def over(context: Context, kept: KeptRun) -> None:
    """Nobody waits anymore."""
    if kept.told_at:
        context.tx.timers.cancel(TIMER, str(kept.id))


def chase(context: Context, subject: str) -> None:
    """Nothing was heard for a while. The run is not locked: whoever answers just now is not held up."""
    kept = context.tx.runs.get(int(subject))
    if kept is None or kept.status != "open":
        return
    record = context.record(kept)
    if not kept.told_at:  # they were asked whom it is about, and did not say
        spread(context, record, anew=True)
        context.tx.runs.tell(kept, context.now, record.verdict.outcome.id, record.severity)
    silent = context.now - kept.touched_at
    said = {"minutes": round(silent.total_seconds() / 60), "name": record.reporter}
    word(context, record, Text("Not finished for {minutes} min. Call {name}.", said))
    reporter = context.tx.people.whom(kept.person_id)
    if reporter is not None:
        context.notify(reporter, "", _asked(context, record, reporter))
    if later := next((pause for pause in ASKED if pause > silent), None):
        context.tx.timers.set(TIMER, kept.touched_at + later, subject)


def _asked(context: Context, record: Record, reporter: Who) -> Message:
    """Are you all right?"""
    lang, run = context.reads(reporter), record.kept.id

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    asked, warning = _how_far(context, record)
    text, note = say(asked), say(warning) if warning else ""
    return Message(
        title=say(record.title),
        note=note,
        text=text,
        lines=call_lines(numbers_for(context, record), say),
        options=(
            button(say(Text("Continue")), OpenRun(run), "primary"),
            button(say(Text("That is all: send it")), SendAsItIs(run), "good"),
            button(say(Text("I am safe")), AmSafe(run)),
        ),
        fallback=" · ".join(filter(None, (note, text))),
    )


def _how_far(context: Context, record: Record) -> tuple[Text, Text | None]:
    """What the reporter is asked, and what they must know: whether anybody has it."""
    reached = context.tx.reports.reached(record.kept.id)
    if any(one.at and one.has_it for one in reached):
        return ARRIVED, None
    return OPEN, NOT_YET if any(one.waits for one in reached) else nobody(record, reached)


def safe(context: Context, press: AmSafe) -> None:
    """Whoever was told learns it at once; the report stays open."""
    kept = context.tx.runs.get(press.run)
    if kept is None or kept.person_id != context.who.person_id or not kept.told_at:
        context.toast(runs.NOT_YOURS)
        return
    record, reached = context.record(kept), context.tx.reports.reached(kept.id)
    word(context, record, Text("{name} says: I am safe.", {"name": context.who.name}))
    there = any(one.has_it for one in reached)
    context.toast(Text("Those who were notified will read that you are safe.") if there else nobody(record, reached))


DUTY = Duty(
    presses={AmSafe: safe, SendAsItIs: lambda context, press: runs.send(context, press.run)},
    timers={TIMER: chase},
)
