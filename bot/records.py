"""`sello records`: records on hold, and what was removed. One sentence comes back, or Rejected with what to do instead."""

from __future__ import annotations

from datetime import datetime

from bot.named import Rejected, name_of, organisation_named
from bot.store import retention
from bot.store.transaction import Transaction

WHY = 200  # characters


def hold(tx: Transaction, org: str, number: str, why: str, now: datetime) -> str:
    """The record is not removed, whatever is set."""
    ours = organisation_named(tx, org).id
    if len(why) > WHY:
        raise Rejected(f"--why has at most {WHY} characters.")
    reason = name_of(why[:80], "--why") and " ".join(why.split())
    run = _run(tx, ours, number)
    if not retention.hold(tx, ours, run, reason, None, now):
        raise Rejected(f"{number} is on hold already; `sello records holds` shows why.")
    return f"{number} is on hold: {reason}. It is not removed until it is released."


def release(tx: Transaction, org: str, number: str, now: datetime) -> str:
    """From now on it is removed when its time is over."""
    ours = organisation_named(tx, org).id
    if not retention.release(tx, ours, _run(tx, ours, number), None, now):
        raise Rejected(f"{number} is not on hold.")
    return f"{number} is not on hold anymore. It is removed as soon as its time is over."


def _run(tx: Transaction, organisation_id: int, number: str) -> int:
    run = retention.numbered(tx, organisation_id, number.strip())
    if run is None:
        raise Rejected(f"There is no record with the number {number}; it may have been removed: sello records removed")
    return run


def holds(tx: Transaction, org: str) -> list[str]:
    """A line for each record on hold."""
    found = retention.holds(tx, organisation_named(tx, org).id)
    lines = [
        f"{one.number or f'R-{one.run_id}'}  {one.flow_id}  since {one.at:%Y-%m-%d} ({one.by or 'at the keyboard'}): {one.why}"
        for one in found
    ]
    return lines or ["No record is on hold."]


def removed(tx: Transaction, org: str) -> list[str]:
    """A line for each record that was removed, and by which rule."""
    found = retention.removed(tx, organisation_named(tx, org).id)
    lines = [
        f"{one.number or 'without a number'}  {one.flow_id}  {one.site}  {one.began_at:%Y-%m-%d} to {one.finished_at:%Y-%m-%d}:"
        f" removed {one.at:%Y-%m-%d} ({one.rule}), {one.answers} answers, {one.files} files"
        for one in found
    ]
    return lines or ["Nothing was removed."]
