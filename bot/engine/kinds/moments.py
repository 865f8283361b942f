"""Types that are answered with a day or a time of day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.engine.kinds.keys import Earlier, written
from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.kinds.reading.days import days
from bot.engine.kinds.reading.hours import hours
from bot.engine.kinds.typed import plain_line
from bot.engine.talk import Answers, Control, Entry, Option, Pressed, Refused, Said, Text, Value

LONG_AGO = timedelta(days=3653)  # a day so far back is asked about: 1926 is a slip more often than a year


@dataclass(frozen=True)
class Date(Kind):
    """A day, typed or chosen: 2026-11-21, 5 March, Monday, yesterday. Not in the future unless `future: yes`."""

    word = "date"
    kept = "`2026-11-21`"
    future: bool = False

    def control(self, draft: Drafted, today: date) -> Control:
        day = _day(today)
        yesterday = day - timedelta(days=1)
        offered = (Option(day.isoformat(), Text("Today")), Option(yesterday.isoformat(), Text("Yesterday")))
        return Entry("date", offered)

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        day = _day(today)
        wanted = Refused("Type the day like this: {example}", {"example": day.isoformat()})
        line = plain_line(said, wanted)
        found, sure = days(line, day, future=self.future)
        found = found or _hours_ago(line, today)
        if not found:
            raise wanted
        possible = tuple(d for d in found if self.future or d <= day)
        if not possible:
            raise Refused("That date is in the future. Type it like this: {example}", wanted.text.fill)
        meant = tuple(Option(d.isoformat(), Text("{day}", {"day": d})) for d in possible)
        if len(possible) > 1:
            raise Refused("Which of these days do you mean?", meant=meant)
        if not (sure and day - possible[0] < LONG_AGO) and not isinstance(said, Pressed):
            raise Refused("Do you mean this day? If not, type it like this: {example}", wanted.text.fill, meant)
        return possible[0].isoformat()

    def shown(self, value: Value) -> object:
        return date.fromisoformat(value) if isinstance(value, str) else ""


@dataclass(frozen=True)
class Time(Kind):
    """A time of day: 17:30, 1730, 5:30 pm, half past five. An hour that can be two is asked back.

    With `day:` and the id of an earlier date question, a time of today that is still to come is not accepted.
    """

    word = "time"
    kept = "`17:30`"
    day: str = field(default="", metadata=written(Earlier(("date",))))

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("time")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the time like this: {example}", {"example": "17:30"})
        found = hours(plain_line(said, wanted))
        if found.back is not None and isinstance(today, datetime):
            return f"{today - timedelta(minutes=found.back):%H:%M}"
        if not found.times:
            raise wanted
        if len(found.times) > 1 or not found.sure:
            raise Refused(
                "In the morning or in the evening? Press the time, or type it like {example}.",
                wanted.text.fill,
                _offered(found.times),
            )
        return found.times[0]

    def weigh(self, value: Value, draft: Drafted, answers: Answers, today: date) -> None:
        if not isinstance(today, datetime) or not isinstance(value, str):
            return
        if answers.get(self.day) == _day(today).isoformat() and value > f"{today:%H:%M}":
            fill = {"time": value, "now": f"{today:%H:%M}"}
            raise Refused(
                "Today at {time} is still to come: it is {now} now. Type the time, or go back and change the day.", fill
            )


def _offered(times: Iterable[str]) -> tuple[Option, ...]:
    """To press. The id is the time without its colon, which the data of a button does not take."""
    return tuple(Option(time.replace(":", ""), Text("{time}", {"time": time})) for time in times)


def _hours_ago(line: str, today: date) -> tuple[date, ...]:
    """Two hours ago is yesterday shortly after midnight."""
    back = hours(line).back if isinstance(today, datetime) else None
    return () if back is None else (_day(today - timedelta(minutes=back)),)


def _day(today: date) -> date:
    return today.date() if isinstance(today, datetime) else today
