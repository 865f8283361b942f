"""Days that come: when something counts no more, and how many days before somebody is reminded of it."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.programmes.facts import Facts, Returning


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_reminder(by: date, remind: Iterable[int], today: date) -> date | None:
    """The next day after today on which somebody is reminded: so many days before, and the day after it."""
    days = (*(by - timedelta(days=before) for before in remind), by + timedelta(days=1))
    return min((day for day in days if day > today), default=None)


def reminds(by: date, remind: Iterable[int], today: date) -> bool:
    """Has the first reminder's day come?"""
    return (by - today).days <= max(remind, default=0)


@dataclass(frozen=True)
class Coming:
    """A day of a member of a programme, and how many days are left, less than 0 if it is over."""

    returning: Returning
    day: date
    left: int

    @property
    def near(self) -> bool:
        return self.left <= max(self.returning.remind, default=0)


def coming(facts: Facts, days: Mapping[str, date], today: date) -> list[Coming]:
    """The days that are known, the next first."""
    known = ((facts.dates[id], day) for id, day in days.items() if id in facts.dates)
    return sorted((Coming(one, day, (day - today).days) for one, day in known), key=lambda one: one.day)
