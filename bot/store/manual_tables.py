"""The tables of the manual and of bulletins: procedures as they were published, who has read them, what a manager told whom. They
are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Edition(SQLModel, table=True):
    """A procedure as it reads since it was published, in every language; before that `since` is empty. Never changed then: what
    replaces it is a row of its own. `number` counts those of one procedure, `digest` is the SHA-256 of what it says.

    `roles` are those that read it, with a comma before and after each. `said` is JSON by language. Of a company's own file
    `file` is its digest. Nobody has published it where it came of a changed setting.
    """

    __table_args__ = (sa.UniqueConstraint("organisation_id", "procedure", "number"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    procedure: str = Field(max_length=24)
    number: int
    digest: str = Field(max_length=64)
    owner: str = Field(max_length=12)
    roles: str = Field(max_length=160)
    said: str = Field(sa_type=sa.Text)
    file: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    made_at: datetime = Field(sa_type=Moment)
    since: datetime | None = Field(default=None, sa_type=Moment)
    published_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class Acknowledgement(SQLModel, table=True):
    """Somebody was asked to read an edition, and has read it or not. `tries` are the answers to its questions, in order, as JSON.

    At `remind_at` they are reminded if they have not, once; `read_in` is the channel, `lang` the language they read it in.
    """

    __table_args__ = (sa.Index("readings_of_people", "person_id"),)
    edition_id: int = Field(sa_type=Id, foreign_key="edition.id", primary_key=True)
    person_id: int = Field(sa_type=Id, foreign_key="person.id", primary_key=True)
    told_at: datetime = Field(sa_type=Moment)
    remind_at: datetime | None = Field(default=None, sa_type=Moment)
    reminded_at: datetime | None = Field(default=None, sa_type=Moment)
    tries: str = Field(default="[]", sa_column=sa.Column(sa.Text, nullable=False, server_default="[]"))
    read_at: datetime | None = Field(default=None, sa_type=Moment)
    read_in: str = Field(default="", max_length=12, sa_column_kwargs={"server_default": ""})
    lang: str = Field(default="", max_length=12, sa_column_kwargs={"server_default": ""})


class Bulletin(SQLModel, table=True):
    """What a manager tells some roles at some sites; a draft until it is sent. `words` are as they were written, in `lang`, `other`
    the same in the other language, if somebody wrote it. `roles` and `sites` are JSON; empty is all of them.

    Of one from outside `source` is who wrote it and `source_at` when; `handling` says who may read it on.
    """

    __table_args__ = (sa.Index("bulletins_of", "organisation_id", "sent_at"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    person_id: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    roles: str = Field(default="[]", max_length=200)
    sites: str = Field(default="[]", sa_type=sa.Text)
    lang: str = Field(max_length=12)
    words: str = Field(sa_type=sa.Text)
    other: str = Field(default="", sa_type=sa.Text)
    file: str = Field(default="", max_length=64)
    source: str = Field(default="", max_length=120)
    source_at: datetime | None = Field(default=None, sa_type=Moment)
    handling: str = Field(default="", max_length=80)
    made_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)


class BulletinCopy(SQLModel, table=True):
    """Somebody gets a bulletin: when it was written to them, came, could not come, and was seen."""

    __tablename__ = "bulletin_copy"
    bulletin_id: int = Field(sa_type=Id, foreign_key="bulletin.id", primary_key=True)
    person_id: int = Field(sa_type=Id, foreign_key="person.id", primary_key=True, index=True)
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    came_at: datetime | None = Field(default=None, sa_type=Moment)
    lost_at: datetime | None = Field(default=None, sa_type=Moment)
    seen_at: datetime | None = Field(default=None, sa_type=Moment)
    reminded_at: datetime | None = Field(default=None, sa_type=Moment)
