"""Questions that come back to whoever answered them wrong, how they were answered then, and lessons that were offered.

Does not know after how long a question comes back, nor what it asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.people import Who
from bot.store.sql import INSERT, lesson, once, recall, recall_answer

c = recall.c


@dataclass(frozen=True)
class Recall:
    """A question, as its row has it."""

    id: int
    person_id: int
    flow_id: str
    step: str
    place: int
    due_at: datetime | None
    asked: int
    asked_at: datetime | None
    open: bool
    run_id: int | None


@dataclass(frozen=True)
class Lesson:
    """A lesson that was offered about a point of an inspection."""

    id: int
    person_id: int
    run_id: int
    step: str
    quiz: str
    question: str


COLUMNS = (c.id, c.person_id, c.flow_id, c.step, c.place, c.due_at, c.asked, c.asked_at, c.open, c.run_id)
KEPT = sa.select(*COLUMNS)
LESSONS = sa.select(
    lesson.c.id, lesson.c.person_id, lesson.c.run_id, lesson.c.step, lesson.c.quiz, lesson.c.question
).order_by(lesson.c.id)


@dataclass(slots=True)
class Recalls:
    """Every question that comes back."""

    connection: sa.Connection
    dialect: str

    def wrong(self, who: Who, flow_id: str, step: str, due_at: datetime) -> None:
        """It comes then, from the beginning; an old card with it is of no use anymore."""
        self._set(who, flow_id, step, {"place": 0, "due_at": due_at, "open": False})

    def taught(self, who: Who, flow_id: str, step: str, run_id: int, now: datetime) -> int:
        """It is asked now, with a lesson; one that comes back anyway does so as if it had been time. The number of its row."""
        row = {"place": -1, "due_at": None, "asked_at": None, "open": False, "run_id": run_id}
        mine = {"organisation_id": who.organisation_id, "person_id": who.person_id, "flow_id": flow_id, "step": step}
        self.connection.execute(once(recall)[self.dialect], {**mine, **row, "asked": 0})
        self.connection.execute(sa.update(recall).where(*self._of(who.person_id, flow_id, step)).values(run_id=run_id))
        (kept,) = self._those(*self._of(who.person_id, flow_id, step))
        self.ask(kept, now)
        return kept.id

    def _set(self, who: Who, flow_id: str, step: str, values: dict[str, Any]) -> None:
        mine = {"organisation_id": who.organisation_id, "person_id": who.person_id, "flow_id": flow_id, "step": step}
        row = INSERT[self.dialect](recall).values({**mine, "asked": 0, **values, "run_id": None})
        self.connection.execute(
            row.on_conflict_do_update(index_elements=[c.person_id, c.flow_id, c.step], set_={**values, "run_id": None})
        )

    def _of(self, person_id: int, flow_id: str, step: str) -> tuple[sa.ColumnElement[bool], ...]:
        return c.person_id == person_id, c.flow_id == flow_id, c.step == step

    def get(self, id: int) -> Recall | None:
        """Locked until the transaction ends."""
        wanted = c.id == sa.bindparam(None, id, type_=sa.BigInteger)
        row = self.connection.execute(KEPT.where(wanted).with_for_update(key_share=True)).one_or_none()
        return Recall(*tuple[Any, ...](row)) if row else None

    def waiting(self, organisation_id: int) -> list[Recall]:
        """What was asked of anybody there and is not answered, in the order in which it was asked."""
        return self._those(c.organisation_id == organisation_id, c.open)

    def of(self, person_id: int) -> list[Recall]:
        """What comes back to somebody, and what has done so, the first due first."""
        return self._those(c.person_id == person_id)

    def ask(self, one: Recall, now: datetime) -> bool:
        """It is being asked; False if somebody else was quicker."""
        mine = sa.update(recall).where(c.id == one.id, c.asked == one.asked)
        return self.connection.execute(mine.values(asked=one.asked + 1, asked_at=now, open=True)).rowcount == 1

    def answered(self, one: Recall, place: int, due_at: datetime | None, now: datetime) -> bool:
        """It comes back then, or never; False if it was answered before."""
        mine = sa.update(recall).where(c.id == one.id, c.open, c.asked == one.asked)
        values = {"open": False, "place": place, "due_at": due_at, "asked_at": now, "run_id": None}
        return self.connection.execute(mine.values(**values)).rowcount == 1

    def record(self, who: Who, one: Recall, digest: str, asked: str, shown: str, *, right: bool, at: datetime) -> None:
        row = {
            "organisation_id": who.organisation_id, "person_id": who.person_id, "flow_id": one.flow_id, "digest": digest,
            "step": one.step, "asked": asked, "shown": shown, "right": right, "at": at, "run_id": one.run_id,
        }  # fmt: skip
        self.connection.execute(sa.insert(recall_answer).values(**row))

    def score(self, person_id: int) -> tuple[int, int]:
        """How many such questions somebody has answered, and how many of them right."""
        mine = sa.select(
            sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((recall_answer.c.right, 1), else_=0)), 0)
        )
        row = self.connection.execute(mine.where(recall_answer.c.person_id == person_id)).one()
        return int(row[0]), int(row[1])

    def drop(self, id: int) -> None:
        """There is no such question anymore."""
        self.connection.execute(sa.delete(recall).where(c.id == id))

    def forget(self, person_id: int) -> None:
        """Nothing comes back to somebody anymore."""
        self.connection.execute(sa.delete(recall).where(c.person_id == person_id))
        self.connection.execute(sa.delete(lesson).where(lesson.c.person_id == person_id))

    def _those(self, *wanted: sa.ColumnElement[bool]) -> list[Recall]:
        rows = self.connection.execute(KEPT.where(*wanted).order_by(sa.func.coalesce(c.due_at, c.asked_at), c.id))
        return [Recall(*tuple[Any, ...](row)) for row in rows]

    # Lessons.

    def offer(self, who: Who, run_id: int, flow_id: str, step: str, question: tuple[str, str], now: datetime) -> None:
        row = {
            "organisation_id": who.organisation_id, "person_id": who.person_id, "run_id": run_id, "flow_id": flow_id,
            "step": step, "quiz": question[0], "question": question[1], "offered_at": now,
        }  # fmt: skip
        self.connection.execute(sa.insert(lesson).values(**row))

    def offered(self, person_id: int, flow_id: str, since: datetime) -> set[str]:
        """The points of a list about which somebody was offered a lesson since then."""
        l = lesson.c  # noqa: E741
        mine = sa.select(l.step).where(l.person_id == person_id, l.flow_id == flow_id, l.offered_at >= since)
        return set(self.connection.execute(mine).scalars())

    def lessons(self, person_id: int, run_id: int, *, unopened: bool = False) -> list[Lesson]:
        """Of somebody's inspection, in the order of its points."""
        wide = sa.bindparam(None, run_id, type_=sa.BigInteger)
        mine = LESSONS.where(lesson.c.run_id == wide, lesson.c.person_id == person_id)
        left = mine.where(lesson.c.opened_at.is_(None)) if unopened else mine
        return [Lesson(*tuple[Any, ...](row)) for row in self.connection.execute(left)]

    def unopened(self, organisation_id: int, since: datetime) -> list[Lesson]:
        """What was offered to anybody there since then, and not begun."""
        l = lesson.c  # noqa: E741
        left = LESSONS.where(l.organisation_id == organisation_id, l.opened_at.is_(None), l.offered_at >= since)
        return [Lesson(*tuple[Any, ...](row)) for row in self.connection.execute(left)]

    def opened(self, id: int, now: datetime) -> None:
        self.connection.execute(sa.update(lesson).where(lesson.c.id == id).values(opened_at=now))


def forget_runs(connection: sa.Connection, runs: Sequence[int]) -> None:
    """What is kept of lessons about these runs."""
    connection.execute(sa.update(recall).where(c.run_id.in_(runs)).values(run_id=None))
    connection.execute(sa.update(recall_answer).where(recall_answer.c.run_id.in_(runs)).values(run_id=None))
    connection.execute(sa.delete(lesson).where(lesson.c.run_id.in_(runs)))


def forget_answers(connection: sa.Connection, organisation_id: int, before: datetime) -> None:
    """How questions that came back were answered before then."""
    a = recall_answer.c
    connection.execute(sa.delete(recall_answer).where(a.organisation_id == organisation_id, a.at < before))
