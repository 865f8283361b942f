"""What the records of twelve months prove of each criterion, counted by source: a table of sources, one pair of functions each.

A source tells how many there are for every criterion, and gives the list behind the number of one. Which form is evidence for
what, forms say themselves, as they were when they were answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.content.library import Library
from bot.engine.flow import Flow, Repeat, Step
from bot.figures.period import DAY
from bot.store import counting_evidence as counting
from bot.store.counting import Listed, Span
from bot.store.counting_evidence import Form, Tally
from bot.store.transaction import Transaction

NONE = "none"  # a step that nobody asks for


@dataclass(frozen=True)
class Year:
    """The twelve months up to today, of an organisation, by the clock of whoever asks."""

    organisation_id: int
    zone: str
    today: date

    @property
    def first(self) -> date:
        return _year_before(self.today) + DAY

    @property
    def span(self) -> Span:
        return Span(self.organisation_id, self._midnight(self.first), self._midnight(self.today + DAY))

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
    """What one source has of a criterion: so many, the last then, by site."""

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


def _points(read: Read, criterion: str = "") -> dict[tuple[str, str], tuple[str, ...]]:
    """The points of forms that an action can be about, with the criteria of each: of a point that names none those of its form."""
    found = {}
    for flow in read.forms:
        for step in _steps(flow):
            named = flow.criteria if flow.theirs else step.criteria or flow.criteria
            if not criterion or criterion in named:
                found[flow.digest, step.id] = named
    return found


def _every_action(read: Read) -> Iterator[tuple[str, Tally]]:
    points = _points(read)
    for one in counting.by_point(read.tx, counting.actions(read.span)):
        yield from ((criterion, one) for criterion in points.get((one.of[0], one.of[1]), ()))


def _actions_of(read: Read, criterion: str) -> Listed:
    """Only of points about which there is one: forms have hundreds."""
    there = {(one.of[0], one.of[1]) for one in counting.by_point(read.tx, counting.actions(read.span))}
    return counting.actions(read.span, [point for point in _points(read, criterion) if point in there])


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


def _also(source: str, listed: Callable[[Span], Listed], lines: str) -> Source:
    """One that no form names: flows/evidence.yaml does."""

    def every(read: Read) -> Iterator[tuple[str, Tally]]:
        named = [one.criterion for one in read.library.evidence.expected.values() if source in one.also]
        tallies = counting.tallied(read.tx, listed(read.span)) if named else []
        return ((criterion, one) for criterion in named for one in tallies)

    return Source(every, lambda read, _: listed(read.span), lines)


INSPECTIONS, REPORTS, TRAINING, PARTNERS = "inspections", "reports", "training", "partners"
SOURCES: Mapping[str, Source] = {
    **{source: _runs(source) for source in (INSPECTIONS, REPORTS, TRAINING, PARTNERS)},
    "obligations": Source(_every_met, _met_of, "finished"),
    "seals": _also("seals", counting.seals, "seals"),
    "sign_offs": _also("sign_offs", counting.signed, "finished"),
    "actions": Source(_every_action, _actions_of, "actions"),
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
        return Proof(source, one.count, one.last, frozenset((one.site_id,)))
    return Proof(source, there.count + one.count, max(there.last, one.last), there.sites | {one.site_id})


def reading(tx: Transaction, library: Library, year: Year) -> Read:
    forms = tuple(library.by_digest(tx, digest) for digest, _ in counting.flows(tx, year.span))
    return Read(tx, library, year.span, forms)


def list_of(tx: Transaction, library: Library, year: Year, source: str, criterion: str) -> Listed:
    """What stands behind one number."""
    return SOURCES[source].of(reading(tx, library, year), criterion)
