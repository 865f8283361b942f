"""A few seconds of what `make soak` does for minutes: kills and ill platforms, under load, judged from the outside."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.soak.chaos import Weather
from tests.soak.soaking import Plan, soak

# Everything in a hurry: also that a process is taken for dead.
WEATHER = Weather(
    ill=(0.5, 0.9), quiet=(0.4, 0.6), blows=(2.0, 4.0), freezes=(1.0, 3.0), silence=(2, 3), slow=(0.3, 1.0)
)
HURRY = Plan(8, 1, workers=8, pause=0.15, tick=0.4, beat=0.5, weather=WEATHER, seed=5)


@pytest.mark.parametrize("processes", [1, 2])
async def test_no_promise_of_the_outbox_is_broken_by_kills_and_ill_platforms(
    processes: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue("sqlite_url" if processes == 1 else "postgres_url")

    verdict = await soak(replace(HURRY, processes=processes), url, tmp_path)

    assert verdict.broken == [], verdict.table()
    assert verdict.figures["blows"] >= 1
    assert verdict.figures["turns acknowledged"] > 20
    assert verdict.figures["timers"] == 20
    assert verdict.figures["planned, actions opened, steps of an escalation"].startswith("5, ")
