"""What the records of twelve months prove of each criterion, counted by source: a table of sources, one pair of functions each.

A source tells how many there are for every criterion, and gives the list behind the number of one. Which form is evidence for
what, forms say themselves, as they were when they were answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.content.library import Library
from bot.engine.flow import Flow, Repeat, Step
from bot.figures.period import DAY
from bot.store import counting_evidence as counting
from bot.store import counting_kept as kept
from bot.store.counting import Listed, Span
from bot.store.counting_evidence import Form, Tally
from bot.store.transaction import Transaction

NONE = "none"  # a step that nobody asks for


@dataclass(frozen=True)
class Year:
    """The twelve months up to today, of an organisation, by the clock of whoever asks; or the days since another, and of some of
    its sites."""

    organisation_id: int
    zone: str
    today: date
    since: date | None = None
    sites: tuple[int, ...] = ()

    @property
    def first(self) -> date:
        return self.since or _year_before(self.today) + DAY

    @property
    def span(self) -> Span:
        return Span(self.organisation_id, self._midnight(self.first), self._midnight(self.today + DAY), self.sites)

    @property
    def before(self) -> Year:
        """The twelve months before these."""
        return Year(self.organisation_id, self.zone, _year_before(self.today))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)


def _year_before(day: date) -> date:
    """The same day; of the 29th of February the 28th."""
    if (day.month, day.day) == (2, 29):
        day -= DAY
    return day.replace(year=day.year - 1)


@dataclass(frozen=True)
class Proof:
    """What one source has of a criterion: so many, the last then, at these sites."""

    source: str
    count: int
    last: datetime
    sites: frozenset[int] = field(default_factory=frozenset)


Proofs = Mapping[str, tuple[Proof, ...]]  # by criterion


@dataclass(frozen=True)
class Read:
    """What a source is asked of: the year, the forms that were answered in it, with how many of each."""

    tx: Transaction
    library: Library
    span: Span
    forms: tuple[Flow, ...]


@dataclass(frozen=True)
class Source:
    """`all` gives what there is by criterion, `of` the list behind the number of one; `lines` says what the list is of."""

    all: Callable[[Read], Iterable[tuple[str, Tally]]]
    of: Callable[[Read, str], Listed]
    lines: str


def about(flow: Flow, criterion: str) -> tuple[str, ...] | None:
    """The questions of a form that are evidence for a criterion; none where the whole form is; None where nothing of it is."""
    if criterion in flow.criteria:
        return ()
    if flow.theirs:
        return None
    steps = tuple(step.id for step in _steps(flow) if criterion in step.criteria)
    return steps or None


def proves(flow: Flow) -> str:
    """The source of proof that its runs are."""
    return PARTNERS if flow.theirs else flow.ways.proves


def _steps(flow: Flow) -> Iterator[Step]:
    """Every question, those of a repeat in each of its rounds."""
    for entry in flow.steps:
        for step in (one for some in entry.rounds for one in some) if isinstance(entry, Repeat) else (entry,):
            if step.kind:
                yield step


def _runs(source: str) -> Source:
    def mine(read: Read) -> list[Flow]:
        return [flow for flow in read.forms if proves(flow) == source]

    def every(read: Read) -> Iterator[tuple[str, Tally]]:
        flows = {flow.digest: flow for flow in mine(read)}
        scored = any(flow.ways.scored for flow in flows.values())
        tallies = [one for one in counting.by_form(read.tx, read.span, passed=scored) if one.of[0] in flows]
        for one in tallies:
            yield from ((criterion, one) for criterion in flows[one.of[0]].criteria)
        for flow in flows.values():
            for criterion in sorted(flow.covers - set(flow.criteria)):
                listed = counting.runs(read.span, [Form(flow.id, flow.digest, about(flow, criterion) or ())])
                yield from ((criterion, one) for one in counting.tallied(read.tx, listed))

    def of(read: Read, criterion: str) -> Listed:
        flows = mine(read)
        forms = [Form(flow.id, flow.digest, asked) for flow in flows if (asked := about(flow, criterion)) is not None]
        return counting.runs(read.span, forms, passed=any(flow.ways.scored for flow in flows))

    return Source(every, of, "finished")


def points(
    tx: Transaction, library: Library, digests: Iterable[str], criterion: str = ""
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The points of forms that an action can be about, with the criteria of each: of a point that names none those of its form.
    The form may have been answered long before the year in which the action was closed."""
    found = {}
    for flow in (library.by_digest(tx, digest) for digest in digests):
        for step in _steps(flow):
            named = flow.criteria if flow.theirs else step.criteria or flow.criteria
            if not criterion or criterion in named:
                found[flow.digest, step.id] = named
    return found


def _editions(read: Read) -> dict[str, list[int]]:
    """The editions of procedures that were ever published, by the criteria that they name themselves."""
    found: dict[str, list[int]] = {}
    for one in read.tx.manual.published(read.span.organisation_id):
        said: dict[str, Any] = next(iter(one.said.values()), {})
        for criterion in dict.fromkeys(name for part in said.get("paragraphs", ()) for name in part["criteria"]):
            found.setdefault(criterion, []).append(one.id)
    return found


def _every_reading(read: Read) -> Iterator[tuple[str, Tally]]:
    for criterion, editions in _editions(read).items():
        yield from ((criterion, one) for one in counting.tallied(read.tx, kept.readings(read.span, editions)))


def _readings_of(read: Read, criterion: str) -> Listed:
    return kept.readings(read.span, _editions(read).get(criterion, []))


def _of_partners(read: Read, *, assessed: bool) -> Listed:
    """What shows a status that a programme gives, or what a partner came to when it was assessed; what closes nothing is neither."""
    facts = read.library.programmes
    some = [one.id for one in facts.proofs.values() if one.enough and bool(one.programme) != assessed]
    return kept.shown(read.span, some)


def _actions(listed: Callable[..., Listed], lines: str) -> Source:
    """Corrective actions, by the criteria of the points they are about."""

    def every(read: Read) -> Iterator[tuple[str, Tally]]:
        there = counting.by_point(read.tx, listed(read.span))
        named = points(read.tx, read.library, {one.of[0] for one in there})
        for one in there:
            yield from ((criterion, one) for criterion in named.get((one.of[0], one.of[1]), ()))

    def of(read: Read, criterion: str) -> Listed:
        there = {(one.of[0], one.of[1]) for one in counting.by_point(read.tx, listed(read.span))}
        named = points(read.tx, read.library, {digest for digest, _ in there}, criterion)
        return listed(read.span, [point for point in named if point in there])

    return Source(every, of, lines)


def _obliging(read: Read) -> dict[str, list[str]]:
    """The steps that the programmes ask for, by criterion, whichever file an organisation has chosen."""
    found: dict[str, list[str]] = {}
    for step in {one for steps in read.library.obligations.by_id.values() for one in steps}:
        for criterion in step.criteria:
            found.setdefault(criterion, []).append(step.id)
    return found


def _every_met(read: Read) -> Iterator[tuple[str, Tally]]:
    for criterion, steps in _obliging(read).items():
        yield from ((criterion, one) for one in counting.tallied(read.tx, counting.met(read.span, steps)))


def _met_of(read: Read, criterion: str) -> Listed:
    return counting.met(read.span, _obliging(read).get(criterion) or [NONE])


def _also(source: str, listed: Callable[[Read], Listed], lines: str) -> Source:
    """One that no form names: flows/evidence.yaml does."""

    def named(read: Read) -> list[str]:
        return [one.criterion for one in read.library.evidence.expected.values() if source in one.also]

    def every(read: Read) -> Iterator[tuple[str, Tally]]:
        tallies = counting.tallied(read.tx, listed(read)) if named(read) else []
        return ((criterion, one) for criterion in named(read) for one in tallies)

    return Source(every, lambda read, _: listed(read), lines)


INSPECTIONS, REPORTS, TRAINING, RISKS = "inspections", "reports", "training", "risks"
PARTNERS, ASSESSMENTS, PROCEDURES = "partners", "assessments", "procedures"
SOURCES: Mapping[str, Source] = {
    **{source: _runs(source) for source in (INSPECTIONS, REPORTS, TRAINING, RISKS)},
    "obligations": Source(_every_met, _met_of, "finished"),
    "seals": _also("seals", lambda read: counting.seals(read.span), "seals"),
    "sign_offs": _also("sign_offs", lambda read: counting.signed(read.span), "finished"),
    "actions": _actions(counting.actions, "actions"),
    "closed": _actions(counting.closed, "closed"),
    PROCEDURES: Source(_every_reading, _readings_of, "readings"),
    PARTNERS: _also(PARTNERS, lambda read: _of_partners(read, assessed=False), "shown"),
    ASSESSMENTS: _also(ASSESSMENTS, lambda read: _of_partners(read, assessed=True), "shown"),
    "bulletins": _also("bulletins", lambda read: kept.seen(read.span), "bulletins"),
    "alerts": _also("alerts", lambda read: kept.seen(read.span, partners=True), "bulletins"),
    "days": _also("days", lambda read: kept.days(read.span), "days"),
}


def proofs(tx: Transaction, library: Library, year: Year) -> Proofs:
    """Everything, by criterion, in the order of the sources."""
    read, found = reading(tx, library, year), dict[str, dict[str, Proof]]()
    for name, source in SOURCES.items():
        for criterion, one in source.all(read):
            there = found.setdefault(criterion, {})
            there[name] = _with(there.get(name), name, one)
    return {criterion: tuple(some.values()) for criterion, some in found.items()}


def _with(there: Proof | None, source: str, one: Tally) -> Proof:
    if there is None:
        return Proof(source, one.count, one.last, _sites(one))
    return Proof(source, there.count + one.count, max(there.last, one.last), there.sites | _sites(one))


def _sites(one: Tally) -> frozenset[int]:
    """What is the whole organisation's is no site's."""
    return frozenset((one.site_id,)) if one.site_id else frozenset()


def reading(tx: Transaction, library: Library, year: Year) -> Read:
    forms = tuple(library.by_digest(tx, digest) for digest, _ in counting.flows(tx, year.span))
    return Read(tx, library, year.span, forms)


def list_of(tx: Transaction, library: Library, year: Year, source: str, criterion: str) -> Listed:
    """What stands behind one number."""
    return SOURCES[source].of(reading(tx, library, year), criterion)
