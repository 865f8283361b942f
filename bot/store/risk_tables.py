"""The tables of lanes and of their risk assessments. They are tables like those of tables.py, and migrated with them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Lane(SQLModel, table=True):
    """A way that cargo takes again and again. One that is used no more has ended; its assessments stay."""

    __tablename__ = "risk_lane"
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    name: str = Field(max_length=80)
    made_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    made_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Leg(SQLModel, table=True):
    """A place of a lane, in the order of their numbers: how the cargo gets there, and who handles it: a partner, or a site of our own.

    `country` by ISO 3166.
    """

    __tablename__ = "risk_leg"
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    lane_id: int = Field(sa_type=Id, foreign_key="risk_lane.id", index=True)
    place: str = Field(max_length=80)
    country: str = Field(default="", max_length=2)
    mode: str = Field(default="", max_length=8)
    partner_id: int | None = Field(default=None, sa_type=Id, foreign_key="partner.id", index=True)
    site_id: int | None = Field(default=None, sa_type=Id, foreign_key="site.id", index=True)


class Assessment(SQLModel, table=True):
    """A lane is assessed by a run. `edition` is the revision of the form, which is the method; `legs` are those of the lane as they
    were, `seen` what the records said of each category then, both as JSON. The ratings are the highest of each sort."""

    __tablename__ = "risk_assessment"
    __table_args__ = (sa.Index("assessments", "organisation_id", "lane_id", "id"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    lane_id: int = Field(sa_type=Id, foreign_key="risk_lane.id", index=True)
    run_id: int = Field(sa_type=Id, foreign_key="run.id", unique=True)
    begun_at: datetime = Field(sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    edition: int = 1
    threat: str = Field(default="", max_length=8)
    vulnerability: str = Field(default="", max_length=8)
    legs: str = Field(default="[]", sa_type=sa.Text)
    seen: str = Field(default="{}", sa_type=sa.Text)


class Rating(SQLModel, table=True):
    """What one question of an assessment came to: a threat, or of a `category` how far it is met, with what was proposed. Why
    stands in the answers of the run."""

    __tablename__ = "risk_rating"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "step"),)
    id: int | None = new_id()
    assessment_id: int = Field(sa_type=Id, foreign_key="risk_assessment.id")
    step: str = Field(max_length=24)
    category: str = Field(default="", max_length=4)
    value: str = Field(max_length=8)
    proposed: str = Field(default="", max_length=8)
