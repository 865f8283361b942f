"""The tables of incidents: how far what was reported has got, and everything that happened to it.

They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Incident(SQLModel, table=True):
    """What somebody was told of, until it is closed: how it stands, which is what its last event made of it.

    `round` counts the changes of its state: who has read an older one changes nothing. `rung` is how many steps of the
    escalation policy were taken in this round, the last at `rung_at`. `number` is that of its record, once it has one.
    """

    __table_args__ = (
        sa.Index(
            "incident_numbers", "number", "organisation_id",
            sqlite_where=sa.text("number != ''"), postgresql_where=sa.text("number != ''"),
        ),
        sa.Index(
            "open_incidents", "organisation_id", "since",
            sqlite_where=sa.text("state != 'closed'"), postgresql_where=sa.text("state != 'closed'"),
        ),
    )  # fmt: skip
    run_id: int = Field(sa_type=Id, foreign_key="run.id", primary_key=True)
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    number: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    state: str = Field(max_length=12)
    since: datetime = Field(sa_type=Moment)
    round: int = Field(default=0)
    rung: int = Field(default=0)
    rung_at: datetime | None = Field(default=None, sa_type=Moment)


class IncidentEvent(SQLModel, table=True):
    """Something that happened to an incident. Never changed.

    `person_id` did it, nobody where it was a timer; `other_id` is whom it was done to. `words` are what was written,
    `files` a JSON list of digests.
    """

    __tablename__ = "incident_event"
    id: int | None = new_id()
    run_id: int = Field(sa_type=Id, foreign_key="run.id", index=True)
    kind: str = Field(max_length=12)
    at: datetime = Field(sa_type=Moment)
    person_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    other_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    words: str = Field(default="", sa_column=sa.Column(sa.Text, nullable=False, server_default=""))
    files: str = Field(default="[]", sa_column=sa.Column(sa.Text, nullable=False, server_default="[]"))
