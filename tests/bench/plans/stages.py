"""Stages: where a turn's CPU goes, 32 in flight."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from tests.bench.crew import place, sitting
from tests.bench.stages import STAGES
from tests.bench.table import Scale, Table, number

WARM = 48
NOTES = (
    "By sampling: the error is the standard error of the largest stage, from the number of looks. Looks come when a thread "
    "makes room for another, so long calls into C are seen at their end. Looking slows the program down: trust the shares."
)


def stages(names: Sequence[str], scale: Scale) -> Table:
    told, titles = [], []
    for name in names:
        with place(name) as at, sitting(at) as one:
            one.ask("walk", lo=0, hi=WARM, in_flight=32)
            told.append(one.ask("stages", lo=WARM, hi=WARM + scale.stage_users, in_flight=32))
            titles.append(at.title)
    rows = [(stage, *(_cell(each, stage) for each in told)) for stage in STAGES]
    rows.append(("PostgreSQL's own processes", *(number(each["server_us"]) for each in told)))
    rows.append(("looks, error", *(_error(each) for each in told)))
    return Table("Where a turn's CPU goes", "", ("µs a turn, share", *titles), rows, NOTES)


def _cell(told: dict[str, Any], stage: str) -> str:
    spent = told["cpu"].get(stage, 0.0)
    return f"{number(1e6 * spent / told['turns'])}, {spent / _all(told):.0%}"


def _error(told: dict[str, Any]) -> str:
    largest = max(told["cpu"].values()) / _all(told)
    return f"{told['looks']:,}, ± {100 * sqrt(largest * (1 - largest) / told['looks']):.1f} %"


def _all(told: dict[str, Any]) -> float:
    return float(sum(told["cpu"].values()))
