"""A period in numbers, as values: nothing is hidden unless `discreet` is asked for, nothing is translated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.engine.talk import Text
from bot.figures.period import Period

NOBODY = 0  # the number of no person
CONFIDENTIAL = Text("Confidential report")


@dataclass(frozen=True)
class Incident:
    """A report: what it was about, how grave, who said that they have it; `known_to` are those who may know, if not all."""

    kind: Text
    severity: str
    site: str
    reporter: str
    takers: tuple[str, ...]
    known_to: frozenset[int] | None = None
    run_id: int = 0
    number: str = ""
    at: datetime | None = None

    def discreet(self, person_id: int) -> Incident:
        """What somebody may know of it: of a confidential report they were not notified of, that there was one."""
        if self.known_to is None or person_id in self.known_to:
            return self
        return replace(self, kind=CONFIDENTIAL, reporter="", takers=self.takers and ("…",))


@dataclass(frozen=True)
class Incidents:
    """The gravest of them, and how many there are in all."""

    first: tuple[Incident, ...] = ()
    count: int = 0

    def discreet(self, person_id: int) -> Incidents:
        return replace(self, first=tuple(incident.discreet(person_id) for incident in self.first))


@dataclass(frozen=True)
class Decision:
    """Something that waits for somebody to decide, since then. `sort` says what `id` is of: of an `incident`, of a report that
    was `begun`, and of what waits for a `signature` the run; of a `hold` the unit hold, of an `action` that, of a `seal` its
    event, of somebody `unreached` the person. `code` is the unit or the seal, `who` whose it is.
    """

    sort: str
    id: int
    what: Text
    number: str
    site: str
    since: datetime | date
    who: str = ""
    severity: str = ""
    code: str = ""
    known_to: frozenset[int] | None = None

    def discreet(self, person_id: int) -> Decision:
        if self.known_to is None or person_id in self.known_to:
            return self
        return replace(self, what=CONFIDENTIAL, who="", code="")


@dataclass(frozen=True)
class Decisions:
    """The first of them, and how many there are of each sort, the gravest sort first."""

    first: tuple[Decision, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    def discreet(self, person_id: int) -> Decisions:
        return replace(self, first=tuple(one.discreet(person_id) for one in self.first))


@dataclass(frozen=True)
class Stretch:
    """A week or a month of inspections: how many were finished, how many of them were clean, what was found."""

    period: Period
    finished: int
    passed: int
    findings: int

    @property
    def rate(self) -> int | None:
        """In percent; None where there was none."""
        return round(100 * self.passed / self.finished) if self.finished else None


@dataclass(frozen=True)
class AtSite:
    """One site beside the others."""

    name: str
    finished: int = 0
    inspected: int = 0
    passed: int = 0
    findings: int = 0
    incidents: int = 0
    missed: int = 0

    @property
    def rate(self) -> int | None:
        return round(100 * self.passed / self.inspected) if self.inspected else None


@dataclass(frozen=True)
class Summary:
    """One period of an organisation or of some sites.

    `counts` are its numbers, by the names of the lists behind them, `before` those of the period before. `series` ends with the
    period itself, or with the last month of a year. By flow and site what was `finished`, left `open` and `missed`; by title of
    a quiz attempts, passed and mean score in percent; in seconds how long it took, in the median, until a report was taken and
    closed. `overdue` counts quizzes that somebody has still to do, `upkeep` what stands open beside the forms.
    """

    period: Period
    counts: Mapping[str, int]
    before: Mapping[str, int]
    decisions: Decisions
    series: tuple[Stretch, ...]
    sites: tuple[AtSite, ...]
    finished: Mapping[tuple[str, str], int]
    open: Mapping[tuple[str, str], int]
    missed: Mapping[tuple[str, str], int]
    findings: tuple[tuple[Text, int], ...]
    quizzes: Mapping[str, tuple[int, int, int]]
    undecided: Incidents
    taken: Incidents
    unfinished: Incidents
    to_take: int | None = None
    to_close: int | None = None
    overdue_quizzes: int = 0
    upkeep: Mapping[str, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Has nothing happened, and is nothing to be done?"""
        return not (any(self.counts.values()) or self.decisions.count or any(self.upkeep.values()))

    @property
    def latest(self) -> Stretch | None:
        """The inspections of the period itself."""
        whole = self.period.unit == "year"
        if whole and self.series:
            sums = (sum(getattr(one, name) for one in self.series) for name in ("finished", "passed", "findings"))
            return Stretch(self.period, *sums)
        return self.series[-1] if self.series else None

    @property
    def usual(self) -> Stretch | None:
        """All the stretches before together; None for a year."""
        if self.period.unit == "year" or len(self.series) < 2:
            return None
        sums = (sum(getattr(one, name) for one in self.series[:-1]) for name in ("finished", "passed", "findings"))
        return Stretch(self.series[0].period, *sums)

    def discreet(self, person_id: int = NOBODY) -> Summary:
        """What somebody may know of it; at the keyboard nobody was notified of anything."""
        undecided, taken, rest = (i.discreet(person_id) for i in (self.undecided, self.taken, self.unfinished))
        decisions = self.decisions.discreet(person_id)
        return replace(self, undecided=undecided, taken=taken, unfinished=rest, decisions=decisions)
