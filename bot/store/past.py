"""A past that is written all at once: its letters as they were sent, and nothing of it that still goes off or is awaited."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.claiming import OPEN
from bot.store.letters import Letter
from bot.store.lines import INVENTED
from bot.store.prepared import Prepared
from bot.store.sql import answer, delivery, handle, letter, person, run, timer
from bot.store.timers import Timer
from bot.store.transaction import Transaction

SHOWN = "past"  # where a letter stands that nobody has
HEARD = "past-"  # what the delivery of everything that was said begins with
c, t = letter.c, timer.c
SENT = Prepared(sa.update(letter).where(OPEN).values(settled_at=c.written_at, body="", shown=sa.bindparam("b_shown")))
NEXT = Prepared(
    sa.select(t.id, t.name, t.subject, t.tries, t.due_at)
    .where(t.due_at <= sa.bindparam("b_until"))
    .order_by(t.due_at, t.id)
    .limit(sa.literal_column("1"))
)


def untouched(tx: Transaction) -> bool:
    """Was nothing ever begun?"""
    return tx.connection.execute(sa.select(run.c.id).limit(1)).scalar() is None


def counts(tx: Transaction) -> tuple[int, int]:
    """How many forms there are, and how many answers."""
    one, other = (
        tx.connection.execute(sa.select(sa.func.count()).select_from(of)).scalar_one() for of in (run, answer)
    )
    return int(one), int(other)


def known_sizes(tx: Transaction) -> None:
    """A server looks how much there is of everything, as it would by itself some minutes later, and answers by it."""
    if tx.connection.dialect.name != "sqlite":
        tx.connection.execute(sa.text("ANALYZE"))


def open_letters(tx: Transaction) -> list[Letter]:
    """What was written and not sent yet, the oldest first."""
    columns = (c.id, c.line_id, c.address, c.slot, c.body, c.edit, c.notice, c.person_id)
    return [Letter(*row) for row in tx.connection.execute(sa.select(*columns).where(OPEN).order_by(c.id))]


def sent(tx: Transaction) -> None:
    """All of it has come at once. What was in it is kept nowhere else, and not here."""
    SENT.do(tx.connection, {"b_shown": SHOWN})


def next_timer(tx: Transaction, until: datetime) -> tuple[Timer, datetime] | None:
    """The first that goes off by then, and when."""
    row = NEXT.one(tx.connection, {"b_until": until})
    return (Timer(*row[:4]), row[4]) if row else None


def put_aside(tx: Transaction) -> list[dict[str, Any]]:
    """The timers that were set before the past is written: they wait until it is."""
    rows = [dict(row) for row in tx.connection.execute(sa.select(timer).order_by(timer.c.id)).mappings()]
    tx.connection.execute(sa.delete(timer))
    return rows


def invented(tx: Transaction, person_id: int, channels: Collection[str]) -> None:
    """The accounts of somebody who is nobody: whatever is written to them goes nowhere."""
    for channel in channels:
        mine = (handle.c.person_id == person_id, handle.c.line_id == tx.lines.id_of(channel))
        tx.connection.execute(sa.update(handle).where(*mine).values(line_id=tx.lines.id_of(channel, INVENTED)))


def at_rest(tx: Transaction, timers: Sequence[dict[str, Any]]) -> None:
    """From now on nothing of it goes off or is sent, and no word typed now answers a card of then. The timers from before are
    set again."""
    sent(tx)
    tx.connection.execute(sa.delete(timer))
    if timers:
        tx.connection.execute(sa.insert(timer), timers)
    tx.connection.execute(sa.delete(delivery).where(delivery.c.delivery.startswith(HEARD)))
    tx.connection.execute(sa.update(person).values(focus=None, screen="", missed_at=None))
