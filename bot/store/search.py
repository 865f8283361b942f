"""Runs of an organisation that fit what somebody typed or chose, the newest first, as far as they may see them.

Each way of reading the words is a question of its own that has its index. Does not know how words are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.store import listed
from bot.store.listed import Listed, arm, first
from bot.store.sql import finding, letter, numbering, person, published, removal, run, run_unit, seal_event, site
from bot.store.tables import REMOVED
from bot.store.transaction import Transaction
from bot.store.unit_books import about

DAY = timedelta(days=1)
FINISHED: sa.ColumnElement[str] = sa.literal_column("'finished'")  # as the index says it
OPEN: sa.ColumnElement[str] = sa.literal_column("'open'")
NUMBERED = run.c.number != sa.literal_column("''")
FOUND = sa.exists().where(
    finding.c.site_id == run.c.site_id, finding.c.finished_at == run.c.finished_at, finding.c.digest == run.c.digest,
    finding.c.run_id == run.c.id,
)  # fmt: skip
RESULTS: dict[str, sa.ColumnElement[bool]] = {"findings": FOUND, "none": ~FOUND, "failed": run.c.passed.is_(False)}
Some = frozenset[Any] | None  # any of these; None is all


@dataclass(frozen=True)
class Series:
    """The records of a site in a year: what their numbers begin with, and the number of the last one."""

    code: str
    year: int
    last: int


@dataclass(frozen=True)
class Names:
    """Everything an organisation has a name for: sites (name, code, zone) and people by id, the titles of forms by theirs."""

    sites: dict[int, tuple[str, str, str]]
    people: dict[int, str]
    forms: dict[str, frozenset[str]]
    series: tuple[Series, ...]


def names(tx: Transaction, organisation_id: int) -> Names:
    ask = tx.connection.execute
    sites = ask(
        sa.select(site.c.id, site.c.name, site.c.code, site.c.zone).where(site.c.organisation_id == organisation_id)
    )
    there = {id: (name, code or f"S{id}", zone) for id, name, code, zone in sites}
    known = ask(sa.select(person.c.id, person.c.name).where(person.c.organisation_id == organisation_id))
    forms: dict[str, frozenset[str]] = {}
    for flow, title in ask(sa.select(published.c.flow_id, published.c.title).distinct()):
        forms[flow] = forms.get(flow, frozenset()) | {title}
    n = numbering.c
    rows = ask(sa.select(n.site_id, n.year, n.last).where(n.site_id.in_(there)))
    series = tuple(Series(there[id][1], year, last) for id, year, last in rows)
    return Names(there, {id: name for id, name in known}, forms, series)  # noqa: C416  rows are no pairs to mypy


@dataclass(frozen=True)
class Sought:
    """One way to read what was typed; all of it must be so. `results` are of RESULTS; `codes` are numbers of units or seals, each
    with its look-alikes."""

    numbers: Some = None
    runs: Some = None
    people: Some = None
    sites: Some = None
    forms: Some = None
    days: Some = None
    results: Some = None
    codes: tuple[frozenset[str], ...] = ()

    @property
    def exact(self) -> bool:
        """Is it so little that everything about it can be looked at?"""
        return bool(self.numbers or self.runs or self.codes)

    def joined(self, other: Sought) -> Sought | None:
        """Both of them; None if nothing can be both."""
        both: dict[str, Any] = {"codes": self.codes + other.codes}
        for one in fields(Sought)[:-1]:
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            both[one.name] = mine if theirs is None else theirs if mine is None else mine & theirs
        return None if frozenset() in both.values() else Sought(**both)


@dataclass(frozen=True)
class Sight:
    """What somebody may see: their own runs but for those of `silent` forms, what they were told of, and of others' what is not
    confidential, `everywhere` or the inspections of one site."""

    organisation_id: int
    person_id: int
    everywhere: bool = False
    site_id: int | None = None
    silent: frozenset[str] = frozenset()
    genres: tuple[str, ...] = ()


def found(tx: Transaction, sight: Sight, wanted: Sequence[Sought], zones: dict[int, str], most: int) -> list[Listed]:
    """The newest that fit one of these."""
    ranked = first(tx, _arms(tx, sight, wanted, zones), most)
    there = listed.those(tx, [one[-1] for one in ranked])
    return [there[one[-1]] for one in ranked]


def _arms(tx: Transaction, sight: Sight, wanted: Sequence[Sought], zones: dict[int, str]) -> Iterator[sa.Select[Any]]:
    for one in wanted:
        for seen in _seen(sight, one):
            yield from _stretches(tx, sight, one, seen, zones)


def _seen(sight: Sight, one: Sought) -> Iterator[Sought | sa.ColumnElement[bool]]:
    """The grounds on which they may see a run, each by itself: what is theirs, what they were told of, what they look after.

    What somebody was told of is looked for where little is asked for: it is not in the run.
    """
    r = run.c
    yield r.person_id == sight.person_id
    if one.exact:
        slot = sa.literal("report:").concat(sa.cast(r.id, sa.String))
        yield sa.exists().where(letter.c.slot == slot, letter.c.person_id == sight.person_id)
    if sight.everywhere:
        yield ~r.confidential
    elif sight.site_id is not None:
        mine = r.digest.in_(sa.select(published.c.digest).where(published.c.genre.in_(sight.genres)))
        yield sa.and_(r.site_id == sight.site_id, ~r.confidential, mine)


def _stretches(
    tx: Transaction, sight: Sight, one: Sought, seen: Any, zones: dict[int, str]
) -> Iterator[sa.Select[Any]]:
    """Finished runs by their end, open ones by their beginning; where only sites or days say which, a site after the other.

    Of a form only the finished runs have an index: the others are few.
    """
    led = one.exact or one.people is not None
    for status, moment in ((FINISHED, run.c.finished_at), (OPEN, run.c.began_at)):
        for part in (one,) if led or (one.forms and status is FINISHED) else _by_site(one, zones):
            when = (_when(part.days, zones, moment),) if part.days is not None else ()
            yield arm(moment, *_conditions(tx, sight, part), seen, run.c.status == status, *when)


def _by_site(one: Sought, zones: dict[int, str]) -> Iterator[Sought]:
    for id in sorted(one.sites if one.sites is not None else zones):
        yield replace(one, sites=frozenset((id,)))


def _conditions(tx: Transaction, sight: Sight, one: Sought) -> Iterator[sa.ColumnElement[bool]]:
    r = run.c
    yield r.organisation_id == sight.organisation_id
    if sight.silent:  # somebody may be watching their phone
        yield sa.or_(r.person_id != sight.person_id, r.flow_id.not_in(sight.silent))
    yield from _said(one)
    if one.numbers is not None:
        yield NUMBERED
    for code in one.codes:
        yield r.id.in_(_about(tx, sight.organisation_id, code))


def _said(one: Sought) -> Iterator[sa.ColumnElement[bool]]:
    """What stands in the run itself."""
    r = run.c
    for column, some in (
        (r.number, one.numbers),
        (r.id, one.runs),
        (r.person_id, one.people),
        (r.site_id, one.sites),
        (r.flow_id, one.forms),
    ):
        if some is not None:
            yield column.in_(sorted(some))
    if one.results is not None:
        yield sa.and_(r.status == FINISHED, sa.or_(sa.false(), *(RESULTS[result] for result in sorted(one.results))))


def narrowed(one: Sought) -> Iterator[sa.ColumnElement[bool]]:
    """Of a list of runs those that it says, and nothing confidential: where it stands would say whose it is."""
    if one != Sought():
        yield ~run.c.confidential
        yield from _said(one)


def _about(tx: Transaction, organisation_id: int, numbers: frozenset[str]) -> Any:
    """The runs that are about a unit, or have entered something about a unit or a seal in the ledger; by any of its spellings."""
    u, s = run_unit.c, seal_event.c
    units = [about(tx.connection.dialect.name, one) for one in sorted(numbers)]
    theirs = s.organisation_id == organisation_id
    return sa.union(
        *(sa.select(run.c.id).where(run.c.organisation_id == organisation_id, one) for one in units),
        sa.select(u.run_id).where(u.organisation_id == organisation_id, u.unit.in_(numbers)),
        sa.select(s.run_id).where(theirs, s.number.in_(numbers)),
        sa.select(s.run_id).where(theirs, s.unit.in_(numbers)),
    )


def _when(days: Some, zones: dict[int, str], moment: Any) -> sa.ColumnElement[bool]:
    """On one of these days, by the clock of its site."""
    spans = []
    for zone in sorted(set(zones.values())):
        there = run.c.site_id.in_([id for id, one in zones.items() if one == zone])
        for begin, end in _rows(days or ()):
            spans.append(sa.and_(there, moment >= _midnight(begin, zone), moment < _midnight(end, zone)))
    return sa.or_(sa.false(), *spans)


def _rows(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other: the first, and the one after the last."""
    left = sorted(days)
    while left:
        begin, end = left[0], left.pop(0) + DAY
        while left and left[0] == end:
            end = left.pop(0) + DAY
        yield begin, end


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def known(tx: Transaction, organisation_id: int, numbers: Sequence[str]) -> bool:
    """Does any run or the ledger speak of one of these numbers of units or seals?"""
    one = _about(tx, organisation_id, frozenset(numbers)).subquery()
    return tx.connection.execute(sa.select(sa.literal(1)).select_from(one).limit(1)).scalar() is not None


def alike(tx: Transaction, organisation_id: int, part: str, most: int) -> list[str]:
    """Seals and units whose number ends like this."""
    return [*tx.ledger.like(organisation_id, part, most), *tx.units.like(organisation_id, part, most)]


@dataclass(frozen=True)
class Gone:
    """What is left of a record that was removed."""

    number: str
    title: str
    person_id: int
    site: str
    zone: str
    ended: datetime
    at: datetime
    confidential: bool


def gone(tx: Transaction, organisation_id: int, numbers: frozenset[str]) -> list[Gone]:
    """The removed records that had one of these numbers."""
    r = run.c
    rows = tx.connection.execute(
        sa.select(
            r.number, published.c.title, r.person_id, site.c.name, site.c.zone, r.finished_at, removal.c.at, r.confidential
        )
        .join(published, published.c.digest == r.digest)
        .join(site, site.c.id == r.site_id)
        .join(removal, removal.c.run_id == r.id)
        .where(r.organisation_id == organisation_id, r.number.in_(sorted(numbers)), NUMBERED, r.status == REMOVED)
        .order_by(r.id.desc())
        .limit(8)
    )  # fmt: skip
    return [Gone(*row) for row in rows]
