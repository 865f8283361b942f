"""A year: how long its summary takes, and whether anybody waits who does something else meanwhile."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from statistics import median

from bot.presses.papering import wanted as wanted_paper
from bot.presses.sheeting import wanted
from tests.bench.annals import READER, SITES, YEAR
from tests.bench.crew import OTHERS, Place, Sitting, pinned, place, sitting
from tests.bench.own import url
from tests.bench.table import Scale, Table, beside, number
from tests.bench.terms import PYTHON, ROOT

ASKED = (f"/summary {YEAR}", f"/summary {YEAR}-07", f"/summary {YEAR}-W30", f"/summary {YEAR} {{site}}")
TIMES = 3
RATE = 100
P99 = 50.0
GOALS = {
    "sqlite": (500.0, 500.0, 500.0, 200.0),
    "pg": (2_000.0, 2_000.0, 2_000.0, 200.0),
}  # milliseconds, in the order of what is asked
WARM = 16
HEAD = (
    "a year of runs and answers", "made, forms/s", "summary of the year, ms", "of a month", "of a week", "of one site's year",
    "a PDF, ms", "a week's workbook, s", "turns meanwhile: p99 ms", "without", "summaries, files meanwhile", "verified",
)  # fmt: skip
GOAL = (
    "Goal: at most 2 s over a million runs on PostgreSQL and 0.5 s over a hundred thousand on SQLite, 200 ms for one site; and "
    "p99 of turns at most 50 ms while summaries, PDFs, workbooks and an export are made."
)
NOTES = (
    f"Made by `sello sample --runs`, at up to {SITES} sites. From the message that asks to the answer that is out, medians of "
    f"three. Turns: {RATE} a second in another organisation; beside them one summary of the year after the other, a PDF and a "
    "workbook of a week at a site in turn, and `sello export` in a process of its own. Turns, summaries, files and their "
    "database share one core."
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
        took = [_asked(one, words.format(site=told["site"])) for words in ASKED]
        files = (wanted_paper(told["record"], READER + 1, "r", "en"), wanted(READER + 1, f"{YEAR}-W30", 0, "en"))
        paper, sheet = (one.ask("made", name=name)["ms"] for name in files)
        goals = GOALS["pg" if at.cfg.pg_dsn else "sqlite"]
        alone = one.ask("open", first=WARM, rate=RATE, seconds=scale.open_seconds)
        lo = WARM + alone["users"]
        with exporting(at):
            among = one.ask("beside", first=lo, rate=RATE, seconds=2 * scale.open_seconds, words=ASKED[0], files=files)
        one.ask("teardown")
        wrong = one.ask("verify", lo=0, hi=lo + among["users"])["wrong"]
    return (
        f"{at.title}: {told['run']:,} runs, {told['answer']:,} answers, {told['finding']:,} findings",
        number(told["run"] / told["seconds"]), *(beside(ms, goal) for ms, goal in zip(took, goals, strict=True)),
        number(paper), number(sheet / 1e3, 1),
        "saturated" if among["saturated"] else beside(among["p99_ms"], P99, 1), number(alone["p99_ms"], 1),
        f"{among['summaries']}, {among['files']}", f"**{wrong} wrong**" if wrong else "all",
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
