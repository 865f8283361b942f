"""The yardstick measures the program that is there: an inspection on each platform, played through the runner's own process."""

from pathlib import Path

import pytest

from tests.bench import crew, page, relay
from tests.bench.annals import YEAR
from tests.bench.journey import ANSWERS, TURNS
from tests.bench.table import Table

RUNS = 100
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


@pytest.mark.parametrize("name", ["own_telegram", "own_pg_telegram"])
def test_the_yardstick_makes_a_year_and_its_summary_counts_it(name: str) -> None:
    with crew.place(name) as at:
        with crew.sitting(at, ready=False) as seeding:
            made = seeding.ask("fill_year", runs=RUNS)
        with crew.sitting(at) as one:
            told = [
                one.ask("ask", words=f"/summary {words}")["said"] for words in (f"{YEAR}", f"{YEAR} {made['site']}")
            ]
            beside = one.ask("beside", first=0, rate=20, seconds=1, words=f"/summary {YEAR}")
            one.ask("teardown")
            found = one.ask("verify", lo=0, hi=beside["users"])
    assert made["run"] > RUNS  # what is planned and what follows comes on top
    assert f"Yearly summary {YEAR}" in told[0]
    assert made["site"] in told[1]
    assert beside["summaries"] > 0
    assert (beside["saturated"], found["wrong"], found["first"]) == (False, 0, "")


def test_a_person_may_come_to_another_process_with_every_turn() -> None:
    with crew.place("own_pg_telegram") as at, crew.sitting(at) as one, crew.sitting(at) as other:
        baton = relay.baton(Path(at.cfg.dir, "baton"), users=3)
        for part, runner in enumerate((one, other)):
            runner.ask("take_part", baton=baton, lo=0, hi=3, part=part, of=2)
            runner.give("relay", in_flight=3)
        told = [runner.take() for runner in (one, other)]
        found = one.ask("verify", lo=0, hi=3)
    assert sum(each["turns"] for each in told) == 3 * TURNS
    assert (found["answers"], found["wrong"], found["first"]) == (3 * ANSWERS, 0, "")


def test_a_part_of_the_page_of_figures_is_written_anew_and_says_how(tmp_path: Path) -> None:
    at = tmp_path / "page.md"
    at.write_text("# Figures\n\nHow.\n\n## A turn\n\nold\n\n## A year\n\nold\n\nby hand\n\n## Idle\n\nold\n")
    made = [
        Table("A year", "Goal.", ("one", "ms"), [("a", "1")]),
        Table("Years", "", ("one", "ms"), [("not there", "1")]),
    ]

    for _ in range(2):
        page.renew(made, 60, 0.5, "make bench", at)

    head, turn, year, idle = at.read_text().split("\n\n## ")
    assert (head, turn, idle) == ("# Figures\n\nHow.", "A turn\n\nold", "Idle\n\nold\n")
    assert year.startswith("A year\n\nGoal.\n\n| one | ms |\n|---|---:|\n| a | 1 |\n\nThis table was made alone on 20")
    assert "(`make bench`), in 1 minutes" in year
