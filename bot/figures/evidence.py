"""How every criterion of an organisation stands: what a year proves, what was written and attached, put to the rule.

What takes long is read apart (`proofs`), so that it can be read beside the turns; the rest is a moment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.content.library import Library
from bot.figures.proofs import Proofs
from bot.figures.standing import NOTHING, Known, Standing, standings
from bot.store import profiles
from bot.store.transaction import Transaction

ENTITY = "entity"  # the setting of an organisation that says its type of company


def entity_of(tx: Transaction, organisation_id: int) -> str:
    """The type of company, by which criteria apply; empty where nobody has said it, so that all do."""
    kept = tx.organisations.get(organisation_id)
    return str(json.loads(kept.settings or "{}").get(ENTITY, "")) if kept else ""


def profile(
    tx: Transaction, library: Library, organisation_id: int, proofs: Proofs, now: datetime
) -> tuple[Standing, ...]:
    """Every criterion that applies, in the order of the portal."""
    sites = frozenset(site for some in proofs.values() for one in some for site in one.sites)
    entries = tuple(profiles.entries(tx, organisation_id))
    known = Known(proofs, entries, forms_of(library), sites, now)
    return standings(library.criteria, library.evidence, known, entity_of(tx, organisation_id))


def forms_of(library: Library) -> Mapping[str, frozenset[str]]:
    """By criterion the sources that a form of today is evidence by."""
    found: dict[str, set[str]] = {}
    for flow in library.today.values():
        for criterion in flow.covers:
            found.setdefault(criterion, set()).add(flow.ways.proves)
    return {criterion: frozenset(some) for criterion, some in found.items()}


def unproven_musts(some: tuple[Standing, ...]) -> int:
    """Musts with nothing on record."""
    return sum(one.must and one.state == NOTHING for one in some)
