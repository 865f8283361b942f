"""When somebody is reminded of a partner or of a day of a programme: by a timer for each, on the next of its days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.conversation.partnering import LEADS
from bot.figures.partners import stood
from bot.programmes.calendar import coming, next_reminder
from bot.programmes.facts import Facts
from bot.store.transaction import Transaction

PARTNER, PROGRAMME = "partner", "programme"  # timers; their subjects are the number of the partner and the organisation
MORNING = time(8)


def zone_of(tx: Transaction, organisation_id: int) -> str:
    """The clock by which it is morning: that of whoever leads."""
    return next((who.zone for who in tx.people.staff(organisation_id, LEADS)), "UTC")


def _at(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def watch(tx: Transaction, facts: Facts, organisation_id: int, partner_id: int, now: datetime) -> None:
    """A partner: on the next day on which it is to be said what comes."""
    one, subject = tx.partners.get(organisation_id, partner_id), f"{organisation_id}/{partner_id}"
    zone = zone_of(tx, organisation_id)
    today = now.astimezone(ZoneInfo(zone)).date()
    found = stood(tx, facts, [one], today)[0].standing if one else None
    remind = found.proof.remind if found and found.proof else ()
    day = next_reminder(found.by, remind, today) if found and found.by and remind else None
    if day is None:
        tx.timers.cancel(PARTNER, subject)
    else:
        tx.timers.set(PARTNER, _at(day, zone), subject)


def watch_days(tx: Transaction, facts: Facts, organisation_id: int, now: datetime) -> None:
    """The days of all programmes of an organisation."""
    zone = zone_of(tx, organisation_id)
    today = now.astimezone(ZoneInfo(zone)).date()
    every = [one for kept in tx.programmes.of(organisation_id) for one in coming(facts, kept.days, today)]
    days = [day for one in every if (day := next_reminder(one.day, one.returning.remind, today))]
    if days:
        tx.timers.set(PROGRAMME, _at(min(days), zone), str(organisation_id))
    else:
        tx.timers.cancel(PROGRAMME, str(organisation_id))
