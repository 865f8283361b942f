"""Finished runs, summed up by site, day and edition of their form as they end, so that a year is counted without reading them.

What is kept here can be made anew from the runs at any time. Days are those of UTC: of those in which a stretch of time
begins or ends, the runs themselves are read, wherever its reader lives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import INSERT, run, tally

if TYPE_CHECKING:
    from bot.store.counting import Span

DAY = timedelta(days=1)
c, t, b = run.c, tally.c, sa.bindparam
PASSED, SCORE = sa.case((c.passed, 1), else_=0), sa.func.coalesce(c.score, 0)
SUMS = ("runs", "passed", "score")
KEY = ("site_id", "day", "digest")
ADD = Prepared(
    {
        name: (put := insert(tally).values({one: b(f"b_{one}") for one in (*KEY, *SUMS)})).on_conflict_do_update(
            index_elements=KEY, set_={one: t[one] + put.excluded[one] for one in SUMS}
        )
        for name, insert in INSERT.items()
    }
)
MINE = sa.and_(*(t[one] == b(f"b_{one}") for one in KEY))
LESS = sa.update(tally).where(MINE).values({one: t[one] - b(f"b_{one}") for one in SUMS})
NONE = sa.delete(tally).where(MINE, t.runs == 0)


def add(connection: sa.Connection, site_id: int, at: datetime, digest: str, score: int, *, passed: bool) -> None:
    """A run has been finished."""
    key = {"b_site_id": site_id, "b_day": at.astimezone(UTC).date(), "b_digest": digest}
    ADD.do(connection, {**key, "b_runs": 1, "b_passed": int(passed), "b_score": score})


def those(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """What some runs are in it."""
    rows = connection.execute(_grouped(connection, *which))
    return [dict(zip((f"b_{one}" for one in (*KEY, *SUMS)), row, strict=True)) for row in rows]


def take_away(connection: sa.Connection, less: Sequence[dict[str, Any]]) -> None:
    """They are finished no more: read before that was written, and taken away after it was."""
    if less:
        connection.execute(LESS, less)
        connection.execute(NONE, [{f"b_{one}": row[f"b_{one}"] for one in KEY} for row in less])


def take_in(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> None:
    """Some finished runs are there that were written all at once."""
    put = INSERT[connection.dialect.name](tally).from_select([*KEY, *SUMS], _grouped(connection, *which))
    more = {one: t[one] + put.excluded[one] for one in SUMS}
    connection.execute(put.on_conflict_do_update(index_elements=KEY, set_=more))


def anew(connection: sa.Connection) -> None:
    """All of it from the runs."""
    connection.execute(sa.delete(tally))
    take_in(connection)


def _grouped(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """What stands here of these runs, by the runs themselves."""
    at: Any = c.finished_at
    lite = connection.dialect.name == "sqlite"
    day = sa.func.date(at, type_=sa.Date) if lite else sa.cast(sa.func.timezone("UTC", at), sa.Date)
    keys = (c.site_id, day, c.digest)
    sums = (sa.func.count(), sa.func.sum(PASSED), sa.func.sum(SCORE))
    return sa.select(*keys, *sums).where(c.status == "finished", *which).group_by(*keys)


def sums(span: Span, bounds: Sequence[datetime]) -> sa.CompoundSelect[Any]:
    """Sums that together are those of all runs finished from the first of these moments to the last, each with the number of
    the stretch between two of them."""
    bounds = [one.astimezone(UTC) for one in bounds]
    broken = sorted({one.date() for one in bounds if one.time() != time()})
    whole = sa.select(
        t.site_id, t.digest, t.runs, t.passed, t.score, _stretch(t.day, [b.date() for b in bounds])
    ).where(span.here(t.site_id), t.day >= bounds[0].date(), t.day < bounds[-1].date(), t.day.not_in(broken))
    return sa.union_all(whole, *(_read(span, bounds, *one) for one in _together(broken)))


def _read(span: Span, bounds: Sequence[datetime], first: date, after: date) -> sa.Select[Any]:
    """The same of some days, one by one."""
    start, end = (datetime.combine(day, time(), UTC) for day in (first, after))
    within = (c.finished_at >= max(start, bounds[0]), c.finished_at < min(end, bounds[-1]))
    one: sa.ColumnElement[int] = sa.literal_column("1", sa.Integer)
    return sa.select(c.site_id, c.digest, one, PASSED, SCORE, _stretch(c.finished_at, bounds)).where(
        span.here(c.site_id), c.status == "finished", *within
    )


def _stretch(moment: Any, bounds: Sequence[date]) -> sa.ColumnElement[int]:
    """Which of the stretches it is in: the last of their ends needs not be looked for."""
    ends = bounds[1:-1]
    last = sa.literal(len(ends), sa.Integer)
    return (sa.case(*((moment < end, n) for n, end in enumerate(ends)), else_=last) if ends else last).label("stretch")


def _together(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other, as the first of them and the one behind the last."""
    rest = list(days)
    while rest:
        many = next((n for n in range(1, len(rest)) if rest[n] != rest[0] + n * DAY), len(rest))
        yield rest[0], rest[0] + many * DAY
        rest = rest[many:]
