"""Runs: starting one, answering, changing, cancelling, finishing.

One turn of a run is one move of its version; whoever comes second is shown where the run is.
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Message
from bot.conversation.cards import meaning, number
from bot.conversation.context import Turn
from bot.duties import menu, reports
from bot.engine.flow import Flow, Step
from bot.engine.run import Question, Run, begin, control_of, current, reply, view
from bot.engine.talk import Buttons, Refused, Said, Sent, Text, Typed
from bot.engine.walk import ATTEMPTS, Item, drawn, finding, item, verdict
from bot.store.store import Given, KeptRun

OPEN_AT_MOST = 30  # unfinished runs of one person: more is a finger that slipped, or somebody playing
EARLIER = Text("That button is from an earlier question. This is where you are now.")
NOBODY = Text("Nobody else is registered to read this. Please call your supervisor or manager now.")
NOT_YOURS = Text("That button belongs to somebody else's conversation.")


def slot(run_id: int) -> str:
    return f"run:{run_id}"


def start(turn: Turn, flow_id: str) -> None:
    """Begins a flow; the run becomes the one that typed words answer."""
    flow = turn.library.today.get(flow_id)
    if flow is None or turn.who.role not in flow.roles:
        turn.toast(Text("This is not on your list anymore. The menu shows what is."))
        return
    if len(turn.visit.open_runs(turn.who.person_id)) >= OPEN_AT_MOST:
        menu.open_list(turn, Text("You have many unfinished forms. Please finish or cancel one first."))
        return
    seed = turn.who.person_id * ATTEMPTS + turn.visit.attempts(turn.who.person_id, flow.id)
    run, flow = begin(seed), drawn(flow, seed)
    kept_id = turn.visit.begin_run(turn.who, flow.id, flow.digest, run.as_json(), turn.now)
    turn.focus(kept_id)
    card = turn.cards(kept_id, 0).card(flow, view(flow, run, turn.today))
    turn.show(slot(kept_id), card, edit=False)


def open_run(turn: Turn, run_id: int, *, edit: bool = False) -> None:
    """Shows a run where it is, and makes it the one that typed words answer."""
    kept = _mine(turn, run_id)
    if kept is None:
        return
    turn.focus(kept.id)
    _show(turn, kept, edit=edit)


def press(turn: Turn, run_id: int, at: int, key: str, *, typed: bool = False) -> None:
    """A button of a run's card, drawn at the run's turn `at`; or its words, typed below the card."""
    kept = _mine(turn, run_id)
    if kept is None:
        return
    turn.focus(kept.id)
    if key.startswith("l"):
        turn.speaks(turn.wording.language(key[1:]))
        _show(turn, kept, edit=not typed)
    elif key.startswith("p"):
        _show(turn, kept, edit=not typed, page=number(key[1:], 5))
    elif at != kept.turn:
        turn.toast(EARLIER)
        _show(turn, kept, edit=True)
    elif key == "x":
        _ask_to_cancel(turn, kept, edit=not typed)
    elif key == "xx":
        cancel(turn, kept)
    elif key == "v":
        _show(turn, kept, edit=not typed)
    else:
        _pressed(turn, kept, key, typed=typed)


def _ask_to_cancel(turn: Turn, kept: KeptRun, *, edit: bool) -> None:
    """Nothing typed now is taken for the answer to a question that is not shown."""
    turn.focus(None)
    flow = turn.library.by_digest(turn.visit, kept.digest)
    turn.show(slot(kept.id), turn.cards(kept.id, kept.turn).cancel(flow), edit=edit)


def _pressed(turn: Turn, kept: KeptRun, key: str, *, typed: bool) -> None:
    """A button that says something to the flow."""
    flow, run = turn.run_of(kept)
    said = meaning(view(flow, run, turn.today), key)
    if said is None:
        turn.toast(EARLIER)
        _show(turn, kept, edit=True)
        return
    answer(turn, kept, said, typed=typed)


def answer(turn: Turn, kept: KeptRun, said: Said, *, typed: bool) -> None:
    """Something said to a run: kept, and the next card; or why it was not."""
    flow, run = turn.run_of(kept)
    here = current(flow, run)
    try:
        after = reply(flow, run, said, turn.today)
    except Refused as why:
        if typed:
            _close(turn, kept, flow, run)
        _show(turn, kept, edit=not typed, note=why)
        return
    if not turn.visit.move(kept, after.as_json(), turn.now):
        turn.toast(EARLIER)
        _show(turn, kept, edit=True)
        return
    changed = [step for step, value in after.answers.items() if step not in run.answers or run.answers[step] != value]
    for step in changed:
        turn.visit.record(kept, _given(turn, flow, after, step), turn.who, turn.now)
    moved = replace(kept, turn=kept.turn + 1, state=after.as_json())
    unread = after.done and not _finish(turn, moved, flow, after)
    if not after.done:
        _alarm(turn, moved, flow, run, after, changed)
    joins = isinstance(said, Sent) and bool(said.album) and said.album == run.album[1]
    if typed and here is not None and here.id in after.answers and run.drafts.get(here.id) == after.drafts.get(here.id):
        recap = turn.cards(kept.id, moved.turn).recap(flow, _item(flow, after, here.id))
        turn.show(slot(kept.id), recap, edit=True)
    elif typed and not joins:
        _close(turn, kept, flow, run)
    card = turn.cards(kept.id, moved.turn).card(flow, view(flow, after, turn.today), NOBODY if unread else None)
    turn.show(slot(kept.id), card, edit=not typed or joins)  # ten photos sent at once are one card, not ten


def _close(turn: Turn, kept: KeptRun, flow: Flow, run: Run) -> None:
    """The card above what was typed gives its buttons to the one below: two live cards would be one too many."""
    shown = view(flow, run, turn.today)
    if isinstance(shown, Question):
        turn.show(slot(kept.id), turn.cards(kept.id, kept.turn).closed(flow, shown), edit=True)


def _alarm(turn: Turn, kept: KeptRun, flow: Flow, before: Run, after: Run, changed: list[str]) -> None:
    """Nobody waits for "Finish" to learn of danger, or of a slip of the thumb."""
    known, now = _grave(flow, before), _grave(flow, after)
    for id, step in now.items():
        if id not in known:
            reports.alarm(turn, kept, flow, after, step)
    if known.keys() - now.keys():
        reports.corrected(turn, kept, flow, after, changed)


def _grave(flow: Flow, run: Run) -> dict[str, Step]:
    """The findings that stop everything and are critical."""
    stops = (s for s in run.asked(flow) if s.on_fail.stop and s.on_fail.severity == "critical")
    return {s.id: s for s in stops if finding(s, run.answers)}


def said(turn: Turn, kept: KeptRun, what: Said | Refused) -> None:
    """Something typed, shared or sent, while this run is the open one; or a file that could not be kept."""
    if isinstance(what, Refused):
        _close(turn, kept, *turn.run_of(kept))
        _show(turn, kept, edit=False, note=what)
        return
    key = _button_named(turn, kept, what.text) if isinstance(what, Typed) else ""
    if key:
        press(turn, kept.id, kept.turn, key, typed=True)
        return
    answer(turn, kept, what, typed=True)


def _button_named(turn: Turn, kept: KeptRun, typed: str) -> str:
    """The button of the card whose words were typed instead of pressing it: "si" for "Sí"."""
    flow, run = turn.run_of(kept)
    card = turn.cards(kept.id, kept.turn).card(flow, view(flow, run, turn.today))
    wanted = menu.plain_words(typed)
    own = (b for b in (*card.options, *card.controls) if b.data.startswith("r:"))
    return next((b.data.split(":", 3)[3] for b in own if wanted and menu.plain_words(b.label) == wanted), "")


def _item(flow: Flow, run: Run, step: str) -> Item:
    asked = run.asked(flow)
    return item(next(s for s in asked if s.id == step), asked, run.answers)


def _given(turn: Turn, flow: Flow, run: Run, step: str) -> Given:
    """An answer with the words the person read."""
    line = _item(flow, run, step)
    shown = turn.wording.fill(line.shown, turn.lang)
    asked = "\n– ".join((turn.say(line.prompt), *_offered(turn, flow, run, line)))
    return Given(step, line.value, asked, shown, line.finding)


def _offered(turn: Turn, flow: Flow, run: Run, line: Item) -> list[str]:
    """The answers of a quiz in the order in which this person saw them; elsewhere the order is the flow's."""
    if flow.genre != "quiz":
        return []
    control = control_of(flow, run, line.step, turn.today)
    return [turn.say(option.label) for option in control.options] if isinstance(control, Buttons) else []


def _finish(turn: Turn, kept: KeptRun, flow: Flow, run: Run) -> bool:
    """Closes the run and tells those concerned; False if nobody is there to be told."""
    ended = verdict(flow, run.answers)
    turn.visit.finish(kept.id, turn.now, ended.outcome.id, ended.severity, ended.score, passed=ended.passed)
    turn.focus(None)
    return reports.tell(turn, kept, flow, run, ended)


def cancel(turn: Turn, kept: KeptRun) -> None:
    """Ends a run that will not be finished. Its answers stay."""
    turn.visit.cancel(kept.id, turn.now)
    turn.focus(None)
    flow = turn.library.by_digest(turn.visit, kept.digest)
    message = Message(
        title=turn.say(Text(flow.title)),
        text=turn.say(Text("Cancelled.")),
        controls=(turn.menu_button(),),
        fallback=turn.say(Text("Cancelled.")),
    )
    turn.show(slot(kept.id), message, edit=True)
    reports.cancelled(turn, kept, flow)


def _mine(turn: Turn, run_id: int) -> KeptRun | None:
    """A run of the person who is speaking; says so if it is not, or is over."""
    kept = turn.visit.run(run_id)
    if kept is None or kept.person_id != turn.who.person_id:
        turn.toast(NOT_YOURS)
        return None
    if kept.status != "open":
        turn.toast(Text("This is finished and recorded.") if kept.status == "finished" else Text("This was cancelled."))
        return None
    return kept


def _show(turn: Turn, kept: KeptRun, *, edit: bool, note: Refused | Text | None = None, page: int = 0) -> None:
    flow, run = turn.run_of(kept)
    card = turn.cards(kept.id, kept.turn).card(flow, view(flow, run, turn.today), note, page)
    turn.show(slot(kept.id), card, edit=edit)
