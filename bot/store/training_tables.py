"""The tables of questions that come back: when each comes next, how it was answered, and the lessons that were offered.

They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class RecallRow(SQLModel, table=True):
    """A question of a quiz that somebody answered wrong. `place` is how many times in a row it has been right since, -1 if it was
    asked with a lesson; `due_at` when it comes next, never if that is empty. It was `asked` so often, the last time at `asked_at`,
    which is then when it was answered, and is `open` until it is answered. `run_id` is the inspection whose lesson asked it."""

    __tablename__ = "recall"
    __table_args__ = (sa.UniqueConstraint("person_id", "flow_id", "step"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    person_id: int = Field(sa_type=Id, foreign_key="person.id")
    flow_id: str = Field(max_length=24)
    step: str = Field(max_length=80)
    place: int = Field(sa_type=sa.Integer)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    asked: int = Field(default=0, sa_type=sa.Integer)
    asked_at: datetime | None = Field(default=None, sa_type=Moment)
    open: bool = Field(default=False)
    run_id: int | None = Field(default=None, sa_type=Id, foreign_key="run.id", index=True)


class RecallAnswer(SQLModel, table=True):
    """A question that came back was answered: which edition of it, question and answer as the person read them, whether right."""

    __tablename__ = "recall_answer"
    __table_args__ = (sa.Index("recall_answers_of_people", "person_id", "at"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    person_id: int = Field(sa_type=Id, foreign_key="person.id")
    flow_id: str = Field(max_length=24)
    digest: str = Field(max_length=64)
    step: str = Field(max_length=80)
    asked: str = Field(sa_type=sa.Text)
    shown: str = Field(sa_type=sa.Text)
    right: bool
    at: datetime = Field(sa_type=Moment)
    run_id: int | None = Field(default=None, sa_type=Id, foreign_key="run.id", index=True)


class Lesson(SQLModel, table=True):
    """A point of an inspection was not right, and its inspector was offered a lesson: of which quiz which question. `opened_at` is
    empty until they wanted it."""

    __table_args__ = (sa.Index("lessons_of_points", "person_id", "flow_id", "step"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    person_id: int = Field(sa_type=Id, foreign_key="person.id")
    run_id: int = Field(sa_type=Id, foreign_key="run.id", index=True)
    flow_id: str = Field(max_length=24)
    step: str = Field(max_length=80)
    quiz: str = Field(max_length=24)
    question: str = Field(max_length=80)
    offered_at: datetime = Field(sa_type=Moment)
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
