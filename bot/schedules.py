"""`sello schedules`: what is due again and again, from a file into the books of an organisation; and every draw, to be redone.

A line for each schedule comes back, or Rejected with every line that is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.content.schedules import Written
from bot.named import Rejected, organisation_named, site_called
from bot.people import found
from bot.recurring import next_after
from bot.store.dues import DROPPED, Draw, KeptDraw
from bot.store.schedules import DUE, KeptSchedule, Planned
from bot.store.transaction import Transaction

SAME = ("site_id", "flow_id", "role", "person_id", "each", "draws", "rule", "at", "grace")


def load(tx: Transaction, org: str, written: Sequence[Written], now: datetime) -> list[str]:
    """Makes the schedules of a file those that hold: new ones begin, changed ones begin anew, those gone from it stop.

    What was planned in chat is left alone.
    """
    held = organisation_named(tx, org)
    there = {one.planned.name: one for one in tx.schedules.going(held.id) if one.planned.name}
    told, wrong = [], []
    for row in written:
        try:
            told.append(_entered(tx, _planned(tx, held.id, row, now), there.pop(row.name, None), now))
        except Rejected as refused:
            wrong.append(f"line {row.line}: {refused}")
    if wrong:
        raise Rejected("; ".join(wrong))
    return [*told, *(_stopped(tx, one, now) for one in there.values())]


def _planned(tx: Transaction, org: int, row: Written, now: datetime) -> Planned:
    site = site_called(tx, org, row.site)
    today = now.astimezone(ZoneInfo(site.zone)).date()
    person = _person(tx, org, row.person) if row.person else None
    return Planned(
        org, site.id, row.flow, row.role, person, row.each, row.draws, row.rule, today, row.at, row.grace, row.name
    )


def _person(tx: Transaction, org: int, who: str) -> int:
    member = found(tx, who)
    if tx.people.organisation_of(member.id) != org:
        raise Rejected(f"There is nobody called '{who}' here; `sello people list` shows everybody.")
    return member.id


def _entered(tx: Transaction, planned: Planned, there: KeptSchedule | None, now: datetime) -> str:
    if there and all(getattr(there.planned, field) == getattr(planned, field) for field in SAME):
        return f"{planned.name}: as it was."
    if there:
        _stopped(tx, there, now)
    zone = tx.people.place(planned.site_id).zone
    next_at = next_after(planned.rule, planned.begins, planned.hour, zone, now)
    one = tx.schedules.make(planned, next_at, now)
    if next_at:
        tx.timers.set(DUE, next_at, str(one.id))
    return f"{planned.name}: {'changed' if there else 'planned'}, {_next(next_at, zone)}."


def _next(at: datetime | None, zone: str) -> str:
    return f"next {at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})" if at else "never due again"


def _stopped(tx: Transaction, one: KeptSchedule, now: datetime) -> str:
    tx.schedules.lock(one.id)
    tx.schedules.stop(one.id, None, now)
    for mine in tx.dues.waiting(one.id):
        tx.dues.over(mine.id, DROPPED)
    return f"{one.planned.name}: stopped."


def going(tx: Transaction, org: str) -> list[str]:
    """A line for each schedule, the next first."""
    return [_line(tx, one) for one in tx.schedules.going(organisation_named(tx, org).id)]


def _line(tx: Transaction, one: KeptSchedule) -> str:
    planned = one.planned
    place, named = tx.people.place(planned.site_id), tx.people.named(planned.person_id or 0)
    who = named[0] if named else f"{'each' if planned.each else 'any'} {planned.role}"
    drawn = ", a unit drawn by lot" if planned.draws else ""
    name = planned.name or "in chat"
    return f"{name}: {planned.flow_id} at {place.name}, {who}, {planned.rule} at {planned.at}{drawn}, {_next(one.next_at, place.zone)}"


def draws(tx: Transaction, org: str) -> list[str]:
    """A line for each draw, with all it takes to do it again, and whether that gives the same."""
    return [_redone(one) for one in tx.dues.draws(organisation_named(tx, org).id)]


def _redone(one: KeptDraw) -> str:
    draw, when = one.draw, one.at.astimezone(ZoneInfo(one.zone))
    same = "drawn again the same" if Draw.of(draw.pool, draw.seed) == draw else "DRAWN AGAIN ANOTHER"
    pool = " | ".join(draw.pool) or "nothing"
    return (
        f"{when:%Y-%m-%d %H:%M} {one.site}, {one.flow_id}: {draw.unit or 'none'}, {same}; seed {draw.seed}, from {pool}"
    )
