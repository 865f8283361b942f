"""Runs of a summary, and what they found: what was finished, what was left open, the points that were wrong, and all of it by
stretches of time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.store import counting_tallies
from bot.store.counting import Listed, Span, of_genres
from bot.store.sql import finding, person, published, run, site
from bot.store.tallies import SUMS
from bot.store.transaction import Transaction

ABANDONED = timedelta(weeks=8)  # what was begun earlier and is still open, nobody means to finish
c = run.c
KEYS = (c.id, c.site_id, c.digest)


@dataclass(frozen=True)
class Count:
    """Runs of one flow at one site. `score` is the sum of their scores."""

    genre: str
    title: str
    site: str
    runs: int
    passed: int = 0
    score: int = 0
    site_id: int = 0


@dataclass(frozen=True)
class Finding:
    """A point that was found wrong at a site, and how often."""

    digest: str
    step: str
    site_id: int
    count: int


@dataclass(frozen=True)
class Ran:
    """A run as a line: of a `confidential` one nobody reads who it was."""

    run_id: int
    number: str
    title: str
    site: str
    person: str
    at: datetime
    passed: bool | None
    score: int | None
    confidential: bool


def finished(span: Span, *also: sa.ColumnElement[bool]) -> Listed:
    """What was finished in the time. How many they are in all, needs not be counted one by one."""
    rows = sa.select(*KEYS, c.finished_at.label("at")).where(span.finished, *also)
    return Listed(rows, sums=None if also else partial(counting_tallies.sums, span, (span.start, span.end)))


def left_open(span: Span) -> Listed:
    """What had been begun before the end and was not finished then, but for what was cancelled or abandoned.

    Two questions instead of one with an "or": each of them is a stretch of the index. Who finished it after longer than that
    had abandoned it: without an end to the stretch, all that was finished since would be read.
    """
    mine = sa.and_(span.here(c.site_id), c.began_at >= span.end - ABANDONED)
    begun = sa.select(*KEYS, c.began_at.label("at")).where(mine, c.began_at < span.end)
    still = begun.where(c.finished_at.is_(None), c.status == "open")
    after = sa.and_(c.finished_at >= span.end, c.finished_at < span.end + ABANDONED)
    return Listed(sa.union_all(still, begun.where(after, c.status == "finished")))


def counts(tx: Transaction, listed: Listed) -> list[Count]:
    """The runs of a list by flow and site, with the names that people read; two revisions of one title are one flow."""
    part = (listed.sums() if listed.sums else listed.rows).subquery()
    totals = [sa.func.sum(part.c[name]).label(name) for name in SUMS if name in part.c]
    totals = totals or [sa.func.count().label("runs")]
    counted = sa.select(part.c.digest, part.c.site_id, *totals).group_by(part.c.digest, part.c.site_id).subquery()
    names = (published.c.genre, published.c.title, site.c.name, site.c.id)
    sums = [sa.func.sum(counted.c[one.name]) for one in totals]
    rows = tx.connection.execute(
        sa.select(*names, *sums)
        .select_from(counted)
        .join(published, published.c.digest == counted.c.digest)
        .join(site, site.c.id == counted.c.site_id)
        .group_by(*names)
    )
    return [replace(Count(genre, title, name, *map(int, sums)), site_id=id) for genre, title, name, id, *sums in rows]


def found(span: Span, genres: Sequence[str]) -> Listed:
    """Findings of the runs finished in the time, each by its run."""
    f = finding.c
    here = (span.here(f.site_id), span.has(f.finished_at), of_genres(f.digest, genres))
    rows = sa.select(f.run_id.label("id"), f.finished_at.label("at"), f.site_id, f.digest, f.step).where(*here)
    return Listed(rows, ("at", "id", "step"))


def points(tx: Transaction, listed: Listed) -> list[Finding]:
    """By point and site, the most frequent first."""
    rows = [Finding(*row) for row in listed.by(tx, "digest", "step", "site_id")]
    return sorted(rows, key=lambda one: (-one.count, one.step, one.site_id))


def series(tx: Transaction, spans: Sequence[Span], genres: Sequence[str]) -> list[tuple[int, int, int]]:
    """Of each stretch of time, which follow each other: runs of these genres finished, those that passed, their findings."""
    whole = Span(spans[0].organisation_id, spans[0].start, spans[-1].end, spans[0].sites)
    part = counting_tallies.sums(whole, (*(one.start for one in spans), whole.end)).subquery()
    sums = (sa.func.sum(part.c.runs), sa.func.sum(part.c.passed))
    grouped = sa.select(part.c.stretch, *sums).where(of_genres(part.c.digest, genres)).group_by(part.c.stretch)
    done = {row[0]: (int(row[1]), int(row[2])) for row in tx.connection.execute(grouped)}
    wrong = _by_stretch(whole, spans, found(whole, genres)).subquery()
    counted = sa.select(wrong.c.stretch, sa.func.count()).group_by(wrong.c.stretch)
    missing = {row[0]: int(row[1]) for row in tx.connection.execute(counted)}
    return [(*done.get(number, (0, 0)), missing.get(number, 0)) for number in range(len(spans))]


def _by_stretch(whole: Span, spans: Sequence[Span], listed: Listed) -> sa.Select[Any]:
    """The rows of a list, with the number of the stretch of time they are in."""
    part = listed.rows.subquery()
    number = sa.case(*((part.c.at < one.end, n) for n, one in enumerate(spans)), else_=len(spans)).label("stretch")
    return sa.select(number).where(part.c.at >= whole.start)


def lines(tx: Transaction, ids: Sequence[int]) -> list[Ran]:
    """Some runs, in the order of their ids in the list."""
    rows = tx.connection.execute(
        sa.select(
            c.id, c.number, published.c.title, site.c.name, person.c.name, sa.func.coalesce(c.finished_at, c.began_at, type_=c.began_at.type),
            c.passed, c.score, c.confidential,
        )
        .join(published, published.c.digest == c.digest)
        .join(site, site.c.id == c.site_id)
        .join(person, person.c.id == c.person_id)
        .where(c.id.in_(ids))
    )  # fmt: skip
    read = {row[0]: Ran(*tuple[Any, ...](row)) for row in rows}
    return [read[id] for id in ids]
