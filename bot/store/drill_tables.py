"""The tables of drills: what was drawn by which seed and what was missing of it, and what people of the site were asked.

They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class DrillRow(SQLModel, table=True):
    """A drill at a site: `pool` records there were to draw from by `seed`; `found` is what was drawn and what was missing, as JSON.
    Answers are waited for until `until`; it is over since `done_at`."""

    __tablename__ = "drill"
    __table_args__ = (sa.Index("drills_of_sites", "organisation_id", "site_id", "id"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    seed: str = Field(max_length=20)
    day: date
    made_by: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    made_at: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    pool: int = Field(sa_type=sa.Integer)
    found: str = Field(sa_type=sa.Text)


class DrillQuestion(SQLModel, table=True):
    """A question of a quiz that somebody is asked in a drill: `asked` and `shown` as they read it and what they chose."""

    __tablename__ = "drill_question"
    __table_args__ = (sa.UniqueConstraint("drill_id", "person_id", "place"),)
    id: int | None = new_id()
    drill_id: int = Field(sa_type=Id, foreign_key="drill.id")
    person_id: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    place: int = Field(sa_type=sa.Integer)
    flow_id: str = Field(max_length=24)
    step: str = Field(max_length=80)
    asked_at: datetime | None = Field(default=None, sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    asked: str = Field(default="", sa_type=sa.Text)
    shown: str = Field(default="", sa_type=sa.Text)
    right: bool | None = Field(default=None)
