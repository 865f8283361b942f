"""What a turn costs, beside the bare SDKs and beside bots that keep their answers: `make bench`.

Writes docs/performance.md; some of its plans, their own sections there. What is of a few contestants, or quick, is only shown.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from tests.bench import page
from tests.bench.crew import Failed
from tests.bench.plans.closed import closed
from tests.bench.plans.cold import cold
from tests.bench.plans.crash import crash
from tests.bench.plans.growth import growth
from tests.bench.plans.idle import idle
from tests.bench.plans.memory import memory
from tests.bench.plans.months import months
from tests.bench.plans.open import opened
from tests.bench.plans.processes import processes
from tests.bench.plans.sizes import sizes
from tests.bench.plans.stages import stages
from tests.bench.plans.year import year
from tests.bench.table import BARE, DURABLE_PEERS, OWN, QUICK, Scale, Table

Plan = tuple[Callable[[Sequence[str], Scale], Table], tuple[str, ...]]
QUICK_PEERS = ("peers.aiogram_sqlite", "peers.bolt_sqlite")
PLANS: dict[str, Plan] = {
    "closed": (closed, (*OWN, *DURABLE_PEERS, *BARE)),
    "stages": (stages, OWN),
    "open": (opened, (*OWN, "peers.bolt_sqlite")),
    "growth": (growth, OWN),
    "memory": (memory, OWN),
    "cold": (cold, (*OWN, *QUICK_PEERS)),
    "idle": (idle, OWN),
    "crash": (crash, OWN),
    "year": (year, ("own_telegram", "own_pg_telegram")),
    "processes": (processes, ("own_pg_telegram",)),
    "sizes": (sizes, ("own_telegram", "own_pg_telegram")),
    "months": (months, ("own_pg_telegram",)),
}
ASIDE = ("sizes", "months")  # their figures are in docs/scale.md
PAGE_PLANS = [name for name in PLANS if name not in ASIDE]
QUICK_PLANS = ("closed", "idle")


def main() -> None:
    given = _options().parse_args()
    names = given.plans.split(",") if given.plans else list(QUICK_PLANS if given.quick else PAGE_PLANS)
    scale = replace(QUICK if given.quick else Scale(), **_said(given))
    began, load = time.monotonic(), os.getloadavg()[0]
    tables = []
    for name in names:
        tables.append(_table(name, given.only, scale, quick=given.quick))
        click.echo(f"{tables[-1].markdown()}\n\n({time.monotonic() - began:.0f} s)\n")
    took = time.monotonic() - began
    if given.into or (names == PAGE_PLANS and not given.only and not given.quick):
        page.write(tables, took, load, given.into or page.PAGE)
    elif not given.only and not given.quick:
        page.renew(tables, took, load, f'make bench BENCH="{shlex.join(sys.argv[1:])}"')


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="about a minute: less of everything, and no page")
    options.add_argument("--plans", default="", help=f"only these of {','.join(PLANS)}")
    options.add_argument("--only", default="", help="only these contestants, such as own_telegram,peers.bolt_sqlite")
    options.add_argument("--rounds", type=int, help="of each contestant")
    options.add_argument("--until", type=int, help="answers that a store grows to, ten million for instance")
    options.add_argument("--year", type=int, help="runs of the year whose summary is asked for, a million for instance")
    options.add_argument("--into", type=Path, help="a page to write, whatever was measured")
    return options


def _said(given: argparse.Namespace) -> dict[str, int]:
    return {name: value for name in ("rounds", "until", "year") if (value := getattr(given, name))}


def _table(name: str, only: str, scale: Scale, *, quick: bool) -> Table:
    plan, contestants = PLANS[name]
    if only:
        contestants = tuple(one for one in only.split(",") if name == "closed" or one in contestants)
    elif quick:
        contestants = tuple(one for one in contestants if one in OWN or (name == "closed" and one in QUICK_PEERS))
    try:
        return plan(contestants, scale)
    except Failed as why:  # the other plans are still worth their time, and the page says what is missing
        return Table(
            name.capitalize(), "", ("contestants", "figures"), [(", ".join(contestants), "none: it failed")], str(why)
        )


if __name__ == "__main__":
    main()
