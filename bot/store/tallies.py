"""Finished runs, summed up by site, day and edition of their form as they end, so that a year is counted without reading them.

What is kept here can be made anew from the runs at any time. Days are those of UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import INSERT, run, tally

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
