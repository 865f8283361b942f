"""The last card of a run, and on it who was really notified: by name and time, from what the platforms have taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.channels.channel import Line, Message
from bot.conversation.calling import ROLE, call_lines
from bot.conversation.closing import closing as facts
from bot.conversation.closing import failed_quiz
from bot.conversation.context import Context
from bot.conversation.known import showing
from bot.conversation.manual_cards import read_about
from bot.conversation.record import Record
from bot.engine.flow import Flow
from bot.engine.run import Run
from bot.engine.talk import Text
from bot.engine.view import Ended, Overview, View
from bot.policy import Numbers
from bot.store.people import Who
from bot.store.reports import Reached
from bot.store.runs import KeptRun

NOBODY = Text("Nobody is set up to receive this. Call your supervisor or manager now.")
UNREACHED = Text("Nobody could be reached. Call your supervisor or manager now.")
CONFIDENT = Text("Nobody who may read this could be reached. Call the person named in your security plan now.")
NOT_YET = Text("Your report has not arrived yet. Do not wait for it: call now.")
TOLD, TELLING, LOST = Text("Notified"), Text("Being notified"), Text("Not reached")
UNREADY = Text("{name} ({role})")
READY = Text("{name} ({role}), {time}")
MANY = Text("{name} ({role}) and {count} more")
OF_ALL = Text("{name} ({role}), {time}; {count} of {all}")
SINCE = Text("{name} ({role}), {time}; could not be reached after that")

FEW = 3  # people whom a card names one by one while it asks something


def last_card(context: Context, kept: KeptRun, flow: Flow, ended: Ended, who: Who) -> Message:
    """The card of a finished run, for its reporter."""
    lang = context.reads(who)
    note = context.wording.say(context.note, lang) if context.note else ""
    record = context.record(kept)
    more = read_about(context, record, who) if failed_quiz(record) else ()
    card = facts(context.cards(kept, lang).ended(flow, ended, note), record, context.wording, lang, more)
    if not (ended.verdict.outcome.notify or kept.told_at):
        return card
    reached = context.tx.reports.reached(kept.id)
    if not any(one.has_it for one in reached):
        card = replace(card, note=context.wording.say(nobody(record, reached), lang))
    return replace(card, lines=(*reach_lines(context, kept, reached, lang), *card.lines))


def nobody(record: Record, reached: Sequence[Reached]) -> Text:
    """What is said where nobody was reached: what is confidential is for few, on the telephone as well."""
    if record.confidential:
        return CONFIDENT
    return UNREACHED if reached else NOBODY


def next_card(context: Context, kept: KeptRun, flow: Flow, run: Run) -> Message:
    """What a run shows after a move, with what the duties have to say about it."""
    shown = showing(context, flow, run)
    if isinstance(shown, Ended):
        return last_card(context, kept, flow, shown, context.who)
    card = context.cards(kept).card(flow, shown, context.note)
    return replace(card, lines=(*card.lines, *context.added)) if context.added else card


def since_the_answer(context: Context, card: Message, kept: KeptRun, shown: View) -> Message:
    """The card of an open question, with who was notified of the last answer, as it is true now."""
    reached = context.tx.reports.reached(kept.id) if kept.told_at and not isinstance(shown, Overview) else ()
    anew = any(one.rang and one.rang >= kept.touched_at for one in reached)
    return replace(card, lines=(*card.lines, *brief_lines(context, kept, reached, context.lang))) if anew else card


def mended(context: Context, card: Message, kept: KeptRun, lang: str) -> Message | None:
    """The card of an open question, with who was notified as it is true now; None if it does not speak of that."""
    about = {context.wording.say(label, lang) for label in (TOLD, TELLING, LOST)}
    there = [number for number, line in enumerate(card.lines) if line.label in about]
    if not there:
        return None
    rest = tuple(line for line in card.lines if line.label not in about)
    now = brief_lines(context, kept, context.tx.reports.reached(kept.id), lang)
    new = tuple(line for line in now if line not in rest)  # numbers to call may stand there already
    return replace(card, lines=(*rest[: there[0]], *new, *rest[there[0] :]), only_in_place=True)


def reach_lines(context: Context, kept: KeptRun, reached: Sequence[Reached], lang: str) -> tuple[Line, ...]:
    """Who was notified, who is being notified, who could not be; and whom to call, if nobody was."""
    numbers = () if any(one.has_it for one in reached) else _numbers(context, kept, lang)
    return (*(_line(context, kept, one, lang) for one in reached), *numbers)


def brief_lines(context: Context, kept: KeptRun, reached: Sequence[Reached], lang: str) -> tuple[Line, ...]:
    """The same on a card that asks something. Many are one line, as long before they have it as after: its buttons stay where
    they are under a finger. Whoever could not be reached has a line as ever."""
    well = [one for one in reached if one.has_it or one.waits]
    if len(well) <= FEW:
        return reach_lines(context, kept, reached, lang)
    ill = [_line(context, kept, one, lang) for one in reached if one not in well]
    numbers = () if any(one.has_it for one in well) else _numbers(context, kept, lang)
    return (_together(context, kept, well, lang), *ill, *numbers)


def _together(context: Context, kept: KeptRun, some: Sequence[Reached], lang: str) -> Line:
    """Who was notified first, and how many of all were; or who is being notified."""
    there = [one for one in some if one.at and not one.gone]
    if not there:
        fill = {**_named(some[0]), "count": len(some) - 1}
        return Line(context.wording.say(TELLING, lang), context.wording.say(Text(MANY.source, fill), lang))
    first = min(there, key=lambda one: one.at or context.now)
    fill = {**_named(first), "time": _clock(context, kept, first, lang), "count": len(there), "all": len(some)}
    return Line(context.wording.say(TOLD, lang), context.wording.say(Text(OF_ALL.source, fill), lang), "good")


def _line(context: Context, kept: KeptRun, one: Reached, lang: str) -> Line:
    say, named = partial(context.wording.say, lang=lang), _named(one)
    if one.at:
        told, tone = (SINCE, "finding") if one.gone else (READY, "good")
        return Line(say(TOLD), say(Text(told.source, {**named, "time": _clock(context, kept, one, lang)})), tone)
    who = say(Text(UNREADY.source, named))
    return Line(say(TELLING), who) if one.waits else Line(say(LOST), who, "finding")


def _named(one: Reached) -> dict[str, object]:
    return {"name": one.name, "role": ROLE.get(one.role, Text(one.role))}


def _clock(context: Context, kept: KeptRun, one: Reached, lang: str) -> str:
    """When they had it, by the clock of the site."""
    return context.wording.clock(one.at or context.now, context.now, context.tx.people.place(kept.site_id).zone, lang)


def numbers_for(context: Context, record: Record) -> Numbers:
    numbers = context.policy_at(record.kept.site_id).numbers
    return Numbers(emergency=numbers.emergency, security=numbers.security) if record.confidential else numbers


def _numbers(context: Context, kept: KeptRun, lang: str) -> tuple[Line, ...]:
    return call_lines(numbers_for(context, context.record(kept)), lambda text: context.wording.say(text, lang))
