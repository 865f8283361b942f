"""The rows of the weekly summary: what was finished, left open, found, learnt and reported in a stretch of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import answer, letter, person, run, site, taken
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class RunLine:
    """A run that was begun or finished in the time asked for."""

    id: int
    digest: str
    flow_id: str
    site: str
    person: str
    status: str
    began_at: datetime
    finished_at: datetime | None
    outcome: str
    severity: str
    score: int | None
    passed: bool | None
    takers: tuple[str, ...]


@dataclass(frozen=True)
class FindingLine:
    """A point that was found wrong, and how often."""

    digest: str
    step: str
    site: str
    count: int


def runs_between(tx: Transaction, organisation_id: int, start: datetime, end: datetime) -> list[RunLine]:
    """Runs finished in the time, and those begun before its end and still open then."""
    ours = run.c.organisation_id == organisation_id
    finished = sa.and_(run.c.status == "finished", run.c.finished_at >= start, run.c.finished_at < end)
    still_open = sa.and_(run.c.began_at < end, sa.or_(run.c.finished_at.is_(None), run.c.finished_at >= end))
    rows = tx.connection.execute(
        sa.select(
            run.c.id, run.c.digest, run.c.flow_id, site.c.name.label("site"), person.c.name.label("person"),
            run.c.status, run.c.began_at,
            run.c.finished_at, run.c.outcome, run.c.severity, run.c.score, run.c.passed,
        )
        .join(site, site.c.id == run.c.site_id)
        .join(person, person.c.id == run.c.person_id)
        .where(ours, sa.or_(finished, still_open))
        .order_by(run.c.id)
    ).all()  # fmt: skip
    takers = _takers(tx, [row[0] for row in rows])
    return [RunLine(**row._asdict(), takers=takers.get(row.id, ())) for row in rows]


def findings_between(tx: Transaction, organisation_id: int, start: datetime, end: datetime) -> list[FindingLine]:
    """Findings of the runs finished in the time: of each step, the answer that holds."""
    latest = (
        sa.select(sa.func.max(answer.c.id).label("id"))
        .join(run, run.c.id == answer.c.run_id)
        .where(run.c.organisation_id == organisation_id, run.c.status == "finished")
        .where(run.c.finished_at >= start, run.c.finished_at < end)
        .group_by(answer.c.run_id, answer.c.step)
        .subquery()
    )
    rows = tx.connection.execute(
        sa.select(run.c.digest, answer.c.step, site.c.name, sa.func.count())
        .select_from(answer)
        .join(latest, latest.c.id == answer.c.id)
        .join(run, run.c.id == answer.c.run_id)
        .join(site, site.c.id == run.c.site_id)
        .where(answer.c.finding.is_(True))
        .group_by(run.c.digest, answer.c.step, site.c.name)
        .order_by(sa.desc(sa.func.count()), answer.c.step)
    )
    return [FindingLine(*row) for row in rows]


def undelivered(tx: Transaction, organisation_id: int, start: datetime, end: datetime) -> int:
    """Letters that could not be delivered for good."""
    return int(
        tx.connection.execute(
            sa.select(sa.func.count())
            .select_from(letter)
            .join(person, person.c.id == letter.c.person_id)
            .where(person.c.organisation_id == organisation_id, letter.c.failed != "")
            .where(letter.c.written_at >= start, letter.c.written_at < end)
        ).scalar_one()
    )


def answers_of(tx: Transaction, run_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The answers that hold of some runs, as JSON text, by step."""
    found: dict[int, dict[str, str]] = {}
    rows: Any = tx.connection.execute(
        sa.select(answer.c.run_id, answer.c.step, answer.c.value)
        .where(answer.c.run_id.in_(run_ids))
        .order_by(answer.c.id)
    )
    for run_id, step, value in rows:
        found.setdefault(run_id, {})[step] = value
    return found


def _takers(tx: Transaction, run_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = tx.connection.execute(
        sa.select(taken.c.run_id, person.c.name)
        .join(person, person.c.id == taken.c.person_id)
        .where(taken.c.run_id.in_(run_ids))
        .order_by(taken.c.at)
    )
    for run_id, name in rows:
        found[run_id] = (*found.get(run_id, ()), name)
    return found
