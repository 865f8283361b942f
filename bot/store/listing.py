"""What stands behind a number of a summary, a page at a time: the rows are those that the number counts.

A page costs what counting it costs: what happened in its stretch of time, or what is still open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.store import counting_kept, counting_looks, entries, listed
from bot.store.counting import Listed
from bot.store.entries import in_order
from bot.store.transaction import Transaction

PAGE = 8  # lines
RUNS = ("finished", "open", "incidents", "undecided", "unfinished", "training")
ACTIONS = ("actions", "overdue", "closed")
KEPT = ("shown", "readings", "bulletins", "days")
FIRST = ("actions", "overdue", "incidents", "undecided", "unfinished")  # what comes first in them is what presses most


@dataclass(frozen=True)
class Page:
    """Some lines of a list: runs, WasDue, ids of corrective actions, Lost, or Revision; how many there are in all, which page it
    is, and whether there is one behind it."""

    entries: tuple[Any, ...]
    count: int
    page: int
    more: bool


def page_of(tx: Transaction, rows: Listed, what: str, page: int, size: int = PAGE) -> Page:
    """One page of a list, the newest first, incidents the gravest first, corrective actions the first due first; the last page,
    where it is not that long."""
    count = rows.count(tx)
    page = max(0, min(page, -(-count // size) - 1))
    shown = rows.keys(tx, page * size, size, newest=what not in FIRST)
    return Page(tuple(_read(tx, what, shown)), count, page, count > (page + 1) * size)


def _read(tx: Transaction, what: str, shown: list[dict[str, Any]]) -> list[Any]:
    """The lines themselves, in their order."""
    wanted = [one["id"] for one in shown]
    if what in RUNS:
        there = listed.those(tx, wanted)
        return [there[id] for id in wanted]
    if what == "findings":
        there = listed.those(tx, wanted)
        return [replace(there[one["id"]], point=one["step"]) for one in shown]
    if what in ACTIONS:
        return wanted
    if what in KEPT:
        return counting_kept.lines(tx, what, shown)
    if what == "undelivered":
        return entries.lost(tx, wanted)
    if what == "looks":
        return [*counting_looks.lines(tx, wanted)]
    if what == "changed":
        return entries.revisions(tx, wanted)
    return _seals(tx, wanted) if what == "seals" else entries.dues(tx, wanted)


def _seals(tx: Transaction, wanted: list[int]) -> list[Any]:
    return in_order(wanted, {one.id: one for one in tx.ledger.those(wanted)})
