"""The tables of anonymous tips: what is in them says nothing of who wrote it, nor when, but for the day.

They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class TipRow(SQLModel, table=True):
    """A tip: no person, chat, site, language or time of day. `digest` is the SHA-256 of the code that opens it again.

    `second` says that it is about somebody who would read it, so that others do. `told` is whether its readers were notified.
    """

    __tablename__ = "tip"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "number"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    number: int
    digest: str = Field(max_length=64, unique=True)
    day: date
    second: bool
    closed: bool = Field(default=False)
    told: bool = Field(default=False)


class TipWord(SQLModel, table=True):
    """Something that was written about a tip: by whoever gave it, or by a reader, who alone has a `person_id`.

    `sort` is what, where, more, answer or result; `files` a JSON list of digests.
    """

    __tablename__ = "tip_word"
    id: int | None = new_id()
    tip_id: int = Field(sa_type=Id, foreign_key="tip.id", index=True)
    sort: str = Field(max_length=8)
    words: str = Field(sa_type=sa.Text)
    files: str = Field(default="[]", sa_type=sa.Text)
    day: date
    person_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")


class TipDraft(SQLModel, table=True):
    """What somebody is about to send, until they do. `place` is None until it was asked for."""

    __tablename__ = "tip_draft"
    person_id: int = Field(sa_type=Id, foreign_key="person.id", primary_key=True)
    words: str = Field(sa_type=sa.Text)
    place: str | None = Field(default=None, sa_type=sa.Text)
    files: str = Field(default="[]", sa_type=sa.Text)
    second: bool = Field(default=False)
    at: datetime = Field(sa_type=Moment)


class TipGuess(SQLModel, table=True):
    """How many codes that were none have been tried in an organisation since then, by whomever."""

    __tablename__ = "tip_guess"
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", primary_key=True)
    tries: int
    since: datetime = Field(sa_type=Moment)
