"""Somebody is erased: name, number, chats and what waits for them go. What they did stays, as that of a number and a role.

Does not know who decides it, nor how the number is called; what is looked through is in sweeping.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store import proof_marks, sweeping
from bot.store.claiming import OPEN
from bot.store.letters import LEFT as HAS_LEFT
from bot.store.renaming import Renamed, folded
from bot.store.sql import (
    answer,
    aside,
    erasure,
    guess,
    handle,
    invitation,
    letter,
    line,
    made,
    page_link,
    page_session,
    partner_contact,
    person,
    petition,
    place,
    run,
    stranger,
    tip_draft,
)
from bot.store.transaction import Transaction

ASKED, DECLINED, DECIDED, SWEPT, DONE = "asked", "declined", "decided", "swept", "done"
ERASE, SWEEP = "erase", "sweep_name"  # timers; their subject is the number of the erasure
PATIENCE = timedelta(hours=1)  # for the last letter to them
Signs = Callable[[str], Iterable[str]]  # the steps of a published flow that are signed, by its digest


@dataclass(frozen=True)
class KeptErasure:
    id: int
    organisation_id: int
    person_id: int
    state: str
    name: str
    phone: str
    asked_at: datetime
    asked_by: int | None
    decided_at: datetime | None
    decided_by: int | None
    erased_at: datetime | None
    done_at: datetime | None


def get(tx: Transaction, id: int, *, lock: bool = False) -> KeptErasure | None:
    """With the lock nobody else decides or does it until the transaction ends."""
    return _one(tx, erasure.c.id == sa.bindparam("b_id", id, type_=sa.BigInteger), lock=lock)


def of_person(tx: Transaction, person_id: int, *, lock: bool = False) -> KeptErasure | None:
    return _one(tx, erasure.c.person_id == person_id, lock=lock)


def of_organisation(tx: Transaction, organisation_id: int) -> list[KeptErasure]:
    """Everybody who was erased there, or is to be; in order."""
    query = sa.select(erasure).where(erasure.c.organisation_id == organisation_id).order_by(erasure.c.id)
    return [KeptErasure(**row._mapping) for row in tx.connection.execute(query)]  # noqa: SLF001


def _one(tx: Transaction, wanted: sa.ColumnElement[bool], *, lock: bool) -> KeptErasure | None:
    query = sa.select(erasure).where(wanted)
    row = tx.connection.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    return KeptErasure(**row._mapping) if row else None  # noqa: SLF001


def ask(tx: Transaction, organisation_id: int, person_id: int, now: datetime, by: int | None) -> KeptErasure | None:
    """Somebody is to be erased. None if that was asked before and not declined."""
    _lock(tx, person_id)
    there = of_person(tx, person_id, lock=True)
    values = {"state": ASKED, "asked_at": now, "asked_by": by, "decided_at": None, "decided_by": None}
    if there is None:
        made(tx.connection, erasure, organisation_id=organisation_id, person_id=person_id, **values)
    elif there.state == DECLINED:
        change(tx, there.id, **values)
    else:
        return None
    return of_person(tx, person_id)


def change(tx: Transaction, id: int, **values: object) -> None:
    tx.connection.execute(sa.update(erasure).where(erasure.c.id == id).values(**values))


def _lock(tx: Transaction, person_id: int) -> None:
    """One at a time for each person."""
    tx.connection.execute(sa.select(person.c.id).where(person.c.id == person_id).with_for_update(key_share=True))


def waits(tx: Transaction, one: KeptErasure, now: datetime) -> bool:
    """Do others still have to get what they had in hand, or they the last words to them?"""
    if tx.incidents.held_by(one.person_id) or tx.actions.owned_by(one.person_id):
        return True
    there = sa.and_(handle.c.line_id == letter.c.line_id, handle.c.address == letter.c.address)
    last = sa.select(letter.c.id).join(handle, there).where(handle.c.person_id == one.person_id, OPEN).limit(1)
    lately = one.decided_at is not None and now - one.decided_at < PATIENCE
    return lately and tx.connection.execute(last).first() is not None


def erase(tx: Transaction, one: KeptErasure, pseudonym: str, signs: Signs, now: datetime) -> None:
    """In one transaction, all that can be found by the person; what only names them is then looked for (`sweep`)."""
    who = one.person_id
    known = sa.select(person.c.name, person.c.phone).where(person.c.id == who)
    name, phone = tx.connection.execute(known).one()
    _accounts(tx, who, now)
    _letters(tx, letter.c.person_id == who, now)
    _answers(tx, one, pseudonym, signs)
    tx.connection.execute(sa.delete(aside).where(aside.c.person_id == who))
    tx.subscriptions.end(who)
    tx.recalls.forget(who)
    tx.connection.execute(sa.delete(tip_draft).where(tip_draft.c.person_id == who))
    tx.connection.execute(sa.delete(petition).where(petition.c.person_id == who))
    tx.connection.execute(sa.delete(page_link).where(page_link.c.person_id == who))
    tx.connection.execute(sa.delete(page_session).where(page_session.c.person_id == who))
    tx.connection.execute(sa.delete(invitation).where(invitation.c.person_id == who, invitation.c.used_at.is_(None)))
    tx.connection.execute(sa.update(invitation).where(invitation.c.used_by == who).values(name=""))
    there = partner_contact.c.person_id == who
    bare_contact = {"name": pseudonym, "email": "", "phone": ""}
    tx.connection.execute(sa.update(partner_contact).where(there).values(**bare_contact))
    for kept in tx.runs.open(who):
        if kept.told_at is None:
            tx.runs.cancel(kept, now)
    bare = {"name": pseudonym, "phone": "", "screen": "", "focus": None, "missed_at": None}
    tx.connection.execute(sa.update(person).where(person.c.id == who).values(**bare))
    sought = "" if _shared(tx, one.organisation_id, name) else name
    change(tx, one.id, state=SWEPT, erased_at=now, name=sought, phone=phone)
    sweeping.begin(tx, _sweep(one))


def _sweep(one: KeptErasure) -> str:
    return f"name:{one.id}"


def _shared(tx: Transaction, organisation_id: int, name: str) -> bool:
    """Has a colleague the same name? Then nobody can tell who is meant by it."""
    others = sa.select(person.c.name).where(person.c.organisation_id == organisation_id)
    return folded(name) in map(folded, tx.connection.execute(others).scalars())


def _accounts(tx: Transaction, person_id: int, now: datetime) -> None:
    """Their chats, and all that is kept of an account."""
    theirs = sa.select(handle.c.line_id, handle.c.account, handle.c.address, line.c.channel)
    query = theirs.join(line, line.c.id == handle.c.line_id).where(handle.c.person_id == person_id)
    for over, account, address, channel in tx.connection.execute(query).all():
        ours: tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...] = (
            (stranger, sa.and_(stranger.c.channel == channel, stranger.c.account == account)),
            (petition, sa.and_(petition.c.line_id == over, petition.c.account == account)),
            (guess, sa.and_(guess.c.line_id == over, guess.c.account == account)),
            (place, sa.and_(place.c.line_id == over, place.c.address == address)),
        )
        for table, where in ours:
            tx.connection.execute(sa.delete(table).where(where))
        _letters(tx, sa.and_(letter.c.line_id == over, letter.c.address == address), now)
    tx.connection.execute(sa.delete(handle).where(handle.c.person_id == person_id))


def _letters(tx: Transaction, theirs: sa.ColumnElement[bool], now: datetime) -> None:
    """That a letter went to them, and when, stays with the record it was about; not what it said and where it went."""
    waiting = sa.and_(theirs, OPEN)
    tx.connection.execute(sa.update(letter).where(waiting).values(settled_at=now, failed=HAS_LEFT))
    tx.connection.execute(sa.update(letter).where(theirs).values(body="", address="", ref="", shown=""))


def _answers(tx: Transaction, one: KeptErasure, pseudonym: str, signs: Signs) -> None:
    """From which chat and message they came, and the names with which they signed."""
    person_id = one.person_id
    runs = sa.select(run.c.id).where(run.c.person_id == person_id)
    mine = sa.and_(answer.c.person_id == person_id, answer.c.run_id.in_(runs))
    tx.connection.execute(sa.update(answer).where(mine).values(account="", said_in=""))
    flows = sa.select(run.c.digest).where(run.c.person_id == person_id).distinct()
    signed: dict[str, Any] = {"value": json.dumps(pseudonym), "shown": pseudonym}
    for digest in tx.connection.execute(flows).scalars().all():
        steps = [answer.c.step == step for step in signs(digest)]
        steps += [answer.c.step.like(f"%.{step}") for step in signs(digest)]
        if steps:
            within = sa.and_(mine, answer.c.run_id.in_(runs.where(run.c.digest == digest)), sa.or_(*steps))
            given = sa.and_(within, answer.c.value != "null")
            renamed = tx.connection.execute(sa.update(answer).where(given).values(**signed).returning(answer.c.id))
            proof_marks.renamed(tx, answer, renamed.scalars(), one.id)


def sweep(tx: Transaction, one: KeptErasure, pseudonym: str, now: datetime) -> bool:
    """A window more of all that was written there, with the pseudonym in the place of the name; False if that was all."""
    window = sweeping.next_window(tx, _sweep(one))
    if window is None:
        change(tx, one.id, state=DONE, name="", phone="", done_at=now)
        return False
    renamed = Renamed(one.person_id, one.name, pseudonym, one.phone)
    part, written = window.part, []
    for row in window.rows(tx, part.of(one.organisation_id)):
        plain = {name: renamed.words(row[name]) for name in part.words if row[name]}
        after = plain | {name: renamed.json(row[name]) for name in part.json if row[name]}
        changed = {name: value for name, value in after.items() if value != row[name]}
        if changed:
            tx.connection.execute(sa.update(part.table).where(part.table.c.id == row["id"]).values(**changed))
            written.append(row["id"])
    proof_marks.renamed(tx, part.table, written, one.id)
    return True
