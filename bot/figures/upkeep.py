"""What stands open beside the forms: partners, days of programmes, procedures and bulletins, each the count of a list.

Of an organisation as it stands now, and of no site.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.library import Library
from bot.figures.asked import Asked
from bot.figures.partners import failing, soon, stood
from bot.programmes.calendar import coming
from bot.store.transaction import Transaction

UPKEEP = ("dates", "failing", "expiring", "procedures", "bulletins")


def upkeep(tx: Transaction, library: Library, asked: Asked) -> Mapping[str, int]:
    """Nothing of a time that is long over, and nothing of one site: none of it is a site's."""
    if not asked.lately or asked.today is None or asked.sites:
        return {}
    ours, facts, today = asked.organisation_id, library.programmes, asked.today
    partners = stood(tx, facts, tx.partners.of(ours), today)
    days = [day for kept in tx.programmes.of(ours) for day in coming(facts, kept.days, today)]
    return {
        "dates": sum(day.near for day in days),
        "failing": len(failing(partners)),
        "expiring": len(soon(partners)),
        "procedures": sum(read < of for read, of in tx.manual.counts(ours).values()),
        "bulletins": tx.bulletins.not_seen(ours),
    }
