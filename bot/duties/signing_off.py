"""A finished inspection is signed off by somebody else: approved, rejected, or sent back for some of its questions.

What was answered before stays on record; whoever signs off reads what has changed since. Nobody signs off their own.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.channels.channel import Button, Line, Message
from bot.conversation.context import Context, Occasion
from bot.conversation.driver_copy import paper_buttons
from bot.conversation.duty import Duty
from bot.conversation.look_lines import looks
from bot.conversation.owners import leads, others
from bot.conversation.pen import cut
from bot.conversation.record import Record
from bot.conversation.telling import notice, pictures
from bot.engine.again import sent_back
from bot.engine.events import Finished
from bot.engine.talk import Refused, Said, Text, Typed
from bot.engine.walk import Item
from bot.presses.buttons import among, button
from bot.presses.every import OpenRun
from bot.presses.signing import MOST, REJECT, Approve, PickQuestions, SayingWhy, SayWhy, ShowSignOff
from bot.store.people import Who
from bot.store.runs import Change, KeptRun
from bot.store.sign_offs import APPROVED, BACK, REJECTED, WAITING, Decided

log = logging.getLogger("sello.sign_off")

NOTE = 2000  # characters
LABEL = 70  # characters of a question on a button, beside its sign
NOT_YOURS = Text("You cannot sign this off.")
OVER = Text("Somebody has decided that already.")
SAID = {
    APPROVED: Text("{name} has approved it"),
    REJECTED: Text("{name} has rejected it: {note}"),
    BACK: Text("{name} has sent it back: {note}"),
}


def slot_of(run_id: int) -> str:
    return f"signoff:{run_id}"


def finished(context: Context, occasion: Occasion, event: Finished) -> None:
    """Whoever may sign it off is asked."""
    kept, flow = occasion.kept, occasion.flow
    wanted = flow.sign_off or (flow.ways.counts_findings and context.policy_at(kept.site_id).sign_off != "none")
    if not wanted or event.verdict.confidential or event.verdict.about:
        return
    context.tx.sign_offs.ask(kept, context.now)
    record = context.record(kept)
    told = {one.person_id for one in context.tx.people.those(context.tx.letters.told(slot_of(kept.id)))}
    signers = _signers(context, kept, told)
    if not signers:
        log.warning("sign_off.nobody run=%d", kept.id)
    for who in signers:
        context.notify(who, slot_of(kept.id), drawn(context, record, who))
        pictures(context, record, who, again=bool(context.tx.sign_offs.history(kept.id)))


def _signers(context: Context, kept: KeptRun, told: set[int]) -> list[Who]:
    """The managers, or the supervisors where there is no other; and whoever sent it back."""
    named = others(context, kept, (kept.person_id,))
    there = {who.person_id for who in named}
    back = [who for who in context.tx.people.those(sorted(told - there)) if leads(context, who, kept)]
    return [*named, *(who for who in back if who.person_id != kept.person_id)]


def drawn(context: Context, record: Record, who: Who) -> Message:
    """The record, what was decided about it, and what can be."""
    kept, lang = record.kept, context.reads(who)

    def say(text: Text) -> str:
        return context.wording.say(text, lang)

    history, state = context.tx.sign_offs.history(kept.id), context.tx.sign_offs.state(kept.id)
    buttons: tuple[Button, ...] = ()
    if state == WAITING and kept.status == "finished":
        buttons = (
            button(say(Text("Approve")), Approve(kept.id), "good"),
            button(say(Text("Send back for some questions")), PickQuestions(kept.id)),
            button(say(Text("Reject")), SayWhy(kept.id, REJECT), "bad"),
        )
    whole = notice(context, record, who).whole((*buttons, *paper_buttons(record, say)))
    asked = say(Text("To be signed off")) if buttons else ""
    return replace(
        whole,
        note=" · ".join(filter(None, (asked, whole.note))),
        lines=(
            *_decided(context, record, history, lang),
            *looks(context, record, lang),
            *_changed(record, history, lang, context),
            *whole.lines,
        ),
        columns=1,
        fallback=" · ".join(filter(None, (asked, whole.fallback))),
    )


def _decided(context: Context, record: Record, history: Sequence[Decided], lang: str) -> tuple[Line, ...]:
    def line(one: Decided) -> Line:
        said = Text(SAID[one.what].source, {"name": one.name, "note": one.note})
        when = context.wording.clock(one.at, context.now, record.place.zone, lang)
        return Line(when, context.wording.say(said, lang), "good" if one.what == APPROVED else "finding")

    return tuple(map(line, history))


def _changed(record: Record, history: Sequence[Decided], lang: str, context: Context) -> tuple[Line, ...]:
    """What the questions that were sent back had as their answers before, as their inspector read them."""
    again = {step for one in history for step in one.steps}
    labels = {i.step.id: context.wording.fill(i.label, lang).removesuffix(".") for i in record.items}

    def line(one: Change) -> Line:
        what = {"point": labels.get(one.step, one.asked.splitlines()[0])}
        return Line(context.wording.say(Text("{point}, before it was sent back", what), lang), one.shown)

    return tuple(line(one) for one in record.changes if one.step in again)


def show(context: Context, press: ShowSignOff) -> None:
    record = _mine(context, context.tx.runs.get(press.run))
    if record:
        context.show(slot_of(press.run), drawn(context, record, context.who), edit=False)


def theirs(context: Context, kept: KeptRun | None) -> Record | None:
    """The record of a run that whoever is speaking may sign off, or might have."""
    may = kept is not None and kept.person_id != context.who.person_id and leads(context, context.who, kept)
    record = context.record(kept) if kept is not None and may and context.tx.sign_offs.state(kept.id) else None
    return None if record is None or record.confidential or record.about else record


def _mine(context: Context, kept: KeptRun | None) -> Record | None:
    """The same; says so if it is not."""
    record = theirs(context, kept)
    if record is None:
        context.toast(NOT_YOURS)
    return record


def _waiting(context: Context, run_id: int) -> Record | None:
    """The same, locked, if nobody has decided; else how it stands."""
    record = _mine(context, context.tx.runs.lock(run_id))
    if record is None or context.tx.sign_offs.state(run_id) == WAITING:
        return record
    context.toast(OVER)
    context.show(slot_of(run_id), drawn(context, record, context.who), edit=True)
    return None


def approve(context: Context, press: Approve) -> None:
    record = _waiting(context, press.run)
    if record:
        _decide(context, record, APPROVED, pressed=True)
        context.toast(Text("Approved."))


def _decide(
    context: Context, record: Record, state: str, *, note: str = "", steps: tuple[str, ...] = (), pressed: bool = False
) -> None:
    """On record; everybody's card says it, and its inspector hears of it."""
    context.tx.sign_offs.decide(record.kept, state, context.who.person_id, context.said_at, note=note, steps=steps)
    for who in context.tx.people.those(context.tx.letters.told(slot_of(record.kept.id))):
        card = drawn(context, record, who)
        if who.person_id == context.who.person_id:
            context.show(slot_of(record.kept.id), card, edit=True, pressed=pressed)
        else:
            context.notify(who, slot_of(record.kept.id), card, edit=True)
    _tell_inspector(context, record, state, note, steps)


def _tell_inspector(context: Context, record: Record, state: str, note: str, steps: tuple[str, ...]) -> None:
    inspector = context.tx.people.whom(record.kept.person_id)
    if inspector is None:
        return
    lang = context.reads(inspector)
    text = context.wording.say(Text(SAID[state].source, {"name": context.who.name, "note": note}), lang)
    points = tuple(
        Line(context.wording.say(i.label, lang).removesuffix("."), context.wording.fill(i.shown, lang))
        for i in record.items
        if i.step.id in steps
    )
    onwards = button(context.wording.say(Text("Answer these again"), lang), OpenRun(record.kept.id), "primary")
    message = Message(
        title=context.wording.say(Text("{title} {number}", {"title": record.title, "number": record.number}), lang),
        text=text,
        lines=points,
        options=(onwards,) if state == BACK else (),
        fallback=text,
    )
    context.notify(inspector, "", message)


# What is to be answered again, and why.


def _choices(record: Record) -> tuple[Item, ...]:
    """Findings first, as they are read."""
    kept = [item for item in record.items if not (item.step.kind and item.step.kind.seals)]
    return tuple(sorted(kept, key=lambda item: not item.finding)[:MOST])


def pick(context: Context, press: PickQuestions) -> None:
    record = _waiting(context, press.run)
    if record is None:
        return
    if context.tx.people.whom(record.kept.person_id) is None:
        context.toast(Text("{name} has left and cannot answer again.", {"name": record.reporter}))
        return
    items = _choices(record)

    def option(place: int, item: Item) -> Button:
        bit = 1 << place
        sign = "✓ " if press.chosen & bit else ""
        label = sign + cut(context.say(item.label), LABEL)
        return button(label, PickQuestions(press.run, press.chosen ^ bit, shown=1))

    count = (press.chosen & ((1 << len(items)) - 1)).bit_count()
    send = (button(context.say(Text("Send back: {count}", {"count": count})), SayWhy(press.run, press.chosen), "good"),)
    message = Message(
        title=context.say(Text("Send back: {number}", {"number": record.number})),
        text=context.say(Text("Which questions are to be answered again?")),
        options=tuple(option(place, item) for place, item in enumerate(items)),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(*(send if count else ()), button(context.say(Text("Never mind")), ShowSignOff(press.run))),
        fallback=context.say(Text("Which questions are to be answered again?")),
    )
    context.show("menu", message, edit=bool(press.shown))


def say_why(context: Context, press: SayWhy) -> None:
    record = _waiting(context, press.run)
    if record is None:
        return
    asked = Text("Write what is to be done better.") if press.chosen else Text("Write why it is rejected.")
    message = Message(
        title=context.say(Text("{title} {number}", {"title": record.title, "number": record.number})),
        text=context.say(asked),
        controls=(button(context.say(Text("Never mind")), SayingWhy(press.run, press.chosen)),),
        fallback=context.say(asked),
    )
    context.show("menu", message, edit=press.chosen != REJECT)


def written(context: Context, words: str) -> bool:
    """Was that why?"""
    press = among(context.buttons, SayingWhy)
    if press is None:
        return False
    record = _waiting(context, press.run)
    if record:
        _said(context, record, press.chosen, words.strip()[:NOTE])
    return True


def hears(context: Context, said: Said | Refused) -> bool:
    """Words that could be a cry for help as well."""
    return isinstance(said, Typed) and written(context, said.text)


def _said(context: Context, record: Record, chosen: int, words: str) -> None:
    steps = tuple(item.step.id for place, item in enumerate(_choices(record)) if chosen & (1 << place))
    if steps:
        _reopen(context, record, steps, words)
    else:
        _decide(context, record, REJECTED, note=words)
    text = context.say(Text("Sent back: {number}.", {"number": record.number}) if steps else Text("Rejected: {number}.", {"number": record.number}))  # fmt: skip
    context.show("menu", Message(text=text, controls=(context.menu_button(),), fallback=text), edit=False)


def _reopen(context: Context, record: Record, steps: tuple[str, ...], words: str) -> None:
    """The questions are open once more; all else stays as it was answered."""
    kept = record.kept
    flow, run = context.run_of(kept)
    after = sent_back(flow, run, steps).as_json()
    opened = context.tx.sign_offs.reopen(kept, after, context.now)
    assert opened, "the run is locked"
    _decide(context, record, BACK, note=words, steps=steps)


DUTY = Duty(
    events={Finished: finished},
    hears=hears,
    presses={
        ShowSignOff: show,
        Approve: approve,
        PickQuestions: pick,
        SayWhy: say_why,
        SayingWhy: lambda context, press: show(context, ShowSignOff(press.run)),
    },
)
