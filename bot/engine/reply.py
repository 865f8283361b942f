"""What a run becomes by what was said to it, and what happened on the way there.

Pure, like all of the engine: what is refused has changed nothing. Knows nothing of who is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from bot.engine.again import answered_again
from bot.engine.albums import of_album, same_album
from bot.engine.comparing import compared
from bot.engine.defaults import Known, settled
from bot.engine.events import MISSING, Answered, Corrected, Drafted, Event, Finished, Move, told_apart
from bot.engine.flow import Flow, Step
from bot.engine.keeping import Growth, holding, longer, noted, worded
from bot.engine.kinds import Draft, FreeText
from bot.engine.kinds.typed import clean
from bot.engine.listed import on_the_list
from bot.engine.offer import Held, grows, places
from bot.engine.progress import place
from bot.engine.rows import as_counted
from bot.engine.run import Run, begun, current, ends_itself, station_of
from bot.engine.scanned import as_in_photo, numbers
from bot.engine.stations import has_card, points_of
from bot.engine.talk import (
    AllOk,
    Answers,
    Back,
    Belongs,
    Confirm,
    Forward,
    Nowhere,
    Open,
    Pressed,
    Problem,
    Refused,
    Said,
    Sent,
    Skip,
    Typed,
    Value,
)


def reply(
    flow: Flow, run: Run, said: Said, today: date, known: Known | None = None, ledger: Answers | None = None
) -> Move:
    """The run after something was said, and what happened; raises Refused when it cannot be accepted.

    Questions that come next and whose answers are `known` are answered on the way. `ledger` is what the seal ledger says.
    """
    move = compared(flow, run, _over(flow, _replied(flow, run, said, today)), ledger or {})
    while known and not (move.run.done or move.run.at or move.run.held):
        further = _known(flow, move, known, today)
        if further is None:
            break
        move = further
    return move


def _over(flow: Flow, move: Move) -> Move:
    """What was sent once is sent again as soon as nothing is open in it."""
    run = move.run
    goes_on = not run.corrects or run.done or run.held or current(flow, run) is not None
    return move if goes_on else _ended(flow, run.but(done=True), move.events)


def _known(flow: Flow, move: Move, known: Known, today: date) -> Move | None:
    """The move, and the next question answered from the books; None if it is not there, or is no answer to it."""
    here = current(flow, move.run)
    value = settled(here, known) if here else ""
    if not here or not value:
        return None
    try:
        further = _answered(flow, move.run, here, Typed(value), today)
    except Refused:
        return None
    return replace(further, events=(*move.events, *further.events))


def _replied(flow: Flow, run: Run, said: Said, today: date) -> Move:
    if run.done:
        raise Refused("This form is finished and recorded.")
    here = current(flow, run)
    match said:
        case Sent() if late := of_album(flow, run, said):
            return _joined(flow, run, late, said, today)
        case Belongs(number):
            return _placed(flow, run, here, number, today)
        case Nowhere():
            return Move(run.but(held=None))
        case Back():
            return Move(_back(flow, run, here))
        case Forward():
            return Move(run.but(at=""))
        case Open(step):
            return Move(_open(flow, run, step))
        case AllOk(station):
            return _all_ok(flow, run, station, today)
        case Problem(step):
            return _problem(flow, run, step, today)
        case Confirm() if here is None and not station_of(flow, run):
            return _ended(flow, run.but(at="", done=True))
        case Confirm():
            raise Refused("You haven't answered this question yet.")
    try:
        return _taken_along(flow, _put(flow, run, here, said, today))
    except Refused:
        after = holding(flow, run, _shown(flow, run, here), said, today)
        if after is None:
            raise
        return Move(after, same_album(run, said))


def _taken_along(flow: Flow, move: Move) -> Move:
    """Whoever goes on answering instead of saying where a file belongs finds it with the question at which it came."""
    held = move.run.held
    where = places(held, move.run.asked(flow)) if held and held.files and move.only(Answered) else ()
    if held is None or not where:
        return move
    with suppress(Refused):
        grown = noted(move.run.but(held=None), where[-1], held)
        return Move(grown.run, (*grown.events, *move.events))
    return move


def _shown(flow: Flow, run: Run, here: Step | None) -> Sequence[Step]:
    """What is asked now: one question, or the points of a station."""
    station = station_of(flow, run)
    if station:
        return points_of(run.asked(flow), station)
    return (here,) if here else ()


def _put(flow: Flow, run: Run, here: Step | None, said: Said, today: date) -> Move:
    """What was said, to the question that is shown."""
    if station_of(flow, run):
        raise Refused("Please press the first button if all of it is OK, or the point that has a problem.")
    if here is None:
        raise Refused(flow.ways.unchecked.source)
    return _answered(flow, run, here, said, today)


def _answered(flow: Flow, run: Run, here: Step, said: Said, today: date) -> Move:
    """The current question, answered or begun."""
    draft = begun(run, here)
    value = _read(flow, run, here, said, today)
    same = same_album(run, said)
    words = worded(run, here, said)
    drafts = {k: v for k, v in run.drafts.items() if k != here.id}
    album = (here.id, said.album) if isinstance(said, Sent) and said.album else run.album
    if isinstance(value, Draft):
        grown = words.run.but(drafts={**drafts, here.id: value.items}, album=album)
        return Move(grown, (Drafted(here), *words.events, *same))
    answers = {**words.run.answers, here.id: value}
    given = Run(answers, drafts, "", run.again, album, run.seed, run.done, here.id, run.held, run.alarm, run.corrects)
    after, first = answered_again(flow, run, given, here, today), _corrected(here, draft, value)
    events = (*first, *_changes(flow, run, after, here, again=bool(first)), *words.events, *same)
    if not ends_itself(flow, after, here):
        return Move(after, events)
    return _ended(flow, after.but(done=True), events)


def _all_ok(flow: Flow, run: Run, station: str, today: date) -> Move:
    """Every point without an answer is OK, one after the other: an answer can change which of them apply."""
    if station_of(flow, run) != station:
        raise Refused("This is another place now. Please look at its points first.")
    events: tuple[Event, ...] = ()
    while point := next((s for s in points_of(run.asked(flow), station) if s.id not in run.answers), None):
        move = _answered(flow, run, point, Pressed(point.wanted), today)
        run, events = move.run, (*events, *move.events)
    return Move(run.but(at=""), events)


def _problem(flow: Flow, run: Run, step: str, today: date) -> Move:
    """One point has a problem: what is asked of it comes next, then the rest of the station."""
    points = points_of(run.asked(flow), station_of(flow, run))
    point = next((s for s in points if s.id == step), None)
    if point is None:
        raise Refused("This is another place now. Please look at its points first.")
    return _answered(flow, run, point, Pressed("problem"), today)


def _read(flow: Flow, run: Run, here: Step, said: Said, today: date) -> Value | Draft:
    """What is kept for what was said; None for a question that is skipped."""
    if isinstance(said, Skip) and here.optional:
        return None
    if isinstance(said, Skip):
        raise Refused("This question needs an answer.")
    assert here.kind is not None
    draft = begun(run, here)
    value = here.kind.read(said, draft, today)
    if isinstance(value, Draft):
        return value
    on_the_list(here, value, draft, asked := run.asked(flow), given := _given(flow, run))
    as_counted(here, value, draft, asked, given)
    here.kind.weigh(value, draft, given, today)
    as_in_photo(here, value, draft, run.answers, run.again)
    return value


def _given(flow: Flow, run: Run) -> Answers:
    """The answers to what applies."""
    return {s.id: run.answers[s.id] for s in run.asked(flow) if s.id in run.answers}


def _corrected(here: Step, draft: tuple[str, ...], value: Value) -> tuple[Event, ...]:
    """What was typed first, if something else was chosen when it was asked about."""
    doubted = isinstance(value, str) and draft and draft[0] != value
    return (Corrected(here, draft[0]),) if doubted else ()


def _changes(flow: Flow, run: Run, after: Run, step: Step, *, again: bool = False) -> tuple[Event, ...]:
    """What this one answer changed, in itself and in the findings. `again`: something else is on record since, if not kept."""
    value, before = after.answers[step.id], run.answers.get(step.id, MISSING)
    if value == before and step.id not in run.again and not again:
        return ()
    were, are = run.findings(flow), after.findings(flow)
    return (Answered(step, value, before, step.id in are), *told_apart(were, are))


def _ended(flow: Flow, run: Run, events: tuple[Event, ...] = ()) -> Move:
    return Move(run, (*events, Finished(run.verdict(flow))))


def ended(flow: Flow, run: Run) -> Move:
    """The end of a run that says no more, whatever is still open."""
    return _ended(flow, run.but(at="", done=True))


def _joined(flow: Flow, run: Run, step: Step, said: Sent, today: date) -> Move:
    """A late photo of the album that has answered a question already belongs to that answer."""
    assert step.kind is not None
    files = step.kind.joined(run.answers.get(step.id), said)
    after = answered_again(flow, run, replace(run, answers={**run.answers, step.id: files}), step, today)
    grown = noted(after, step, Held(words=clean(said.caption), codes=numbers(said.codes or ())))
    return Move(grown.run, (*_changes(flow, run, grown.run, step), *grown.events, *same_album(run, said)))


def _placed(flow: Flow, run: Run, here: Step | None, number: int, today: date) -> Move:
    """What was held, put where the person says that it belongs."""
    held = run.held
    where = places(held, run.asked(flow)) if held else ()
    if held is None or number >= len(where):
        raise Refused("There is nothing to keep there.")
    step, free = where[number], run.but(held=None)
    if step is not here and grows(free.answers, step, held):
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
    after = answered_again(flow, run, after, step, today)
    grown = noted(after, step, Held(words=held.words)) if held.files else Growth(after)
    return Move(grown.run, (*_changes(flow, run, grown.run, step), *grown.events))


def _back(flow: Flow, run: Run, here: Step | None) -> Run:
    """One question back; its answer is kept until another is given. A quiz has said what was right: no way back."""
    asked = run.asked(flow)
    station = station_of(flow, run)
    if here and here.id == run.at and here.point and has_card(flow, asked, here.station):
        return run.but(at=here.station)
    now = place(asked, points_of(asked, station)[0] if station else here)
    if not flow.ways.goes_back or now == 0:
        raise Refused("This is the first question.")
    before = asked[now - 1]
    beside = here is not None and here.follows and here.station == before.station
    return run.but(at=before.station if has_card(flow, asked, before.station) and not beside else before.id)


def _open(flow: Flow, run: Run, step: str) -> Run:
    """A question that has an answer; or a point of the station that is shown, to answer it by itself."""
    asked = run.asked(flow)
    shown = {s.id for s in points_of(asked, station_of(flow, run))}
    answered = {s.id for s in asked if s.id in run.answers}
    if not flow.ways.goes_back or step not in shown | answered:
        raise Refused("This answer cannot be changed here.")
    return run.but(at=step)
