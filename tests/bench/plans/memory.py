"""Memory: a start over a store with so many unfinished inspections, of which some go on."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.crew import Place, place, sitting
from tests.bench.journey import HALF
from tests.bench.table import Scale, Table, beside

FIRST = 20_000  # users that are not there yet
SERVED = 200  # of them
GOAL_MB = 120.0


def memory(names: Sequence[str], scale: Scale) -> Table:
    rows = []
    for name in names:
        with place(name) as at:
            rows.append((at.title, *_figures(at, scale.unfinished)))
    head = ("resident MB", *(f"{n:,} unfinished" for n in scale.unfinished))
    notes = f"The program's process alone, after {SERVED} of them have answered their next question."
    return Table("Memory", "Goal: at most 120 MB.", head, rows, notes)


def _figures(at: Place, counts: Sequence[int]) -> list[str]:
    """The store grows from one figure to the next."""
    figures, there = [], 0
    for count in counts:
        first = FIRST + there
        with sitting(at, ready=False) as seeding:
            seeding.ask("seed_open", lo=first, hi=FIRST + count)
        with sitting(at) as one:
            one.ask("walk", lo=first, hi=first + SERVED, begin=HALF, end=HALF + 1)
            figures.append(beside(one.ask("memory")["mb"], GOAL_MB))
        there = count
    return figures
