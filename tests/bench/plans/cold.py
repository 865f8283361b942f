"""Cold start: from the birth of the process until the first thing heard is answered, durably, and the question is out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median

from tests.bench.crew import Place, place, sitting, there
from tests.bench.table import Scale, Table, beside

SECONDS = 1.0
WARM = 1  # starts that are not counted: they read the files from the disk


def cold(names: Sequence[str], scale: Scale) -> Table:
    with ExitStack() as all_of_them:
        places = [all_of_them.enter_context(place(name)) for name in names if not there(name)]
        times = [[_start(one, repeat) for one in places] for repeat in range(WARM + scale.starts)][WARM:]
    rows = [_row(one, [each[n] for each in times]) for n, one in enumerate(places)]
    notes = f"Medians of {scale.starts} starts over a store that knows its 12,000 people; the interpreter is in it."
    return Table(
        "Cold start", "Goal: at most 1.0 s.", ("contestant", "seconds to the first answered turn"), rows, notes
    )


def _start(at: Place, user: int) -> float:
    with sitting(at, ready=False) as one:
        one.ask("setup")
        return float(one.ask("first", user=user)["at"]) - one.began


def _row(at: Place, times: Sequence[float]) -> Sequence[str]:
    goal = SECONDS if at.module.KIND == "product" else float("inf")
    return at.title, beside(median(times), goal, 2).replace(", reached", "" if goal > 1e9 else ", reached")
