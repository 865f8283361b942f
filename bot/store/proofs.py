"""Sealing: a leaf for each thing that is over, some at a time, and a day of them closed when it is over where they work.

Beside the turns: a timer calls it. Every call is one short transaction that can be made again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.proof.canonical import canonical
from bot.proof.chain import FIRST, Link
from bot.proof.sealed import leaf_hash
from bot.proof.tree import Growing
from bot.store import proof_contents
from bot.store.proof_contents import RECORD, SORTS, Content, Sort, upto
from bot.store.sql import once, proof_day, proof_leaf, run, site
from bot.store.transaction import Transaction

SOME_RECORDS, SOME_ROWS = 20, 100  # in one transaction, in which others wait
LATE = timedelta(days=8)  # what a platform hands over after an outage is dated at most a week back
GRACE = timedelta(hours=1)  # after midnight, for whatever is being written
DAY = timedelta(days=1)
WEEK = 7  # days
c = proof_leaf.c


@dataclass(frozen=True)
class Day:
    """A sealed day, and when it was."""

    link: Link
    made_at: datetime


@dataclass(frozen=True)
class Due:
    """Something that is to be sealed: since `at`."""

    kind: str
    subject: int
    run_id: int | None
    at: datetime
    version: int = 0
    round: int = 0
    head: str = ""


@dataclass(frozen=True)
class Step:
    """What one call did: is there more to do at once, and was a day closed?"""

    more: bool
    day: Day | None = None


def zone_of(tx: Transaction, organisation_id: int) -> ZoneInfo:
    """Whose midnight ends its days: that of its first site."""
    first = sa.select(site.c.zone).where(site.c.organisation_id == organisation_id).order_by(site.c.id).limit(1)
    return ZoneInfo(tx.connection.execute(first).scalar() or "UTC")


def begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def last_day(tx: Transaction, organisation_id: int, number: int | None = None) -> Day | None:
    """The last day, or the one with a number."""
    d = proof_day.c
    query = sa.select(proof_day).where(d.organisation_id == organisation_id).order_by(d.number.desc()).limit(1)
    row = tx.connection.execute(query if number is None else query.where(d.number == number)).one_or_none()
    return day_of(row) if row else None


def day_of(row: Any) -> Day:
    link = Link(row.organisation_id, row.number, row.date.isoformat(), row.size, row.root, row.previous)
    return Day(link, row.made_at)


def seal(tx: Transaction, organisation_id: int, now: datetime) -> Step:
    """Some leaves more of the next day that is over; once it has all, the day is closed."""
    zone = zone_of(tx, organisation_id)
    until = begins((now - GRACE).astimezone(zone).date(), zone)
    if _again(tx, organisation_id, now):
        return Step(more=True)
    last = last_day(tx, organisation_id)
    since = begins(date.fromisoformat(last.link.date), zone) - LATE if last else None
    found = due(tx, organisation_id, since, until)
    day = _next(tx, organisation_id, last, found, until, zone)
    if day is None:
        return Step(more=False)
    ends = begins(day + DAY, zone)
    if mine := [one for one in found if one.at < ends]:
        _write(tx, organisation_id, mine)
        return Step(more=True)
    return Step(more=True, day=_close(tx, organisation_id, last, day, ends, now))


def _next(
    tx: Transaction, organisation_id: int, last: Day | None, found: Sequence[Due], until: datetime, zone: ZoneInfo
) -> date | None:
    """The first day after the last one that has anything in it, or got it late; None if it is not over."""
    waiting = sa.select(sa.func.min(c.at, type_=c.at.type)).where(c.organisation_id == organisation_id, c.day.is_(None))
    first = tx.connection.execute(waiting.where(c.at < until)).scalar()
    times = [one.at for one in found] + ([first] if first else [])
    if not times:
        return None
    day = min(times).astimezone(zone).date()
    if last:
        day = max(day, date.fromisoformat(last.link.date) + DAY)
    return day if begins(day, zone) < until else None


def due(tx: Transaction, organisation_id: int, since: datetime | None, until: datetime) -> list[Due]:
    """Some of what has no leaf yet, of each sort the first."""
    found = list(unsealed_runs(tx, organisation_id, since, until, SOME_RECORDS))
    behind = _behind(tx, organisation_id, since) if since else {}
    for sort in SORTS:
        found += unsealed(tx, sort, organisation_id, since, until, behind.get(sort.kind, 0))
    return found


def _behind(tx: Transaction, organisation_id: int, since: datetime) -> dict[str, int]:
    """Of each sort the last row of a week that was sealed before: what came late is behind it, and tables are not read whole."""
    d = proof_day.c
    days = sa.select(sa.func.max(d.number)).where(d.organisation_id == organisation_id, d.date < since.date())
    last = tx.connection.execute(days).scalar()
    if last is None:
        return {}
    week = (c.organisation_id == organisation_id, c.day > last - WEEK, c.day <= last, c.round == 0)
    query = sa.select(c.kind, sa.func.max(c.subject)).where(*week).group_by(c.kind)
    return {row[0]: row[1] for row in tx.connection.execute(query)}


def unsealed_runs(
    tx: Transaction, organisation_id: int, since: datetime | None, until: datetime, most: int | None = None
) -> Iterator[Due]:
    """Records that have no leaf, of a stretch of time; all of them, or some."""
    sites = tx.connection.execute(sa.select(site.c.id).where(site.c.organisation_id == organisation_id)).scalars().all()
    mine = (run.c.site_id.in_(sites), run.c.status == "finished", run.c.finished_at < until)
    query = sa.select(run.c.id, run.c.version, run.c.finished_at.label("at")).where(
        *mine, ~sealed(RECORD, run.c.id, run.c.version)
    )
    query = query.where(run.c.finished_at >= since) if since else query
    for row in tx.connection.execute(query.order_by(run.c.finished_at, run.c.id).limit(most)):
        yield Due(RECORD, row.id, row.id, row.at, row.version)


def sealed(
    kind: str, subject: sa.ColumnElement[int], version: sa.ColumnElement[int] | int = 0
) -> sa.ColumnElement[bool]:
    return sa.exists().where(c.kind == kind, c.subject == subject, c.version == version)


def unsealed(
    tx: Transaction,
    sort: Sort,
    organisation_id: int,
    since: datetime | None,
    until: datetime,
    behind: int = 0,
    most: int | None = SOME_ROWS,
) -> list[Due]:
    """Some rows of a sort that have no leaf, of a stretch of time."""
    query = (
        sa.select(sort.subject, sort.run, sort.at)
        .select_from(sort.place)
        .where(sort.organisation == organisation_id, sort.at < until, ~sealed(sort.kind, sort.subject))
        .where(*((sort.subject > behind,) if sort.number == "id" else ()))
    )
    query = query.where(sort.at >= since) if since else query
    found = tx.connection.execute(query.order_by(sort.subject).limit(most))
    return [Due(sort.kind, subject, of, at) for subject, of, at in found]


def _write(tx: Transaction, organisation_id: int, wanted: Sequence[Due]) -> None:
    """What is there now of these is hashed; it stays so until the transaction ends."""
    made = []
    for kind in dict.fromkeys(one.kind for one in wanted):
        mine = [one for one in wanted if one.kind == kind]
        there = contents(tx, kind, [one.subject for one in mine], lock=True)
        made += [leaf(organisation_id, one, there[one.subject]) for one in mine if one.subject in there]
    if made:
        tx.connection.execute(once(proof_leaf)[tx.connection.dialect.name], made)


def _again(tx: Transaction, organisation_id: int, now: datetime) -> bool:
    """What was erased from things that are sealed: they are sealed anew as they are now. Was there anything?"""
    waiting = (
        sa.select(proof_leaf).where(c.organisation_id == organisation_id, c.again).order_by(c.id).limit(SOME_RECORDS)
    )
    rows = tx.connection.execute(waiting.with_for_update()).all()
    made = []
    for row in rows:
        there = contents(tx, row.kind, [row.subject], lock=True).get(row.subject)
        one = Due(row.kind, row.subject, row.run_id, now, row.version, row.round + 1)
        if there is not None:
            made.append(leaf(organisation_id, one, as_of(there, row.version, row.head)))
    if made:
        tx.connection.execute(once(proof_leaf)[tx.connection.dialect.name], made)
    tx.connection.execute(sa.update(proof_leaf).where(c.id.in_([row.id for row in rows])).values(again=False))
    return bool(rows)


def as_of(content: Content, version: int, head: str) -> Content:
    return content if content.parts is None else upto(content, version, json.loads(head))


def contents(tx: Transaction, kind: str, subjects: Sequence[int], *, lock: bool = False) -> dict[int, Content]:
    if kind == RECORD:
        return proof_contents.records(tx, subjects, lock=lock)
    return proof_contents.rows(tx, kind, subjects, lock=lock)


def leaf(organisation_id: int, one: Due, content: Content) -> dict[str, Any]:
    salt = secrets.token_hex(16)
    record = content.parts is not None
    return {
        "organisation_id": organisation_id, "kind": one.kind, "subject": one.subject, "version": one.version,
        "round": one.round, "run_id": one.run_id, "at": one.at, "salt": salt,
        "hash": leaf_hash(one.kind, salt, content.sha256), "head": canonical(content.head) if record else "",
        "marks": content.marks, "gone": "", "again": False,
    }  # fmt: skip


def _close(
    tx: Transaction, organisation_id: int, last: Day | None, day: date, ends: datetime, now: datetime
) -> Day | None:
    """All leaves that are in no day yet become one tree, in the order in which they were made."""
    waiting = sa.select(c.id, c.hash).where(c.organisation_id == organisation_id, c.day.is_(None), c.at < ends)
    rows = tx.connection.execute(waiting.order_by(c.id)).all()
    if not rows:
        return None
    tree, number = Growing(), last.link.number + 1 if last else 1
    for row in rows:
        tree.add(bytes.fromhex(row.hash))
    places = [{"b_id": row.id, "b_place": place} for place, row in enumerate(rows)]
    put = sa.update(proof_leaf).where(c.id == sa.bindparam("b_id")).values(day=number, place=sa.bindparam("b_place"))
    tx.connection.execute(put, places)
    link = Link(organisation_id, number, day.isoformat(), tree.size, tree.root.hex(), last.link.hash if last else FIRST)
    return keep(tx, Day(link, now))


def keep(tx: Transaction, day: Day) -> Day:
    """A day that is closed."""
    link = day.link
    values = {**vars(link), "date": date.fromisoformat(link.date), "hash": link.hash, "made_at": day.made_at}
    values["organisation_id"] = values.pop("organisation")
    tx.connection.execute(sa.insert(proof_day).values(**values))
    return day
