"""When something is due again: a rule of iCalendar (RFC 5545, RRULE) by the clock of a place.

Plain values. Knows no database and no chat, and not what is due.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

OFTEN = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LONGEST = 200  # characters of a rule
MOST = 1000  # of an interval
HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def trouble(rule: str) -> str:
    """Why this is no rule that we follow, as the end of a sentence; empty if it is one."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    if parts.get("FREQ") not in OFTEN or len(rule) > LONGEST:
        return f"a rule has FREQ= and one of {', '.join(OFTEN)}, such as FREQ=WEEKLY;BYDAY=MO"
    if unwanted := next((part for part in ("COUNT", "BYMINUTE", "BYSECOND") if part in parts), ""):
        return f"{unwanted}= cannot be used here"
    every = parts.get("INTERVAL", "1")
    if not every.isdecimal() or not 1 <= int(every) <= MOST:
        return f"INTERVAL= is a whole number from 1 to {MOST}"
    try:
        _rule(rule, date(2000, 1, 1), time())
        first = next(iter(_rule(_endless(rule), date(2000, 1, 1), time())), None)
    except (ValueError, TypeError, OverflowError, AttributeError):
        return "this is no rule of iCalendar; one looks like FREQ=WEEKLY;BYDAY=MO"
    return "" if first else "this rule has no day at all"


def _endless(rule: str) -> str:
    """A rule that never has a day is looked for up to the year 9999: once, here, and not whenever it would be due."""
    return ";".join(part for part in rule.split(";") if not part.upper().startswith("UNTIL="))


def next_after(rule: str, begins: date, at: time, zone: str, after: datetime) -> datetime | None:
    """The first moment of the rule behind `after`, in UTC; None if there is none anymore."""
    clock = ZoneInfo(zone)
    since = (after.astimezone(clock) - timedelta(days=1)).replace(tzinfo=None)
    walls = _rule(rule, begins, at).xafter(since)
    return next((one for wall in walls if (one := _moment(wall, clock)) > after), None)


def _rule(rule: str, begins: date, at: time) -> rrule:
    made = rrulestr(rule, dtstart=datetime.combine(begins, at))
    assert isinstance(made, rrule)
    return made


def _moment(wall: datetime, clock: ZoneInfo) -> datetime:
    """An hour that the change of clocks leaves out is the one after it; of one that comes twice it is the first."""
    return wall.replace(tzinfo=clock).astimezone(UTC)


def days_later(at: datetime, days: int, zone: str) -> datetime:
    """So many days later at the same hour of a place, in UTC."""
    clock = ZoneInfo(zone)
    return _moment(at.astimezone(clock).replace(tzinfo=None) + timedelta(days=days), clock)


def quiet_until(quiet: str, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours of a place are over, such as 22:00-06:00; None while nobody is to be left alone."""
    if not quiet:
        return None
    clock = ZoneInfo(zone)
    wall = now.astimezone(clock).replace(tzinfo=None)
    first, last = map(time.fromisoformat, quiet.split("-"))
    ends = datetime.combine(wall.date(), last)
    inside = first <= wall.time() < last if first < last else wall.time() >= first or wall.time() < last
    return _moment(ends if wall < ends else ends + timedelta(days=1), clock) if inside else None


def quiet_hours(written: str) -> bool:
    """Are these hours from when to when, such as 22:00-06:00? Not all day: nobody would ever be reminded."""
    first, _, last = written.partition("-")
    return all(map(hour, (first, last))) and first != last


def hour(written: str) -> bool:
    """Is this a time of day such as 07:00?"""
    return bool(HOUR.fullmatch(written))
