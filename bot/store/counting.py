"""The numbers of a summary, counted by the database: finished, left open, found, reported, not delivered.

Every question here costs what happened in its stretch of time at the sites it is about, however much was ever kept: the
indexes are made for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.engine.flow import SEVERITIES
from bot.store.dues import MISSED
from bot.store.letters import LEFT, OVERTAKEN
from bot.store.sql import action, due, finding, letter, person, published, run, site, taken
from bot.store.transaction import Transaction

ABANDONED = timedelta(weeks=8)  # what was begun earlier and is still open, nobody means to finish


@dataclass(frozen=True)
class Span:
    """A stretch of time of an organisation, or of one of its sites: from `start` on, up to but without `end`."""

    organisation_id: int
    start: datetime
    end: datetime
    site_id: int | None = None

    def has(self, moment: sa.ColumnElement[datetime | None]) -> sa.ColumnElement[bool]:
        return sa.and_(moment >= self.start, moment < self.end)

    def here(self, site_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """Is it a site that this is about? Another organisation's is not, whoever asks for it."""
        ours = sa.select(site.c.id).where(site.c.organisation_id == self.organisation_id)
        return site_id.in_(ours if self.site_id is None else ours.where(site.c.id == self.site_id))

    @property
    def finished(self) -> sa.ColumnElement[bool]:
        """Runs that ended in the time, and not by being cancelled."""
        return sa.and_(self.here(run.c.site_id), run.c.status == "finished", self.has(run.c.finished_at))


@dataclass(frozen=True)
class Count:
    """Runs of one flow at one site. `score` is the sum of their scores."""

    genre: str
    title: str
    site: str
    runs: int
    passed: int = 0
    score: int = 0


@dataclass(frozen=True)
class Finding:
    """A point that was found wrong, and how often."""

    genre: str
    digest: str
    step: str
    count: int


@dataclass(frozen=True)
class Report:
    """A report, and how many there are like it: taken by somebody, or by nobody yet; or begun and not finished."""

    run_id: int
    digest: str
    outcome: str
    severity: str
    site: str
    person: str
    at: datetime
    taken: bool
    count: int
    confidential: bool = False


def finished(tx: Transaction, span: Span) -> list[Count]:
    """What was finished in the time."""
    passed, score = sa.func.sum(sa.case((run.c.passed, 1), else_=0)), sa.func.sum(sa.func.coalesce(run.c.score, 0))
    counted = (
        sa.select(run.c.digest, run.c.site_id, sa.func.count(), passed, score)
        .where(span.finished)
        .group_by(run.c.digest, run.c.site_id)
    )
    return _counts(tx, counted)


def left_open(tx: Transaction, span: Span) -> list[Count]:
    """What had been begun before the end and was not finished then, but for what was cancelled or abandoned.

    Two questions instead of one with an "or": each of them is a stretch of the index.
    """
    mine = sa.and_(span.here(run.c.site_id), run.c.began_at >= span.end - ABANDONED)
    begun = sa.select(run.c.digest, run.c.site_id).where(mine, run.c.began_at < span.end)
    still = begun.where(run.c.finished_at.is_(None), run.c.status == "open")
    later = begun.where(run.c.finished_at >= span.end, run.c.status == "finished")
    both = sa.union_all(still, later).subquery()
    zero = sa.literal(0)
    return _counts(
        tx,
        sa.select(both.c.digest, both.c.site_id, sa.func.count(), zero, zero).group_by(both.c.digest, both.c.site_id),
    )


def _counts(tx: Transaction, counted: sa.Select[tuple[str, int, int, int, int]]) -> list[Count]:
    """Counts by digest and site, with the names that people read; two revisions of one title are one flow."""
    part = counted.subquery()
    digest, site_id, *numbers = part.c
    names = (published.c.genre, published.c.title, site.c.name)
    rows = tx.connection.execute(
        sa.select(*names, *(sa.func.sum(number) for number in numbers))
        .select_from(part)
        .join(published, published.c.digest == digest)
        .join(site, site.c.id == site_id)
        .group_by(*names)
    )
    return [Count(genre, title, name, *map(int, sums)) for genre, title, name, *sums in rows]


def findings(tx: Transaction, span: Span) -> list[Finding]:
    """Findings of the runs finished in the time, the most frequent first."""
    count = sa.func.count()
    found = (
        sa.select(finding.c.digest, finding.c.step, count.label("count"))
        .where(span.here(finding.c.site_id), span.has(finding.c.finished_at))
        .group_by(finding.c.digest, finding.c.step)
        .subquery()
    )
    rows = tx.connection.execute(
        sa.select(published.c.genre, *found.c)
        .join(published, published.c.digest == found.c.digest)
        .order_by(found.c.count.desc(), found.c.step)
    )
    return [Finding(*row) for row in rows]


GRAVITY = sa.case({word: grade for grade, word in enumerate(SEVERITIES)}, value=run.c.severity, else_=-1)


def reports(tx: Transaction, span: Span, genres: Sequence[str], most: int) -> list[Report]:
    """The gravest reports, so many of those that somebody has taken and so many of those that nobody has."""
    has = sa.exists().where(taken.c.run_id == run.c.id)
    order = (GRAVITY.desc(), run.c.finished_at, run.c.id)
    rank = sa.func.row_number().over(partition_by=has, order_by=order).label("rank")
    count = sa.func.count().over(partition_by=has).label("count")
    ranked = (
        sa.select(
            run.c.id, run.c.digest, run.c.outcome, run.c.severity, run.c.site_id, run.c.person_id, run.c.finished_at,
            has.label("taken"), count, run.c.confidential, rank,
        )
        .where(span.finished, run.c.digest.in_(sa.select(published.c.digest).where(published.c.genre.in_(genres))))
        .subquery()
    )  # fmt: skip
    c = ranked.c
    rows = tx.connection.execute(
        sa.select(
            c.id,
            c.digest,
            c.outcome,
            c.severity,
            site.c.name,
            person.c.name,
            c.finished_at,
            c.taken,
            c["count"],
            c.confidential,
        )
        .join(site, site.c.id == c.site_id)
        .join(person, person.c.id == c.person_id)
        .where(c.rank <= most)
        .order_by(c.rank)
    )
    return [Report(*tuple(row)) for row in rows]


def unfinished(tx: Transaction, span: Span, most: int) -> list[Report]:
    """What was told in the time as it was begun and has not been finished since, canceled or not; the gravest first."""
    ours = sa.and_(
        run.c.organisation_id == span.organisation_id,
        span.here(run.c.site_id),
        run.c.status != "finished",
        span.has(run.c.told_at),
    )
    c, count = run.c, sa.func.count().over().label("count")
    has = sa.exists().where(taken.c.run_id == run.c.id)
    rows = tx.connection.execute(
        sa.select(
            c.id, c.digest, c.outcome, c.severity, site.c.name, person.c.name, c.told_at, has, count, c.confidential
        )
        .join(site, site.c.id == c.site_id)
        .join(person, person.c.id == c.person_id)
        .where(ours)
        .order_by(GRAVITY.desc(), c.told_at, c.id)
        .limit(most)
    )
    return [Report(*row) for row in rows]


FAILED = letter.c.failed != sa.literal_column("''")  # as the index says it, which has these letters only


def undelivered(tx: Transaction, span: Span) -> int:
    """Letters that could not be delivered for good."""
    query = sa.select(sa.func.count()).select_from(letter).join(person, person.c.id == letter.c.person_id)
    missed = sa.and_(FAILED, letter.c.failed.not_in((OVERTAKEN, LEFT)))
    return int(
        tx.connection.execute(
            query.where(span.here(person.c.site_id), missed, span.has(letter.c.written_at))
        ).scalar_one()
    )


def actions(tx: Transaction, span: Span, today: date) -> tuple[int, int]:
    """How many corrective actions are not closed, whenever they were opened, and how many of them are overdue."""
    late = sa.func.coalesce(sa.func.sum(sa.case((action.c.due < today, 1), else_=0)), 0)
    still = sa.and_(action.c.state != sa.literal_column("'closed'"), span.here(action.c.site_id))
    row = tx.connection.execute(sa.select(sa.func.count(), late).select_from(action).where(still)).one()
    return int(row[0]), int(row[1])


def missed(tx: Transaction, span: Span) -> list[tuple[str, str, int]]:
    """What was planned, due in the time and never done: by flow and site."""
    counted = sa.select(due.c.flow_id, site.c.name, sa.func.count()).join(site, site.c.id == due.c.site_id)
    here = sa.and_(span.here(due.c.site_id), span.has(due.c.at), due.c.state == MISSED)
    rows = tx.connection.execute(counted.where(here).group_by(due.c.flow_id, site.c.name))
    return [(flow, where, int(count)) for flow, where, count in rows]
