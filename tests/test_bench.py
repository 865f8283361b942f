"""The yardstick measures the program that is there: an inspection on each platform, played through the runner's own process."""

import pytest

from tests.bench import crew
from tests.bench.journey import ANSWERS, TURNS

PERSON = {"lo": 0, "hi": 1}


@pytest.mark.parametrize(
    ("name", "calls"), [("own_telegram", {"sendMessage": 5}), ("own_slack", {"chat.postMessage": 5})]
)
def test_the_yardstick_plays_an_inspection_and_finds_all_its_answers(name: str, calls: dict[str, int]) -> None:
    with crew.place(name) as at, crew.sitting(at) as one:
        told = one.ask("closed", **PERSON, in_flight=1)
        one.ask("teardown")
        found = one.ask("verify", **PERSON)
        came = at.calls()
    assert told["turns"] == TURNS
    assert (found["answers"], found["wrong"], found["first"]) == (ANSWERS, 0, "")
    assert {method: came[method] for method in calls} == calls
