"""Reports of a list as they are told: what each was about, who has it, and to whom a confidential one is known."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.library import Library
from bot.engine.flow import Flow
from bot.engine.kinds import Choice, YesNo
from bot.engine.talk import Text, Value
from bot.engine.walk import named, questions, walk
from bot.figures.summary import Incident, Incidents
from bot.store import counting_incidents
from bot.store.counting import Listed
from bot.store.counting_incidents import Report
from bot.store.transaction import Transaction


def first(tx: Transaction, library: Library, listed: Listed, count: int, most: int) -> Incidents:
    """The first of a list, and how many it has."""
    return Incidents(tuple(told(tx, library, listed.ids(tx, 0, most))), count) if count else Incidents()


def told(tx: Transaction, library: Library, ids: Sequence[int]) -> list[Incident]:
    return [incident(tx, library, report) for report in counting_incidents.lines(tx, ids)] if ids else []


def incident(tx: Transaction, library: Library, report: Report) -> Incident:
    flow = library.by_digest(tx, report.digest)
    answers = tx.runs.answers(report.run_id)
    known_to = _readers(tx, flow, report, answers) if report.confidential else None
    takers = tuple(taker.name for taker in tx.reports.takers(report.run_id)) if report.taken else ()
    return Incident(
        _kind(flow, answers), report.severity, report.site, report.person, takers, known_to, report.run_id, report.number,
        report.at,
    )  # fmt: skip


def _readers(tx: Transaction, flow: Flow, report: Report, answers: dict[str, Value]) -> frozenset[int]:
    """Those who were notified of a confidential report, but for whoever was named in it afterwards."""
    out = named(questions(flow, answers), {k: tuple(v) if isinstance(v, list) else v for k, v in answers.items()})
    return frozenset(one.person_id for one in tx.reports.reached(report.run_id)) - out


def _kind(flow: Flow, answers: dict[str, Value]) -> Text:
    """A report is named after the last of the choices it begins with; whatever else stopped the work, by its form."""
    named = Text(flow.title)
    for step in walk(flow, answers) if flow.ways.incident else ():
        if not isinstance(step.kind, Choice) or isinstance(step.kind, YesNo):
            break
        shown = step.kind.shown(answers.get(step.id))
        if isinstance(shown, Text):
            named = shown
    return named


def times(tx: Transaction, listed: Listed) -> tuple[int | None, int | None]:
    """How long it took, in the median, until the reports of a list were taken and closed: in seconds, of those that were."""
    taken, closed = counting_incidents.waits(tx, listed)
    return None if taken is None else round(taken), None if closed is None else round(closed)
