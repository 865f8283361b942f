"""A table of figures, as Markdown; and how much of everything is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OWN = ("own_telegram", "own_slack", "own_pg_telegram", "own_pg_slack")
DURABLE_PEERS = ("peers.aiogram_sqlite", "peers.ptb_sqlite", "peers.bolt_sqlite", "peers.bolt_pg")
BARE = ("peers.bare_ptb", "peers.bare_bolt")


@dataclass(frozen=True)
class Scale:
    """`seconds` is about how long a round of one contestant takes; `until` the answers a store grows to, `year` the runs
    of a year on PostgreSQL; on SQLite it is a tenth."""

    rounds: int = 4
    seconds: float = 1.0
    open_seconds: float = 4.0
    rates: tuple[int, ...] = (100, 300, 500)
    unfinished: tuple[int, ...] = (1_000, 10_000)
    starts: int = 3
    until: int = 100_000
    killed: int = 100
    idle: float = 20.0
    stage_users: int = 48
    year: int = 1_000_000
    tail_seconds: float = 5.0
    tail_users: int = 50  # more than come in that time


QUICK = Scale(
    rounds=2, seconds=0.5, open_seconds=3.0, rates=(300,), unfinished=(1_000,), starts=1, until=10_000, killed=40,
    idle=5.0, stage_users=40, year=20_000,
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """`goals` say in a sentence what the project wants; `notes` what a reader must know."""

    title: str
    goals: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: str = ""

    def markdown(self) -> str:
        parts = (f"## {self.title}", self.goals, grid(self.head, self.rows), self.notes)
        return "\n\n".join(part for part in parts if part)


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join((*lines, *(f"| {' | '.join(row)} |" for row in rows)))


def number(value: float, places: int = 0) -> str:
    return f"{value:,.{places}f}"


def beside(value: float, goal: float, places: int = 0) -> str:
    """A figure and how far it is from its goal."""
    if value <= goal:
        return f"{number(value, places)}, reached"
    return f"{number(value, places)}, {value / goal:.1f} × the goal"
