"""How every criterion of an organisation stands: what a year proves, what was written and attached, put to the rule.

What takes long is read apart (`proofs`), so that it can be read beside the turns; the rest is a moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.content.library import Library
from bot.figures.proofs import Proofs, proves
from bot.figures.standing import Known, Standing, standings
from bot.store import profiles
from bot.store.transaction import Transaction


def profile(
    tx: Transaction,
    library: Library,
    organisation_id: int,
    proofs: Proofs,
    now: datetime,
    entity: str,
    failing: int,
) -> tuple[Standing, ...]:
    """Every criterion that applies to a type of company, in the order of the portal; so many partners show no standing. What was said and
    attached after `now` is not there yet."""
    sites = frozenset(site for some in proofs.values() for one in some for site in one.sites)
    entries = tuple(one for one in profiles.entries(tx, organisation_id) if one.at <= now)
    known = Known(proofs, entries, forms_of(library), sites, now, failing, shown_by(library))
    return standings(library.criteria, library.evidence, known, entity)


def forms_of(library: Library) -> Mapping[str, frozenset[str]]:
    """By criterion the sources that a form of today is evidence by."""
    found: dict[str, set[str]] = {}
    for flow in library.today.values():
        for criterion in flow.covers:
            found.setdefault(criterion, set()).add(proves(flow))
    return {criterion: frozenset(some) for criterion, some in found.items()}


def shown_by(library: Library) -> Mapping[str, str]:
    """By attachment the source of which any makes it needless."""
    return {id: one.shown_by for id, one in library.evidence.attachments.items() if one.shown_by}


def unproven_musts(some: tuple[Standing, ...]) -> int:
    """Musts with nothing on record."""
    return sum(one.unproven for one in some)
