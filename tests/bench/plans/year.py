"""A year: how long what managers ask for takes, what it costs, and whether anybody waits who does something else meanwhile."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.presses.papering import wanted as wanted_paper
from bot.presses.sheeting import wanted
from tests.bench.annals import READER, SITES, YEAR
from tests.bench.crew import OTHERS, Place, Sitting, pinned, place, sitting
from tests.bench.own import url
from tests.bench.table import Scale, Table, beside, grid, number
from tests.bench.terms import PYTHON, ROOT

ASKED = {
    "summary of the year, all sites": f"/summary {YEAR}",
    "of a month": f"/summary {YEAR}-07",
    "of a week": f"/summary {YEAR}-W30",
    "summary of the year, one site": f"/summary {YEAR} {{site}}",
    "its month": f"/summary {YEAR}-07 {{site}}",
    "its week": f"/summary {YEAR}-W30 {{site}}",
    "`/find` by number": "/find {number}",
    "by unit": "/find {unit}",
    "by seal": "/find {seal}",
    "by person": "/find {person}",
    "by day": f"/find {YEAR}-07-15",
}
SITE = 200.0  # milliseconds, for a summary of one site
GOALS = {"summary of the year, all sites": {True: 2_000.0, False: 500.0}}
TIMES = 5
RATES = (20, 100)
P99 = 50.0
WARM = 16
SUMMARIES, PAPERS, SHEETS, EXPORT = "summaries of the year", "PDFs", "a week's workbooks", "`sello export`"
MEANWHILE = ((), (SUMMARIES,), (PAPERS,), (SHEETS,), (EXPORT,), (SUMMARIES, PAPERS, SHEETS, EXPORT))
GOAL = (
    "Goal: at most 2 s over a million runs on PostgreSQL and 0.5 s over a hundred thousand on SQLite, 200 ms for one site; and "
    "p99 of turns at most 50 ms while summaries, PDFs, workbooks and an export are made."
)
NOTES = (
    f"Made by `sello sample --runs`, at up to {SITES} sites. From the message that asks to the answer that is out, the median of "
    f"{TIMES}; in brackets CPU, of the program with the processes it has begun, and of the server. The reader's process is there."
)
TAIL = (
    "p99 of turns in ms, of people in another organisation of the same database, on {cores}, while others ask for one after the "
    "other without pause. A turn's wait is from the moment it was due."
)


@dataclass(frozen=True)
class Year:
    """What was found of one contestant: a column of each table."""

    title: str
    took: Mapping[str, str]
    waited: Mapping[tuple[str, ...], Sequence[str]]
    verified: str


def year(names: Sequence[str], scale: Scale) -> Table:
    found = []
    for name in names:
        with place(name) as at:
            found.append(measured(at, _filled(at, scale), scale))
    return told_of(found)


def told_of(found: Sequence[Year]) -> Table:
    rows = [(what, *(one.took[what] for one in found)) for what in found[0].took] if found else []
    rows.append(("verified", *(one.verified for one in found)))
    tail = [(", ".join(what) or "nothing", *(p for one in found for p in one.waited[what])) for what in MEANWHILE]
    head = ("beside", *(f"{one.title}, {rate} a second" for one in found for rate in RATES))
    cores = f"{len(os.sched_getaffinity(0))} cores (its server on one of them)"
    notes = "\n\n".join((NOTES, TAIL.format(cores=cores), grid(head, tail)))
    return Table("A year", GOAL, ("asked, ms", *(one.title for one in found)), rows, notes)


def _filled(at: Place, scale: Scale) -> dict[str, Any]:
    with sitting(at, ready=False) as seeding:
        return seeding.ask("fill_year", runs=scale.year if at.cfg.pg_dsn else scale.year // 10)


def measured(at: Place, told: dict[str, Any], scale: Scale) -> Year:
    with sitting(at, core=-1) as one:
        one.ask("walk", lo=0, hi=WARM)
        one.ask("apart")
        took = {what: _asked(one, what, words.format(**told), at) for what, words in ASKED.items()}
        took |= {what: _made(one, names[0]) for what, names in _files(told).items()}
        first, waited = WARM, {}
        for what in MEANWHILE:
            told_of = [
                _beside(at, one, what, told, first + n * scale.tail_users, rate, scale) for n, rate in enumerate(RATES)
            ]
            first += len(RATES) * scale.tail_users
            waited[what] = tuple(told_of)
        one.ask("teardown")
        wrong = one.ask("verify", lo=0, hi=WARM)["wrong"]
    title = f"{at.title}: {told['run']:,} runs, {told['answer']:,} answers"
    return Year(title, took, waited, f"**{wrong} wrong**" if wrong else "all")


def _files(told: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        "a PDF": (wanted_paper(told["record"], READER + 1, "r", "en"),),
        "a week's workbook": (wanted(READER + 1, f"{YEAR}-W30", 0, "en"),),
    }


def _asked(one: Sitting, what: str, words: str, at: Place) -> str:
    told = one.ask("ask", words=words, times=TIMES)
    goal = GOALS.get(what, {}).get(
        bool(at.cfg.pg_dsn), SITE if "one site" in what or what.startswith("its") else float("inf")
    )
    took = number(told["ms"]) if goal == float("inf") else beside(told["ms"], goal)
    return f"{took} ({number(told['cpu'])} + {number(told['server'])})"


def _made(one: Sitting, name: str) -> str:
    return number(min(one.ask("made", name=name)["ms"] for _ in range(2)))


def _beside(
    at: Place, one: Sitting, what: Sequence[str], told: Mapping[str, Any], first: int, rate: int, scale: Scale
) -> str:
    """p99 of turns beside all that. Files of one kind are made one after the other, and the kinds beside each other."""
    words = ASKED["summary of the year, all sites"] if SUMMARIES in what else ""
    files = [names for kind, names in zip((PAPERS, SHEETS), _files(told).values(), strict=True) if kind in what]
    with exporting(at) if EXPORT in what else contextlib.nullcontext():
        found = one.ask("beside", first=first, rate=rate, seconds=scale.tail_seconds, words=words, files=files)
    return "saturated" if found["saturated"] else beside(found["p99_ms"], P99, 1)


@contextlib.contextmanager
def exporting(at: Place) -> Iterator[None]:
    """Everything is written out meanwhile, by the program's own command."""
    command = [PYTHON, "-m", "bot", "export", "-o", os.devnull]
    with pinned(OTHERS):
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "SELLO_DATABASE_URL": url(at.cfg)}, stderr=subprocess.DEVNULL
        )
    try:
        yield
        assert process.poll() in (None, 0), "the export has failed"
    finally:
        process.kill()
        process.wait()
