"""The tables of what is kept and for how long: who asks to be erased, records on hold, what was removed, and how far a sweep is.

They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Erasure(SQLModel, table=True):
    """Somebody is to be erased: asked, declined, decided, swept or done. `asked_by` and `decided_by` are nobody at the keyboard.

    `name` and `phone` are what the sweep looks for. They are empty as soon as that is over; the name also where a colleague has
    the same one.
    """

    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    person_id: int = Field(sa_type=Id, foreign_key="person.id", unique=True)
    state: str = Field(max_length=10)
    name: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    phone: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    asked_at: datetime = Field(sa_type=Moment)
    asked_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    erased_at: datetime | None = Field(default=None, sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class RecordHold(SQLModel, table=True):
    """A record that is never removed, until somebody releases it. Whoever did either at the keyboard is nobody."""

    __tablename__ = "record_hold"
    __table_args__ = (
        sa.Index(
            "records_on_hold", "run_id", unique=True,
            sqlite_where=sa.text("released_at IS NULL"), postgresql_where=sa.text("released_at IS NULL"),
        ),
    )  # fmt: skip
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    run_id: int = Field(sa_type=Id, foreign_key="run.id")
    why: str = Field(max_length=200)
    at: datetime = Field(sa_type=Moment)
    by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    released_at: datetime | None = Field(default=None, sa_type=Moment)
    released_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")


class Removal(SQLModel, table=True):
    """What was in a run was removed at a time: by which rule, and how much it was. The run itself stays, as a line with its
    number, so that no number is missing without a reason. Never changed."""

    run_id: int = Field(sa_type=Id, foreign_key="run.id", primary_key=True)
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    at: datetime = Field(sa_type=Moment)
    rule: str = Field(max_length=40)
    answers: int
    files: int


class SpareFile(SQLModel, table=True):
    """A file of something that was removed, until it is known whether something else holds it."""

    __tablename__ = "spare_file"
    digest: str = Field(max_length=64, primary_key=True)
    at: datetime = Field(sa_type=Moment)


class Sweep(SQLModel, table=True):
    """How far somebody has got who looks through everything that was written: the part, the last row of it that was read, and
    the last one to be read."""

    name: str = Field(max_length=40, primary_key=True)
    part: int
    after: int = Field(sa_type=Id)
    last: int = Field(sa_type=Id)
