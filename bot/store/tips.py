"""Anonymous tips: nothing that is kept of one says who gave it. Of its code only a digest is kept.

A draft belongs to a person, and is gone with the transaction that makes a tip of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.codes import digest, new_code
from bot.store.sql import INSERT, made, organisation, person, tip, tip_draft, tip_guess, tip_word

WRONG = 50  # codes that all of an organisation may try in an hour: nobody keeps whose they were
HOUR = timedelta(hours=1)
WHAT, WHERE, MORE, ANSWER, RESULT = "what", "where", "more", "answer", "result"


@dataclass(frozen=True)
class Draft:
    words: str
    place: str | None = None
    files: tuple[str, ...] = ()
    second: bool = False


@dataclass(frozen=True)
class KeptTip:
    id: int
    organisation_id: int
    number: int
    day: date
    second: bool
    closed: bool
    told: bool


@dataclass(frozen=True)
class Remark:
    """Something written about a tip; `name` and `role` are a reader's, empty for whoever gave it."""

    sort: str
    words: str
    files: tuple[str, ...]
    day: date
    name: str = ""
    role: str = ""


KEPT = (tip.c.id, tip.c.organisation_id, tip.c.number, tip.c.day, tip.c.second, tip.c.closed, tip.c.told)


@dataclass(slots=True)
class Tips:
    """Every tip, and what somebody is about to make one of."""

    connection: sa.Connection
    dialect: str

    def draft(self, person_id: int) -> Draft | None:
        c = tip_draft.c
        query = sa.select(c.words, c.place, c.files, c.second).where(c.person_id == person_id)
        row = self.connection.execute(query).one_or_none()
        return Draft(row.words, row.place, tuple(json.loads(row.files)), row.second) if row else None

    def keep(self, person_id: int, draft: Draft, now: datetime) -> None:
        row = {"words": draft.words, "place": draft.place, "files": json.dumps(draft.files), "second": draft.second}
        values = {**row, "person_id": person_id, "at": now}
        put = INSERT[self.dialect](tip_draft).values(values)
        self.connection.execute(put.on_conflict_do_update(index_elements=["person_id"], set_={**row, "at": now}))

    def drop(self, person_id: int) -> None:
        self.connection.execute(sa.delete(tip_draft).where(tip_draft.c.person_id == person_id))

    def make(self, organisation_id: int, draft: Draft, day: date, code: str = "") -> tuple[int, str]:
        """The tip of a draft, and the code that opens it, a new one, which nobody can find here afterwards."""
        row = sa.select(organisation.c.id).where(organisation.c.id == organisation_id)
        self.connection.execute(row.with_for_update(key_share=True))  # one number after the other
        last = sa.select(sa.func.coalesce(sa.func.max(tip.c.number), 0)).where(tip.c.organisation_id == organisation_id)
        number, code = self.connection.execute(last).scalar_one() + 1, code or new_code()
        values = {"organisation_id": organisation_id, "number": number, "digest": digest(code), "day": day}
        id = made(self.connection, tip, **values, second=draft.second, closed=False, told=False)
        self.say(id, WHAT, draft.words, day, files=draft.files)
        if draft.place:
            self.say(id, WHERE, draft.place, day)
        return id, code

    def say(
        self, tip_id: int, sort: str, words: str, day: date, *, files: Sequence[str] = (), by: int | None = None
    ) -> None:
        """Keeps what was written; `by` a reader, or by whoever gave the tip."""
        of = {"tip_id": tip_id, "sort": sort, "words": words, "files": json.dumps(files)}
        made(self.connection, tip_word, **of, day=day, person_id=by)

    def said(self, tip_id: int) -> tuple[Remark, ...]:
        """Everything that was written about it, in order."""
        c = tip_word.c
        joined = tip_word.outerjoin(person, person.c.id == c.person_id)
        query = sa.select(c.sort, c.words, c.files, c.day, person.c.name, person.c.role).select_from(joined)
        rows = self.connection.execute(query.where(c.tip_id == tip_id).order_by(c.id))
        return tuple(
            Remark(sort, words, tuple(json.loads(files)), day, name or "", role or "")
            for sort, words, files, day, name, role in rows
        )

    def get(self, id: int) -> KeptTip | None:
        return self._one(tip.c.id == id)

    def lock(self, id: int) -> KeptTip | None:
        """The tip, until the transaction ends nobody else's."""
        row = self.connection.execute(sa.select(*KEPT).where(tip.c.id == id).with_for_update()).one_or_none()
        return KeptTip(*row) if row else None

    def numbered(self, organisation_id: int, number: int) -> KeptTip | None:
        return self._one(tip.c.organisation_id == organisation_id, tip.c.number == number)

    def opened(self, organisation_id: int, code: str) -> KeptTip | None:
        """The tip of this organisation that a code opens."""
        return self._one(tip.c.organisation_id == organisation_id, tip.c.digest == digest(code))

    def open(self, organisation_id: int) -> list[KeptTip]:
        """Those that are not closed, the newest first."""
        mine = sa.and_(tip.c.organisation_id == organisation_id, ~tip.c.closed)
        return [
            KeptTip(*row) for row in self.connection.execute(sa.select(*KEPT).where(mine).order_by(tip.c.id.desc()))
        ]

    def change(self, id: int, **values: bool) -> None:
        self.connection.execute(sa.update(tip).where(tip.c.id == id).values(**values))

    def unheld(self, digests: Sequence[str]) -> list[str]:
        """Those of some files that stand in no tip."""
        kept = self.connection.execute(sa.select(tip_word.c.files).where(tip_word.c.files != "[]")).scalars()
        held = {one for files in kept for one in json.loads(files)}
        return [one for one in digests if one not in held]

    def may_try(self, organisation_id: int, now: datetime) -> bool:
        """Have few enough wrong codes been tried here within the hour?"""
        c = tip_guess.c
        lately = sa.select(c.tries).where(c.organisation_id == organisation_id, c.since > now - HOUR)
        return (self.connection.execute(lately).scalar() or 0) < WRONG

    def was_wrong(self, organisation_id: int, now: datetime) -> None:
        """One more code that was none."""
        row: Any = INSERT[self.dialect](tip_guess).values(organisation_id=organisation_id, tries=1, since=now)
        over = tip_guess.c.since <= sa.literal(now - HOUR, tip_guess.c.since.type)
        tries = sa.case((over, 1), else_=tip_guess.c.tries + 1)
        since = sa.case((over, row.excluded.since), else_=tip_guess.c.since)
        put = row.on_conflict_do_update(index_elements=["organisation_id"], set_={"tries": tries, "since": since})
        self.connection.execute(put)

    def _one(self, *wanted: sa.ColumnElement[bool]) -> KeptTip | None:
        row = self.connection.execute(sa.select(*KEPT).where(*wanted)).one_or_none()
        return KeptTip(*row) if row else None
