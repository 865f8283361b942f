"""Growth: the same turn over stores of a thousand answers and of many more, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median

from tests.bench.crew import Sitting, place, sitting, turn
from tests.bench.table import Scale, Table, number

SIZES = (1_000, 100_000, 1_000_000, 10_000_000)
FACTOR = 1.1
WARM = 48
USERS = 48  # a round, with 16 in flight
IN_FLIGHT = 16


def growth(names: Sequence[str], scale: Scale) -> Table:
    sizes = sorted({*(size for size in SIZES if size < scale.until), scale.until})
    rows = [_row(name, sizes, scale.rounds) for name in names]
    head = (f"CPU µs a turn, {IN_FLIGHT} in flight", *(f"{size:,} answers" for size in sizes), "last / first")
    goal = "Goal: at most 1.1 times the cost, to ten million answers (`--until 10000000`)."
    return Table("Growth", goal, head, rows, "Ratios are taken round by round.")


def _row(name: str, sizes: Sequence[int], rounds: int) -> Sequence[str]:
    with ExitStack() as all_of_them:
        sittings = [_grown(all_of_them, name, size) for size in sizes]
        title = sittings[0].place.title
        costs = [[_cost(one, repeat) for one in sittings] for repeat in range(rounds)]
    middle = [number(median(each[n] for each in costs)) for n in range(len(sizes))]
    factor = median(each[-1] / each[0] for each in costs)
    return title, *middle, f"{factor:.2f}{', reached' if factor <= FACTOR else ''}"


def _grown(all_of_them: ExitStack, name: str, answers: int) -> Sitting:
    at = all_of_them.enter_context(place(name))
    with sitting(at, ready=False) as seeding:
        seeding.ask("seed_done", answers=answers)
    one = all_of_them.enter_context(sitting(at))
    one.ask("walk", lo=0, hi=WARM, in_flight=IN_FLIGHT)
    one.stop()
    return one


def _cost(one: Sitting, repeat: int) -> float:
    lo = WARM + repeat * USERS
    with turn(one):
        return float(one.ask("closed", lo=lo, hi=lo + USERS, in_flight=IN_FLIGHT)["cpu_us"])
