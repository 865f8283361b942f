"""Which card a message of ours is, and which answer one of theirs gave: looked for in the runs a person touched lately.

Asked only when somebody replies to a message or changes it. Does not know what a card says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.letters import Lane, Letter
from bot.store.sql import answer, letter, place, run
from bot.store.transaction import Transaction

LATELY = 20  # runs
ABOUT = ("report:", "thread:")  # what the slots of what is written about an incident begin with
BEHIND = re.compile("[+~]")


@dataclass(frozen=True)
class Said:
    """An answer by its number, its run and its step."""

    id: int
    run: int
    step: str


def card(tx: Transaction, line: int, address: str, person_id: int, ref: str) -> tuple[str, str] | None:
    """The slot and the body of the last letter that stands in a message. A ref may name more behind a +."""
    lately = sa.select(run.c.id).where(run.c.person_id == person_id).order_by(run.c.touched_at.desc()).limit(LATELY)
    slots = [f"run:{id}" for id in tx.connection.execute(lately).scalars()]
    c = letter.c
    row = tx.connection.execute(
        sa.select(c.slot, c.body)
        .where(c.slot.in_(slots), c.line_id == line, c.address == address)
        .where(sa.or_(c.shown == ref, c.shown.startswith(f"{ref}+", autoescape=True)), c.body != "")
        .order_by(c.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def incident_at(tx: Transaction, lane: Lane, ref: str) -> int | None:
    """The run whose notice, or a message about it, stands in a message of this chat."""
    c = letter.c
    here = sa.and_(place.c.line_id == lane[0], place.c.address == lane[1])
    about = sa.or_(*(place.c.slot.startswith(one) for one in ABOUT))
    slots = sa.select(place.c.slot).where(here, about)
    mine = sa.and_(c.slot.in_(slots), c.line_id == lane[0], c.address == lane[1])
    query = sa.select(c.slot).where(mine, sa.or_(c.shown == ref, c.shown.startswith(f"{ref}+", autoescape=True)))
    slot = tx.connection.execute(query.limit(1)).scalar()
    return int(slot.split(":")[1]) if slot else None


def last(tx: Transaction, slot: str, person_id: int) -> tuple[Lane, str] | None:
    """Where the last letter of a slot was written to somebody, and its body: what they see there, or will soon."""
    c = letter.c
    row = tx.connection.execute(
        sa.select(c.line_id, c.address, c.body)
        .where(c.slot == slot, c.person_id == person_id, c.body != "")
        .order_by(c.id.desc())
        .limit(1)
    ).one_or_none()
    return ((row[0], row[1]), row[2]) if row else None


def stands(tx: Transaction, lane: Lane, slot: str) -> bool:
    """Has the slot a message in this chat?"""
    there = sa.select(place.c.ref).where(place.c.line_id == lane[0], place.c.address == lane[1], place.c.slot == slot)
    return tx.connection.execute(there).first() is not None


def is_at(tx: Transaction, lane: Lane, slot: str, ref: str) -> bool:
    """Is this message the last one of the slot? What stands behind a sign in a ref is not the card itself."""
    there = sa.select(place.c.ref).where(place.c.line_id == lane[0], place.c.address == lane[1], place.c.slot == slot)
    known = tx.connection.execute(there).scalar_one_or_none()
    return known is not None and BEHIND.split(ref)[0] == BEHIND.split(known)[0]


def settled_by(tx: Transaction, lane: Lane, slot: str, at: datetime) -> bool:
    """Was the last letter of the slot settled by then?"""
    c = letter.c
    theirs = sa.select(c.settled_at).where(c.slot == slot, c.line_id == lane[0], c.address == lane[1])
    last = tx.connection.execute(theirs.order_by(c.id.desc()).limit(1)).scalar_one_or_none()
    return last is not None and bool(last <= at)


def comes_below(tx: Transaction, one: Letter, slot: str) -> bool:
    """Is a message still to come below this letter that is another notice, or the slot's own?"""
    c = letter.c
    later = sa.select(c.id).where(
        c.settled_at.is_(None), c.line_id == one.line, c.address == one.address, c.id > one.id, ~c.edit,
        sa.or_(c.notice, c.slot == slot),
    )  # fmt: skip
    return tx.connection.execute(later.limit(1)).first() is not None


def said_in(tx: Transaction, person_id: int, ref: str) -> Said | None:
    """The answer that one of a person's own messages gave last, in one of the runs they touched lately."""
    lately = sa.select(run.c.id).where(run.c.person_id == person_id).order_by(run.c.touched_at.desc()).limit(LATELY)
    row = tx.connection.execute(
        sa.select(answer.c.id, answer.c.run_id, answer.c.step)
        .where(answer.c.run_id.in_(lately), answer.c.said_in == ref)
        .order_by(answer.c.id.desc())
        .limit(1)
    ).one_or_none()
    return Said(*row) if row else None


def holds(tx: Transaction, said: Said) -> bool:
    """Is it the last answer to its step?"""
    later = sa.and_(answer.c.run_id == said.run, answer.c.step == said.step, answer.c.id > said.id)
    return tx.connection.execute(sa.select(answer.c.id).where(later).limit(1)).first() is None
