"""What is worth a second look: what was asked about an inspection, what its person said, and how long those before it took."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.runs import KeptRun
from bot.store.sql import answer, made, once, pace, photo, photo_band, run, second_look
from bot.store.tables import Moment

RIGHT, AGAIN = "right", "again"  # what somebody says when they are asked
c = second_look.c
Facts = Mapping[str, str | int]


@dataclass(frozen=True)
class Look:
    """One sign, with what was said of it. `facts` is what it is made of."""

    id: int
    run_id: int
    person_id: int
    step: str
    what: str
    facts: Facts
    like_run: int | None
    at: datetime
    asked: bool
    answer: str
    note: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Took:
    """How long an inspection took."""

    seconds: int
    points: int


COLUMNS = (
    c.id, c.run_id, c.person_id, c.step, c.what, c.facts, c.like_run, c.at, c.asked, c.answer, c.note, c.answered_at,
)  # fmt: skip


def _look(row: Any) -> Look:
    values = list(row)
    values[5] = json.loads(values[5])
    return Look(*values)


def look_of(row: sa.RowMapping) -> Look:
    """One among the columns of a longer line."""
    return _look([row[column.name] for column in COLUMNS])


@dataclass(slots=True)
class SecondLooks:
    """Whoever writes something here has the run locked."""

    connection: sa.Connection
    dialect: str

    def keep(
        self, kept: KeptRun, step: str, what: str, facts: Facts, at: datetime, *, like: int | None, asked: bool
    ) -> int:
        return made(
            self.connection, second_look, organisation_id=kept.organisation_id, site_id=kept.site_id, run_id=kept.id,
            person_id=kept.person_id, step=step, what=what, facts=json.dumps(dict(facts), sort_keys=True), like_run=like,
            at=at, asked=asked,
        )  # fmt: skip

    def get(self, id: int) -> Look | None:
        row = self.connection.execute(
            sa.select(*COLUMNS).where(c.id == sa.bindparam("b_id", id, type_=sa.BigInteger))
        ).one_or_none()
        return _look(row) if row else None

    def of(self, run_id: int) -> tuple[Look, ...]:
        """Of one inspection, in order."""
        rows = self.connection.execute(sa.select(*COLUMNS).where(c.run_id == run_id).order_by(c.id))
        return tuple(map(_look, rows))

    def those(self, ids: Sequence[int]) -> list[Look]:
        rows = self.connection.execute(sa.select(*COLUMNS).where(c.id.in_(ids)))
        read = {row[0]: _look(row) for row in rows}
        return [read[id] for id in ids]

    def answered(self, id: int, said: str, at: datetime, note: str = "") -> None:
        """What its person says. Words that were said are not lost by pressing once more."""
        values = {"answer": said, "answered_at": at, **({"note": note} if note else {})}
        self.connection.execute(sa.update(second_look).where(c.id == id).values(**values))

    def took(self, kept: KeptRun, at: datetime, one: Took) -> None:
        """Written once, with the end of the inspection."""
        row = {"site_id": kept.site_id, "flow_id": kept.flow_id, "at": at, "run_id": kept.id, **vars(one)}
        self.connection.execute(once(pace)[self.dialect], row)

    def earlier(self, kept: KeptRun, most: int) -> list[Took]:
        """How long the last ones of the same form took at the same site."""
        here = (pace.c.site_id == kept.site_id, pace.c.flow_id == kept.flow_id, pace.c.run_id != kept.id)
        query = sa.select(pace.c.seconds, pace.c.points).where(*here).order_by(pace.c.at.desc()).limit(most)
        return [Took(*row) for row in self.connection.execute(query)]

    def said_before(self, kept: KeptRun, step: str, most: int) -> list[tuple[Any, str]]:
        """What the same person answered there in the last ones of the same form that they finished, the newest first, and of
        which unit; None where it was not asked."""
        mine = (
            run.c.person_id == kept.person_id,
            run.c.flow_id == kept.flow_id,
            run.c.status == "finished",
            run.c.id < kept.id,
        )
        last = sa.select(run.c.id, run.c.unit).where(*mine).order_by(run.c.id.desc()).limit(most).subquery()
        latest = (
            sa.select(answer.c.value)
            .where(answer.c.run_id == last.c.id, answer.c.step == step)
            .order_by(answer.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        rows = self.connection.execute(sa.select(latest, last.c.unit).order_by(last.c.id.desc()))
        return [(json.loads(value) if value else None, unit) for value, unit in rows]

    def first_and_last(self, run_id: int) -> tuple[datetime, datetime, int] | None:
        """When its first and its last answer came, and how many points have one."""
        times = (sa.func.min(answer.c.at, type_=Moment()), sa.func.max(answer.c.at, type_=Moment()))
        count = sa.func.count(sa.distinct(answer.c.step))
        row = self.connection.execute(sa.select(*times, count).where(answer.c.run_id == run_id)).one()
        return (row[0], row[1], row[2]) if row[2] else None


def forget(connection: sa.Connection, runs: Sequence[int]) -> None:
    """All that is known of these inspections beside their answers: where their photos were sent, how long they took, what was asked."""
    theirs = sa.select(photo.c.id).where(photo.c.run_id.in_(runs))
    connection.execute(sa.delete(photo_band).where(photo_band.c.photo_id.in_(theirs)))
    for table in (photo, pace, second_look):
        connection.execute(sa.delete(table).where(table.c.run_id.in_(runs)))
