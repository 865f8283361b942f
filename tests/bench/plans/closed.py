"""Closed loop: 1 and 32 turns in flight without pause; CPU a turn, everything included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Any

from tests.bench.crew import Sitting, side_by_side, there, turn
from tests.bench.journey import TURNS
from tests.bench.table import Scale, Table, beside, number

LOADS = (1, 32)
GOALS = {"own_telegram": 600, "own_slack": 600, "own_pg_telegram": 800, "own_pg_slack": 800}
WARM = 16  # inspections
HEAD = (
    "CPU µs a turn, PostgreSQL's included",
    "1 in flight",
    "32 in flight",
    "p50 ms at 32",
    "p99 ms at 32",
    "to the goal",
    "verified",
)

Figures = dict[tuple[str, int], list[dict[str, Any]]]


def closed(names: Sequence[str], scale: Scale) -> Table:
    present = [name for name in names if not there(name)]
    with side_by_side(present) as sittings:
        warmed = dict.fromkeys(present, WARM)
        for one in sittings:
            with turn(one):
                one.ask("walk", lo=0, hi=WARM)
        figures = _rounds(sittings, warmed, scale)
        verified = {one.place.name: _verified(one, warmed[one.place.name]) for one in sittings}
        titles = {one.place.name: one.place.title for one in sittings}
    rows = [_row(titles[name], name, figures, verified[name]) for name in present]
    rows += [(f"{name}: {there(name)}", *[""] * (len(HEAD) - 1)) for name in names if there(name)]
    goals = "Goal: at most 600 µs a turn on SQLite and 800 on PostgreSQL with 32 in flight, its server included."
    return Table("A turn", goals, HEAD, rows, f"Medians of {scale.rounds} interleaved rounds.")


def _rounds(sittings: Sequence[Sitting], users: dict[str, int], scale: Scale) -> Figures:
    figures: Figures = defaultdict(list)
    for repeat in range(scale.rounds):
        for load in LOADS:
            first = repeat % len(sittings)
            for one in (*sittings[first:], *sittings[:first]):
                name = one.place.name
                lo, count = users[name], _users(figures[name, load], load, scale.seconds)
                with turn(one):
                    figures[name, load].append(one.ask("closed", lo=lo, hi=lo + count, in_flight=load))
                users[name] = lo + count
    return figures


def _users(before: Sequence[dict[str, Any]], load: int, seconds: float) -> int:
    """As many as take about a second. With fewer than two for each in flight they would wait for one another."""
    turn_us = before[-1]["wall_us"] if before else 3000.0
    return max(2 * load if load > 1 else 8, min(int(seconds * 1e6 / turn_us / TURNS), 300))


def _verified(one: Sitting, users: int) -> str:
    if not one.place.module.DURABLE:
        return "nothing kept"
    with turn(one):
        one.ask("teardown")
        told = one.ask("verify", lo=0, hi=users)
    return f"**{told['wrong']} of {users} wrong**: {told['first']}" if told["wrong"] else f"all {told['answers']:,}"


def _row(title: str, name: str, figures: Figures, verified: str) -> Sequence[str]:
    def middle(load: int, key: str) -> float:
        return median(one[key] for one in figures[name, load])

    at_32 = middle(32, "cpu_us")
    return (
        title, number(middle(1, "cpu_us")), number(at_32), number(middle(32, "p50_ms"), 1), number(middle(32, "p99_ms"), 1),
        beside(at_32, GOALS[name]).partition(", ")[2] if name in GOALS else "", verified,
    )  # fmt: skip
