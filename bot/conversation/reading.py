"""Which records somebody may read: one by one, and as far as a search shows them.

Their own, what they were notified of, and by their role what is not confidential: everywhere, or the inspections of their site.
"""

from __future__ import annotations

from bot.conversation.context import Context
from bot.conversation.readers import LEADS, may_read
from bot.conversation.record import Record
from bot.engine.genres import GENRES, Genre
from bot.store.people import Who
from bot.store.runs import KeptRun
from bot.store.search import Sight

EVERYWHERE = ("manager", "auditor", "admin")
INSPECTIONS = tuple(word for word, genre in GENRES.items() if genre.counts_findings)


def looks_after(who: Who) -> bool:
    """Do they read what others have recorded?"""
    return who.role in EVERYWHERE or who.role in LEADS


def opens(who: Who, site_id: int, ways: Genre) -> bool:
    """May they read, by their role, what somebody else has recorded at a site, and is not confidential?"""
    if who.role in EVERYWHERE:
        return True
    return who.role in LEADS and who.site_id == site_id and ways.counts_findings


def readable(context: Context, kept: KeptRun | None) -> Record | None:
    """The record of a run, if whoever is speaking may read it; of a silent call for help its sender reads nothing."""
    who = context.who
    if kept is None or kept.organisation_id != who.organisation_id:
        return None
    record = context.record(kept)
    if kept.person_id == who.person_id:
        return None if record.flow.silent else record
    told = who.person_id in {one.person_id for one in context.tx.reports.reached(kept.id)}
    by_role = who.role in record.told_roles if record.confidential else _by_role(who, record)
    return record if (told or by_role) and may_read(context, record, who) else None


def _by_role(who: Who, record: Record) -> bool:
    return opens(who, record.kept.site_id, record.flow.ways)


def sight(context: Context) -> Sight:
    """What a search shows to whoever is speaking."""
    who = context.who
    return Sight(
        who.organisation_id,
        who.person_id,
        everywhere=who.role in EVERYWHERE,
        site_id=who.site_id if who.role in LEADS else None,
        silent=frozenset(flow.id for flow in context.library.today.values() if flow.silent),
        genres=INSPECTIONS,
    )
