"""The time a summary is about: a day, a week, a month or a year, where the reader works.

Weeks are ISO weeks, from Monday. Knows no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.store.counting import Span

DAY = timedelta(days=1)
# A day; a year of this century; a year and its week; a year and its month, or the other way around.
ONE_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
YEAR = re.compile(r"(20[0-9]{2})", re.ASCII)
WEEK = re.compile(r"(20[0-9]{2})-?w([0-9]{1,2})", re.IGNORECASE | re.ASCII)
MONTH = re.compile(r"(20[0-9]{2})[-/]([0-9]{1,2})", re.ASCII)
MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/](20[0-9]{2})", re.ASCII)


@dataclass(frozen=True)
class Period:
    """`name` is what people type for it, such as 2026-W47; `after` the first day that it does not have any more."""

    unit: str
    name: str
    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - DAY

    @property
    def before(self) -> Period:
        return (
            UNITS[self.unit](self.first - DAY)
            if self.unit in UNITS
            else days(self.first - self._length, self.first - DAY)
        )

    @property
    def next(self) -> Period:
        return UNITS[self.unit](self.after) if self.unit in UNITS else days(self.after, self.last + self._length)

    @property
    def _length(self) -> timedelta:
        return self.after - self.first

    def earlier(self, count: int) -> tuple[Period, ...]:
        """So many periods before this one, the oldest first."""
        before = self.before
        return (*before.earlier(count - 1), before) if count else ()

    def span(self, zone: str, organisation_id: int, sites: tuple[int, ...] = ()) -> Span:
        start, end = (datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in (self.first, self.after))
        return Span(organisation_id, start, end, sites)


def day_of(day: date) -> Period:
    return Period("day", day.isoformat(), day, day + DAY)


def week_of(day: date) -> Period:
    year, number, weekday = day.isocalendar()
    monday = day - (weekday - 1) * DAY
    return Period("week", f"{year}-W{number:02}", monday, monday + 7 * DAY)


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period("month", f"{day:%Y-%m}", first, (first + 31 * DAY).replace(day=1))


def year_of(day: date) -> Period:
    return Period("year", f"{day.year}", date(day.year, 1, 1), date(day.year + 1, 1, 1))


def days(first: date, last: date) -> Period:
    """Any days from one to another; those of a day, a week, a month or a year are that."""
    whole = next((made for of in UNITS.values() if ((made := of(first)).first, made.last) == (first, last)), None)
    return whole or Period("days", f"{first} / {last}", first, last + DAY)


UNITS: dict[str, Callable[[date], Period]] = {"day": day_of, "week": week_of, "month": month_of, "year": year_of}


def period_named(word: str) -> Period | None:
    """What is meant by 2026-W47, 2026-11, 2026 or 2026-11-21. None if it is none of these."""
    try:
        if ONE_DAY.fullmatch(word):
            return day_of(date.fromisoformat(word))
        if found := YEAR.fullmatch(word):
            return year_of(date(int(found[1]), 1, 1))
        if found := WEEK.fullmatch(word):
            return week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        if found := MONTH.fullmatch(word):
            return month_of(date(int(found[1]), int(found[2]), 1))
        found = MONTH_FIRST.fullmatch(word)
        return month_of(date(int(found[2]), int(found[1]), 1)) if found else None
    except ValueError:  # there is no such week or month
        return None
