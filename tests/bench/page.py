"""docs/performance.md: the tables of one run, with the day and the machine; or some of its sections anew."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests import postgres
from tests.bench.table import Table
from tests.bench.terms import ROOT

PAGE = ROOT / "docs/performance.md"
HEAD = """# What a turn costs

Made by `make bench` on {day}, in {minutes:.0f} minutes, on {cores} cores ({model}), Python {python}, SQLite {sqlite}, {postgres}; load of
the machine before: {load:.1f}. It is a shared machine: ratios between the rows of one table count before microseconds.

An inspection of 17 points is driven through the whole program by webhook: start, truck, trailer, 17 presses of which two
fail and ask for a note, confirm. That is 23 turns and 22 answers; a third of the people reads Spanish. A turn is done when
its answer is durable (SQLite `synchronous=FULL`, PostgreSQL `fsync=on` and `synchronous_commit=on`), the webhook is answered
and the next question is out. What goes out goes over HTTP to a stand-in of the platforms in a process of its own, on the
other core. CPU is user and system, of all threads of the process and of its PostgreSQL. Contestants are alive side by side,
on one core, and measured in short interleaved rounds. Afterwards every answer is read back over a fresh connection.

The peers are written in `tests/bench/peers/` as a careful user of those libraries would: each answer and the new position in
one transaction, durable before it is acknowledged, then the card. They keep no words as they were read, no outbox, no
second language of a running card, and do not notice a delivery that comes twice. Sello also sends more: when a typed answer
brings a new card, the old one becomes a line, which is 45 calls an inspection on Telegram where peers have 41, and 27 on
Slack where they have 23.
"""

ALONE = """This table was made alone on {day} (`{command}`), in {minutes:.0f} minutes; load of the machine before: {load:.1f}."""
SECTION = "\n\n## "


def write(tables: Sequence[Table], seconds: float, load: float, into: Path = PAGE) -> None:
    into.write_text("\n\n".join((HEAD.format(**_facts(seconds, load)).strip(), *(t.markdown() for t in tables))) + "\n")


def renew(tables: Sequence[Table], seconds: float, load: float, command: str, into: Path = PAGE) -> None:
    """In place of what the page says of the same; it says when that was, and how. What the page does not have is not put there."""
    made = {table.title: table.markdown().removeprefix(SECTION.strip()).strip() for table in tables}
    said = ALONE.format(**_facts(seconds, load), command=command)
    head, *sections = into.read_text().strip().split(SECTION)
    anew = (f"{made[title]}\n\n{said}" if (title := one.partition("\n")[0]) in made else one for one in sections)
    into.write_text(SECTION.join((head, *anew)) + "\n")


def _facts(seconds: float, load: float) -> dict[str, object]:
    return {
        "day": datetime.now(UTC).date(), "minutes": seconds / 60, "cores": len(os.sched_getaffinity(0)), "model": _model(),
        "python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "postgres": _postgres(), "load": load,
    }  # fmt: skip


def _model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _postgres() -> str:
    told = subprocess.run([postgres.binaries() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.replace("(", "").split()[0:3:2])
