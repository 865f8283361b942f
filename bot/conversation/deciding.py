"""Who decides who comes in."""

from __future__ import annotations

from bot.conversation.context import Context
from bot.store.people import Who

DECIDERS = ("admin", "manager")  # the first of these that anybody has


def deciders(context: Context, organisation_id: int) -> list[Who]:
    """The administrators; where there is none, the managers."""
    for role in DECIDERS:
        found = context.tx.people.staff(organisation_id, (role,))
        if found:
            return found
    return []


def decides(context: Context) -> bool:
    """Is whoever is speaking one of them?"""
    if context.who.role not in DECIDERS:
        return False
    return context.who.person_id in {one.person_id for one in deciders(context, context.who.organisation_id)}
