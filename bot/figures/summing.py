"""A period, counted: some dozens of questions, however much happened in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.content.library import Library
from bot.engine.flow import Flow, Repeat
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.figures import incidents, training
from bot.figures.asked import INCIDENTS, INSPECTIONS, Asked, lists
from bot.figures.decisions import decisions
from bot.figures.period import DAY, Period, month_of
from bot.figures.summary import AtSite, Stretch, Summary
from bot.figures.upkeep import upkeep
from bot.store import counting_incidents, counting_runs
from bot.store.counting import Listed
from bot.store.counting_runs import Count, Finding
from bot.store.transaction import Transaction

MOST = 8  # of one part; the rest is a number
BEFORE = 8  # weeks or months that a period is held against
COMPARED = ("finished", "open", "findings", "incidents", "done", "late", "missed")


def summed(tx: Transaction, library: Library, asked: Asked) -> Summary:
    made = lists(asked)
    finished, found = counting_runs.counts(tx, made["finished"]), counting_runs.points(tx, made["findings"])
    known = _known(finished, found)
    counts = {what: known[what] if what in known else listed.count(tx) for what, listed in made.items()}
    earlier = lists(replace(asked, period=asked.period.before))
    taken = counting_incidents.decided(asked.span, INCIDENTS)
    to_take, to_close = incidents.times(tx, made["incidents"])
    undecided = counts["undecided"]
    return Summary(
        period=asked.period,
        counts=counts,
        before={what: earlier[what].count(tx) for what in COMPARED},
        decisions=decisions(tx, library, asked),
        series=series(tx, asked),
        sites=_sites(tx, asked, finished, found, made["missed"]),
        finished=_by_flow_and_site(finished),
        open=_by_flow_and_site(counting_runs.counts(tx, made["open"])),
        missed=_missed(tx, library, made["missed"]),
        findings=points(tx, library, found),
        quizzes=training.results(finished),
        undecided=incidents.first(tx, library, made["undecided"], undecided, MOST),
        taken=incidents.first(tx, library, taken, counts["incidents"] - undecided, MOST),
        unfinished=incidents.first(tx, library, made["unfinished"], counts["unfinished"], MOST),
        to_take=to_take,
        to_close=to_close,
        overdue_quizzes=len(training.owing(tx, library, asked)),
        upkeep=upkeep(tx, library, asked),
    )


def _known(finished: Sequence[Count], found: Sequence[Finding]) -> dict[str, int]:
    """What was counted by flow and site needs not be counted once more: of a year it is most of what is read."""
    return {
        "finished": sum(one.runs for one in finished),
        "findings": sum(one.count for one in found),
        "incidents": sum(one.runs for one in finished if GENRES[one.genre].incident),
        "training": sum(one.runs for one in finished if GENRES[one.genre].scored),
    }


def series(tx: Transaction, asked: Asked) -> tuple[Stretch, ...]:
    """The period and those before it; of a year its months."""
    period = asked.period
    parts = tuple(_months(period)) if period.unit == "year" else (*period.earlier(BEFORE), period)
    counted = counting_runs.series(tx, [asked.of(one) for one in parts], INSPECTIONS)
    return tuple(Stretch(one, *sums) for one, sums in zip(parts, counted, strict=True))


def _months(year: Period) -> Iterable[Period]:
    month = month_of(year.first)
    while month.first < year.after:
        yield month
        month = month_of(month.last + DAY)


def sites(tx: Transaction, asked: Asked) -> tuple[AtSite, ...]:
    """The sites side by side, and nothing else of the summary."""
    made = lists(asked)
    finished, found = counting_runs.counts(tx, made["finished"]), counting_runs.points(tx, made["findings"])
    return _sites(tx, asked, finished, found, made["missed"])


def _sites(
    tx: Transaction, asked: Asked, finished: Sequence[Count], found: Sequence[Finding], missed: Listed
) -> tuple[AtSite, ...]:
    """Every site that it is about, in the order of their names; also where nothing has happened."""
    every = tx.organisations.site_names(asked.organisation_id)
    inspected: Counter[int] = Counter()
    passed, runs, told, points = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    for one in finished:
        runs[one.site_id] += one.runs
        told[one.site_id] += one.runs if GENRES[one.genre].incident else 0
        inspected[one.site_id] += one.runs if GENRES[one.genre].counts_findings else 0
        passed[one.site_id] += one.passed if GENRES[one.genre].counts_findings else 0
    for point in found:
        points[point.site_id] += point.count
    lost = dict(missed.by(tx, "site_id"))
    return tuple(
        AtSite(name, runs[id], inspected[id], passed[id], points[id], told[id], lost.get(id, 0))
        for id, name in sorted(every.items(), key=lambda pair: pair[1].casefold())
        if not asked.sites or id in asked.sites
    )


def _missed(tx: Transaction, library: Library, missed: Listed) -> dict[tuple[str, str], int]:
    titles = {id: flow.title for id, flow in library.today.items()}
    rows = missed.by(tx, "flow_id", "site_id")
    return {(titles.get(flow, flow), tx.people.place(site).name): count for flow, site, count in rows}


def _by_flow_and_site(counts: Iterable[Count]) -> dict[tuple[str, str], int]:
    return {(count.title, count.site): count.runs for count in counts}


def points(tx: Transaction, library: Library, found: Iterable[Finding]) -> tuple[tuple[Text, int], ...]:
    """Findings of inspections and reports by point, the most frequent first."""
    counts: Counter[str] = Counter()
    for one in found:
        counts[_called(library.by_digest(tx, one.digest), one.step)] += one.count
    return tuple((Text(prompt), count) for prompt, count in counts.most_common())


def _called(flow: Flow, step: str) -> str:
    """The question as it is called in lists, also of a step in a repeat."""
    last = step.rsplit(".", 1)[-1]
    for entry in flow.steps:
        for one in entry.steps if isinstance(entry, Repeat) else (entry,):
            if one.id in (step, last):
                return one.called
    return step
