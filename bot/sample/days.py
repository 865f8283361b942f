"""When things happen at a yard: by its own clock, more by day than by night, less on Sundays, over midnight now and then, and
at both changes of the clock. Knows no form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

# How much of a day falls on each of its hours.
HOURS = (2, 1, 1, 1, 1, 3, 8, 9, 8, 7, 6, 6, 5, 7, 8, 7, 6, 6, 5, 4, 3, 2, 2, 2)
SUNDAY = 0.35
MIDNIGHT = 9  # days from one form that goes over midnight to the next
BEFORE = timedelta(minutes=4)  # a change of the clock, or the end of a day
DAY = timedelta(days=1)


def beginnings(chance: Random, zone: str, since: datetime, until: datetime, rate: float) -> list[datetime]:
    """When forms are begun, so many a day."""
    clock = ZoneInfo(zone)
    made = [moment for day in _days(clock, since, until) for moment in _of_day(chance, clock, day, rate)]
    made += [change - BEFORE for change in changes(zone, since, until)]
    return sorted(moment for moment in made if since <= moment < until)


def _days(clock: ZoneInfo, since: datetime, until: datetime) -> Iterator[date]:
    day, last = since.astimezone(clock).date(), until.astimezone(clock).date()
    while day <= last:
        yield day
        day += DAY


def _of_day(chance: Random, clock: ZoneInfo, day: date, rate: float) -> Iterator[datetime]:
    """The moments of one day."""
    wanted = rate * (SUNDAY if day.weekday() == 6 else 1)
    count = int(wanted) + (chance.random() < wanted % 1)
    for hour in chance.choices(range(24), HOURS, k=count):
        yield at_wall(day, time(hour, chance.randrange(60), chance.randrange(60)), clock)
    if day.toordinal() % MIDNIGHT == 0:
        yield at_wall(day + DAY, time(), clock) - BEFORE


def at_wall(day: date, hour: time, clock: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, clock).astimezone(UTC)


def changes(zone: str, since: datetime, until: datetime) -> Iterator[datetime]:
    """When the clock of a place changes, to the minute."""
    clock, at = ZoneInfo(zone), since
    while at < until:
        if _offset(clock, at) != _offset(clock, at + DAY):
            yield _between(clock, at, at + DAY)
        at += DAY


def _offset(clock: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(clock).utcoffset()


def _between(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(clock, middle) == _offset(clock, before) else (before, middle)
    return after.replace(second=0, microsecond=0)


def later(chance: Random, minutes: float, spread: float = 0.9) -> timedelta:
    """About so many minutes later, mostly less and sometimes much more."""
    return timedelta(seconds=round(max(20.0, 60 * minutes * chance.lognormvariate(0, spread))))
