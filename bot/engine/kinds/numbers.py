"""Types that are answered in digits: a number, a telephone number, a day, a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.engine.kinds.keys import Count, written
from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.kinds.typed import plain_line
from bot.engine.talk import Control, Entry, Option, Refused, Said, Text, Value

# 17:30, 17.30, 17h30; 5:30 pm, 5pm. Not 17 alone, which may be anything.
TIME = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?:h|hrs)?(am|pm|a\.m\.|p\.m\.)?", re.ASCII)


@dataclass(frozen=True)
class Phone(Kind):
    """A telephone number: 7 to 15 digits, a plus in front if it is written from abroad (ITU-T E.164)."""

    word = "phone"
    kept = "digits, with a plus if one was typed"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("phone")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the telephone number, digits only, with + in front if it is from another country.")
        number = re.sub(r"[\s().\-/]", "", plain_line(said, wanted))
        if not re.fullmatch(r"\+?[0-9]{7,15}", number, re.ASCII):
            raise wanted
        return number


@dataclass(frozen=True)
class Number(Kind):
    """A whole number, from `at_least:` to `at_most:` if they are given."""

    word = "number"
    kept = "the number"
    at_least: int | None = field(default=None, metadata=written(Count()))
    at_most: int | None = field(default=None, metadata=written(Count()))

    def impossible(self) -> tuple[str, str] | None:
        if self.at_least is None or self.at_most is None or self.at_least <= self.at_most:
            return None
        return "at_least", "at_least is more than at_most"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("number")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type a whole number, in digits.")
        digits = plain_line(said, wanted).replace(" ", "")
        if not re.fullmatch(r"-?[0-9]{1,12}", digits, re.ASCII):
            raise wanted
        number = int(digits)
        if self.at_least is not None and number < self.at_least:
            raise Refused("Type a number of at least {limit}.", {"limit": self.at_least})
        if self.at_most is not None and number > self.at_most:
            raise Refused("Type a number of at most {limit}.", {"limit": self.at_most})
        return str(number)

    def shown(self, value: Value) -> object:
        return int(value) if isinstance(value, str) else ""


@dataclass(frozen=True)
class Date(Kind):
    """A day, typed or chosen. Not in the future unless `future: yes`."""

    word = "date"
    kept = "`2026-11-21`"
    future: bool = False

    def control(self, draft: Drafted, today: date) -> Control:
        yesterday = today - timedelta(days=1)
        days = (Option(today.isoformat(), Text("Today")), Option(yesterday.isoformat(), Text("Yesterday")))
        return Entry("date", days)

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the day like this: {example}", {"example": today.isoformat()})
        days = _days(plain_line(said, wanted))
        if not days:
            raise wanted
        possible = tuple(d for d in days if self.future or d <= today)
        if not possible:
            raise Refused("That date is in the future. Type it like this: {example}", wanted.text.fill)
        if len(possible) > 1:
            meant = tuple(Option(d.isoformat(), Text("{day}", {"day": d})) for d in possible)
            raise Refused("Which of these days do you mean?", meant=meant)
        return possible[0].isoformat()

    def shown(self, value: Value) -> object:
        return date.fromisoformat(value) if isinstance(value, str) else ""


def _days(line: str) -> tuple[date, ...]:
    """The days a line can mean: one for 2026-11-21, up to two for 3/4/2026, where people differ on the order."""
    parts = [int(p) for p in re.split(r"[-/. ]+", line) if re.fullmatch(r"[0-9]{1,4}", p, re.ASCII)]
    if len(parts) != 3 or re.search(r"[^0-9\-/. ]", line):
        return ()
    a, b, c = parts
    readings = [(a, b, c)] if a > 31 else [(c, b, a), (c, a, b)]
    return tuple(dict.fromkeys(d for year, month, day in readings if (d := _day(year, month, day))))


def _day(year: int, month: int, day: int) -> date | None:
    """The day, if there is one; a year of three digits is a slip of the finger."""
    year = year + 2000 if year < 100 else year
    try:
        return date(year, month, day) if year > 1900 else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Time(Kind):
    """A time of day."""

    word = "time"
    kept = "`17:30`"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("time")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the time like this: {example}", {"example": "17:30"})
        found = TIME.fullmatch(plain_line(said, wanted).lower().replace(" ", ""))
        if not found or not (found[2] or found[3]):
            raise wanted
        hour, minute = _hour(int(found[1]), (found[3] or "")[:1]), int(found[2] or 0)
        if not 0 <= hour <= 23 or minute > 59:
            raise wanted
        return f"{hour:02}:{minute:02}"


def _hour(written: int, half: str) -> int:
    """The hour of the day; -1 if there is no such hour before or after noon."""
    if not half:
        return written
    if not 1 <= written <= 12:
        return -1
    return written % 12 + (12 if half == "p" else 0)
