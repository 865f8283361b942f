"""Words of danger and the silent word: whoever is in danger is asked one thing, and those who must know are told at once.

An alarm is a run of a flow that nobody finds in a menu, so it is kept, told and ended as every report is.
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Button, Message
from bot.conversation.beginning import Known, begun
from bot.conversation.calling import call_lines
from bot.conversation.context import Context, card_slot
from bot.conversation.duty import Duty
from bot.conversation.intent import Danger, Silent
from bot.conversation.last_card import next_card
from bot.conversation.meaning import WORDS, asked_for
from bot.duties import menu, runs
from bot.engine.flow import Flow
from bot.engine.kinds import Phone
from bot.engine.kinds.texts import placed
from bot.engine.talk import Sent, Text, Value
from bot.presses.buttons import button
from bot.presses.every import AsAnswer, AskDanger, Describe, InDanger, OpenRun, ShowMenu
from bot.store.asides import KeptAside
from bot.store.runs import KeptRun

IN_DANGER = Text("I am in danger")
GONE = Text("That button is too old. If you are in danger, press this one.")
LATELY = 10  # runs in which the unit, the place and the phone used last are looked for


def offer(context: Context, words: str) -> None:
    """Two taps to tell place and person: this card, and its first button."""
    kept = context.focused()
    where = (kept.id, kept.version) if kept else (None, 0)
    aside = context.tx.asides.keep(context.who.person_id, words, context.said_at, run_id=where[0], version=where[1])
    show(context, aside, kept)


def show(context: Context, aside: int, kept: KeptRun | None, note: Text | None = None, *, edit: bool = False) -> None:
    """The alarm card. `kept` is the form it was said in."""
    title = context.say(Text("Are you in danger?"))
    options = (
        button(context.say(IN_DANGER), InDanger(aside), "bad"),
        button(context.say(Text("Report an incident")), Describe(aside), "primary"),
        _no(context, aside, kept),
    )
    message = Message(
        title=title,
        note=context.say(note) if note else "",
        text=context.say(Text("If you press the first button, your supervisor and manager are notified at once.")),
        lines=call_lines(context.policy.numbers, context.say),
        options=options,
        columns=1,
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def _no(context: Context, aside: int, kept: KeptRun | None) -> Button:
    """In a form that asks for words they may have been the answer."""
    if kept is None:
        return button(context.say(Text("No")), ShowMenu())
    if asked_for(context, kept) in WORDS:
        return button(context.say(Text("No, it is my answer")), AsAnswer(aside))
    return button(context.say(Text("No")), OpenRun(kept.id))


def small(context: Context) -> None:
    """Words of danger in a report are kept as what they are; help is offered beside it."""
    aside = context.tx.asides.keep(context.who.person_id, "", context.said_at)
    text = context.say(Text("If you are in danger now, press this:"))
    options = (button(context.say(IN_DANGER), InDanger(aside), "bad"),)
    context.show("danger", Message(text=text, options=options, fallback=text), edit=False)


def confirm(context: Context, press: InDanger) -> None:
    """The alarm. Pressed again, it is the same one."""
    aside = context.tx.asides.get(press.aside, context.who.person_id)
    if aside is None:
        show(context, context.tx.asides.keep(context.who.person_id, "", context.said_at), None, GONE)
        return
    flow = _flow(context, "danger")
    if flow is None:
        show(context, aside.id, None, Text("Nobody can be notified from here. Call now."))
        return
    there = context.tx.runs.get(aside.became) if aside.became else _open(context, flow)
    if there is not None:
        context.toast(Text("Your alarm has been sent already."))
        runs.open_run(context, there.id)
        return
    _begin(context, flow, aside)


def _begin(context: Context, flow: Flow, aside: KeptAside) -> None:
    words, place = apart(aside.words)
    there: Known = {"files": aside.files, **({"place": place} if place else {})}
    occasion = begun(context, flow, {**known(context), **there, "words": words or context.say(IN_DANGER)})
    kept = occasion.kept
    context.tx.asides.became(aside.id, kept.id)
    context.happened(occasion)
    context.focus(kept.id)
    card = next_card(context, kept, occasion.flow, occasion.run)
    numbers = call_lines(context.policy.numbers, context.say)
    lines = (*numbers, *(line for line in card.lines if line not in numbers))
    context.show(card_slot(kept.id), replace(card, lines=lines), edit=False)
    menu.publish(context)


def silently(context: Context) -> None:
    """The silent word: an ordinary menu, and not a sign more, now or later. Files that came with it are its evidence."""
    focus, flow = context.who.focus, _flow(context, "silent_word")
    if flow is not None:
        files = tuple(one.digest for one in context.came if isinstance(one, Sent) and one.digest)
        context.held |= set(files)
        there: Known = {"files": files} if files else {}
        runs.finish_now(context, begun(context, flow, {**known(context), **there}))
    context.note, context.added = None, ()
    context.focus(focus)
    menu.show_menu(context)


def with_place(words: str, place: str) -> str:
    """Words of danger, and below them the place that was shared; the newest, if there were more."""
    return f"{apart(words)[0]}\n{place}".lstrip()


def apart(words: str) -> tuple[str, str]:
    """The words, and the place below them."""
    said, _, last = words.rpartition("\n")
    return (said, last) if placed(last) else (words, "")


def known(context: Context) -> Known:
    """The unit, place and phone that this person used last, as far as there are any."""
    found: dict[str, Value] = {}
    for kept in context.tx.runs.recent(context.who.person_id, LATELY):
        for source, value in _told_in(context, kept).items():
            found.setdefault(source, value)
    return found


def _told_in(context: Context, kept: KeptRun) -> dict[str, Value]:
    """Of one run: what it says of unit, place and phone, the last words first."""
    flow, run = context.run_of(kept)
    told: dict[str, Value] = {"unit": kept.unit} if kept.unit else {}
    for step in reversed(run.asked(flow)):
        value = run.answers.get(step.id)
        if not isinstance(value, str):
            continue
        if step.known_from == "unit":
            told.setdefault("unit", value)
        elif isinstance(step.kind, Phone):
            told.setdefault("phone", value)
        elif placed(value):
            told.setdefault("place", value)
    return told


def _flow(context: Context, call: str) -> Flow | None:
    """The flow that is begun by words of danger, or by the silent word; `sello check` sees that there is one."""
    return next((flow for flow in context.library.today.values() if flow.begun_by == call), None)


def _open(context: Context, flow: Flow) -> KeptRun | None:
    return next((kept for kept in context.tx.runs.open(context.who.person_id) if kept.flow_id == flow.id), None)


def ask(context: Context, _press: AskDanger) -> None:
    offer(context, "")


DUTY = Duty(
    presses={AskDanger: ask, InDanger: confirm},
    meanings={Danger: lambda context, said: offer(context, said.words), Silent: lambda context, _: silently(context)},
)
