"""The tables of the outbox: what was heard, which process sends, the letters and where they stand, what is due when.

Every change of them is a migration in migrations/versions.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Delivery(SQLModel, table=True):
    """A delivery of a platform that has had its effect."""

    line_id: int = Field(sa_type=Id, primary_key=True)
    delivery: str = Field(max_length=120, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)


class Worker(SQLModel, table=True):
    """A running process that sends letters. `beat` goes up as long as it lives; `name` is for people.

    No id is given twice: a process that was taken for dead must not find itself in somebody else.
    """

    __table_args__ = {"sqlite_autoincrement": True}
    id: int | None = new_id()
    name: str = Field(max_length=80)
    beat: int = Field(default=0, sa_type=Id)


class LetterRow(SQLModel, table=True):
    """A message in the outbox. Its lane is the line and the address: one chat, whose letters go out in order of ids.

    `slot` names the place it takes in the conversation; `edit` puts it where the last one was, or where `ref` says.
    `key` is unique: the same letter is written once. A `notice` is to somebody else than the one who spoke.

    No foreign key to the line: on PostgreSQL every letter would lock its one row.

    Open until `settled_at`: then it was sent, and `shown` is the message it stands in, or `failed` says why not. While it is open, `worker` is the process that
    holds it in memory; 0 is nobody, and whoever sees that `due_at` has come may take it.
    """

    __tablename__ = "letter"
    __table_args__ = (
        sa.Index(
            "open_letters", "line_id", "address", "id",
            sqlite_where=sa.text("settled_at IS NULL"), postgresql_where=sa.text("settled_at IS NULL"),
        ),
        sa.Index(
            "failed_letters", "written_at", sqlite_where=sa.text("failed != ''"), postgresql_where=sa.text("failed != ''")
        ),
    )  # fmt: skip
    id: int | None = new_id()
    line_id: int = Field(sa_type=Id)
    address: str = Field(max_length=64)
    slot: str = Field(max_length=40, index=True)
    body: str = Field(sa_type=sa.Text)
    edit: bool
    ref: str = Field(default="", max_length=80)
    notice: bool
    key: str | None = Field(default=None, max_length=80, unique=True)
    person_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    written_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    worker: int = Field(sa_type=Id)
    tries: int = Field(default=0)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    failed: str = Field(default="", max_length=200)
    shown: str = Field(default="", max_length=80)


class Place(SQLModel, table=True):
    """Where the last letter of a slot stands in a conversation: the channel's own reference."""

    line_id: int = Field(sa_type=Id, primary_key=True)
    address: str = Field(max_length=64, primary_key=True)
    slot: str = Field(max_length=40, primary_key=True)
    ref: str = Field(max_length=80)


class TimerRow(SQLModel, table=True):
    """Something to be done at a time. `name` says what, `subject` about what; there is one of a kind and subject."""

    __tablename__ = "timer"
    __table_args__ = (sa.UniqueConstraint("name", "subject"),)
    id: int | None = new_id()
    name: str = Field(max_length=40)
    subject: str = Field(max_length=80)
    due_at: datetime = Field(sa_type=Moment, index=True)
    tries: int = Field(default=0)
