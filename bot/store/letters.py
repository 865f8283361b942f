"""Letters: messages in the outbox, and where the last one of each slot stands."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.store.people import Who
from bot.store.sql import INSERT, letter, once, shown

Enqueue = Callable[[sa.Connection, str, str], None]  # in this transaction: send this letter, in this lane


@dataclass(frozen=True)
class Letter:
    """A message in the outbox. `body` is the channel's Message as JSON."""

    id: str
    channel: str
    address: str
    slot: str
    body: str
    edit: bool
    notice: bool = False

    @property
    def written_at(self) -> datetime:
        """The id begins with it, in microseconds."""
        return datetime.fromtimestamp(int(self.id[:14], 16) / 1e6, UTC)


_count = itertools.count()


def letter_id(mark: str = "00000000") -> str:
    """An id that sorts by time, then by order within the process: the queue sends ties in the order of their ids.

    Ends in the mark of the process.
    """
    return f"{time.time_ns() // 1000:014x}{next(_count) & 0xFFFFFF:06x}{mark}"


def _letters() -> Any:
    c = letter.c
    return sa.select(c.id, c.channel, c.address, c.slot, c.body, c.edit, c.notice)


b = sa.bindparam
WRITE = once(letter)
SENT = sa.update(letter).where(letter.c.id == b("b_id")).values(sent_at=b("b_at"), tries=letter.c.tries + 1)
REF = sa.select(shown.c.ref).where(
    shown.c.channel == b("b_channel"), shown.c.address == b("b_address"), shown.c.slot == b("b_slot")
)


def _put(insert: Any) -> Any:
    put = insert(shown)
    return put.on_conflict_do_update(
        index_elements=[shown.c.channel, shown.c.address, shown.c.slot], set_={"ref": put.excluded.ref}
    )


PUT = {name: _put(insert) for name, insert in INSERT.items()}


@dataclass(slots=True)
class Letters:
    """The outbox."""

    connection: sa.Connection
    dialect: str
    enqueue: Enqueue
    mark: str

    def told(self, slot: str) -> list[int]:
        """The people who were sent a letter with this slot."""
        rows = self.connection.execute(
            sa.select(letter.c.person_id).where(letter.c.slot == slot, letter.c.person_id.is_not(None)).distinct()
        )
        return [row[0] for row in rows]

    def write(
        self, who: Who, slot: str, body: str, now: datetime, *, edit: bool, notice: bool = False, key: str | None = None
    ) -> Letter | None:
        """A letter to the account a person speaks from; None if one with this key was written before."""
        id = letter_id(self.mark)
        row = {
            "id": id, "channel": who.channel, "address": who.address, "slot": slot, "body": body, "edit": edit,
            "notice": notice, "key": key, "person_id": who.person_id, "written_at": now, "tries": 0, "failed": "",
        }  # fmt: skip
        if self.connection.execute(WRITE[self.dialect], row).rowcount != 1:
            return None
        if notice:
            self.enqueue(self.connection, id, f"{who.channel}:{who.address}")
        return Letter(id, who.channel, who.address, slot, body, edit, notice)

    def write_to(self, channel: str, address: str, body: str, now: datetime) -> Letter:
        """A letter to somebody we do not know."""
        id = letter_id(self.mark)
        row = {
            "id": id, "channel": channel, "address": address, "slot": "", "body": body, "edit": False, "notice": False,
            "key": None, "person_id": None, "written_at": now, "tries": 0, "failed": "",
        }  # fmt: skip
        self.connection.execute(WRITE[self.dialect], row)
        return Letter(id, channel, address, "", body, edit=False)

    def get(self, id: str) -> Letter | None:
        """A letter that has not been sent yet."""
        row = self.connection.execute(
            _letters().where(letter.c.id == id, letter.c.sent_at.is_(None), letter.c.failed == "")
        ).one_or_none()
        return Letter(*row) if row else None

    def unsent(self, before: datetime, *, notices: bool, most: int = 200) -> list[Letter]:
        """Letters that should have gone out by now, oldest first."""
        due = sa.and_(letter.c.written_at < before, letter.c.notice.is_(notices))
        return self._open_letters(due, most)

    def left_behind(self, channel: str, *, most: int = 200) -> list[Letter]:
        """Letters to a channel that this worker wrote and did not send, oldest first."""
        mine = sa.and_(letter.c.channel == channel, letter.c.id.endswith(self.mark))
        return self._open_letters(mine, most)

    def _open_letters(self, which: sa.ColumnElement[bool], most: int) -> list[Letter]:
        """But for those that a later one has taken the place of: an old card would push the new one away."""
        later = letter.alias()
        same_place = (later.c[name] == letter.c[name] for name in ("channel", "address", "slot"))
        overtaken = sa.exists().where(
            letter.c.slot != "", *same_place, later.c.id > letter.c.id, later.c.sent_at.is_not(None)
        )
        rows = self.connection.execute(
            _letters()
            .where(letter.c.sent_at.is_(None), letter.c.failed == "", which, ~overtaken)
            .order_by(letter.c.id)
            .limit(most)
        )
        return [Letter(*row) for row in rows]

    def sent(self, one: Letter, ref: str, at: datetime) -> None:
        self.connection.execute(SENT, {"b_id": one.id, "b_at": at})
        if one.slot and ref:
            place = {"channel": one.channel, "address": one.address, "slot": one.slot, "ref": ref}
            self.connection.execute(PUT[self.dialect], place)

    def failed(self, one: Letter, reason: str, *, for_good: bool) -> None:
        values: dict[str, Any] = {"tries": letter.c.tries + 1}
        if for_good:
            values["failed"] = reason[:200]
        self.connection.execute(sa.update(letter).where(letter.c.id == one.id).values(values))

    def ref(self, channel: str, address: str, slot: str) -> str:
        """Where the last letter of a slot stands; empty if nowhere."""
        row = self.connection.execute(REF, {"b_channel": channel, "b_address": address, "b_slot": slot}).one_or_none()
        return row[0] if row else ""
