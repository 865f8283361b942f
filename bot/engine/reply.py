"""What a run becomes by what was said to it, and what happened on the way there.

Pure, like all of the engine: what is refused has changed nothing. Knows nothing of who is told.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

from bot.engine.beside import CAPTION, caption, joined
from bot.engine.events import MISSING, Answered, Drafted, Event, Finished, Joined, Move, told_apart
from bot.engine.flow import Flow, Step
from bot.engine.keeping import Growth, holding, longer, noted, put
from bot.engine.kinds import Draft, FreeText
from bot.engine.kinds.typed import clean
from bot.engine.offer import Held, grows, places
from bot.engine.run import Run, begun, current, ends_itself, place
from bot.engine.talk import Back, Belongs, Confirm, Forward, Nowhere, Open, Refused, Said, Sent, Skip, Typed, Value
from bot.engine.walk import findings, judged


def reply(flow: Flow, run: Run, said: Said, today: date) -> Move:
    """The run after something was said, and what happened; raises Refused when it cannot be accepted."""
    if run.done:
        raise Refused("This form is finished and recorded.")
    here = current(flow, run)
    match said:
        case Sent() if late := _of_album(flow, run, said):
            return _joined(flow, run, late, said)
        case Belongs(number):
            return _settled(flow, run, here, number, today)
        case Nowhere():
            return Move(run.but(held=None))
        case Back():
            return Move(_back(flow, run, here))
        case Forward():
            return Move(run.but(at=""))
        case Open(step):
            return Move(_open(flow, run, step))
        case Confirm() if here is None:
            return _ended(flow, run.but(at="", done=True))
        case Confirm():
            raise Refused("You haven't answered this question yet.")
    try:
        return _answered(flow, run, here, said, today)
    except Refused:
        after = holding(flow, run, here, said, today)
        if after is None:
            raise
        return Move(after, _same_album(run, said))


def _answered(flow: Flow, run: Run, here: Step | None, said: Said, today: date) -> Move:
    """The current question, answered or begun."""
    if here is None:
        raise Refused(flow.ways.unchecked.source)
    value = _read(run, here, said, today)
    same = _same_album(run, said)
    drafts = {k: v for k, v in run.drafts.items() if k != here.id}
    album = (here.id, said.album) if isinstance(said, Sent) and said.album else run.album
    worded = _worded(run, here, said)
    if isinstance(value, Draft):
        begun = worded.run.but(drafts={**drafts, here.id: value.items}, album=album)
        return Move(begun, (Drafted(here), *worded.events, *same))
    answers = {**worded.run.answers, here.id: value}
    after = replace(run, answers=answers, drafts=drafts, at="", album=album, last=here.id)
    events = (*_changes(flow, run, after, here), *worded.events, *same)
    if not ends_itself(flow, after, here):
        return Move(after, events)
    return _ended(flow, after.but(done=True), events)


def _read(run: Run, here: Step, said: Said, today: date) -> Value | Draft:
    """What is kept for what was said; None for a question that is skipped."""
    if isinstance(said, Skip) and here.optional:
        return None
    if isinstance(said, Skip):
        raise Refused("This question needs an answer.")
    assert here.kind is not None
    return here.kind.read(said, begun(run, here), today)


def _worded(run: Run, here: Step, said: Said) -> Growth:
    """The words that came with a file: of what was begun before they are kept, of another answer they are not."""
    before = caption(run.answers, here.id)
    words = joined(before if run.drafts.get(here.id) else "", clean(said.caption) if isinstance(said, Sent) else "")
    return put(run, here, {CAPTION: words or None}) if words != before else Growth(run)


def _changes(flow: Flow, run: Run, after: Run, step: Step) -> tuple[Event, ...]:
    """What this one answer changed, in itself and in the findings of the whole run."""
    value, before = after.answers[step.id], run.answers.get(step.id, MISSING)
    if value == before:
        return ()
    were, are = findings(run.asked(flow), run.answers), findings(after.asked(flow), after.answers)
    return (Answered(step, value, before, step.id in are), *told_apart(were, are))


def _ended(flow: Flow, run: Run, events: tuple[Event, ...] = ()) -> Move:
    return Move(run, (*events, Finished(judged(flow, run.asked(flow), run.answers))))


def ended(flow: Flow, run: Run) -> Move:
    """The end of a run that says no more, whatever is still open."""
    return _ended(flow, run.but(at="", done=True))


def _same_album(run: Run, said: Said) -> tuple[Event, ...]:
    same = isinstance(said, Sent) and said.album and said.album == run.album[1]
    return (Joined(run.album[1]),) if same else ()


def _of_album(flow: Flow, run: Run, said: Sent) -> Step | None:
    """The question that was answered with the album this file belongs to; not one that it is still answering."""
    step, album = run.album
    if not said.album or said.album != album or step in run.drafts:
        return None
    return next((s for s in run.asked(flow) if s.id == step and s.kind and s.kind.collects), None)


def _joined(flow: Flow, run: Run, step: Step, said: Sent) -> Move:
    """A late photo of the album that has answered a question already belongs to that answer."""
    assert step.kind is not None
    files = step.kind.joined(run.answers.get(step.id), said)
    grown = noted(replace(run, answers={**run.answers, step.id: files}), step, Held(words=clean(said.caption)))
    return Move(grown.run, (*_changes(flow, run, grown.run, step), *grown.events, *_same_album(run, said)))


def _settled(flow: Flow, run: Run, here: Step | None, number: int, today: date) -> Move:
    """What was held, put where the person says that it belongs."""
    where, held = places(flow, run), run.held
    if held is None or number >= len(where):
        raise Refused("There is nothing to keep there.")
    step, free = where[number], run.but(held=None)
    if step is not here and grows(free, step, held):
        return _lengthened(flow, free, step, held, today)
    if step is here and isinstance(step.kind, FreeText) and step.id not in run.answers and held.words:
        with suppress(Refused):  # the words beside a photo, where words are wanted
            grown = noted(free, step, Held(held.files))
            told = _answered(flow, grown.run, step, Typed(held.words), today)
            return Move(told.run, (*grown.events, *told.events))
    grown = noted(free, step, held)
    return Move(grown.run, grown.events)


def _lengthened(flow: Flow, run: Run, step: Step, held: Held, today: date) -> Move:
    """More of the answer just given."""
    value = longer(run, step, held, today)
    after = replace(run, answers={**run.answers, step.id: value})
    grown = noted(after, step, Held(words=held.words)) if held.files else Growth(after)
    return Move(grown.run, (*_changes(flow, run, grown.run, step), *grown.events))


def _back(flow: Flow, run: Run, here: Step | None) -> Run:
    """One question back; its answer is kept until another is given. A quiz has said what was right: no way back."""
    asked = run.asked(flow)
    now = place(asked, here)
    if not flow.ways.goes_back or now == 0:
        raise Refused("This is the first question.")
    return run.but(at=asked[now - 1].id)


def _open(flow: Flow, run: Run, step: str) -> Run:
    asked = (s.id for s in run.asked(flow))
    if not flow.ways.goes_back or step not in asked or step not in run.answers:
        raise Refused("This answer cannot be changed here.")
    return run.but(at=step)
