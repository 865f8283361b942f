"""The security profile as whoever is speaking may read it: counted beside the turns, and put to the rule with what stands in it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.content.library import Library
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.editions import SEES
from bot.conversation.evidence_words import Teller
from bot.figures.evidence import profile
from bot.figures.partners import failing, stood
from bot.figures.proofs import ASSESSMENTS, PARTNERS, PROCEDURES, Proofs, Year, proofs
from bot.figures.standing import Standing
from bot.policy import policy
from bot.store.transaction import Transaction

READERS = ("manager", "security", "admin", "auditor")
WRITERS = ("manager", "security", "admin")
LISTS = dict.fromkeys((PARTNERS, ASSESSMENTS, PROCEDURES, "bulletins", "alerts"), SEES)


def year_of(context: Context) -> Year:
    return Year(context.who.organisation_id, context.who.zone, context.today)


def entity_of(tx: Transaction, organisation_id: int) -> str:
    """The type of company, by which criteria apply; empty where nobody has said it, so that all do."""
    kept = tx.organisations.get(organisation_id)
    assert kept, "an organisation is never taken away"
    return policy(kept.region, kept.settings, "{}").entity


def of_others(tx: Transaction, library: Library, organisation_id: int) -> frozenset[str]:
    """The numbers of the criteria that are for other types of company: named nowhere."""
    return library.criteria.others(entity_of(tx, organisation_id))


def standing_of(context: Context, year: Year | None = None) -> tuple[Standing, ...]:
    """Every criterion that applies. A year is read before the turn; what was just written counts already."""
    year = year or year_of(context)
    found = read_before(context.known, ("proofs", year), partial(proofs, library=context.library, year=year))
    return stands(context.tx, context.library, year, found, context.now)


def stands(tx: Transaction, library: Library, year: Year, found: Proofs, now: datetime) -> tuple[Standing, ...]:
    """The same for whoever has read the year."""
    ours = year.organisation_id
    bad = failing(stood(tx, library.programmes, tx.partners.of(ours), year.today, now))
    return profile(tx, library, ours, found, now, entity_of(tx, ours), len(bad))


def may_open(context: Context, source: str) -> bool:
    """May whoever is speaking see what is behind a number? Who keeps partners, the manual and bulletins is not who looks after
    security: they read how many there are."""
    return context.who.role in LISTS.get(source, READERS)


def teller(context: Context) -> Teller:
    who = context.who
    names = context.tx.organisations.site_names(who.organisation_id)
    return Teller(context.wording, context.reads(who), who.zone, context.library, names)
