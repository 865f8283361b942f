"""Who was really told: the reporter reads it as it is delivered, and hears at once when somebody cannot be reached.

Then another chat of theirs is tried, and then the next who may read it. Who comes back gets what they have missed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.channels.channel import Message
from bot.channels.written import MESSAGE
from bot.conversation.calling import ROLE, call_lines
from bot.conversation.context import Context, card_slot
from bot.conversation.duty import Delivered, Duty, Undelivered
from bot.conversation.last_card import NOT_YET, last_card, mended, nobody, numbers_for, reach_lines
from bot.conversation.readers import may_read, readers
from bot.conversation.record import Record
from bot.conversation.telling import UNREAD, drawn, pictures, write
from bot.duties import escalating
from bot.engine.talk import Text
from bot.engine.view import Ended, view
from bot.store import places
from bot.store.letters import Letter
from bot.store.people import Who
from bot.store.reports import Reached, run_of, slot_of
from bot.store.runs import KeptRun


def delivered(context: Context, event: Delivered) -> None:
    """A notice has come: its reporter reads that. The lock lets two that come at once both stand on the closing card."""
    run_id = run_of(event.letter.slot)
    kept = context.tx.runs.lock(run_id) if run_id is not None else None
    if kept is not None and kept.status == "finished":
        _closed_again(context, kept)
    elif kept is not None and kept.status == "open":
        _asked_again(context, kept)
        _after_all(context, kept)


def _asked_again(context: Context, kept: KeptRun) -> None:
    """The card of the open question, where it says who is being notified."""
    last = places.last(context.tx, card_slot(kept.id), kept.person_id)
    theirs = context.tx.people.accounts(kept.person_id) if last else []
    reporter = next((who for who in theirs if last and (who.line, who.address) == last[0]), None)
    if last is None or reporter is None:
        return
    card = mended(context, MESSAGE.validate_json(last[1]), kept, context.reads(reporter))
    if card is not None:
        context.notify(reporter, card_slot(kept.id), card, edit=True, notice=False)


def _after_all(context: Context, kept: KeptRun) -> None:
    """Whoever was told to call because nobody had it yet, or somebody was not there, hears that it has come."""
    reached = context.tx.reports.reached(kept.id)
    warnings = [_unread(kept.id), *(_missed(kept.id, one.person_id) for one in reached)]
    reporter = context.tx.people.whom(kept.person_id)
    if reporter is None or not context.tx.reports.written(warnings):
        return
    record, lang = context.record(kept), context.reads(reporter)
    text = context.wording.say(Text("Your report has arrived."), lang)
    message = Message(
        title=context.wording.say(record.title, lang),
        text=text,
        lines=reach_lines(context, kept, reached, lang),
        fallback=text,
    )
    context.notify(reporter, "", message, key=f"arrived/{kept.id}")


def _unread(run: int) -> str:
    """The key of the letter that says that no platform has taken it yet."""
    return f"unread/{run}"


def _missed(run: int, person: int) -> str:
    """The key of the letter that says that somebody could not be reached."""
    return f"unreached/{run}/{person}"


def _closed_again(context: Context, kept: KeptRun) -> None:
    """The closing card, as it is true now."""
    reporter = context.tx.people.whom(kept.person_id)
    if reporter is None:
        return
    flow, run = context.run_of(kept)
    if flow.silent:
        return
    ended = view(flow, run, context.now.date())
    assert isinstance(ended, Ended)
    card = replace(last_card(context, kept, flow, ended, reporter), only_in_place=True)
    context.notify(reporter, card_slot(kept.id), card, edit=True)


def undelivered(context: Context, event: Undelivered) -> None:
    """A notice was given up for good."""
    lost = event.letter
    if not lost.notice or lost.person is None:
        return
    context.tx.people.missed(lost.person, lost.id)
    run_id = run_of(lost.slot)
    kept = context.tx.runs.lock(run_id) if run_id is not None else None
    if kept is None:
        return
    reached = context.tx.reports.reached(kept.id)
    theirs = next((one for one in reached if one.person_id == lost.person), None)
    if theirs is not None and not theirs.has_it:
        _unreached(context, context.record(kept), lost, reached)


def unread(context: Context, subject: str) -> None:
    """No platform has taken it yet: one may be down. The next who may read it is tried, and the reporter told to call."""
    kept = context.tx.runs.get(int(subject))
    reached = context.tx.reports.reached(int(subject))
    if kept is None or not any(one.waits for one in reached) or any(one.at for one in reached):
        return
    record = context.record(kept)
    _next(context, record, reached, without={one.person_id for one in reached})
    reporter = context.tx.people.whom(kept.person_id)
    if reporter is not None and not record.flow.silent:  # somebody may be watching their phone
        _urge(context, record, reporter)


def _urge(context: Context, record: Record, reporter: Who) -> None:
    lang = context.reads(reporter)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    text = say(NOT_YET)
    reached = context.tx.reports.reached(record.kept.id)
    numbers = call_lines(numbers_for(context, record), say)
    lines = (*reach_lines(context, record.kept, reached, lang), *numbers)
    message = Message(title=say(record.title), note=text, lines=lines, fallback=text)
    context.notify(reporter, "", message, key=_unread(record.kept.id))


def _next(context: Context, record: Record, reached: Sequence[Reached], without: Collection[int]) -> None:
    """Whoever reads it instead of those in `without`, and was not told yet."""
    there = {one.person_id for one in reached}
    for who in readers(context, record, without):
        if who.person_id not in there:
            write(context, record, who)


def _unreached(context: Context, record: Record, lost: Letter, reached: tuple[Reached, ...]) -> None:
    """They have had it nowhere: another chat of theirs, or else somebody else; and the reporter hears of it."""
    assert lost.person is not None
    if other := _other_chat(context, lost, lost.person):
        write(context, record, other)
        return
    _next(context, record, reached, without={one.person_id for one in reached if not one.has_it})
    _tell_reporter(context, record, lost.person)
    escalating.at_once(context, record)
    if record.finished:
        _closed_again(context, record.kept)
    else:
        _asked_again(context, record.kept)


def _other_chat(context: Context, lost: Letter, person_id: int) -> Who | None:
    tried = context.tx.letters.chats(lost.slot, person_id)
    accounts = context.tx.people.accounts(person_id)
    return next((who for who in accounts if (who.line, who.address) not in tried), None)


def _tell_reporter(context: Context, record: Record, person_id: int) -> None:
    """At once, and with the numbers to call if nobody is left."""
    reporter = context.tx.people.whom(record.kept.person_id)
    reached = context.tx.reports.reached(record.kept.id)
    missing = next(one for one in reached if one.person_id == person_id)
    if reporter is None or record.flow.silent:
        return
    lang = context.reads(reporter)
    fill = {"name": missing.name, "role": ROLE.get(missing.role, missing.role)}
    left = any(one.has_it for one in reached)
    text = context.wording.say(
        Text("{name} ({role}) could not be reached.", fill) if left else nobody(record, reached), lang
    )
    message = Message(
        title=context.wording.say(record.title, lang),
        note=text,
        lines=reach_lines(context, record.kept, reached, lang),
        fallback=text,
    )
    context.notify(reporter, "", message, key=_missed(record.kept.id, person_id))


def returned(context: Context) -> None:
    """The first sign of life: what they have missed, as it is now, below everything."""
    since = context.who.missed_at
    assert since is not None
    context.tx.people.back(context.who.person_id)
    for run_id in context.tx.reports.missed(context.who.person_id, since):
        kept = context.tx.runs.get(run_id)
        if kept is not None and may_read(context, context.record(kept), context.who):
            _again(context, context.record(kept))


def _again(context: Context, record: Record) -> None:
    context.notify(context.who, slot_of(record.kept.id), drawn(context, record, context.who))
    if record.finished:
        pictures(context, record, context.who, again=True)


DUTY = Duty(timers={UNREAD: unread}, delivered=delivered, undelivered=undelivered, returned=returned)
