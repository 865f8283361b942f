"""What a number of a summary counts, a page at a time, as values: nothing is translated.

The rows of a part are those of the lists behind its numbers, one list after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from bot.content.library import Library
from bot.engine.talk import Text
from bot.figures import incidents, training
from bot.figures.asked import Asked, lists
from bot.figures.decisions import READ, decisions
from bot.figures.summary import AtSite, Decision, Incident, Stretch
from bot.figures.summing import points, series, sites
from bot.figures.training import Owing
from bot.store import counting_letters, counting_looks, counting_runs, counting_work
from bot.store.counting import Listed
from bot.store.counting_letters import Changed
from bot.store.counting_looks import Noticed
from bot.store.counting_runs import Ran
from bot.store.dues import DONE, LATE, MISSED
from bot.store.transaction import Transaction

PAGE = 8  # rows


@dataclass(frozen=True)
class Counted:
    """Something that is counted: a point, or runs of a flow at a site."""

    what: Text
    count: int
    site: str = ""


@dataclass(frozen=True)
class Planned:
    """Once that something was due: whose it was, and who did it when, if anybody did."""

    what: Text
    site: str
    zone: str
    at: datetime
    state: str
    name: str
    role: str
    done_by: str
    done_at: datetime | None


@dataclass(frozen=True)
class Lost:
    """A letter that did not come."""

    name: str
    at: datetime


Row: TypeAlias = Decision | Incident | Counted | Planned | Owing | Ran | AtSite | Stretch | Changed | Lost | Noticed


@dataclass(frozen=True)
class Part:
    """A page of what is counted: some rows, of so many."""

    what: str
    rows: tuple[Row, ...]
    count: int
    after: int

    def discreet(self, person_id: int) -> Part:
        rows = (row.discreet(person_id) if isinstance(row, Decision | Incident) else row for row in self.rows)
        return Part(self.what, tuple(rows), self.count, self.after)


@dataclass(frozen=True)
class Where:
    tx: Transaction
    library: Library
    asked: Asked


Some = tuple[Iterable[Row], int]


def part(tx: Transaction, library: Library, asked: Asked, what: str, page: int) -> Part:
    """The last page there is, of one that is behind it."""
    where, after = Where(tx, library, asked), page * PAGE
    rows, count = PARTS[what](where, after)
    if count and after >= count:
        return part(tx, library, asked, what, (count - 1) // PAGE)
    return Part(what, tuple(rows), count, after)


def _decisions(where: Where, after: int) -> Some:
    found = decisions(where.tx, where.library, where.asked, after, PAGE)
    return found.first, found.count


def _incidents(where: Where, after: int) -> Some:
    made = lists(where.asked)
    return _across(
        where.tx,
        (
            (made["incidents"], lambda ids: incidents.told(where.tx, where.library, ids)),
            (made["unfinished"], lambda ids: incidents.told(where.tx, where.library, ids)),
        ),
        after,
    )


def _due(where: Where, after: int) -> Some:
    made = lists(where.asked)
    return _across(
        where.tx, [(made[what], lambda ids: _planned(where, ids)) for what in (MISSED, LATE, "due", DONE)], after
    )


def _planned(where: Where, ids: Sequence[int]) -> Iterable[Row]:
    titles = {id: Text(flow.title) for id, flow in where.library.today.items()}
    for one in counting_work.due_lines(where.tx, ids):
        place = where.tx.people.place(one.site_id)
        what = titles.get(one.flow_id, Text("{name}", {"name": one.flow_id}))
        yield Planned(what, place.name, place.zone, one.at, one.state, one.name, one.role, one.done_by, one.done_at)


def _training(where: Where, after: int) -> Some:
    """Who has still to do something, and then what was done."""
    owing = training.owing(where.tx, where.library, where.asked)
    done = lists(where.asked)["training"]
    rows: list[Row] = [*owing[after : after + PAGE]]
    left = done.ids(where.tx, max(after - len(owing), 0), PAGE - len(rows))
    return [*rows, *_runs(where.tx, left)], len(owing) + done.count(where.tx)


def _runs(tx: Transaction, ids: Sequence[int]) -> Iterable[Ran]:
    return counting_runs.lines(tx, ids) if ids else ()


def _findings(where: Where, after: int) -> Some:
    found = counting_runs.points(where.tx, lists(where.asked)["findings"])
    every = points(where.tx, where.library, found)
    return (Counted(point, count) for point, count in every[after : after + PAGE]), len(every)


def _flows(what: str) -> Callable[[Where, int], Some]:
    def read(where: Where, after: int) -> Some:
        every = sorted(
            counting_runs.counts(where.tx, lists(where.asked)[what]), key=lambda c: (-c.runs, c.title, c.site)
        )
        return (Counted(Text(c.title), c.runs, c.site) for c in every[after : after + PAGE]), len(every)

    return read


def _actions(where: Where, after: int) -> Some:
    listed = lists(where.asked).get("actions")
    if listed is None:
        return (), 0
    return _across(where.tx, ((listed, lambda ids: READ["action"](where.tx, where.library, ids)),), after)


def _lines(what: str, read: Callable[[Where, Sequence[Any]], Iterable[Row]]) -> Callable[[Where, int], Some]:
    """One list, line by line."""

    def lines(where: Where, after: int) -> Some:
        return _across(where.tx, ((lists(where.asked)[what], partial(read, where)),), after)

    return lines


def _seals(where: Where, ids: Sequence[int]) -> Iterable[Row]:
    return READ["seal"](where.tx, where.library, ids)


def _looks(where: Where, ids: Sequence[int]) -> Iterable[Row]:
    return counting_looks.lines(where.tx, ids)


def _changed(where: Where, ids: Sequence[str]) -> Iterable[Row]:
    return counting_letters.changed_lines(where.tx, ids)


def _lost(where: Where, ids: Sequence[int]) -> Iterable[Row]:
    return (Lost(name, at) for name, at, _ in counting_letters.senders(where.tx, ids))


def _each(rows: Callable[[Transaction, Asked], Sequence[Row]]) -> Callable[[Where, int], Some]:
    def read(where: Where, after: int) -> Some:
        every = rows(where.tx, where.asked)
        return every[after : after + PAGE], len(every)

    return read


def _across(
    tx: Transaction, some: Iterable[tuple[Listed, Callable[[Sequence[Any]], Iterable[Row]]]], after: int
) -> Some:
    """A page of several lists, one behind the other."""
    rows: list[Row] = []
    whole = 0
    for listed, read in some:
        count, wanted = listed.count(tx), PAGE - len(rows)
        whole += count
        if wanted > 0 and count > after:
            rows += read(listed.ids(tx, after, wanted))
        after = max(after - count, 0)
    return rows, whole


PARTS: Mapping[str, Callable[[Where, int], Some]] = {
    "decisions": _decisions,
    "incidents": _incidents,
    "due": _due,
    "actions": _actions,
    "training": _training,
    "findings": _findings,
    "seals": _lines("seals", _seals),
    "finished": _flows("finished"),
    "open": _flows("open"),
    "looks": _lines("looks", _looks),
    "sites": _each(sites),
    "weeks": _each(lambda tx, asked: series(tx, asked)[::-1]),
    "changed": _lines("changed", _changed),
    "undelivered": _lines("undelivered", _lost),
}
