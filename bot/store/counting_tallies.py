"""How many runs were finished in a stretch of time, from what was summed up: of the days in which it begins or ends, wherever its
reader lives, the runs themselves are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.counting import Span
from bot.store.sql import run, tally
from bot.store.tallies import PASSED, SCORE

DAY = timedelta(days=1)
c, t = run.c, tally.c


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
