"""When a site is reminded of what is to be done there: every morning, as long as anything is open."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.context import Context

TIMER = "actions"  # its subject is the site
MORNING = time(8)  # by the clock of the site. Ours: no programme says when


def morning(after: datetime, zone: str) -> datetime:
    """The next one of the site, also on a day whose clocks change."""
    local = after.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone))


def expect(context: Context, site_id: int) -> None:
    """From now on somebody looks every morning."""
    zone = context.tx.people.place(site_id).zone
    context.tx.timers.set_once(TIMER, morning(context.now, zone), str(site_id))
