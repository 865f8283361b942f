"""The tables of auditors' seats: for whom, of which sites and days, until when; and every view of each.

They are tables like those of tables.py, and migrated with them. Of a link and of a session only the hash is kept.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class SeatRow(SQLModel, table=True):
    """Somebody from outside may look: `sites` as JSON, records from `first` to `last`. `until` is empty as long as it is a draft,
    which is good for `days` from when its link is made. `session` is whoever has used the link, with a `browser`."""

    __tablename__ = "seat"
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    made_by: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    made_at: datetime = Field(sa_type=Moment)
    name: str = Field(max_length=120)
    company: str = Field(default="", max_length=120)
    sites: str = Field(default="[]", sa_type=sa.Text)
    first: date
    last: date
    days: int = Field(default=3, sa_type=sa.Integer)
    until: datetime | None = Field(default=None, sa_type=Moment)
    link: str | None = Field(default=None, max_length=64, unique=True)
    session: str | None = Field(default=None, max_length=64, unique=True)
    browser: str = Field(default="", max_length=40)
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")


class SeatView(SQLModel, table=True):
    """Something was looked at, `count` times within a minute: `what` sort of thing, and its number or name."""

    __tablename__ = "seat_view"
    __table_args__ = (sa.Index("seat_views", "seat_id", "id"),)
    id: int | None = new_id()
    seat_id: int = Field(sa_type=Id, foreign_key="seat.id")
    at: datetime = Field(sa_type=Moment)
    what: str = Field(max_length=16)
    named: str = Field(default="", max_length=60)
    count: int = Field(default=1, sa_type=sa.Integer)
