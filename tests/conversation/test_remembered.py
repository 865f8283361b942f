"""Runs that are remembered from turn to turn: what the database would give, or nothing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.conversation.remembered import MOST, Remembered, reads_alike
from bot.engine.beside import beside
from bot.engine.events import Answered, Corrected, Move, Noted
from bot.engine.reply import reply
from bot.engine.run import Run, begin
from bot.engine.talk import Refused
from bot.engine.view import view
from bot.engine.walk import drawn
from bot.store.runs import KeptRun
from tests.engine.test_properties import EXAMPLES, NUMBERS, TODAY, each_flow, read, thing

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
RUN = begin()
KEPT = KeptRun(7, 1, 1, 1, "f", "d", "open", 3, RUN.as_json(), NOW, NOW, None, "", "", None)


def recorded(move: Move) -> Iterator[tuple[str, object]]:
    """The answers that a move puts on record, in order."""
    for event in move.events:
        match event:
            case Answered():
                yield event.step.id, event.value
            case Corrected():
                yield event.step.id, event.typed
            case Noted():
                yield beside(event.step.id, event.what), event.value


@each_flow()
@settings(max_examples=EXAMPLES)
@given(NUMBERS)
def test_a_remembered_run_is_the_one_that_its_rows_would_give(path: Path, numbers: list[int]) -> None:
    flow = drawn(read(path).flow, len(numbers))
    run, rows = begin(seed=len(numbers)), list[tuple[str, object]]()
    for number in numbers:
        try:
            move = reply(flow, run, thing(view(flow, run, TODAY), number), TODAY)
        except Refused:
            continue
        rows += recorded(move)
        there = {step: json.loads(json.dumps(value)) for step, value in rows}
        anew = Run.from_json(json.loads(json.dumps(move.run.as_json())), there)
        if reads_alike(flow, move):
            assert move.run == anew
            assert list(move.run.answers) == list(anew.answers)
        run = move.run if reads_alike(flow, move) else anew


def test_a_run_is_remembered_as_it_was_kept() -> None:
    remembered = Remembered()
    remembered.keep([(KEPT, RUN)])

    assert remembered.run(replace(KEPT, touched_at=NOW + timedelta(hours=1), unit="ABC 123")) is RUN


@pytest.mark.parametrize(
    "now",
    [
        replace(KEPT, id=8),
        replace(KEPT, version=4),
        replace(KEPT, version=2),
        replace(KEPT, state=replace(RUN, at="seal").as_json()),
        replace(KEPT, began_at=NOW - timedelta(days=1)),
        replace(KEPT, person_id=2),
        replace(KEPT, told_at=NOW),
    ],
)
def test_a_run_that_is_kept_otherwise_is_read_again(now: KeptRun) -> None:
    remembered = Remembered()
    remembered.keep([(KEPT, RUN)])

    assert remembered.run(now) is None


def test_only_so_many_runs_are_remembered_the_latest() -> None:
    remembered = Remembered()
    remembered.keep((replace(KEPT, id=id), RUN) for id in range(MOST + 1))

    assert remembered.run(replace(KEPT, id=0)) is None
    assert remembered.run(replace(KEPT, id=1)) is RUN
