"""Units that are expected today, and who drives today: what of them is still to come.

A unit has come when somebody has finished a form about it. Tomorrow the list is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.conversation.context import Context
from bot.store.awaited import KeptAwaited

ENTERS = ("guard", "supervisor", "manager", "admin")  # who says what is expected


def day_at(context: Context, site_id: int) -> date:
    return context.now.astimezone(_clock(context, site_id)).date()


def _clock(context: Context, site_id: int) -> ZoneInfo:
    return ZoneInfo(context.tx.people.place(site_id).zone)


def _midnight(context: Context, site_id: int) -> datetime:
    clock = _clock(context, site_id)
    return datetime.combine(context.now.astimezone(clock).date(), time(), clock)


def to_come(context: Context, site_id: int) -> list[KeptAwaited]:
    """The units that are expected today and have not come yet."""
    units = [one for one in context.tx.awaited.at_site(site_id, day_at(context, site_id)) if one.unit]
    seen = context.tx.awaited.seen(site_id, min(one.made_at for one in units)) if units else {}
    return [one for one in units if one.unit not in seen or seen[one.unit] < one.made_at]


def driving(context: Context, site_id: int) -> list[KeptAwaited]:
    """Who drives today."""
    return [one for one in context.tx.awaited.at_site(site_id, day_at(context, site_id)) if one.person_id]


def without_list(context: Context, site_id: int) -> list[KeptAwaited]:
    """Who drives today and has not done the list of 17 points since midnight."""
    theirs = driving(context, site_id)
    lists = [flow.id for flow in context.library.today.values() if flow.list17]
    done = _done(context, site_id, [one.person_id for one in theirs], lists) if theirs else frozenset()
    return [one for one in theirs if one.person_id not in done]


def _done(context: Context, site_id: int, people: Sequence[int], lists: Sequence[str]) -> frozenset[int]:
    return context.tx.awaited.done(people, lists, _midnight(context, site_id))
