"""What waits for somebody: corrective actions, theirs and those of their site, and inspections to be signed off."""

from __future__ import annotations

from bot.conversation.context import Context
from bot.conversation.readers import LEADS
from bot.store import waiting
from bot.store.actions import KeptAction
from bot.store.runs import KeptRun

MOST_SIGNED = 10  # inspections that are looked at


def own(context: Context) -> list[KeptAction]:
    return context.tx.actions.owned_by(context.who.person_id)


def at_site(context: Context) -> list[KeptAction]:
    """What is open where somebody decides; of others what waits for somebody of their role. Without their own."""
    there = [one for one in context.tx.actions.open_at([context.who.site_id]) if one.owner_id != context.who.person_id]
    if context.who.role in LEADS:
        return there
    return [one for one in there if one.owner_id is None and one.role == context.who.role]


def how_many(context: Context) -> int:
    """What waits for them, all of it."""
    who = context.who
    return waiting.count(context.tx.connection, who.person_id, who.site_id, who.role, leads=who.role in LEADS)


def to_sign(context: Context) -> list[KeptRun]:
    """What waits for a signature of somebody else than its inspector."""
    waiting = context.tx.sign_offs.waiting_at([context.who.site_id]) if context.who.role in LEADS else []
    runs = [kept for run_id in waiting[:MOST_SIGNED] if (kept := context.tx.runs.get(run_id))]
    return [kept for kept in runs if kept.person_id != context.who.person_id]
