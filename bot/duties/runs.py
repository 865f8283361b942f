"""Runs: starting one, answering, changing, cancelling, finishing.

One turn of a run is one move of its version; whoever comes second is shown where the run is.
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Message
from bot.conversation.cards import meaning, number
from bot.conversation.context import Context
from bot.duties import menu, reports
from bot.engine.events import Answered, Finished, Joined, Move, Raised, Withdrawn
from bot.engine.flow import Flow
from bot.engine.reply import reply
from bot.engine.run import Question, Run, begin, control_of, current, view
from bot.engine.talk import Buttons, Refused, Said, Text, Typed
from bot.engine.walk import ATTEMPTS, Item, Verdict, drawn, item
from bot.store.runs import Given, KeptRun

OPEN_AT_MOST = 30  # unfinished runs of one person: more is a finger that slipped, or somebody playing
EARLIER = Text("That button is from an earlier question. This is where you are now.")
NOBODY = Text("Nobody else is registered to read this. Please call your supervisor or manager now.")
NOT_YOURS = Text("That button belongs to somebody else's conversation.")


def slot(run_id: int) -> str:
    return f"run:{run_id}"


def start(context: Context, flow_id: str) -> None:
    """Begins a flow; the run becomes the one that typed words answer."""
    flow = context.library.today.get(flow_id)
    if flow is None or context.who.role not in flow.roles:
        context.toast(Text("This is not on your list anymore. The menu shows what is."))
        return
    if len(context.tx.runs.open(context.who.person_id)) >= OPEN_AT_MOST:
        menu.open_list(context, Text("You have many unfinished forms. Please finish or cancel one first."))
        return
    seed = context.who.person_id * ATTEMPTS + context.tx.runs.attempts(context.who.person_id, flow.id)
    run, flow = begin(seed), drawn(flow, seed)
    kept_id = context.tx.runs.begin(context.who, flow.id, flow.digest, run.as_json(), context.now)
    context.focus(kept_id)
    card = context.cards(kept_id, 0).card(flow, view(flow, run, context.today))
    context.show(slot(kept_id), card, edit=False)


def open_run(context: Context, run_id: int, *, edit: bool = False) -> None:
    """Shows a run where it is, and makes it the one that typed words answer."""
    kept = _mine(context, run_id)
    if kept is None:
        return
    context.focus(kept.id)
    _show(context, kept, edit=edit)


def press(context: Context, run_id: int, at: int, key: str, *, typed: bool = False) -> None:
    """A button of a run's card, drawn at the run's turn `at`; or its words, typed below the card."""
    kept = _mine(context, run_id)
    if kept is None:
        return
    context.focus(kept.id)
    if key.startswith("l"):
        context.speaks(context.wording.language(key[1:]))
        _show(context, kept, edit=not typed)
    elif key.startswith("p"):
        _show(context, kept, edit=not typed, page=number(key[1:], 5))
    elif at != kept.version:
        context.toast(EARLIER)
        _show(context, kept, edit=True)
    elif key == "x":
        _ask_to_cancel(context, kept, edit=not typed)
    elif key == "xx":
        cancel(context, kept)
    elif key == "v":
        _show(context, kept, edit=not typed)
    else:
        _pressed(context, kept, key, typed=typed)


def _ask_to_cancel(context: Context, kept: KeptRun, *, edit: bool) -> None:
    """Nothing typed now is taken for the answer to a question that is not shown."""
    context.focus(None)
    flow = context.library.by_digest(context.tx, kept.digest)
    context.show(slot(kept.id), context.cards(kept.id, kept.version).cancel(flow), edit=edit)


def _pressed(context: Context, kept: KeptRun, key: str, *, typed: bool) -> None:
    """A button that says something to the flow."""
    flow, run = context.run_of(kept)
    said = meaning(view(flow, run, context.today), key)
    if said is None:
        context.toast(EARLIER)
        _show(context, kept, edit=True)
        return
    answer(context, kept, said, typed=typed)


def answer(context: Context, kept: KeptRun, said: Said, *, typed: bool) -> None:
    """Something said to a run: kept, and the next card; or why it was not."""
    flow, run = context.run_of(kept)
    try:
        move = reply(flow, run, said, context.today)
    except Refused as why:
        if typed:
            _close(context, kept, flow, run)
        _show(context, kept, edit=not typed, note=why)
        return
    after = move.run
    if not context.tx.runs.move(kept, after.as_json(), context.now):
        context.toast(EARLIER)
        _show(context, kept, edit=True)
        return
    moved = replace(kept, version=kept.version + 1, state=after.as_json())
    for answered in move.only(Answered):
        context.tx.runs.record(kept, _given(context, flow, after, answered), context.who, context.now)
    unread = not all(_finish(context, moved, flow, after, end.verdict) for end in move.only(Finished))
    if not after.done:
        _alarm(context, moved, flow, move)
    joins = bool(move.only(Joined))
    if typed and not joins:
        _leave(context, moved, flow, run, after)
    shown = view(flow, after, context.today)
    card = context.cards(kept.id, moved.version).card(flow, shown, NOBODY if unread else None)
    context.show(slot(kept.id), card, edit=not typed or joins)  # ten photos sent at once are one card, not ten


def _leave(context: Context, kept: KeptRun, flow: Flow, before: Run, after: Run) -> None:
    """What is left of the card above what was typed: its answer, or else its question alone."""
    here = current(flow, before)
    if here is None or here.id not in after.answers or before.drafts.get(here.id) != after.drafts.get(here.id):
        _close(context, kept, flow, before)
        return
    recap = context.cards(kept.id, kept.version).recap(flow, _item(flow, after, here.id))
    context.show(slot(kept.id), recap, edit=True)


def _close(context: Context, kept: KeptRun, flow: Flow, run: Run) -> None:
    """The card above what was typed gives its buttons to the one below: two live cards would be one too many."""
    shown = view(flow, run, context.today)
    if isinstance(shown, Question):
        context.show(slot(kept.id), context.cards(kept.id, kept.version).closed(flow, shown), edit=True)


def _alarm(context: Context, kept: KeptRun, flow: Flow, move: Move) -> None:
    """Nobody waits for "Finish" to learn of danger, or of a slip of the thumb."""
    for raised in move.only(Raised):
        if raised.step.on_fail.danger:
            reports.alarm(context, kept, flow, move.run, raised.step)
    if any(w.step.on_fail.danger for w in move.only(Withdrawn)):
        reports.corrected(context, kept, flow, move.run, [a.step.id for a in move.only(Answered)])


def said(context: Context, kept: KeptRun, what: Said | Refused) -> None:
    """Something typed, shared or sent, while this run is the open one; or a file that could not be kept."""
    if isinstance(what, Refused):
        _close(context, kept, *context.run_of(kept))
        _show(context, kept, edit=False, note=what)
        return
    key = _button_named(context, kept, what.text) if isinstance(what, Typed) else ""
    if key:
        press(context, kept.id, kept.version, key, typed=True)
        return
    answer(context, kept, what, typed=True)


def _button_named(context: Context, kept: KeptRun, typed: str) -> str:
    """The button of the card whose words were typed instead of pressing it: "si" for "Sí"."""
    flow, run = context.run_of(kept)
    card = context.cards(kept.id, kept.version).card(flow, view(flow, run, context.today))
    wanted = menu.plain_words(typed)
    own = (b for b in (*card.options, *card.controls) if b.data.startswith("r:"))
    return next((b.data.split(":", 3)[3] for b in own if wanted and menu.plain_words(b.label) == wanted), "")


def _item(flow: Flow, run: Run, step: str) -> Item:
    asked = run.asked(flow)
    return item(next(s for s in asked if s.id == step), asked, run.answers)


def _given(context: Context, flow: Flow, run: Run, answered: Answered) -> Given:
    """An answer with the words the person read."""
    line = _item(flow, run, answered.step.id)
    shown = context.wording.fill(line.shown, context.lang)
    asked = "\n– ".join((context.say(line.prompt), *_offered(context, flow, run, line)))
    return Given(answered.step.id, answered.value, asked, shown, answered.finding)


def _offered(context: Context, flow: Flow, run: Run, line: Item) -> list[str]:
    """The answers of a quiz in the order in which this person saw them; elsewhere the order is the flow's."""
    if not flow.ways.shuffles:
        return []
    control = control_of(flow, run, line.step, context.today)
    return [context.say(option.label) for option in control.options] if isinstance(control, Buttons) else []


def _finish(context: Context, kept: KeptRun, flow: Flow, run: Run, ended: Verdict) -> bool:
    """Closes the run and tells those concerned; False if nobody is there to be told."""
    context.tx.runs.finish(kept.id, context.now, ended.outcome.id, ended.severity, ended.score, passed=ended.passed)
    context.focus(None)
    return reports.tell(context, kept, flow, run, ended)


def cancel(context: Context, kept: KeptRun) -> None:
    """Ends a run that will not be finished. Its answers stay."""
    context.tx.runs.cancel(kept.id, context.now)
    context.focus(None)
    flow = context.library.by_digest(context.tx, kept.digest)
    message = Message(
        title=context.say(Text(flow.title)),
        text=context.say(Text("Cancelled.")),
        controls=(context.menu_button(),),
        fallback=context.say(Text("Cancelled.")),
    )
    context.show(slot(kept.id), message, edit=True)
    reports.cancelled(context, kept, flow)


def _mine(context: Context, run_id: int) -> KeptRun | None:
    """A run of the person who is speaking; says so if it is not, or is over."""
    kept = context.tx.runs.get(run_id)
    if kept is None or kept.person_id != context.who.person_id:
        context.toast(NOT_YOURS)
        return None
    if kept.status != "open":
        context.toast(
            Text("This is finished and recorded.") if kept.status == "finished" else Text("This was cancelled.")
        )
        return None
    return kept


def _show(context: Context, kept: KeptRun, *, edit: bool, note: Refused | Text | None = None, page: int = 0) -> None:
    flow, run = context.run_of(kept)
    card = context.cards(kept.id, kept.version).card(flow, view(flow, run, context.today), note, page)
    context.show(slot(kept.id), card, edit=edit)
