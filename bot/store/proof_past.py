"""A past that was written all at once is sealed so, too: each of its days as in the night after it, without a turn for each.

Beside nobody: what is due is read for a stretch of days, and its contents some hundred at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.proof.chain import FIRST, Link
from bot.proof.tree import Growing
from bot.store.proof_contents import SORTS
from bot.store.proofs import Day, Due, begins, contents, keep, last_day, leaf, unsealed, unsealed_runs, zone_of
from bot.store.sql import proof_leaf
from bot.store.transaction import Transaction

SOME = 500  # contents that are read at once
STRETCH = timedelta(days=7)


def seal_past(
    tx: Transaction, organisation_id: int, since: date, until: date, night: Callable[[date], datetime]
) -> Iterator[Day]:
    """The days of a stretch that have anything in them; each when it is closed. Nothing before `since` is left unsealed."""
    zone = zone_of(tx, organisation_id)
    found = _due(tx, organisation_id, begins(since, zone), begins(until, zone))
    leaves = _leaves(tx, organisation_id, found)
    last = last_day(tx, organisation_id)
    for day, mine in groupby(found, lambda one: one.at.astimezone(zone).date()):
        last = _closed(tx, organisation_id, last, day, [leaves[one] for one in mine if one in leaves], night(day))
        yield last


def _due(tx: Transaction, organisation_id: int, since: datetime, until: datetime) -> list[Due]:
    """All of it, by its time."""
    found = list(unsealed_runs(tx, organisation_id, since, until))
    for sort in SORTS:
        found += unsealed(tx, sort, organisation_id, since, until, most=None)
    return sorted(found, key=lambda one: one.at)


def _leaves(tx: Transaction, organisation_id: int, found: Sequence[Due]) -> dict[Due, dict[str, Any]]:
    made: dict[Due, dict[str, Any]] = {}
    for kind in dict.fromkeys(one.kind for one in found):
        mine = [one for one in found if one.kind == kind]
        for first in range(0, len(mine), SOME):
            some = mine[first : first + SOME]
            there = contents(tx, kind, [one.subject for one in some])
            made |= {one: leaf(organisation_id, one, there[one.subject]) for one in some if one.subject in there}
    return made


def _closed(
    tx: Transaction, organisation_id: int, last: Day | None, day: date, leaves: Sequence[dict[str, Any]], at: datetime
) -> Day:
    tree, number = Growing(), last.link.number + 1 if last else 1
    for one in leaves:
        tree.add(bytes.fromhex(one["hash"]))
    rows = [{**one, "day": number, "place": place} for place, one in enumerate(leaves)]
    tx.connection.execute(sa.insert(proof_leaf), rows)
    link = Link(organisation_id, number, day.isoformat(), tree.size, tree.root.hex(), last.link.hash if last else FIRST)
    return keep(tx, Day(link, at))


def stretches(since: datetime, until: datetime, zone: ZoneInfo, some: timedelta) -> Iterator[tuple[date, date]]:
    """The days from one time to another, so many at a time; the last day is not among them."""
    day, end = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day < end:
        after = min(day + some, end)
        yield day, after
        day = after
