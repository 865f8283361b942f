"""What a summary is asked of, and the list behind each of its numbers: the number is how many there are on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.engine.genres import GENRES
from bot.figures.period import DAY, Period, week_of
from bot.store import (
    counting_incidents,
    counting_letters,
    counting_looks,
    counting_runs,
    counting_seals,
    counting_training,
    counting_work,
)
from bot.store.counting import Listed, Span
from bot.store.dues import DONE, DUE, LATE, MISSED

INCIDENTS = tuple(word for word, genre in GENRES.items() if genre.incident)
QUIZZES = tuple(word for word, genre in GENRES.items() if genre.scored)
INSPECTIONS = tuple(word for word, genre in GENRES.items() if genre.counts_findings)
NOW = ("actions", "overdue")  # numbers of what is still to be done, as it stands now
FOUND = tuple(word for word, genre in GENRES.items() if not (genre.scored or genre.outside))


@dataclass(frozen=True)
class Asked:
    """What a summary is asked of: a period of an organisation, or of some of its sites. Days begin where the reader works.

    What is still to be done is counted today, in the period that has `today` and in the one before it.
    """

    period: Period
    zone: str
    organisation_id: int
    sites: tuple[int, ...] = ()
    today: date | None = None

    @property
    def span(self) -> Span:
        return self.of(self.period)

    def of(self, period: Period) -> Span:
        return period.span(self.zone, self.organisation_id, self.sites)

    @property
    def lately(self) -> bool:
        """Is it the period that we are in, or the one that has just ended?"""
        return self.today is not None and self.period.first <= self.today < self.period.next.after

    @property
    def until(self) -> datetime:
        """The end of it, or of today: what is still to come has not been missed."""
        after = self.period.after if self.today is None else min(self.period.after, self.today + DAY)
        return self.midnight(max(after, self.period.first))

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)


def lists(asked: Asked) -> Mapping[str, Listed]:
    """The list behind each number, by what it is called."""
    span = asked.span
    made = {
        "finished": counting_runs.finished(span),
        "open": counting_runs.left_open(span),
        "due": counting_work.planned(span, DUE),
        "done": counting_work.planned(span, DONE),
        "late": counting_work.planned(span, LATE),
        "missed": counting_work.planned(span, MISSED),
        "findings": counting_runs.found(span, FOUND),
        "incidents": counting_incidents.reports(span, INCIDENTS),
        "undecided": counting_incidents.undecided(span, INCIDENTS),
        "unfinished": counting_incidents.unfinished(span),
        "training": counting_training.done(span, QUIZZES),
        "seals": counting_seals.unaccounted(span),
        "looks": counting_looks.looks(span),
        "undelivered": counting_letters.undelivered(span),
        "changed": counting_letters.changed(span),
    }
    if asked.lately and asked.today:
        made |= {"actions": counting_work.actions(span), "overdue": counting_work.overdue(span, asked.today)}
    return made


def list_of(asked: Asked, what: str) -> Listed:
    """The list behind one number; of what is still to be done as it stands now, whatever the period."""
    if what in NOW and asked.today:
        asked = replace(asked, period=week_of(asked.today))
    return lists(asked)[what]
