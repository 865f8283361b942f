"""Runs as the lines of a list: what is read of each without reading its answers, and the newest of several stretches of one
index. Does not know which runs a list is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import person, published, run, site
from bot.store.tables import Moment
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Listed:
    """A run, as a list has it. `at` is when it ended or, of one that has not, when it was begun; `point` a finding of it."""

    run_id: int
    number: str
    flow_id: str
    title: str
    genre: str
    status: str
    unit: str
    person_id: int
    person: str
    site_id: int
    site: str
    zone: str
    at: datetime
    outcome: str
    severity: str
    score: int | None
    passed: bool | None
    confidential: bool
    digest: str = ""
    point: str = ""


AT = sa.func.coalesce(run.c.finished_at, run.c.began_at, type_=Moment())
COLUMNS = (
    run.c.id, run.c.number, run.c.flow_id, published.c.title, published.c.genre, run.c.status, run.c.unit, run.c.person_id,
    person.c.name, run.c.site_id, site.c.name, site.c.zone, AT, run.c.outcome, run.c.severity, run.c.score, run.c.passed,
    run.c.confidential, run.c.digest,
)  # fmt: skip


def lines(*more: Any) -> sa.Select[Any]:
    """Runs with all that their lines say; where they come from and which is up to whoever asks."""
    return (
        sa.select(*COLUMNS, *more)
        .join(published, published.c.digest == run.c.digest)
        .join(person, person.c.id == run.c.person_id)
        .join(site, site.c.id == run.c.site_id)
    )


def those(tx: Transaction, ids: Sequence[int]) -> dict[int, Listed]:
    """Some runs, by id."""
    rows = tx.connection.execute(lines().where(run.c.id.in_(ids))) if ids else ()
    return {row[0]: Listed(*row) for row in rows}


Ranked = tuple[Any, ...]  # what a line is ordered by, its id last


def first(tx: Transaction, arms: Iterable[sa.Select[Any]], most: int) -> list[Ranked]:
    """The first of several queries together, each of which gives what it is ordered by, and is read no further than that."""
    found = {tuple(row) for arm in arms for row in tx.connection.execute(arm.limit(most))}
    return sorted(found, reverse=True)[:most]


def arm(moment: Any, *which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Runs from the newest on, by a moment that an index is ordered by."""
    return sa.select(moment, run.c.id).where(*which).order_by(moment.desc(), run.c.id.desc())
