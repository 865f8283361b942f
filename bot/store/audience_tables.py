"""The table of audiences: channels and groups in which notices are shown to everybody who is there.

It is a table like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Audience(SQLModel, table=True):
    """A channel, a group or a topic of one, by its address on a line. `sorts` are what is shown there, with commas between
    them; of one site or, without a `site_id`, of all.

    `closed_at` is when the platform did not let us write there anymore; `moved_to` is where it has gone, if it says so.
    """

    __table_args__ = (
        sa.Index(
            "open_audiences", "line_id", "address", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )  # fmt: skip
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    line_id: int = Field(sa_type=Id, foreign_key="line.id")
    address: str = Field(max_length=64)
    name: str = Field(max_length=80)
    site_id: int | None = Field(default=None, sa_type=Id, foreign_key="site.id")
    sorts: str = Field(default="", max_length=80)
    lang: str = Field(max_length=12)
    made_by: int = Field(sa_type=Id, foreign_key="person.id")
    made_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    moved_to: str = Field(default="", max_length=64)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
