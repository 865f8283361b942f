"""How far a run is: a total that never jumps, and a number that only goes up while somebody answers."""

import random
from pathlib import Path

import pytest

from bot.engine.flow import Flow
from bot.engine.progress import length
from bot.engine.reply import reply
from bot.engine.run import begin
from bot.engine.stations import AtStation
from bot.engine.view import Question, view
from tests.engine.test_properties import TODAY, each_flow, read, sensible


def bars(flow: Flow, seed: int) -> list[tuple[int, int]]:
    """What the progress bar showed on the way to the overview or the end."""
    chance, run, shown = random.Random(seed), begin(seed), []
    for _ in range(400):
        now = view(flow, run, TODAY)
        if not isinstance(now, Question | AtStation):
            return shown
        shown.append((now.number, now.count))
        run = reply(flow, run, sensible(now, chance.randrange(2**16)), TODAY).run
    raise AssertionError("it does not end")


@each_flow()
@pytest.mark.parametrize("seed", range(5))
def test_the_total_never_jumps_and_the_number_never_goes_back(path: Path, seed: int) -> None:
    flow = read(path).flow
    seen = bars(flow, seed)
    assert len({total for _, total in seen}) == 1
    assert [number for number, _ in seen] == sorted(number for number, _ in seen)
    assert seen[0][0] == 1
    assert all(number <= total for number, total in seen)


def test_a_station_is_one_card_and_what_is_asked_of_a_problem_does_not_count() -> None:
    flow = read(next(Path(__file__).parents[2].glob("flows/inspections/container-7.yaml"))).flow
    assert length(flow) < len(flow.steps) / 3
    assert length(flow.singly) > length(flow)
