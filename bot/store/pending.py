"""The tables of what waits for somebody's word: what it meant, whether a stranger may join, and codes to join with.

They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Aside(SQLModel, table=True):
    """Something said whose meaning is asked for: an answer, a button, a cry for help, or the beginning of a report.

    `run_id` and `version` are the form that was open then; `became` is the run that was made of it.
    """

    id: int | None = new_id()
    person_id: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    run_id: int | None = Field(default=None, sa_type=Id)
    version: int = Field(default=0)
    words: str = Field(sa_type=sa.Text)
    files: str = Field(sa_type=sa.Text)
    at: datetime = Field(sa_type=Moment)
    became: int | None = Field(default=None, sa_type=Id)


class Petition(SQLModel, table=True):
    """A stranger asks an organisation to be added, once. `person_id` is who they became; nobody if it was declined."""

    __table_args__ = (sa.UniqueConstraint("line_id", "account"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    line_id: int = Field(sa_type=Id)
    channel: str = Field(max_length=12)
    account: str = Field(max_length=64)
    address: str = Field(max_length=64)
    name: str = Field(max_length=80)
    lang: str = Field(max_length=12)
    at: datetime = Field(sa_type=Moment)
    decided_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    person_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")


class Invitation(SQLModel, table=True):
    """A code to join with, once; `digest` is its SHA-256. With a `person_id` it gives that person another account.

    `made_by` is nobody for one made at the keyboard. `name` and `lang` are empty where the chat account's own are taken.
    """

    id: int | None = new_id()
    digest: str = Field(max_length=64, unique=True)
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    role: str = Field(max_length=12)
    lang: str = Field(max_length=12)
    name: str = Field(max_length=80)
    person_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    made_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    used_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")


class Guess(SQLModel, table=True):
    """How many codes an account has tried since then that were none."""

    line_id: int = Field(sa_type=Id, primary_key=True)
    account: str = Field(max_length=64, primary_key=True)
    tries: int
    since: datetime = Field(sa_type=Moment)
