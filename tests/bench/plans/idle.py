"""Idle: what the program uses while nobody does anything."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from tests.bench.crew import place, sitting
from tests.bench.table import Scale, Table, beside

PERCENT = 0.5


def idle(names: Sequence[str], scale: Scale) -> Table:
    with ExitStack() as all_of_them:
        sittings = [all_of_them.enter_context(sitting(all_of_them.enter_context(place(name)))) for name in names]
        for one in sittings:
            one.ask("walk", lo=0, hi=8)
        for one in sittings:
            one.give("idle", seconds=scale.idle)
        told = [one.take() for one in sittings]
        titles = [one.place.title for one in sittings]
    rows = [
        (title, beside(100 * each["own"], PERCENT, 2), f"{100 * each['server']:.2f}")
        for title, each in zip(titles, told, strict=True)
    ]
    head = ("% of a core", "the program", "its PostgreSQL")
    return Table("Idle", "Goal: at most 0.5 % of a core.", head, rows, f"Over {scale.idle:.0f} seconds.")
