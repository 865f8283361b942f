"""Telling those who must know: a finished report or a finding goes to the roles its outcome names, each in their own
language on their own channel; "I have it" shows everybody who took it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.channels.channel import Button, Message, albums
from bot.conversation.buttons import button
from bot.conversation.context import Context, Occasion
from bot.conversation.duty import Cancelled, Duty
from bot.conversation.notice import Notice, compared
from bot.conversation.presses import TakeReport
from bot.conversation.record import Record
from bot.engine.events import Answered, Finished, Raised, Withdrawn
from bot.engine.talk import Text
from bot.engine.walk import Item
from bot.store.people import Who
from bot.store.runs import KeptRun

# The words of an outcome are written for places where somebody reads the report, and say that they were told.
NOBODY = Text(
    "Nobody has been told: nobody else is registered to read this. Whatever it says below, call your supervisor or "
    "manager now."
)

log = logging.getLogger("sello.notices")


def report_slot(run_id: int) -> str:
    """The place of a report in a reader's conversation."""
    return f"report:{run_id}"


def _alarms(run_id: int) -> str:
    return f"alarm:{run_id}"


def tell(context: Context, occasion: Occasion, event: Finished) -> None:
    """Tells the people whom the outcome names, once each; who has reported learns it if there was nobody to tell."""
    kept, outcome = occasion.kept, event.verdict.outcome
    if not outcome.notify:
        return
    people = _audience(context, kept, outcome.notify)
    if not people:
        context.note = NOBODY
        log.warning("notice.nobody run=%d outcome=%s", kept.id, outcome.id)
        return
    record = context.record(kept)
    files = albums([picture for pictures in record.pictures.values() for picture in pictures])
    for who in people:
        context.notify(
            who, report_slot(kept.id), _report(context, record, who), key=f"report/{kept.id}/{who.person_id}"
        )
        for number, album in enumerate(files):
            context.notify(who, "", Message(pictures=album), key=f"pictures/{kept.id}/{who.person_id}/{number}")


def alarm(context: Context, occasion: Occasion, event: Raised) -> None:
    """Nobody waits for "Finish" to learn of danger: it is told at once, and the whole record follows."""
    kept, step = occasion.kept, event.step
    if occasion.run.done or not step.on_fail.danger:
        return
    record = context.record(kept)
    items = [i for i in record.items if i.step.id in (step.id, compared(step))]
    told = Text("{name} was told to stop. The whole record follows when it is finished.", {"name": context.who.name})
    for who in _audience(context, kept, record.verdict.outcome.notify):
        message = _drawn(context, record, who).word(told, items, step.on_fail.severity)
        context.notify(who, _alarms(kept.id), message)


def corrected(context: Context, occasion: Occasion, event: Withdrawn) -> None:
    """Whoever was alarmed learns what the answer is now: the record that follows may be one that nobody is sent."""
    dangers = [e for e in occasion.events if isinstance(e, Withdrawn) and e.step.on_fail.danger]
    if occasion.run.done or event not in dangers[:1]:  # one word for all that was taken back at once
        return
    changed = {e.step.id for e in occasion.events if isinstance(e, Answered)}
    items = [i for i in context.record(occasion.kept).items if i.step.id in changed]
    _told_again(context, occasion, Text("{name} has corrected this answer.", {"name": context.who.name}), items)


def cancelled(context: Context, occasion: Occasion, _event: Cancelled) -> None:
    """Whoever was alarmed learns that no record will follow."""
    _told_again(
        context, occasion, Text("{name} has cancelled this before it was finished.", {"name": context.who.name})
    )


def _told_again(context: Context, occasion: Occasion, said: Text, items: Sequence[Item] = ()) -> None:
    slot = _alarms(occasion.kept.id)
    for who in context.tx.people.those(context.tx.letters.told(slot)):
        notice = _drawn(context, context.record(occasion.kept), who)
        context.notify(who, slot, notice.word(said, items))


def _audience(context: Context, kept: KeptRun, roles: Sequence[str]) -> list[Who]:
    """The roles at the site; where there is nobody else, those of the other sites: a report must not stay unread."""
    for site_id in (kept.site_id, None):
        found = context.tx.people.staff(kept.organisation_id, roles, site_id)
        others = [who for who in found if who.person_id != kept.person_id]
        if others:
            return others
    return []


def _drawn(context: Context, record: Record, who: Who) -> Notice:
    return Notice(record, context.wording_at(record.kept.site_id), context.reads(who), context.now)


def _report(context: Context, record: Record, who: Who) -> Message:
    notice = _drawn(context, record, who)
    return notice.whole(None if record.taken_by(who.person_id) else _have(notice))


def _have(notice: Notice) -> Button:
    return button(notice.say(Text("I have it")), TakeReport(notice.record.kept.id), "good")


def take(context: Context, press: TakeReport) -> None:
    """ "I have it": everybody who was told sees who took it, and when."""
    kept = context.tx.runs.lock(press.run)  # the next who takes it reads that this one has it
    told = context.tx.letters.told(report_slot(press.run))
    if kept is None or kept.status != "finished" or context.who.person_id not in told:
        context.toast(Text("This report was not sent to you."))
        return
    new = context.tx.reports.take(kept.id, context.who.person_id, context.now)
    context.toast(Text("Noted: you have it.") if new else Text("You have it already."))
    if new:
        _taken(context, context.record(kept), told)


def _taken(context: Context, record: Record, told: Sequence[int]) -> None:
    kept = record.kept
    staff = context.tx.people.staff(kept.organisation_id, record.verdict.outcome.notify)
    for who in (w for w in staff if w.person_id in told):
        message = _report(context, record, who)
        if who.person_id == context.who.person_id:
            context.show(report_slot(kept.id), message, edit=True)
        else:
            context.notify(who, report_slot(kept.id), message, edit=True)
    _tell_reporter(context, record)


def _tell_reporter(context: Context, record: Record) -> None:
    """Whoever reported it learns that somebody has it."""
    reporter = context.tx.people.whom(record.kept.person_id)
    if reporter is None or reporter.person_id == context.who.person_id:
        return
    said = Text("{name} has your report.", {"name": context.who.name})
    message = _drawn(context, record, reporter).taken(said)
    context.notify(reporter, "", message, key=f"taken/{record.kept.id}/{context.who.person_id}")


DUTY = Duty(
    presses={TakeReport: take},
    events={Finished: tell, Raised: alarm, Withdrawn: corrected, Cancelled: cancelled},
)
