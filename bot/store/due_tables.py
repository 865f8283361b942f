"""The tables of what is due: what is planned, and each time that it was due for somebody.

They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Schedule(SQLModel, table=True):
    """A flow that is due again and again at a site, for a role or one person. `rule` is one of iCalendar, from `begins` on, at
    `at` (07:00) by the clock of the site; in time for so many minutes of `grace`.

    `each` of the role has to do it, or any one for all. `draws` a unit by lot each time. `name` is its own in the file it was
    read from, empty if it was planned in chat. `next_at` is the next time it is due; nothing comes after `stopped_at`.
    """

    __table_args__ = (
        sa.Index(
            "named_schedules", "organisation_id", "name", unique=True,
            sqlite_where=sa.text("name != ''"), postgresql_where=sa.text("name != ''"),
        ),
    )  # fmt: skip
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    flow_id: str = Field(max_length=24)
    role: str = Field(default="", max_length=12)
    person_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    each: bool = Field(default=False)
    draws: bool = Field(default=False)
    rule: str = Field(max_length=200)
    begins: date
    at: str = Field(max_length=5)
    grace: int
    name: str = Field(default="", max_length=24)
    made_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    made_at: datetime = Field(sa_type=Moment)
    next_at: datetime | None = Field(default=None, sa_type=Moment)
    stopped_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    stopped_at: datetime | None = Field(default=None, sa_type=Moment)


class Due(SQLModel, table=True):
    """Once that something is due: for one person, or with a `person_id` of 0 for any one of the role.

    `state` is due, done, late, missed, dropped with its schedule or, of a draw without a unit, empty. `until` it is in time. `told_at` is when the
    reminder was written. `unit` was drawn from the `pool`, a JSON list, by `seed`.
    """

    __table_args__ = (
        sa.UniqueConstraint("schedule_id", "at", "person_id"),
        sa.Index("due_at_sites", "site_id", "at"),
        sa.Index(
            "still_due", "site_id", "flow_id",
            sqlite_where=sa.text("state = 'due'"), postgresql_where=sa.text("state = 'due'"),
        ),
    )  # fmt: skip
    id: int | None = new_id()
    schedule_id: int = Field(sa_type=Id, foreign_key="schedule.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    flow_id: str = Field(max_length=24)
    role: str = Field(default="", max_length=12)
    person_id: int = Field(default=0, sa_type=Id)
    at: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment)
    state: str = Field(max_length=8)
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    run_id: int | None = Field(default=None, sa_type=Id, foreign_key="run.id")
    done_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    unit: str = Field(default="", max_length=40)
    seed: str = Field(default="", max_length=32)
    pool: str = Field(default="[]", sa_column=sa.Column(sa.Text, nullable=False, server_default="[]"))
