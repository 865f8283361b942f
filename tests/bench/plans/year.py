"""A year: how long its summary takes, and whether anybody waits who does something else meanwhile."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from statistics import median

from tests.bench.annals import YEAR
from tests.bench.crew import OTHERS, Place, Sitting, pinned, place, sitting
from tests.bench.own import url
from tests.bench.table import Scale, Table, beside, number
from tests.bench.terms import PYTHON, ROOT

ASKED = (f"/summary {YEAR}", f"/summary {YEAR}-07", f"/summary {YEAR} Yard 7")
TIMES = 3
RATE = 100
P99 = 50.0
GOALS = {
    "sqlite": (500.0, 500.0, 200.0),
    "pg": (2_000.0, 2_000.0, 200.0),
}  # milliseconds, in the order of what is asked
WARM = 16
HEAD = (
    "a year of runs and answers", "summary of the year, ms", "of a month", "of one site's year", "turns meanwhile: p99 ms",
    "without", "summaries meanwhile", "verified",
)  # fmt: skip
GOAL = (
    "Goal: at most 2 s over a million runs on PostgreSQL and 0.5 s over a hundred thousand on SQLite, 200 ms for one site; and "
    "p99 of turns at most 50 ms while summaries and an export are running."
)
NOTES = (
    "From the message that asks to the answer that is out, medians of three; the month and the site are asked after the year. "
    f"A tenth as much is of the year before, and of another organisation. Turns: {RATE} a second, one summary of the year after "
    "the other beside them, and `sello export` in a process of its own. Turns, summaries and their database share one core."
)


def year(names: Sequence[str], scale: Scale) -> Table:
    rows = []
    for name in names:
        with place(name) as at:
            rows.append(_row(at, scale))
    return Table("A year", GOAL, HEAD, rows, NOTES)


def _row(at: Place, scale: Scale) -> Sequence[str]:
    runs = scale.year if at.cfg.pg_dsn else scale.year // 10
    with sitting(at, ready=False) as seeding:
        told = seeding.ask("fill_year", runs=runs)
    with sitting(at) as one:
        one.ask("walk", lo=0, hi=WARM)
        took = [_asked(one, words) for words in ASKED]
        goals = GOALS["pg" if at.cfg.pg_dsn else "sqlite"]
        alone = one.ask("open", first=WARM, rate=RATE, seconds=scale.open_seconds)
        lo = WARM + alone["users"]
        with exporting(at):
            among = one.ask("beside", first=lo, rate=RATE, seconds=2 * scale.open_seconds, words=ASKED[0])
        one.ask("teardown")
        wrong = one.ask("verify", lo=0, hi=lo + among["users"])["wrong"]
    return (
        f"{at.title}: {told['run']:,} runs, {told['answer']:,} answers, {told['finding']:,} findings",
        *(beside(ms, goal) for ms, goal in zip(took, goals, strict=True)),
        "saturated" if among["saturated"] else beside(among["p99_ms"], P99, 1), number(alone["p99_ms"], 1),
        str(among["summaries"]), f"**{wrong} wrong**" if wrong else "all",
    )  # fmt: skip


def _asked(one: Sitting, words: str) -> float:
    return median(one.ask("ask", words=words)["ms"] for _ in range(TIMES))


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
