"""Somebody has left: their access ends, nothing more is sent to them, and what they had in hand is handed on.

Does not know who hands on what: the duties do, when the timer goes off.
"""

from __future__ import annotations

from datetime import datetime

from bot.store.transaction import Transaction

LEFT = "left"  # the timer of somebody who has left; its subject is their number


def leave(tx: Transaction, person_id: int, now: datetime) -> None:
    tx.people.leave(person_id, now)
    tx.subscriptions.end(person_id)
    tx.recalls.forget(person_id)
    tx.letters.drop_for(person_id, now)
    tx.timers.set(LEFT, now, str(person_id))
