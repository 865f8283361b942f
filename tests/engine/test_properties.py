"""What holds for every flow we have and for everything that can be said to it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.folder import flow_paths
from bot.content.load import load
from bot.engine.again import asked_about
from bot.engine.beside import beside
from bot.engine.events import MISSING, Answered, Corrected, Drafted, Finished, Joined, Move, Noted, Raised, Withdrawn
from bot.engine.flow import Flow, Repeat, Step
from bot.engine.kinds import (
    Check,
    Choice,
    Colleague,
    Container,
    Date,
    FreeText,
    MultiChoice,
    Number,
    Phone,
    Photo,
    Place,
    Plate,
    Practice,
    Seal,
    Seals,
    Sign,
    Threat,
    Time,
    Vulnerability,
)
from bot.engine.kinds.check import found, pictured
from bot.engine.offer import Stray
from bot.engine.reply import reply
from bot.engine.run import Run, begin, current
from bot.engine.spot import SHOW, SHOW_HINT
from bot.engine.stations import AtStation
from bot.engine.talk import (
    AllOk,
    Back,
    Belongs,
    Buttons,
    Confirm,
    Done,
    Forward,
    Nowhere,
    Open,
    Placed,
    Pressed,
    Problem,
    Refused,
    Said,
    Sent,
    Skip,
    Typed,
    Upload,
    Value,
)
from bot.engine.view import Ended, Overview, Question, view
from bot.engine.walk import applying, drawn, findings, judged

TODAY = datetime(2026, 11, 21, 12, 0)  # noqa: DTZ001  the clock on the wall
ROOT = Path(__file__).parents[2]
FILES = flow_paths(ROOT) + sorted(Path(__file__).parent.glob("flows/*.yaml"))
EXAMPLES = settings().max_examples // 10  # for each flow; HYPOTHESIS_PROFILE=long tries many more
ASKS = (
    found(), pictured(), *Check(may_not_apply=True).asks(), *Container().asks(), *Threat().asks(), *Vulnerability().asks(),
    *Practice(evidence=True).asks(),
)  # fmt: skip
MADE = {text.source for ask in ASKS for text in (ask.prompt, ask.hint) if text}  # what types ask besides
MADE |= {SHOW.source, SHOW_HINT.source}
Shown = Question | AtStation | Overview | Ended | Stray


@dataclass(frozen=True)
class Read:
    """A flow, its sentences, and how many questions it can have at most."""

    flow: Flow
    sentences: frozenset[str]
    longest: int


@cache
def read(path: Path) -> Read:
    loaded = load(path.name, path.read_text(encoding="utf-8"))
    assert loaded.flow, loaded.problems
    sentences = frozenset(text.text for text in loaded.texts) | MADE
    photo = int(loaded.flow.spot_photo)
    return Read(loaded.flow, sentences, photo + sum(_most(entry) for entry in loaded.flow.steps))


def _most(entry: Step | Repeat) -> int:
    return entry.at_most * (len(entry.steps) + 1) if isinstance(entry, Repeat) else 1


def each_flow() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


# Things to say: each number stands for one, given what is shown.

JUNK = (
    "",
    "\x00",
    "\u202e",
    "yes",
    "🚛" * 4096,
    "１２",
    "3/4/2026",
    "CSQU3054384",
    "{n}",
    "-1",
    "../..",
    "ULI234",
    "23:30",
    "8 y media",
    "Ana Gómez",
    "x" * 5000,
)
UNUSUAL = 12  # of SORTS numbers, so many stand for something other than a sensible answer
SORTS = 32


def thing(shown: Shown, number: int) -> Said:
    """What the number stands for: something unusual, or an answer that fits."""
    type, rest = number % SORTS, number // SORTS
    junk = JUNK[rest % len(JUNK)]
    unusual: tuple[Said, ...] = (
        Back(),
        Sent(
            f"{rest:064x}", "photo", caption=("", "the left side")[rest % 2], codes=(None, (), ("UL-00123",))[rest % 3]
        ),
        Forward(),
        Confirm(),
        Skip(),
        Done(),
        Typed(junk),
        Pressed(junk),
        Placed(19.4, -99.1),
        Open(_one_of(shown, rest)),
        AllOk("behind"),
        Problem("engine"),
    )
    if type < UNUSUAL:
        return unusual[type]
    if isinstance(shown, Stray):
        return (*map(Belongs, range(len(shown.places))), Nowhere())[rest % (len(shown.places) + 1)]
    return sensible(shown, rest) if isinstance(shown, Question | AtStation) else Open(_one_of(shown, rest))


def _one_of(shown: Shown, number: int) -> str:
    """A step to open."""
    if isinstance(shown, AtStation):
        return shown.points[number % len(shown.points)].item.step.id
    if isinstance(shown, Overview) and shown.items:
        return shown.items[number % len(shown.items)].step.id
    return shown.step.id if isinstance(shown, Question) else "nothing"


def at_station(shown: AtStation, number: int) -> Said:
    """All OK, a problem, a look at one point, or on to what comes next."""
    point = shown.points[number // 4 % len(shown.points)]
    if number % 4 == 0 and not point.answered:
        return Problem(point.item.step.id)
    if number % 4 == 1:
        return Open(point.item.step.id)
    return AllOk(shown.station.id) if shown.open else Forward()


def sensible(shown: Question | AtStation, number: int) -> Said:
    """An answer that fits the question."""
    if isinstance(shown, AtStation):
        return at_station(shown, number)
    kind, control = shown.step.kind, shown.control
    if isinstance(control, Upload):
        return _upload(control, number)
    if isinstance(control, Buttons):
        return _press(control, kind, number)
    match kind:
        case FreeText():
            return Sent(f"{number:064x}", "voice") if control.voice and number % 2 else Typed("cracked"[: kind.at_most])
        case Seal() if shown.step.ledger and shown.step.ledger.first:
            return Typed(shown.offered[0].value if shown.offered else "UL1235")  # the last of a box
        case Seals():
            return Typed("UL1234 x 2, UL1240")
        case Seal() | Plate():
            return Typed(("UL1234", "UL1235")[number % 2] + str(shown.step.round or ""))
        case Container():
            return (Typed("CSQU3054383"), Pressed("CSQU3054384"))[number % 2]
        case Phone():
            return Typed("+525512345678")
        case Number():
            return Typed(str(kind.at_least if kind.at_least is not None else min(7, kind.at_most or 7)))
        case Date():
            return Pressed(control.options[number % 2].id)
        case Time():
            return Typed("11:30")
        case Place():
            return (Placed(19.4326, -99.1332), Typed("Gate 4"))[number % 2]
        case Sign():
            return Typed("Juan Pérez")
        case Colleague():
            return (Pressed("nobody"), Typed("the man at the gate"))[number % 2]
    raise AssertionError(f"nothing sensible to say to a {kind}")


def _upload(control: Upload, number: int) -> Said:
    if control.got >= control.at_least and number % 2 and control.got:
        return Done()
    album = "album" if number % 12 == 0 else ""  # of photos, which every question takes
    return Sent(f"{number:064x}", control.types[number % len(control.types)], album)


def _press(control: Buttons, kind: object, number: int) -> Said:
    if isinstance(kind, MultiChoice):
        ticked = sum(option.chosen for option in control.options)
        if ticked >= max(1, kind.at_least):
            return Done()
        return Pressed(next(option.id for option in control.options if not option.chosen))
    assert isinstance(kind, Choice)
    return Pressed(control.options[number % len(control.options)].id)


NUMBER = st.integers(0, 2**16)
NUMBERS = st.lists(NUMBER, max_size=20) | st.lists(NUMBER, min_size=20, max_size=60)


def turns(flow: Flow, numbers: list[int]) -> Iterator[tuple[Run, Said, Move]]:
    """A run, what was said, and the run after it with what happened; the same run if that was refused."""
    run = begin(seed=len(numbers))
    for number in numbers:
        said = thing(view(flow, run, TODAY), number)
        try:
            move = reply(flow, run, said, TODAY)
        except Refused as why:
            move = Move(asked_about(flow, run, why))
        yield run, said, move
        run = move.run


def last(flow: Flow, numbers: list[int]) -> Run:
    """Where all that was said leads."""
    run = begin()
    for _, _, move in turns(flow, numbers):
        run = move.run
    return run


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_every_turn_leaves_something_to_show(path: Path, numbers: list[int]) -> None:
    """A question, the overview or the end; and the run waits in JSON between any two turns."""
    known = read(path)
    flow = drawn(known.flow, len(numbers))
    for run, _, move in turns(flow, numbers):
        after = move.run
        shown = view(flow, after, TODAY)
        assert isinstance(shown, Shown)
        assert Run.from_json(json.loads(json.dumps(after.as_json())), json.loads(json.dumps(after.answers))) == after
        changed = {s for s, value in after.answers.items() if s not in run.answers or run.answers[s] != value}
        assert {step.partition("#")[0] for step in changed} <= {s.id for s in after.asked(flow)}
        if isinstance(shown, Question):
            assert 1 <= shown.number <= shown.count <= known.longest
            assert {shown.prompt.source} | ({shown.hint.source} if shown.hint else set()) <= known.sentences


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_what_a_run_remembers_is_what_would_be_worked_out_anew(path: Path, numbers: list[int]) -> None:
    flow = drawn(read(path).flow, len(numbers))
    for _, _, move in turns(flow, numbers):
        for after in (move.run, move.run.but(at=""), move.run.but(again=tuple(move.run.answers)[:1])):
            anew = replace(after)
            for books in ({}, BOOKS, {}):
                assert view(flow, after, TODAY, books) == view(flow, replace(after), TODAY, books)
            assert current(flow, after) == current(flow, anew)
            assert after.walked(flow) == applying(flow, after.answers, after.seed)
            assert after.findings(flow) == findings(anew.asked(flow), after.answers)


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_whoever_hears_only_the_events_knows_the_answers_the_findings_and_the_end(
    path: Path, numbers: list[int]
) -> None:
    flow = drawn(read(path).flow, len(numbers))
    answers: dict[str, Value] = {}
    found: set[str] = set()
    for run, said, move in turns(flow, numbers):
        for answered in move.only(Answered):
            assert answered.before == answers.get(answered.step.id, MISSING)
            assert answered.before != answered.value or answered.step.id in run.again
            answers[answered.step.id] = answered.value
        answers |= {beside(noted.step.id, noted.what): noted.value for noted in move.only(Noted)}
        withdrawn, raised = ([e.step.id for e in move.only(type)] for type in (Withdrawn, Raised))
        assert found.issuperset(withdrawn)
        found.difference_update(withdrawn)
        assert found.isdisjoint(raised)
        found.update(raised)

        ends = judged(flow, move.run.asked(flow), move.run.answers)
        assert answers == move.run.answers
        assert found == {s.id for s in ends.findings}
        assert all(a.finding == (a.step.id in found) for a in move.only(Answered))
        assert [e.verdict for e in move.only(Finished)] == [ends] * (move.run.done and not run.done)
        begun = {(d.step.id, move.run.drafts[d.step.id]) for d in move.only(Drafted)}
        assert move.run.drafts.items() - run.drafts.items() <= begun or not move.events  # it is asked about
        assert all(run.drafts[c.step.id][0] == c.typed != answers[c.step.id] for c in move.only(Corrected))
        assert [j.album for j in move.only(Joined)] in ([], [run.album[1]])
        assert not move.only(Joined) or isinstance(said, Sent)


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_back_shows_the_question_before_and_forward_returns(path: Path, numbers: list[int]) -> None:
    flow = drawn(read(path).flow, len(numbers))
    run = last(flow, numbers).but(held=None)
    shown = view(flow, run, TODAY)
    try:
        back = reply(flow, run, Back(), TODAY).run
    except Refused:
        assert flow.genre == "quiz" or run.done or not getattr(shown, "can_go_back", True)
        return

    before = view(flow, back, TODAY)
    asked = run.asked(flow)
    if isinstance(before, AtStation):
        opened = isinstance(shown, Question) and shown.step.point and shown.step.station == before.station.id
        assert opened or before.station.id == _behind(shown, asked).station
    else:
        assert isinstance(before, Question)
        assert before.step == _behind(shown, asked)
        holds = before.step.id in run.answers and before.step.id not in run.again
        assert (before.before, before.answered) == (run.answers.get(before.step.id) if holds else None, holds)
    assert (back.answers, back.drafts) == (run.answers, run.drafts)
    assert reply(flow, back, Forward(), TODAY).run == replace(run, at="")


def _behind(shown: Shown, asked: list[Step]) -> Step:
    """The question before the one that is shown, or before the first point of the station."""
    here = shown.points[0].item.step if isinstance(shown, AtStation) else None
    here = shown.step if isinstance(shown, Question) else here
    place = next((n for n, step in enumerate(asked) if step is here), len(asked))
    return asked[max(place, 1) - 1]


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_whoever_signed_has_seen_every_answer_before_the_signature(path: Path, numbers: list[int]) -> None:
    flow = drawn(read(path).flow, len(numbers))
    given: list[str] = []  # the questions in the order in which they were answered last
    for _, _, move in turns(flow, numbers):
        for answered in move.only(Answered):
            given = [*(id for id in given if id != answered.step.id), answered.step.id]
        asked = [step.id for step in move.run.asked(flow)]
        for step in move.run.asked(flow):
            if isinstance(step.kind, Sign) and step.id in given and step.id not in move.run.again:
                before = set(asked[: asked.index(step.id)])
                assert before.isdisjoint(given[given.index(step.id) :])


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_what_was_held_can_be_put_wherever_it_is_offered(path: Path, numbers: list[int]) -> None:
    flow = drawn(read(path).flow, len(numbers))
    for _, _, move in turns(flow, numbers):
        shown = view(flow, move.run, TODAY)
        for place in range(len(shown.places)) if isinstance(shown, Stray) else ():
            with suppress(Refused):  # ten files, or as many words as the question takes, are there already
                after = reply(flow, move.run, Belongs(place), TODAY).run

                assert after.held is None
                assert set(shown.held.files) <= _kept(after)


def _kept(run: Run) -> set[str]:
    return {digest for value in run.answers.values() if isinstance(value, tuple) for digest in value}


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS, st.integers(0, 1000))
def test_every_run_can_be_finished(path: Path, numbers: list[int], choice: int) -> None:
    known = read(path)
    flow = drawn(known.flow, len(numbers))
    run = last(flow, numbers)

    for turn in count():
        shown = view(flow, run, TODAY)
        if isinstance(shown, Ended):
            break
        assert turn <= _bound(known), f"still asking {shown}"
        if isinstance(shown, Stray):
            run = reply(flow, run, Nowhere(), TODAY).run
            continue
        said = Confirm() if isinstance(shown, Overview) else sensible(shown, choice + turn)
        run = reply(flow, run, said, TODAY).run
    assert shown.verdict.outcome in known.flow.outcomes
    assert 0 <= shown.verdict.score <= 100
    assert shown.say.source in known.sentences


def _bound(known: Read) -> int:
    """No question takes more turns than it can have files or ticks, and the press of a button after them."""
    kinds = [s.kind for entry in known.flow.steps for s in (entry.steps if isinstance(entry, Repeat) else (entry,))]
    files = max((kind.at_most for kind in kinds if isinstance(kind, Photo)), default=1)
    ticks = max((len(kind.choices) for kind in kinds if isinstance(kind, MultiChoice)), default=1)
    return known.longest * (max(files, ticks) + 2)


STATIONED = [path for path in FILES if "station:" in path.read_text(encoding="utf-8")]


def each_flow_with_stations() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", STATIONED, ids=lambda path: path.stem)


@each_flow_with_stations()
@settings(max_examples=EXAMPLES * 3)
@given(NUMBERS)
def test_all_ok_answers_each_point_once_and_never_over_another_answer(path: Path, numbers: list[int]) -> None:
    flow = read(path).flow
    for run, said, move in turns(flow, numbers):
        if not isinstance(said, AllOk) or move.run == run:
            continue
        answered = move.only(Answered)
        ids = [a.step.id for a in answered]
        assert len(ids) == len(set(ids))
        assert all(a.value == "ok" and a.before is MISSING and not a.finding for a in answered)
        assert {a.step.station for a in answered} == {said.station}
        assert {s: move.run.answers[s] for s in run.answers} == run.answers


@each_flow_with_stations()
@settings(max_examples=EXAMPLES * 3)
@given(NUMBERS, st.integers(0, 1000))
def test_stations_ask_what_one_by_one_would_have_asked(path: Path, numbers: list[int], choice: int) -> None:
    """Whatever was pressed, in whichever order: the same answers one after the other are asked for the same questions.

    Where somebody stops in danger, what is open at that station stays without an answer.
    """
    known = read(path)
    by_station = _finished(known.flow, last(known.flow, numbers), known, choice)

    single, unseen = begin(by_station.seed), set[str]()
    while isinstance(card := view(known.flow.singly, single, TODAY), Question):
        step = card.step
        if step.id not in by_station.answers:
            assert step.station
            unseen.add(step.id)
        single = replace(single, answers={**single.answers, step.id: by_station.answers.get(step.id, "ok")})

    asked = {s.id for s in by_station.asked(known.flow)}
    assert {s.id for s in single.asked(known.flow)} == asked | unseen
    ended = judged(known.flow, by_station.asked(known.flow), by_station.answers)
    one_by_one = judged(known.flow, single.asked(known.flow), single.answers)
    assert {s.id for s in one_by_one.findings} == {s.id for s in ended.findings}
    assert one_by_one.outcome == ended.outcome
    assert not unseen or any(s.on_fail.stop for s in ended.findings)


def _finished(flow: Flow, run: Run, known: Read, choice: int) -> Run:
    for turn in count():
        shown = view(flow, run, TODAY)
        if isinstance(shown, Overview | Ended):
            return run
        if isinstance(shown, Stray):
            run = reply(flow, run, Nowhere(), TODAY).run
            continue
        assert turn <= _bound(known), f"still asking {shown}"
        run = reply(flow, run, sensible(shown, choice + turn), TODAY).run
    raise AssertionError


@each_flow_with_stations()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_a_run_begun_by_stations_goes_on_one_by_one(path: Path, numbers: list[int]) -> None:
    """And back: what is kept of a run does not know how its points are shown."""
    flow = read(path).flow
    ways = (flow, flow.singly)
    run = begin(seed=len(numbers))
    for turn, number in enumerate(numbers):
        way = ways[number % 2]
        try:
            run = reply(way, run, thing(view(way, run, TODAY), turn * 7 + number), TODAY).run
        except Refused:
            continue
        assert {s.id for s in run.asked(flow)} == {s.id for s in run.asked(flow.singly)}
        assert isinstance(view(ways[1 - number % 2], run, TODAY), Shown)


BOOKS = {"me.name": "Juan Pérez", "me.driver": "Juan Pérez", "last": "Last Time 7"}


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_what_is_in_the_books_is_answered_once_and_as_if_it_were_typed(path: Path, numbers: list[int]) -> None:
    flow = drawn(read(path).flow, len(numbers))
    run = begin(seed=len(numbers))
    for number in numbers:
        shown = view(flow, run, TODAY, BOOKS)
        said = thing(shown, number)
        try:
            plain, move = reply(flow, run, said, TODAY), reply(flow, run, said, TODAY, BOOKS)
        except Refused:
            continue
        further = move.events[len(plain.events) :]
        by_hand = plain.run
        for event in further:
            assert isinstance(event, Answered)
            assert event.before is MISSING
            assert event.step.default
            assert not isinstance(event.step.kind, Sign)
            by_hand = reply(flow, by_hand, Typed(BOOKS["me.name"]), TODAY).run
        assert by_hand == move.run
        assert move.events[: len(plain.events)] == plain.events
        if isinstance(shown, Question):
            offered = set() if isinstance(shown.step.kind, Seal) else {offer.value for offer in shown.offered}
            assert offered <= set(BOOKS.values())
            assert not offered or shown.step.default
            assert {i.value for i in shown.known} <= {BOOKS["me.name"]}
        run = move.run
