"""A period in numbers, as the summary shows it and no reader sees it yet: nothing is hidden, nothing is translated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.content.library import Library
from bot.conversation.period import Period
from bot.engine.flow import Flow, Repeat
from bot.engine.genres import GENRES
from bot.engine.kinds import Choice, YesNo
from bot.engine.talk import Text, Value
from bot.engine.walk import named, questions, walk
from bot.store import counting
from bot.store.counting import Count, Finding, Report
from bot.store.transaction import Transaction

INCIDENTS = tuple(word for word, genre in GENRES.items() if genre.incident)
NOBODY = 0  # the number of no person
MOST = 8  # lines of one part; the rest is a number


@dataclass(frozen=True)
class Asked:
    """What a summary is asked of: a period of an organisation, or of one of its sites. Days begin where the reader works.

    What is still to be done is counted in the period that has `today`.
    """

    period: Period
    zone: str
    organisation_id: int
    site_id: int | None = None
    today: date | None = None

    @property
    def now(self) -> bool:
        """Is it the period that we are in?"""
        return self.today is not None and self.period.first <= self.today < self.period.after


@dataclass(frozen=True)
class Totals:
    finished: int
    open: int
    findings: int
    incidents: int


@dataclass(frozen=True)
class Incident:
    """A report: what it was about, how grave, who said that they have it; `known_to` are those who may know, if not all."""

    kind: Text
    severity: str
    site: str
    reporter: str
    takers: tuple[str, ...]
    known_to: frozenset[int] | None = None

    def discreet(self, person_id: int) -> Incident:
        """What somebody may know of it: of a confidential report they were not notified of, that there was one."""
        if self.known_to is None or person_id in self.known_to:
            return self
        return replace(self, kind=Text("Confidential report"), reporter="", takers=self.takers and ("…",))


@dataclass(frozen=True)
class Incidents:
    """The gravest of them, and how many there are in all."""

    first: tuple[Incident, ...] = ()
    count: int = 0

    def discreet(self, person_id: int) -> Incidents:
        return replace(self, first=tuple(incident.discreet(person_id) for incident in self.first))


@dataclass(frozen=True)
class Summary:
    """One period of an organisation or of a site, and the totals of the period before.

    By flow and site what was finished and left open and missed though it was planned, by title attempts, passed and mean score in percent. Incidents are
    `undecided` until somebody has taken them. `unfinished` were told as they were begun, and never sent.
    """

    period: Period
    totals: Totals
    before: Totals
    finished: dict[tuple[str, str], int]
    open: dict[tuple[str, str], int]
    findings: tuple[tuple[Text, int], ...]
    quizzes: dict[str, tuple[int, int, int]]
    undecided: Incidents
    taken: Incidents
    undelivered: int
    unfinished: Incidents = Incidents()
    actions: tuple[int, int] = (0, 0)
    """Corrective actions that are not closed now, and those of them that are overdue."""
    missed: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def discreet(self, person_id: int = NOBODY) -> Summary:
        """What somebody may know of it; at the keyboard nobody was notified of anything."""
        undecided, taken, rest = (i.discreet(person_id) for i in (self.undecided, self.taken, self.unfinished))
        return replace(self, undecided=undecided, taken=taken, unfinished=rest)


def summed(tx: Transaction, library: Library, asked: Asked) -> Summary:
    """The period, counted: about a dozen questions, however much happened in it."""
    where = (asked.zone, asked.organisation_id, asked.site_id)
    span, before = asked.period.span(*where), asked.period.before.span(*where)
    finished, still_open, found = counting.finished(tx, span), counting.left_open(tx, span), counting.findings(tx, span)
    reports = counting.reports(tx, span, INCIDENTS, MOST)
    return Summary(
        period=asked.period,
        totals=_totals(finished, still_open, found),
        before=_totals(counting.finished(tx, before), counting.left_open(tx, before), counting.findings(tx, before)),
        finished=_by_flow_and_site(finished),
        open=_by_flow_and_site(still_open),
        findings=_points(tx, library, found),
        quizzes=_quizzes(finished),
        undecided=_incidents(tx, library, [report for report in reports if not report.taken]),
        taken=_incidents(tx, library, [report for report in reports if report.taken]),
        undelivered=counting.undelivered(tx, span),
        unfinished=_incidents(tx, library, counting.unfinished(tx, span, MOST)),
        actions=counting.actions(tx, span, asked.today) if asked.now and asked.today else (0, 0),
        missed=_missed(library, counting.missed(tx, span)),
    )


def _totals(finished: list[Count], still_open: list[Count], found: list[Finding]) -> Totals:
    return Totals(
        finished=sum(count.runs for count in finished),
        open=sum(count.runs for count in still_open),
        findings=sum(finding.count for finding in found if not GENRES[finding.genre].scored),
        incidents=sum(count.runs for count in finished if GENRES[count.genre].incident),
    )


def _missed(library: Library, counts: list[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    titles = {id: flow.title for id, flow in library.today.items()}
    return {(titles.get(flow, flow), site): count for flow, site, count in counts}


def _by_flow_and_site(counts: list[Count]) -> dict[tuple[str, str], int]:
    return {(count.title, count.site): count.runs for count in counts}


def _points(tx: Transaction, library: Library, found: list[Finding]) -> tuple[tuple[Text, int], ...]:
    """Findings of inspections and reports by point, the most frequent first."""
    counts: Counter[str] = Counter()
    for finding in found:
        if not GENRES[finding.genre].scored:
            counts[_prompt(library.by_digest(tx, finding.digest), finding.step)] += finding.count
    return tuple((Text(prompt), count) for prompt, count in counts.most_common())


def _prompt(flow: Flow, step: str) -> str:
    """The question as it stands in the flow, also of a step in a repeat."""
    last = step.rsplit(".", 1)[-1]
    for entry in flow.steps:
        for one in entry.steps if isinstance(entry, Repeat) else (entry,):
            if one.id in (step, last):
                return one.prompt
    return step


def _quizzes(finished: list[Count]) -> dict[str, tuple[int, int, int]]:
    """By title: attempts, passed, mean score in percent."""
    by_title: defaultdict[str, list[Count]] = defaultdict(list)
    for count in finished:
        if GENRES[count.genre].scored:
            by_title[count.title].append(count)
    return {title: _result(counts) for title, counts in by_title.items()}


def _result(counts: list[Count]) -> tuple[int, int, int]:
    attempts = sum(count.runs for count in counts)
    return attempts, sum(count.passed for count in counts), round(sum(count.score for count in counts) / attempts)


def _incidents(tx: Transaction, library: Library, reports: list[Report]) -> Incidents:
    if not reports:
        return Incidents()
    return Incidents(tuple(_incident(tx, library, report) for report in reports), reports[0].count)


def _incident(tx: Transaction, library: Library, report: Report) -> Incident:
    flow = library.by_digest(tx, report.digest)
    known_to = _readers(tx, flow, report) if report.confidential else None
    takers = tuple(taker.name for taker in tx.reports.takers(report.run_id)) if report.taken else ()
    kind = _kind(flow, tx.runs.answers(report.run_id))
    return Incident(kind, report.severity, report.site, report.person, takers, known_to)


def _readers(tx: Transaction, flow: Flow, report: Report) -> frozenset[int]:
    """Those who were notified of a confidential report, but for whoever was named in it afterwards."""
    answers = tx.runs.answers(report.run_id)
    out = named(questions(flow, answers), {k: tuple(v) if isinstance(v, list) else v for k, v in answers.items()})
    return frozenset(one.person_id for one in tx.reports.reached(report.run_id)) - out


def _kind(flow: Flow, answers: dict[str, Value]) -> Text:
    """A report is named after the last of the choices it begins with."""
    named = Text(flow.title)
    for step in walk(flow, answers):
        if not isinstance(step.kind, Choice) or isinstance(step.kind, YesNo):
            break
        shown = step.kind.shown(answers.get(step.id))
        if isinstance(shown, Text):
            named = shown
    return named
