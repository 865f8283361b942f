"""The outbox: the letters, which process holds each, and where the last one of each slot stands.

A lane is one chat of one line. In a lane only the open letter with the lowest id may be sent. The process that writes a
letter holds it, if it holds all earlier open letters of the lane; else nobody holds it, and any process may claim it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.claiming import CLAIM, CLAIM_NEXT, NOBODY, OPEN, WAITING, b
from bot.store.people import Who
from bot.store.prepared import Prepared
from bot.store.sql import INSERT, letter, line, place
from bot.store.tables import Id, Moment

Lane = tuple[int, str]  # line and address
LEFT = "has left"
UNKEPT = "~"  # the slot of what is shown to somebody and not kept: such a letter is gone as soon as it is settled
OVERTAKEN = "overtaken"  # the next letter of its slot replaces it, so it is not sent
LONGEST = timedelta(seconds=61)  # no letter is put back for longer
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # when a letter is due that was never tried: before any clock


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in the outbox. `body` is the channel's Message as JSON.

    With `edit` it replaces an earlier message: the one that `ref` names or, if there is no `ref`, the slot's last one
    (`place`, asked for no sooner than `asked_at`, in monotonic seconds). `held`: this process may send it. `person` is None
    for a stranger. What follows another letter nobody `awaited`.
    """

    id: int
    line: int
    address: str
    slot: str
    body: str
    edit: bool
    notice: bool
    person: int | None
    ref: str = ""
    tries: int = 0
    place: str = ""
    held: bool = True
    awaited: bool = True
    asked_at: float = 0.0

    @property
    def lane(self) -> Lane:
        return self.line, self.address


Posted = Callable[[], Letter]  # a letter that is being written: to be called when its transaction has ended


def _in_my_hands() -> sa.ColumnElement[int]:
    """The worker of a new letter: this process. Nobody, if an earlier letter of the lane is not held by this process, or
    the line is paused."""
    before = letter.alias()
    waits = sa.exists().where(
        before.c.line_id == b("line", Id), before.c.address == b("address", sa.String), before.c.settled_at.is_(None),
        before.c.worker != b("me", Id),
    )  # fmt: skip
    silent = sa.exists().where(line.c.id == b("line", Id), line.c.paused_until > b("at", Moment))
    return sa.case((sa.or_(waits, silent), sa.literal(NOBODY, Id)), else_=b("me", Id))


THE_PLACE = sa.select(place.c.ref).where(
    place.c.line_id == b("line", Id), place.c.address == b("address", sa.String), place.c.slot == b("slot", sa.String)
)


def _write(insert: Any) -> Any:
    values = {
        "line_id": b("line", Id), "address": b("address", sa.String), "slot": b("slot", sa.String), "body": b("body"),
        "edit": b("edit"), "ref": b("ref"), "notice": b("notice"), "key": b("key"), "person_id": b("person"),
        "written_at": b("at", Moment), "due_at": b("due", Moment), "worker": _in_my_hands(), "tries": 0, "failed": "", "shown": "",
    }  # fmt: skip
    return (
        insert(letter)
        .values(**values)
        .on_conflict_do_nothing()
        .returning(letter.c.id, letter.c.worker, THE_PLACE.scalar_subquery())
    )


def _put(insert: Any) -> Any:
    """Where a slot stands, if the letter that says so was settled by it and not by another process."""
    ours = sa.exists().where(letter.c.id == b("id", Id), letter.c.shown == b("shown"))
    at = sa.select(b("line_id", Id), b("address", sa.String), b("slot", sa.String), b("ref", sa.String)).where(ours)
    put = insert(place).from_select(["line_id", "address", "slot", "ref"], at)
    where = [place.c.line_id, place.c.address, place.c.slot]
    return put.on_conflict_do_update(index_elements=where, set_={"ref": put.excluded.ref})


PLACE = Prepared(THE_PLACE)
WRITE = Prepared({name: _write(insert) for name, insert in INSERT.items()})
PUT = Prepared({name: _put(insert) for name, insert in INSERT.items()})
SETTLE = Prepared(
    sa.update(letter)
    .where(letter.c.id == b("id", Id), OPEN)
    .values(settled_at=b("at", Moment), failed=b("failed"), shown=b("shown"), tries=letter.c.tries + 1)
)
FORGET = Prepared(sa.delete(letter).where(letter.c.id == b("id", Id), OPEN))
MINE = sa.and_(OPEN, letter.c.worker == b("me", Id))
PUT_BACK = sa.update(letter).where(
    MINE, letter.c.line_id == b("line", Id), letter.c.address == b("address", sa.String)
).values(worker=NOBODY)  # fmt: skip
AGAIN = sa.update(letter).where(MINE, letter.c.id == b("id", Id)).values(due_at=b("due", Moment), tries=b("tries"))
LATER_EDIT = Prepared(
    sa.select(letter.c.id, letter.c.edit)
    .where(
        OPEN, letter.c.line_id == b("line", Id), letter.c.address == b("address", sa.String), letter.c.slot == b("slot"),
        letter.c.id > b("id", Id),
    )
    .order_by(letter.c.id)
    .limit(sa.literal_column("1"))
)  # fmt: skip


@dataclass(slots=True)
class Letters:
    """The letters of one transaction, written and claimed by the process `me`."""

    connection: sa.Connection
    dialect: str
    me: int

    def write(
        self,
        who: Who,
        slot: str,
        body: str,
        now: datetime,
        *,
        edit: bool,
        ref: str = "",
        notice: bool = False,
        key: str | None = None,
    ) -> Letter | None:
        """A letter to the account a person speaks from; None if one with this key was written before."""
        row = self._row(who.line, who.address, slot, body, now, edit, ref, notice, key, who.person_id)
        at = time.monotonic()
        made = WRITE.one(self.connection, row)
        return self._letter(row, made, at) if made else None

    def write_to(self, line: int, address: str, body: str, now: datetime, ref: str = "") -> Letter:
        """A letter to a chat, whoever is there; with a ref it changes that message."""
        return self._posted(self._row(line, address, "", body, now, bool(ref), ref, False, None, None))()

    def post(self, who: Who, slot: str, body: str, now: datetime, *, edit: bool, ref: str = "") -> Posted:
        """The same, and nobody waits for the database to say how it numbers the letter."""
        return self._posted(self._row(who.line, who.address, slot, body, now, edit, ref, False, None, who.person_id))

    def post_to(
        self, line: int, address: str, body: str, now: datetime, slot: str = "", *, edit: bool = False
    ) -> Posted:
        """The same to a chat, whoever is there."""
        return self._posted(self._row(line, address, slot, body, now, edit, "", False, None, None))

    def _row(
        self, line: int, address: str, slot: str, body: str, now: datetime, edit: bool, ref: str, notice: bool,
        key: str | None, person: int | None,
    ) -> dict[str, Any]:  # fmt: skip
        return {
            "b_line": line, "b_address": address, "b_slot": slot, "b_body": body, "b_edit": edit, "b_ref": ref,
            "b_notice": notice, "b_key": key, "b_person": person, "b_at": now, "b_due": AT_ONCE, "b_me": self.me,
        }  # fmt: skip

    def _posted(self, row: dict[str, Any]) -> Posted:
        at = time.monotonic()
        made = WRITE.later(self.connection, row)
        return lambda: self._letter(row, made(), at)

    def _letter(self, row: dict[str, Any], made: tuple[Any, ...], at: float) -> Letter:
        id, worker, standing = made
        line, address, slot, body, edit, ref, notice, _, person = list(row.values())[:9]
        held = worker == self.me != NOBODY
        return Letter(
            id, line, address, slot, body, edit, notice, person, ref, 0, standing or "", held, asked_at=at
        )  # fmt: skip

    def told(self, slot: str) -> list[int]:
        """The people who were sent a letter with this slot."""
        theirs = sa.select(letter.c.person_id).where(letter.c.slot == slot, letter.c.person_id.is_not(None))
        return list(self.connection.execute(theirs.distinct()).scalars())

    def chats(self, slot: str, person_id: int) -> set[Lane]:
        """Where somebody was sent letters with this slot."""
        theirs = sa.select(letter.c.line_id, letter.c.address).where(letter.c.slot == slot)
        return {(row[0], row[1]) for row in self.connection.execute(theirs.where(letter.c.person_id == person_id))}

    # Going out

    def waiting(self, now: datetime) -> list[int]:
        """The lines with letters that are due and held by nobody."""
        return [row[0] for row in WAITING.all(self.connection, _times(now))]

    def open(self) -> int:
        """How many letters are still to be sent."""
        return int(self.connection.execute(sa.select(sa.func.count()).select_from(letter).where(OPEN)).scalar_one())

    def claim(self, line: int, now: datetime, most: int) -> list[Letter]:
        """Claims the first letter of at most `most` lanes, those that have been due longest first."""
        rows = CLAIM.all(self.connection, {"b_line_id": line, "b_most": most, "b_me": self.me, **_times(now)})
        return sorted((self._placed(Letter(*row)) for row in rows), key=lambda one: one.id)

    def claim_next(self, lane: Lane, now: datetime) -> Letter | None:
        """Claims the next letter of a lane, if it is due."""
        of = {"b_line_id": lane[0], "b_address": lane[1], "b_most": 1, "b_me": self.me, **_times(now)}
        row = CLAIM_NEXT.one(self.connection, of)
        return self._placed(Letter(*row)) if row else None

    def _placed(self, one: Letter) -> Letter:
        """The letter with the place of its slot's last message. While we hold the lane, no other process can change it."""
        if not (one.edit and one.slot):
            return one
        of = {"b_line": one.line, "b_address": one.address, "b_slot": one.slot}
        at = time.monotonic()
        return replace(one, place=PLACE.value(self.connection, of) or "", asked_at=at)

    def sent(self, one: Letter, ref: str, at: datetime, *, moved: bool = True) -> None:
        """The letter was shown; `ref` is its message. If it has not `moved`, its slot stood there before.

        Nothing changes if another process, which took us for dead, has settled it meanwhile.
        """
        self._settled(one, "", at, ref)
        if one.slot and ref and moved and one.slot != UNKEPT:
            where = {"b_line_id": one.line, "b_address": one.address, "b_slot": one.slot, "b_ref": ref}
            PUT.do(self.connection, {**where, "b_id": one.id, "b_shown": ref[:80]})

    def failed(self, one: Letter, reason: str, at: datetime) -> None:
        """The letter will never be shown, for this reason."""
        self._settled(one, reason[:200] or "failed", at)

    def overtake(self, one: Letter, at: datetime) -> None:
        """The letter need not be sent: the next one replaces the same message."""
        self._settled(one, OVERTAKEN, at)

    def _settled(self, one: Letter, failed: str, at: datetime, ref: str = "") -> None:
        if one.slot == UNKEPT:
            FORGET.do(self.connection, {"b_id": one.id})
            return
        SETTLE.do(self.connection, {"b_id": one.id, "b_failed": failed, "b_shown": ref[:80], "b_at": at})

    def overtaken(self, one: Letter) -> bool:
        """Will the next letter of the slot change the same message again?"""
        if not (one.slot and one.edit):
            return False
        of = {"b_line": one.line, "b_address": one.address, "b_slot": one.slot, "b_id": one.id}
        later = LATER_EDIT.one(self.connection, of)
        return later is not None and bool(later[1])

    def again(self, one: Letter, due: datetime, tries: int) -> None:
        """Puts back a letter that could not be sent now, and the later ones of its lane that this process holds."""
        self.connection.execute(AGAIN, {"b_me": self.me, "b_id": one.id, "b_due": due, "b_tries": tries})
        self.put_back(one.lane)

    def put_back(self, lane: Lane) -> None:
        """Releases the letters of a lane that this process holds: any process may claim them."""
        self.connection.execute(PUT_BACK, {"b_me": self.me, "b_line": lane[0], "b_address": lane[1]})

    def held_by(self, worker: int) -> list[int]:
        """The open letters a process holds."""
        return list(self.connection.execute(sa.select(letter.c.id).where(MINE), {"b_me": worker}).scalars())

    def free(self, ids: Sequence[int]) -> None:
        """Releases these letters, if this process holds them."""
        mine = sa.and_(letter.c.id.in_(ids), letter.c.worker == self.me, OPEN)
        self.connection.execute(sa.update(letter).where(mine).values(worker=NOBODY))

    def drop_for(self, person_id: int, at: datetime) -> int:
        """Gives up the open letters to somebody who has left; returns how many they were."""
        theirs = sa.and_(letter.c.person_id == person_id, OPEN)
        self.connection.execute(sa.delete(letter).where(theirs, letter.c.slot == UNKEPT))
        return self.connection.execute(sa.update(letter).where(theirs).values(settled_at=at, failed=LEFT)).rowcount

    def prune(self, after: int, before: datetime, most: int) -> int:
        """Empties the bodies of settled letters with ids above `after`, written before `before`: at most `most` rows. Returns
        the last id it looked at."""
        rows = sa.select(letter.c.id, letter.c.written_at).where(letter.c.id > after).order_by(letter.c.id).limit(most)
        old = [id for id, written in self.connection.execute(rows) if written < before]
        if not old:
            return after
        settled = sa.and_(letter.c.id > after, letter.c.id <= old[-1], ~OPEN, letter.c.body != "")
        self.connection.execute(sa.update(letter).where(settled).values(body=""))
        return int(old[-1])


def _times(now: datetime) -> dict[str, datetime]:
    return {"b_now": now, "b_never": now + LONGEST}
