"""Telling those who must know: at once what nobody may wait with, and the whole record when it is finished; each in their
own language on their own channel. "I'll handle it" shows everybody who took it.
"""

from __future__ import annotations

import logging

from bot.channels.channel import Message
from bot.conversation.calling import call_lines
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Cancelled, Duty
from bot.conversation.last_card import nobody, numbers_for, reach_lines
from bot.conversation.presses import TakeReport, WhatToDo
from bot.conversation.readers import may_read
from bot.conversation.record import Record, read_record
from bot.conversation.telling import drawn, notice, spread, word, write
from bot.duties import unfinished
from bot.engine.events import Answered, Finished
from bot.engine.kinds import Colleague
from bot.engine.run import current
from bot.engine.talk import Text
from bot.engine.telling import graver, taken_back, urgent
from bot.store.reports import slot_of
from bot.store.runs import KeptRun

NOT_SENT = Text("This report was not sent to you.")

log = logging.getLogger("sello.notices")


def answered(context: Context, occasion: Occasion, event: Answered) -> None:
    """Nobody waits for the end to learn of danger. From then on each answer fills in the notice."""
    first = next(one for one in occasion.events if isinstance(one, Answered))
    if occasion.run.done or event is not first:
        return
    if occasion.kept.told_at or urgent(occasion.events, occasion.run.answers):
        _told_now(context, occasion)
    elif _names(occasion):
        unfinished.expect(context, occasion.kept.id)


def _names(occasion: Occasion) -> bool:
    """Is it asked now whom it is about? Nobody is told before that; but it must not end here in silence."""
    now = current(occasion.flow, occasion.run)
    return now is not None and bool(now.tell) and isinstance(now.kind, Colleague)


def _told_now(context: Context, occasion: Occasion) -> None:
    kept = occasion.kept
    record = context.record(kept)
    worse = not kept.told_at or graver(record.severity, kept.severity)
    spread(context, record, anew=worse)
    context.tx.runs.tell(kept, context.now, record.verdict.outcome.id, record.severity)
    unfinished.expect(context, kept.id)
    if taken_back(occasion.events):
        _corrected(context, occasion, record)
    if worse:
        _say_who(context, record)


def _corrected(context: Context, occasion: Occasion, record: Record) -> None:
    """Where there was danger is none anymore: a phone rings for that, too."""
    changed = {e.step.id for e in occasion.events if isinstance(e, Answered)}
    items = [i for i in record.items if i.step.id in changed]
    word(context, record, Text("{name} has corrected this answer.", {"name": context.who.name}), items)


def _say_who(context: Context, record: Record) -> None:
    """The reporter reads on the next card who is being notified; or at once that nobody is there."""
    reached = context.tx.reports.reached(record.kept.id)
    if reached:
        context.added = reach_lines(context, record.kept, reached, context.lang)
        return
    context.note = nobody(record, ())
    context.added = call_lines(numbers_for(context, record), context.say)
    log.warning("notice.nobody run=%d outcome=%s", record.kept.id, record.verdict.outcome.id)


def finished(context: Context, occasion: Occasion, event: Finished) -> None:
    """The whole record, to the people whom the outcome names and to those who were told before."""
    kept, outcome = occasion.kept, event.verdict.outcome
    if not (outcome.notify or kept.told_at):
        return
    record = context.record(kept)
    unfinished.over(context, kept)
    spread(context, record, anew=urgent(occasion.events, occasion.run.answers) is not None)
    if outcome.notify and not context.tx.reports.reached(kept.id):
        log.warning("notice.nobody run=%d outcome=%s", kept.id, outcome.id)


def cancelled(context: Context, occasion: Occasion, _event: Cancelled) -> None:
    """Whoever was told learns that no more will follow; what they were told stays."""
    if not occasion.kept.told_at:
        return
    record = context.record(occasion.kept)
    unfinished.over(context, occasion.kept)
    spread(context, record, anew=False)
    mistake = Text("{name} says that it was a mistake. Call to make sure.", {"name": context.who.name})
    ended = Text("{name} canceled this before finishing it.", {"name": context.who.name})
    word(context, record, mistake if occasion.flow.begun_by else ended)


def take(context: Context, press: TakeReport) -> None:
    """ "I'll handle it": everybody who was told sees who took it, and when."""
    record = _told(context, context.tx.runs.lock(press.run))  # the next who takes it reads that this one has it
    if record is None:
        context.toast(NOT_SENT)
        return
    new = context.tx.reports.take(record.kept.id, context.who.person_id, context.now)
    context.toast(Text("Got it: you are handling this.") if new else Text("You are already handling this."))
    if new:
        _taken(context, read_record(context.tx, record.kept, *context.run_of(record.kept)))


def _told(context: Context, kept: KeptRun | None) -> Record | None:
    """The record of a run; None if whoever is speaking was not told of it, or may not know anymore."""
    told = kept is not None and context.who.person_id in {r.person_id for r in context.tx.reports.reached(kept.id)}
    record = context.record(kept) if kept is not None and told else None
    return record if record is not None and may_read(context, record, context.who) else None


def _taken(context: Context, record: Record) -> None:
    told = context.tx.reports.reached(record.kept.id)
    for who in context.tx.people.those([one.person_id for one in told if one.at or one.waits]):
        if not may_read(context, record, who):
            continue
        if who.person_id == context.who.person_id:
            context.show(slot_of(record.kept.id), drawn(context, record, who), edit=True)
        else:
            write(context, record, who, edit=True)
    _tell_reporter(context, record)


def _tell_reporter(context: Context, record: Record) -> None:
    """Whoever reported it learns that somebody has it."""
    reporter = context.tx.people.whom(record.kept.person_id)
    if record.flow.silent or reporter is None or reporter.person_id == context.who.person_id:
        return
    said = Text("{name} is handling your report.", {"name": context.who.name})
    message = notice(context, record, reporter).taken(said)
    context.notify(reporter, "", message, key=f"taken/{record.kept.id}/{context.who.person_id}")


def what_to_do(context: Context, press: WhatToDo) -> None:
    """All of it, below everything: the notice has only what comes first."""
    record = _told(context, context.tx.runs.get(press.run))
    if record is None:
        context.toast(NOT_SENT)
        return
    made = notice(context, record, context.who)
    title = made.say(record.title)
    context.show("to-do", Message(title=title, lead=made.to_do(made.do, len(made.do)), fallback=title), edit=False)


DUTY = Duty(
    presses={TakeReport: take, WhatToDo: what_to_do},
    events={Answered: answered, Finished: finished, Cancelled: cancelled},
)
