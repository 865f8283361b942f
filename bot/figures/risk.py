"""What went wrong in twelve months by category of the criteria: findings, and incidents; of a lane only at its own sites, if any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.content.library import Library
from bot.engine.flow import Flow
from bot.figures.asked import INSPECTIONS
from bot.figures.proofs import Read, Year, points, reading
from bot.store import counting_evidence, counting_runs
from bot.store.counting_evidence import Form
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Wrong:
    """How many by category, and all `reports` there were."""

    findings: Mapping[str, int]
    incidents: Mapping[str, int]
    reports: int


def wrong(tx: Transaction, library: Library, year: Year, sites: tuple[int, ...] = ()) -> Wrong:
    """A finding counts once in each category that its question is evidence for; so does an incident whose kind says so."""
    read = reading(tx, library, year)
    read = replace(read, span=replace(read.span, sites=sites))
    told = [flow for flow in read.forms if flow.ways.incident]
    every = counting_evidence.runs(read.span, [Form(flow.id, flow.digest) for flow in told]).count(tx) if told else 0
    return Wrong(_findings(read), _incidents(read, told), every)


def _findings(read: Read) -> Mapping[str, int]:
    named, found = points(read.tx, read.library, {flow.digest for flow in read.forms}), Counter[str]()
    for one in counting_runs.points(read.tx, counting_runs.found(read.span, INSPECTIONS)):
        for category in _categories(read.library, named.get((one.digest, one.step), ())):
            found[category] += one.count
    return found


def _categories(library: Library, criteria: tuple[str, ...]) -> set[str]:
    known = library.criteria.by_id
    return {known[id].category for id in criteria if id in known}


def _incidents(read: Read, told: list[Flow]) -> Mapping[str, int]:
    found = {}
    for category in read.library.criteria.categories:
        forms = list(_pointing(read.library, told, category))
        found[category] = counting_evidence.runs(read.span, forms).count(read.tx) if forms else 0
    return found


def _pointing(library: Library, told: list[Flow], category: str) -> Iterator[Form]:
    """The forms with the questions that are only asked where a criterion of the category was at stake."""
    for flow in told:
        steps = tuple(one.id for one in flow.questions if category in _categories(library, one.criteria))
        if steps:
            yield Form(flow.id, flow.digest, steps)
