"""The tables of the page: where it is reached, links to sign in with, and sessions.

They are tables like those of tables.py, and migrated with them. Of links and sessions only the hash is kept.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class PageAddress(SQLModel, table=True):
    """Where the page is reached, in its one row; empty while it is not."""

    __tablename__ = "page_address"
    id: int = Field(sa_type=Id, primary_key=True)
    address: str = Field(max_length=200)


class PageLink(SQLModel, table=True):
    """A link by which one person can sign in once, until a time."""

    __tablename__ = "page_link"
    digest: str = Field(max_length=64, primary_key=True)
    person_id: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    until: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class PageSession(SQLModel, table=True):
    """Somebody is signed in with a `browser`. `focus` and `screen` are what words mean that are typed there, as those of a
    person in chat; `shown` is what came of the last thing done there, as JSON.
    """

    __tablename__ = "page_session"
    id: int | None = new_id()
    digest: str = Field(max_length=64, unique=True)
    person_id: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    browser: str = Field(max_length=40)
    began_at: datetime = Field(sa_type=Moment)
    used_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    focus: int | None = Field(default=None, sa_type=Id)
    screen: str = Field(default="", sa_column=sa.Column(sa.Text, nullable=False, server_default=""))
    shown: str = Field(default="", sa_column=sa.Column(sa.Text, nullable=False, server_default=""))
