"""The last card of a run, and on it who was really notified: by name and time, from what the platforms have taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.channel import Line, Message
from bot.conversation.calling import ROLE, call_lines
from bot.conversation.closing import closing as facts
from bot.conversation.context import Context
from bot.conversation.known import showing
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
SINCE = Text("{name} ({role}), {time}; could not be reached after that")


def last_card(context: Context, kept: KeptRun, flow: Flow, ended: Ended, who: Who) -> Message:
    """The card of a finished run, for its reporter."""
    lang = context.reads(who)
    note = context.wording.say(context.note, lang) if context.note else ""
    card = facts(context.cards(kept, lang).ended(flow, ended, note), context.record(kept), context.wording, lang)
    if not (ended.verdict.outcome.notify or kept.told_at):
        return card
    reached = context.tx.reports.reached(kept.id)
    if not any(one.has_it for one in reached):
        card = replace(card, note=context.wording.say(nobody(context.record(kept), reached), lang))
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
    return replace(card, lines=(*card.lines, *reach_lines(context, kept, reached, context.lang))) if anew else card


def mended(context: Context, card: Message, kept: KeptRun, lang: str) -> Message | None:
    """The card of an open question, with who was notified as it is true now; None if it does not speak of that."""
    about = {context.wording.say(label, lang) for label in (TOLD, TELLING, LOST)}
    there = [number for number, line in enumerate(card.lines) if line.label in about]
    if not there:
        return None
    rest = tuple(line for line in card.lines if line.label not in about)
    now = reach_lines(context, kept, context.tx.reports.reached(kept.id), lang)
    new = tuple(line for line in now if line not in rest)  # numbers to call may stand there already
    return replace(card, lines=(*rest[: there[0]], *new, *rest[there[0] :]), only_in_place=True)


def reach_lines(context: Context, kept: KeptRun, reached: Sequence[Reached], lang: str) -> tuple[Line, ...]:
    """Who was notified, who is being notified, who could not be; and whom to call, if nobody was."""
    zone = context.tx.people.place(kept.site_id).zone

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    def line(one: Reached) -> Line:
        named = {"name": one.name, "role": ROLE.get(one.role, Text(one.role))}
        if one.at:
            time = context.wording.clock(one.at, context.now, zone, lang)
            told, tone = (SINCE, "finding") if one.gone else (READY, "good")
            return Line(say(TOLD), say(Text(told.source, {**named, "time": time})), tone)
        who = say(Text(UNREADY.source, named))
        return Line(say(TELLING), who) if one.waits else Line(say(LOST), who, "finding")

    numbers = () if any(one.has_it for one in reached) else _numbers(context, kept, lang)
    return (*map(line, reached), *numbers)


def numbers_for(context: Context, record: Record) -> Numbers:
    numbers = context.policy_at(record.kept.site_id).numbers
    return Numbers(emergency=numbers.emergency, security=numbers.security) if record.confidential else numbers


def _numbers(context: Context, kept: KeptRun, lang: str) -> tuple[Line, ...]:
    return call_lines(numbers_for(context, context.record(kept)), lambda text: context.wording.say(text, lang))
