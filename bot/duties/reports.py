"""Telling those who must know: at once what nobody may wait with, and the whole record when it is finished; each in their
own language on their own channel. What becomes of it then: incidents.py.
"""

from __future__ import annotations

import logging

from bot.channels.channel import Message
from bot.conversation.calling import call_lines
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Cancelled, Duty
from bot.conversation.last_card import brief_lines, nobody, numbers_for
from bot.conversation.mine import NOT_SENT, told_of
from bot.conversation.record import Record
from bot.conversation.telling import notice, spread, word
from bot.duties import unfinished
from bot.engine.events import Answered, Finished
from bot.engine.kinds import Colleague
from bot.engine.run import current
from bot.engine.talk import Text
from bot.engine.telling import graver, taken_back, urgent
from bot.presses.every import WhatToDo

log = logging.getLogger("sello.notices")


def answered(context: Context, occasion: Occasion, event: Answered) -> None:
    """Nobody waits for the end to learn of danger. From then on each answer fills in the notice."""
    first = next(one for one in occasion.events if isinstance(one, Answered))
    if occasion.run.done or event is not first:
        return
    if occasion.kept.told_at or urgent(occasion.events, occasion.run.answers):
        tell_now(context, occasion)
    elif _names(occasion):
        unfinished.expect(context, occasion.kept.id)


def _names(occasion: Occasion) -> bool:
    """Is it asked now whom it is about? Nobody is told before that; but it must not end here in silence."""
    now = current(occasion.flow, occasion.run)
    return now is not None and bool(now.tell) and isinstance(now.kind, Colleague)


def tell_now(context: Context, occasion: Occasion) -> None:
    """What is known so far."""
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
        context.added = brief_lines(context, record.kept, reached, context.lang)
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
    word(context, record, mistake if occasion.flow.begun_by or occasion.run.alarm else ended)


def what_to_do(context: Context, press: WhatToDo) -> None:
    """All of it, below everything: the notice has only what comes first."""
    record = told_of(context, context.tx.runs.get(press.run))
    if record is None:
        context.toast(NOT_SENT)
        return
    made = notice(context, record, context.who)
    title = made.say(record.title)
    context.show("to-do", Message(title=title, lead=made.to_do(made.do, len(made.do)), fallback=title), edit=False)


DUTY = Duty(
    presses={WhatToDo: what_to_do},
    events={Answered: answered, Finished: finished, Cancelled: cancelled},
)
