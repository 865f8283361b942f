"""kill -9 in the middle of it: what was acknowledged is there, what was not comes again, and nothing is there twice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.crew import Place, place, sitting
from tests.bench.journey import ANSWERS, TURNS
from tests.bench.table import Scale, Table

MIDDLE = 0.5  # of the turns are done when it is killed, about
HEAD = ("kill -9", "turns acknowledged before", "answers afterwards", "wrong")


def crash(names: Sequence[str], scale: Scale) -> Table:
    rows = []
    for name in names:
        with place(name) as at:
            rows.append(_row(at, scale.killed))
    notes = "Only what had not been acknowledged is delivered again; then all inspections are walked to their end."
    return Table("Killed", "Goal: all answers, each once.", HEAD, rows, notes)


def _row(at: Place, users: int) -> Sequence[str]:
    journal = str(Path(at.cfg.dir, "acknowledged"))
    with sitting(at) as one:
        one.give("walk", lo=0, hi=users, in_flight=16, journal=journal)
        _until(journal, int(users * TURNS * MIDDLE))
        one.killed()
    before = _turns(journal)
    with sitting(at) as one:
        one.ask("walk", lo=0, hi=users, in_flight=16, journal=journal)
        one.ask("teardown")
        told = one.ask("verify", lo=0, hi=users)
    wrong = f"**{told['wrong']}**: {told['first']}" if told["wrong"] else "none"
    return at.title, f"{before:,} of {users * TURNS:,}", f"{users * ANSWERS - told['wrong'] * ANSWERS:,}", wrong


def _until(journal: str, turns: int) -> None:
    while _turns(journal) < turns:
        time.sleep(0.01)


def _turns(journal: str) -> int:
    path = Path(journal)
    return path.read_bytes().count(b"\n") if path.exists() else 0
