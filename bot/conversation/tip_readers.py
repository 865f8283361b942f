"""Who reads an anonymous tip: the role that the organisation names; of one about a reader, its second addressee.

Nobody is left out because they could have written it: who is not notified of a tip would be known to be the one.
"""

from __future__ import annotations

from bot.conversation.context import Context
from bot.engine.flow import LAST, ROLES
from bot.policy import Policy, policy
from bot.store.people import Who
from bot.store.tips import KeptTip


def policy_of(context: Context, organisation_id: int) -> Policy:
    """What an organisation has decided, whoever is speaking."""
    held = context.tx.organisations.get(organisation_id)
    assert held, "somebody works there"
    return policy(held.region, held.settings, "{}")


def readers(context: Context, organisation_id: int, *, second: bool) -> list[Who]:
    """Of the whole organisation: a tip belongs to no site. Where nobody has the role, the administrators."""
    held = policy_of(context, organisation_id)
    if second:
        return _second(context, organisation_id, held)
    staff = context.tx.people.staff
    return staff(organisation_id, (held.tips,)) or staff(organisation_id, (LAST,))


def _second(context: Context, organisation_id: int, held: Policy) -> list[Who]:
    if held.second in ROLES:
        return context.tx.people.staff(organisation_id, (held.second,))
    one = context.tx.people.whom(int(held.second)) if held.second.isdecimal() else None
    return [one] if one is not None and one.organisation_id == organisation_id else []


def readable(context: Context, kept: KeptTip | None) -> KeptTip | None:
    """The tip, if whoever is speaking is one of its readers, and they were notified of it."""
    if kept is None or not kept.told or kept.organisation_id != context.who.organisation_id:
        return None
    return kept if reads(context, second=kept.second) else None


def reads(context: Context, *, second: bool) -> bool:
    """Is the speaker a reader of tips, or of those about the others?"""
    found = readers(context, context.who.organisation_id, second=second)
    return context.who.person_id in {who.person_id for who in found}
