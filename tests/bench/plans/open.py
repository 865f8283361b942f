"""Open loop: people come when they come. A turn waits from the moment it was due until the next question is out."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.crew import Sitting, side_by_side, there, turn
from tests.bench.table import Scale, Table, beside, number

SLOW = 0.04  # seconds a platform takes to answer
SLOW_RATE = 300
P99 = 25.0  # milliseconds
HEAD = ("turns a second", "contestant", "p50 ms", "p99 ms", "of a core", "verified")
GOAL = "Goal: p99 at most 25 ms at 500 turns a second."
NOTES = (
    "From the scheduled moment, so that a queue counts. *Saturated*: it could not keep up, and the figures are of those "
    "turns that came to an end."
)


def opened(names: Sequence[str], scale: Scale) -> Table:
    present = [name for name in names if not there(name)]
    rows = [*_at(present, scale.rates, 0.0, scale), *_at(present, (SLOW_RATE,), SLOW, scale)]
    return Table("People who do not wait for each other", GOAL, HEAD, rows, NOTES)


def _at(names: Sequence[str], rates: Sequence[int], delay: float, scale: Scale) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    with side_by_side(names, delay) as sittings:
        users = dict.fromkeys(names, 16)
        for one in sittings:
            with turn(one):
                one.ask("walk", lo=0, hi=16)
        for rate in rates:
            rows += [_row(one, rate, delay, users, scale) for one in sittings]
        for one in sittings:
            with turn(one):
                one.ask("teardown")
    return rows


def _row(one: Sitting, rate: int, delay: float, users: dict[str, int], scale: Scale) -> Sequence[str]:
    lo = users[one.place.name]
    with turn(one):
        told = one.ask("open", first=lo, rate=rate, seconds=scale.open_seconds)
        users[one.place.name] = lo + told["users"]
        wrong = 0 if told["saturated"] else one.ask("verify", lo=lo, hi=lo + told["users"])["wrong"]
    goal = P99 if rate == 500 and one.place.module.KIND == "product" else float("inf")
    p99 = (
        "saturated"
        if told["saturated"]
        else number(told["p99_ms"], 1)
        if goal > 1e9
        else beside(told["p99_ms"], goal, 1)
    )
    rates = f"{rate}, the platform takes {delay * 1000:.0f} ms" if delay else f"{rate}"
    kept = "not asked" if told["saturated"] else f"**{wrong} wrong**" if wrong else "all"
    return rates, one.place.title, number(told["p50_ms"], 1), p99, f"{told['core']:.0%}", kept
