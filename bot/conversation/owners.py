"""Who has a corrective action: its owner, or until there is one whoever has the role; who decides about it, who may see it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from bot.conversation.context import Context
from bot.conversation.readers import LEADS, standing
from bot.store.actions import DONE, OPEN, TAKEN, KeptAction
from bot.store.people import Who
from bot.store.runs import KeptRun

MANAGER = "manager"


def today_at(context: Context, site_id: int) -> date:
    """The day it is there."""
    return context.now.astimezone(ZoneInfo(context.tx.people.place(site_id).zone)).date()


def owner(context: Context, action: KeptAction) -> Who | None:
    """Who has taken it or was given it, unless they have left."""
    found = context.tx.people.whom(action.owner_id) if action.owner_id else None
    return found if found and found.organisation_id == action.organisation_id else None


def holders(context: Context, action: KeptAction) -> list[Who]:
    """Who is to do it."""
    has_it = owner(context, action)
    return [has_it] if has_it else standing(context, action.organisation_id, action.site_id, (action.role,))


def managers(context: Context, action: KeptAction | KeptRun, without: Collection[int] = ()) -> list[Who]:
    """Who hears of what is late, and sees that what is done is done."""
    return standing(context, action.organisation_id, action.site_id, (MANAGER,), without)


def others(context: Context, action: KeptAction | KeptRun, out: Collection[int]) -> list[Who]:
    """Who sees to it instead of those in `out`: a manager, or whoever else decides there."""
    found = managers(context, action, out)
    return found or standing(context, action.organisation_id, action.site_id, ("supervisor",), out)


def checkers(context: Context, action: KeptAction) -> list[Who]:
    """Who may see that it is done; never the one who did it."""
    return others(context, action, (action.done_by,) if action.done_by else ())


def leads(context: Context, who: Who, action: KeptAction | KeptRun) -> bool:
    """May they give it to somebody, grant more time, say that it was checked?"""
    if who.organisation_id != action.organisation_id or who.role not in LEADS:
        return False
    if who.role == "admin" or who.site_id == action.site_id:
        return True
    return who.person_id in {one.person_id for one in managers(context, action)}


def may_see(context: Context, who: Who, action: KeptAction) -> bool:
    if who.organisation_id != action.organisation_id:
        return False
    if who.person_id in (action.owner_id, action.done_by) or leads(context, who, action):
        return True
    return who.person_id in {one.person_id for one in holders(context, action)}


def can(context: Context, who: Who, action: KeptAction, what: str) -> bool:
    """May they do that, as the action stands?"""
    mine, decides = action.owner_id == who.person_id, leads(context, who, action)
    match what:
        case "take":
            return action.state == OPEN
        case "done" | "later" | "time" | "quiet":
            return action.state == TAKEN and mine
        case "grant" | "keep":
            return action.is_open and action.asked is not None and decides
        case "check" | "back":
            return action.state == DONE and decides and action.done_by != who.person_id
        case "give":
            return action.state in (OPEN, TAKEN) and decides
        case "note" | "files":
            return action.is_open
    return False
