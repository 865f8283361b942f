"""What the page lists: records and incidents of an organisation, the newest first, page by page by the last number seen.

Who may read each of them is up to those who show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import action, finding, incident, person, published, run, site, taken
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Asked:
    """What is looked for. `before` is the run that was seen last; `first` and `after` the stretch of time in which they ended."""

    organisation_id: int
    site_id: int | None = None
    flow_id: str = ""
    result: str = ""
    words: str = ""
    first: datetime | None = None
    after: datetime | None = None
    before: int | None = None
    states: tuple[str, ...] = ()
    holder: int | None = None


@dataclass(frozen=True)
class Row:
    """A finished run in a list."""

    id: int
    number: str
    title: str
    site: str
    zone: str
    person: str
    finished_at: datetime
    severity: str
    passed: bool | None
    score: int | None
    unit: str
    confidential: bool
    findings: int


RESULTS = ("findings", "none", "failed")
FOUND = sa.and_(
    finding.c.site_id == run.c.site_id, finding.c.finished_at == run.c.finished_at, finding.c.digest == run.c.digest,
    finding.c.run_id == run.c.id,
)  # fmt: skip


def records(tx: Transaction, asked: Asked, most: int) -> list[Row]:
    """Finished runs."""
    count = sa.select(sa.func.count()).where(FOUND).correlate(run).scalar_subquery()
    query = (
        sa.select(
            run.c.id, run.c.number, published.c.title, site.c.name, site.c.zone, person.c.name, run.c.finished_at,
            run.c.severity, run.c.passed, run.c.score, run.c.unit, run.c.confidential, count,
        )
        .join(published, published.c.digest == run.c.digest)
        .join(site, site.c.id == run.c.site_id)
        .join(person, person.c.id == run.c.person_id)
        .where(run.c.organisation_id == asked.organisation_id, run.c.status == "finished", *_about(asked))
        .order_by(run.c.id.desc())
        .limit(most)
    )  # fmt: skip
    return [Row(*tuple(row)) for row in tx.connection.execute(query)]


def _about(asked: Asked) -> list[sa.ColumnElement[bool]]:
    c, where = run.c, []
    if asked.site_id is not None:
        where.append(c.site_id == asked.site_id)
    if asked.flow_id:
        where.append(c.flow_id == asked.flow_id)
    if asked.before is not None:
        where.append(c.id < asked.before)
    if asked.first:
        where.append(c.finished_at >= asked.first)
    if asked.after:
        where.append(c.finished_at < asked.after)
    return [*where, *_result(asked.result), *_words(asked.words)]


def _result(result: str) -> list[sa.ColumnElement[bool]]:
    found = sa.exists().where(FOUND)
    known = {"findings": found, "none": ~found, "failed": run.c.passed.is_(False)}
    return [known[result]] if result in known else []


def _words(words: str) -> list[sa.ColumnElement[bool]]:
    """Every word begins the number or the unit, or stands in the name of who did it."""

    def said(word: str) -> sa.ColumnElement[bool]:
        begins = run.c.number.istartswith(word, autoescape=True), run.c.unit.istartswith(word, autoescape=True)
        return sa.or_(*begins, person.c.name.icontains(word, autoescape=True))

    return [said(word) for word in words.split()[:6]]


def incidents(tx: Transaction, asked: Asked, most: int) -> list[int]:
    """The runs of incidents."""
    query = sa.select(incident.c.run_id).where(incident.c.organisation_id == asked.organisation_id)
    if asked.states:
        query = query.where(incident.c.state.in_(asked.states))
    if asked.holder is not None:
        query = query.join(taken, taken.c.run_id == incident.c.run_id).where(taken.c.person_id == asked.holder)
    if asked.site_id is not None:
        query = query.join(run, run.c.id == incident.c.run_id).where(run.c.site_id == asked.site_id)
    if asked.before is not None:
        query = query.where(incident.c.run_id < asked.before)
    return list(tx.connection.execute(query.order_by(incident.c.run_id.desc()).limit(most)).scalars())


def actions(tx: Transaction, asked: Asked, most: int) -> list[int]:
    """Corrective actions; of these `before` is the action seen last."""
    c = action.c
    where: list[Any] = [c.organisation_id == asked.organisation_id]
    where += [c.state.in_(asked.states)] if asked.states else []
    where += [c.site_id == asked.site_id] if asked.site_id is not None else []
    where += [c.id < asked.before] if asked.before is not None else []
    return list(tx.connection.execute(sa.select(c.id).where(*where).order_by(c.id.desc()).limit(most)).scalars())


def flows(tx: Transaction, organisation_id: int) -> list[tuple[str, str]]:
    """The forms that were ever filled in there: id and the title it has now."""
    used = (
        sa.select(run.c.digest).where(run.c.organisation_id == organisation_id, run.c.status == "finished").distinct()
    )
    query = (
        sa.select(published.c.flow_id, published.c.title)
        .where(published.c.digest.in_(used))
        .order_by(published.c.revision)
    )
    return sorted(dict(map(tuple, tx.connection.execute(query))).items(), key=lambda one: one[1])
