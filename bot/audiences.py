"""`sello places`: the channels and groups in which notices are shown.

A line for each comes back, or Rejected with one sentence.
"""

from __future__ import annotations

from datetime import datetime

from bot.named import Rejected, organisation_named
from bot.store.audiences import KeptAudience
from bot.store.transaction import Transaction


def listed(tx: Transaction, org: str) -> list[str]:
    """A line for each, with the number by which it can be removed."""
    return [_line(tx, one) for one in tx.audiences.of(organisation_named(tx, org).id)]


def _line(tx: Transaction, one: KeptAudience) -> str:
    named = tx.people.named(one.made_by)
    site = tx.people.place(one.site_id).name if one.site_id else "all sites"
    by = f"{named[0] if named else 'somebody'}, {one.made_at:%Y-%m-%d}"
    return (
        f"{one.id}  {one.channel} {one.name}: {', '.join(one.sorts) or 'nothing'}; {site}; {one.lang}; set up by {by}"
    )


def removed(tx: Transaction, org: str, id: int, now: datetime) -> str:
    """Nothing is shown there anymore. What was shown stays."""
    one = tx.audiences.lock(id)
    if one is None or one.organisation_id != organisation_named(tx, org).id:
        raise Rejected(f"There is no place {id}; `sello places list` shows them.")
    tx.audiences.end(one.id, now)
    return f"Nothing is shown in {one.name} anymore."
