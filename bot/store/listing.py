"""What stands behind the numbers of a summary, a page at a time: in the terms in which they are counted, so that a list cannot
differ from its number.

A page costs what is shown, and the pages before it: each site is read along the index that it is counted by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.engine.genres import GENRES
from bot.store import entries, listed
from bot.store.counting import ABANDONED, FAILED, Span
from bot.store.dues import DUE, LATE, MISSED
from bot.store.entries import in_order
from bot.store.ledger import ENTERED, SUPERSEDED
from bot.store.letters import LEFT, OVERTAKEN
from bot.store.listed import arm, first
from bot.store.sql import action, due, finding, letter, person, published, run, seal_event, site, taken
from bot.store.transaction import Transaction

PAGE = 8  # lines
LAST = 250  # pages that can be turned to
COUNTED = 1000  # lines; more are not counted
INCIDENTS = tuple(word for word, genre in GENRES.items() if genre.incident)
SCORED = tuple(word for word, genre in GENRES.items() if genre.scored)
RUNS = ("finished", "open", "incidents", "undecided", "training")
DUES: Mapping[str, str] = {"due": DUE, "late": LATE, "missed": MISSED}
ACTIONS = ("actions", "overdue")
Arm = tuple[sa.ColumnElement[Any], tuple[sa.ColumnElement[bool], ...]]


def of_genres(words: tuple[str, ...], digest: sa.ColumnElement[str] = run.c.digest) -> sa.ColumnElement[bool]:
    return digest.in_(sa.select(published.c.digest).where(published.c.genre.in_(words)))


def runs(what: str, span: Span) -> tuple[Arm, ...]:
    """Which runs are in a list: the conditions, and the moment by which each of their stretches is ordered.

    What was open at the end of a time and finished later has no index by its beginning: it is looked for as it is counted.
    """
    match what:
        case "finished":
            return ((run.c.finished_at, (span.finished,)),)
        case "incidents":
            return ((run.c.finished_at, (span.finished, of_genres(INCIDENTS))),)
        case "undecided":
            free = ~sa.exists().where(taken.c.run_id == run.c.id)
            return ((run.c.finished_at, (span.finished, of_genres(INCIDENTS), free)),)
        case "training":
            return ((run.c.finished_at, (span.finished, of_genres(SCORED))),)
    begun = (span.here(run.c.site_id), run.c.began_at >= span.end - ABANDONED, run.c.began_at < span.end)
    still = (*begun, run.c.finished_at.is_(None), run.c.status == "open")
    later = (*begun, run.c.finished_at >= span.end, run.c.status == "finished")
    return ((run.c.began_at, still), (run.c.began_at, later))


def found(span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    """Findings of the time, but for wrong answers in a quiz."""
    mine = (span.here(finding.c.site_id), span.has(finding.c.finished_at))
    return (*mine, ~of_genres(SCORED, finding.c.digest))


def dues(state: str, span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    return (span.here(due.c.site_id), span.has(due.c.at), due.c.state == state)


def still_to_do(what: str, span: Span, today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Corrective actions that are not closed now, whenever they were opened; those of them that are overdue."""
    still = (action.c.state != sa.literal_column("'closed'"), span.here(action.c.site_id))
    return (*still, action.c.due < today) if what == "overdue" else still


def undelivered(span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    lost = (FAILED, letter.c.failed.not_in((OVERTAKEN, LEFT)), span.has(letter.c.written_at))
    return (*lost, letter.c.person_id.in_(sa.select(person.c.id).where(span.here(person.c.site_id))))


def changed(span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    """Forms that have another revision since; the first one changed nothing."""
    return (published.c.revision > 1, span.has(published.c.published_at))


def seals(span: Span) -> tuple[tuple[sa.ColumnElement[bool], ...], ...]:
    """What nobody can account for: seals that were issued and nothing else since, whenever that was; and what was entered in
    the time and does not count, because the ledger says otherwise."""
    c = seal_event.c
    ours = (span.here(c.site_id), c.at < span.end)
    issued = (*ours, c.event == sa.literal_column("'issued'"), ENTERED, c.disputed == "", ~SUPERSEDED)
    disputed = (*ours, c.at >= span.start, c.disputed != sa.literal_column("''"), ENTERED)
    return (issued, disputed)


@dataclass(frozen=True)
class Page:
    """Some lines of a list: Listed, WasDue, ids of corrective actions, Lost, or Revision; how many there are in all, if they are
    not too many to count; which page it is, and whether there is one behind it."""

    entries: tuple[Any, ...]
    count: int
    page: int
    more: bool


def page_of(tx: Transaction, span: Span, what: str, page: int, today: date) -> Page:
    """One page of a list; the last one that there is, where it is not that long."""
    page = min(page, LAST)
    some = _first(tx, span, what, (page + 1) * PAGE + 1, today)
    while page and len(some) <= page * PAGE:
        page -= 1
    shown = some[page * PAGE : (page + 1) * PAGE]
    more = len(some) > (page + 1) * PAGE and page < LAST
    return Page(tuple(_read(tx, what, shown)), count(tx, span, what, today), page, more)


def ids(tx: Transaction, span: Span, what: str, most: int, today: date) -> list[Any]:
    """The first lines of a list, by their ids; findings by run and step."""
    return [one[-1] if what != "findings" else (one[-1], one[-2]) for one in _first(tx, span, what, most, today)]


def _first(tx: Transaction, span: Span, what: str, most: int, today: date) -> list[tuple[Any, ...]]:
    """What the first lines are ordered by; their ids stand last."""
    return first(tx, _arms(tx, span, what, today), most, rising=what in ACTIONS)


def _arms(tx: Transaction, span: Span, what: str, today: date) -> Iterator[sa.Select[Any]]:
    if what in RUNS:
        for here in _sites(tx, span):
            yield from (arm(moment, run.c.site_id == here.site_id, *which) for moment, which in runs(what, here))
    elif what == "findings":
        f = finding.c
        order = (f.finished_at, f.digest, f.step, f.run_id)
        for here in _sites(tx, span):
            yield (
                sa.select(*order)
                .where(f.site_id == here.site_id, *found(here))
                .order_by(*(one.desc() for one in order))
            )
    elif what in DUES:
        for here in _sites(tx, span):
            d = due.c
            which = (d.site_id == here.site_id, *dues(DUES[what], here))
            yield sa.select(d.at, d.id).where(*which).order_by(d.at.desc(), d.id.desc())
    elif what == "seals":
        s = seal_event.c
        for here in _sites(tx, span):
            for one in seals(here):
                which = (s.site_id == here.site_id, *one)
                yield sa.select(s.at, s.id).where(*which).order_by(s.at.desc(), s.id.desc())
    else:
        yield _other(span, what, today)


def _other(span: Span, what: str, today: date) -> sa.Select[Any]:
    """Lists that have an index of their own for all sites. Of corrective actions the one that is due first comes first."""
    if what in ACTIONS:
        a = action.c
        return sa.select(a.due, a.id).where(*still_to_do(what, span, today)).order_by(a.due, a.id)
    if what == "undelivered":
        at = letter.c.written_at
        return sa.select(at, letter.c.id).where(*undelivered(span)).order_by(at.desc(), letter.c.id.desc())
    p = published.c
    return sa.select(p.published_at, p.digest).where(*changed(span)).order_by(p.published_at.desc(), p.digest.desc())


def _sites(tx: Transaction, span: Span) -> Iterator[Span]:
    """The same time at each of the sites it is about."""
    ours = sa.select(site.c.id).where(span.here(site.c.id))
    for id in tx.connection.execute(ours).scalars().all():
        yield replace(span, site_id=id)


def count(tx: Transaction, span: Span, what: str, today: date) -> int:
    """How many lines there are, up to COUNTED and one more."""
    each = [sa.select(sa.literal(1).label("one")).where(*which) for which in _conditions(span, what, today)]
    both = sa.union_all(*each).limit(COUNTED + 1).subquery()
    return int(tx.connection.execute(sa.select(sa.func.count()).select_from(both)).scalar_one())


def _conditions(span: Span, what: str, today: date) -> list[tuple[sa.ColumnElement[bool], ...]]:
    if what in RUNS:
        return [which for _, which in runs(what, span)]
    if what in DUES:
        return [dues(DUES[what], span)]
    if what in ACTIONS:
        return [still_to_do(what, span, today)]
    if what == "seals":
        return list(seals(span))
    plain: dict[str, Callable[[Span], tuple[sa.ColumnElement[bool], ...]]] = {
        "findings": found, "undelivered": undelivered, "changed": changed,
    }  # fmt: skip
    return [plain[what](span)]


def _read(tx: Transaction, what: str, ranked: list[tuple[Any, ...]]) -> list[Any]:
    """The lines themselves, in their order."""
    wanted = [one[-1] for one in ranked]
    if what in RUNS:
        there = listed.those(tx, wanted)
        return [there[id] for id in wanted]
    if what == "findings":
        there = listed.those(tx, wanted)
        return [replace(there[run_id], point=step) for _, _, step, run_id in ranked]
    if what in ACTIONS:
        return wanted
    if what == "undelivered":
        return entries.lost(tx, wanted)
    if what == "changed":
        return entries.revisions(tx, wanted)
    return _seals(tx, wanted) if what == "seals" else entries.dues(tx, wanted)


def _seals(tx: Transaction, wanted: list[int]) -> list[Any]:
    return in_order(wanted, {one.id: one for one in tx.ledger.those(wanted)})
