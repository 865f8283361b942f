"""The tables of what is worth a second look: what photos look like and where they were sent, how long inspections took, and what was
asked about them. They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Likeness(SQLModel, table=True):
    """What a kept photo looks like, beside its row in `file`, as `store/likeness.py` says it."""

    digest: str = Field(max_length=64, primary_key=True)
    bits: str = Field(max_length=160)


class PhotoRow(SQLModel, table=True):
    """A photo was sent to a point of an inspection. A photo in two inspections has two rows."""

    __tablename__ = "photo"
    __table_args__ = (sa.Index("photos_again", "organisation_id", "digest"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    run_id: int = Field(sa_type=Id, foreign_key="run.id", index=True)
    step: str = Field(max_length=80)
    digest: str = Field(max_length=64)
    at: datetime = Field(sa_type=Moment)


class PhotoBand(SQLModel, table=True):
    """One band of what a photo looks like, by which those like it are found at the same site and at about the same time."""

    __tablename__ = "photo_band"
    site_id: int = Field(sa_type=Id, foreign_key="site.id", primary_key=True)
    word: int = Field(sa_type=Id, primary_key=True)
    at: datetime = Field(sa_type=Moment, primary_key=True)
    photo_id: int = Field(sa_type=Id, foreign_key="photo.id", primary_key=True, index=True)


class PaceRow(SQLModel, table=True):
    """How long a finished inspection took, in seconds from its first answer to its last, for so many answers."""

    __tablename__ = "pace"
    site_id: int = Field(sa_type=Id, foreign_key="site.id", primary_key=True)
    flow_id: str = Field(max_length=24, primary_key=True)
    at: datetime = Field(sa_type=Moment, primary_key=True)
    run_id: int = Field(sa_type=Id, foreign_key="run.id", primary_key=True, index=True)
    seconds: int
    points: int


class SecondLook(SQLModel, table=True):
    """Something about an inspection that is worth a second look; `step` is empty where it is about all of it. `what` is which
    signal it was, `facts` what it was made of, a JSON object of plain words and numbers.

    `like_run` is the inspection that has the same photo. `answer` is what its person said when they were `asked`: right, again,
    or nothing yet; `note` the words they added.
    """

    __tablename__ = "second_look"
    __table_args__ = (sa.Index("looks_of_sites", "site_id", "at"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    run_id: int = Field(sa_type=Id, foreign_key="run.id", index=True)
    person_id: int = Field(sa_type=Id, foreign_key="person.id")
    step: str = Field(max_length=80)
    what: str = Field(max_length=10)
    facts: str = Field(sa_type=sa.Text)
    like_run: int | None = Field(default=None, sa_type=Id, foreign_key="run.id", index=True)
    at: datetime = Field(sa_type=Moment)
    asked: bool
    answer: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})
    note: str = Field(default="", sa_column=sa.Column(sa.Text, nullable=False, server_default=""))
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
