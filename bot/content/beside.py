"""Both programmes wherever one is named: the clauses of BASC that stand beside criteria, put to forms and steps that name only these.

A clause stands there by the standard's headings (flows/criteria.yaml): it says where to look. Knows no people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.content.criteria import Criteria
from bot.content.obligations import Obligations
from bot.engine.flow import Flow, Repeat, Step


def both(ids: Sequence[str], clauses: Sequence[str]) -> str:
    """Criteria and clauses as they are called wherever they stand: CTPAT 6.7 · BASC 6.0.1 2.6."""
    told = (f"{name} {', '.join(some)}" for name, some in (("CTPAT", ids), ("BASC", clauses)) if some)
    return " · ".join(told)


def completed(flow: Flow, criteria: Criteria) -> Flow:
    """The form with the clauses beside its criteria, those that it names itself first."""
    steps = tuple(_entry(entry, criteria) for entry in flow.steps)
    return replace(flow, steps=steps, basc=_clauses(flow.basc, flow.criteria, criteria))


def _entry(entry: Step | Repeat, criteria: Criteria) -> Step | Repeat:
    if isinstance(entry, Repeat):
        return replace(entry, steps=tuple(_step(step, criteria) for step in entry.steps))
    return _step(entry, criteria)


def _step(step: Step, criteria: Criteria) -> Step:
    return replace(step, basc=_clauses(step.basc, step.criteria, criteria)) if step.criteria else step


def _clauses(named: tuple[str, ...], ids: tuple[str, ...], criteria: Criteria) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*named, *criteria.clauses(ids))))


def obliging(some: Obligations, criteria: Criteria) -> Obligations:
    """The steps after an incident, the same way."""
    by_id = {
        name: tuple(replace(one, basc=criteria.clauses(one.criteria)) for one in steps)
        for name, steps in some.by_id.items()
    }
    return replace(some, by_id=by_id)
