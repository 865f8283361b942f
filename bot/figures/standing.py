"""How a criterion stands: a pure rule over what is on record, what is attached, and what is expected. It claims nothing that is
not on record, and is no score: a must with nothing on record stays one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.content.criteria import Criteria, Criterion, by_number
from bot.content.evidence import Evidence, Expected
from bot.figures.proofs import ASSESSMENTS, INSPECTIONS, PARTNERS, REPORTS, RISKS, TRAINING, Proof, Proofs
from bot.store.profiles import NARRATIVE, Entry

NOTHING, TRAINED, PARTLY, ATTACHED, PROVEN = "nothing", "trained", "partly", "attached", "proven"
STANDINGS = (NOTHING, TRAINED, PARTLY, ATTACHED, PROVEN)  # the worst first
LEVELS = ("must", "should")
OF_PARTNERS = (PARTNERS, ASSESSMENTS)
LASTS = timedelta(days=366)  # what was attached earlier is to be looked at again


@dataclass(frozen=True)
class Gap:
    """What is missing: `none` of a source, no `sites`, `old`, `failing` partners, `attach`, or `narrative`. `of` names the source or
    the attachment."""

    what: str
    of: str = ""
    sites: tuple[int, ...] = ()
    last: datetime | None = None
    days: int = 0
    count: int = 0


@dataclass(frozen=True)
class Standing:
    """One criterion, with what there is of it and what is missing. `earlier` are narratives that others have followed."""

    criterion: Criterion
    expected: Expected
    state: str
    proofs: tuple[Proof, ...] = ()
    gaps: tuple[Gap, ...] = ()
    narrative: Entry | None = None
    earlier: tuple[Entry, ...] = ()
    attached: tuple[Entry, ...] = ()

    @property
    def must(self) -> bool:
        return self.criterion.level == "must"

    @property
    def unproven(self) -> bool:
        """Is it a must with nothing on record?"""
        return self.must and self.state == NOTHING


@dataclass(frozen=True)
class Known:
    """What the rule is given. `forms` are for each criterion the sources that a form of today is evidence by; `sites` are those
    where anything was recorded in the year. So many partners are `failing`; an attachment is `shown_by` a source instead."""

    proofs: Proofs
    entries: Sequence[Entry]
    forms: Mapping[str, frozenset[str]]
    sites: frozenset[int]
    now: datetime
    failing: int = 0
    shown_by: Mapping[str, str] = field(default_factory=dict)


def standings(criteria: Criteria, evidence: Evidence, known: Known, entity: str = "") -> tuple[Standing, ...]:
    """Every criterion that applies, in the order of their numbers."""
    applying = sorted(criteria.of(entity).values(), key=lambda one: by_number(one.id))
    return tuple(standing(one, evidence.of(one.id), known) for one in applying)


def standing(criterion: Criterion, expected: Expected, known: Known) -> Standing:
    proofs = known.proofs.get(criterion.id, ())
    mine = [one for one in known.entries if one.criterion == criterion.id]
    told = [one for one in mine if one.kind == NARRATIVE]
    attached = tuple(one for one in mine if one.kind != NARRATIVE and known.now - one.at <= LASTS)
    main = _main(expected, known.forms.get(criterion.id, frozenset()), proofs)
    gaps = (*_unproven(expected, main, proofs, known), *_not_attached(expected, attached, proofs, known))
    state = _state(main, proofs, attached, gaps)
    unsaid = () if told else (Gap("narrative"),)
    last = told[-1] if told else None
    return Standing(criterion, expected, state, proofs, (*gaps, *unsaid), last, tuple(told[:-1]), attached)


def _main(expected: Expected, forms: Collection[str], proofs: Sequence[Proof]) -> str:
    """The source that shows that it is done: inspections, or else reports, or what shows where partners stand; training only of
    what is about training."""
    there = {*forms, *(one.source for one in proofs)}
    if expected.trained and TRAINING in there:
        return TRAINING
    return next((one for one in (INSPECTIONS, RISKS, REPORTS, *OF_PARTNERS) if one in there), "")


def _unproven(expected: Expected, main: str, proofs: Sequence[Proof], known: Known) -> Iterator[Gap]:
    if known.failing and PARTNERS in expected.also:
        yield Gap("failing", PARTNERS, count=known.failing)
    if not main:
        return
    found = next((one for one in proofs if one.source == main), None)
    if found is None:
        yield Gap("none", main)
        return
    if main in (REPORTS, RISKS, *OF_PARTNERS):
        return  # that nothing has happened somewhere is no gap; lanes and partners are at no site
    if missing := known.sites - found.sites:
        yield Gap("sites", main, tuple(sorted(missing)))
    if main == INSPECTIONS and known.now - found.last > timedelta(days=expected.recent):
        yield Gap("old", main, last=found.last, days=expected.recent)


def _not_attached(
    expected: Expected, attached: Sequence[Entry], proofs: Sequence[Proof], known: Known
) -> Iterator[Gap]:
    """What somebody else can read here already needs not be attached."""
    there, sources = {one.kind for one in attached}, {one.source for one in proofs}
    for kind in expected.attach:
        if kind not in there and known.shown_by.get(kind) not in sources:
            yield Gap("attach", kind)


def _state(main: str, proofs: Sequence[Proof], attached: Sequence[Entry], gaps: Sequence[Gap]) -> str:
    if not proofs and not attached:
        return NOTHING
    if not attached and {one.source for one in proofs} == {TRAINING} != {main}:
        return TRAINED
    if not main and not attached:
        return PARTLY
    if gaps:
        return PARTLY
    return PROVEN if main else ATTACHED


def worst_first(some: Sequence[Standing]) -> list[Standing]:
    """Musts before shoulds, and of each those first of which least is on record."""
    return sorted(some, key=lambda one: (not one.must, STANDINGS.index(one.state), by_number(one.criterion.id)))


def counted(some: Sequence[Standing], level: str) -> dict[str, int]:
    """How many of a level stand how, by state; those of which there is none are left out."""
    states = [one.state for one in some if one.criterion.level == level]
    return {state: states.count(state) for state in STANDINGS if state in states}
