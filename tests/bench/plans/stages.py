"""Stages: where a turn's CPU goes, 32 in flight."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from math import sqrt
from typing import Any

from tests.bench.crew import Failed, place, sitting
from tests.bench.stages import STAGES
from tests.bench.table import Scale, Table, number

WARM = 48
ATTEMPTS = 8
NOTES = (
    "By sampling: after every few milliseconds of CPU the running thread's stack is written down, and its innermost frame that "
    "belongs to a stage decides. The error is the standard error of the largest stage, from the number of looks; writing "
    "stacks down makes the turn a little dearer than above."
)


def stages(names: Sequence[str], scale: Scale) -> Table:
    told, titles = [], []
    for name in names:
        title, figures = _looked_at(name, scale.stage_users)
        titles.append(title)
        told.append(figures)
    rows = [(stage, *(_cell(each, stage) for each in told)) for stage in STAGES]
    rows.append(("PostgreSQL's own processes", *(number(each["server_us"]) for each in told)))
    rows.append(("looks, error", *(_error(each) for each in told)))
    return Table("Where a turn's CPU goes", "", ("µs a turn, share", *titles), rows, NOTES)


def _looked_at(name: str, users: int) -> tuple[str, dict[str, Any]]:
    """Where a stack is just being changed, the one who writes it down can fall over it, and the process with it: once more."""
    for _ in range(ATTEMPTS - 1):
        with suppress(Failed):
            return _attempt(name, users)
    return _attempt(name, users)


def _attempt(name: str, users: int) -> tuple[str, dict[str, Any]]:
    with place(name) as at, sitting(at) as one:
        one.ask("walk", lo=0, hi=WARM, in_flight=32)
        return at.title, one.ask("stages", lo=WARM, hi=WARM + users, in_flight=32)


def _cell(told: dict[str, Any], stage: str) -> str:
    share = told["stages"].get(stage, 0) / _all(told)
    return f"{number(share * (told['cpu_us'] - told['server_us']))}, {share:.0%}"


def _error(told: dict[str, Any]) -> str:
    largest = max(told["stages"].values()) / _all(told)
    return f"{_all(told):,}, ± {100 * sqrt(largest * (1 - largest) / _all(told)):.1f} %"


def _all(told: dict[str, Any]) -> int:
    return int(sum(told["stages"].values()))
