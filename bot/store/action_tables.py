"""The tables of corrective actions and of what is signed off: how each stands, and everything that was said and done about it.

They are tables like those of tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class ActionRow(SQLModel, table=True):
    """What is to be done about one finding of one run; `place` counts those of the run. `due` is a day of the site.

    Until somebody owns it, it is for everybody of the `role` there. `asked` is a later day that the owner asks for. It was
    said to be done by `done_by`. The owner reads no reminder until after `quiet_until`, and nobody two on one day:
    `reminded` is the last.
    """

    __tablename__ = "action"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "step"),
        sa.Index(
            "open_actions", "site_id", "due",
            sqlite_where=sa.text("state != 'closed'"), postgresql_where=sa.text("state != 'closed'"),
        ),
        sa.Index(
            "owned_actions", "owner_id",
            sqlite_where=sa.text("state != 'closed'"), postgresql_where=sa.text("state != 'closed'"),
        ),
    )  # fmt: skip
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    run_id: int = Field(sa_type=Id, foreign_key="run.id")
    step: str = Field(max_length=80)
    place: int
    what: str = Field(sa_type=sa.Text)
    severity: str = Field(max_length=10)
    proof: str = Field(max_length=10)
    role: str = Field(max_length=12)
    owner_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    due: date
    state: str = Field(max_length=10)
    made_at: datetime = Field(sa_type=Moment)
    asked: date | None = Field(default=None)
    done_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    quiet_until: date | None = Field(default=None)
    reminded: date | None = Field(default=None)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class ActionEventRow(SQLModel, table=True):
    """Something said or done about an action. Never changed. Nobody's is what the program did. `files` are digests, as JSON."""

    __tablename__ = "action_event"
    id: int | None = new_id()
    action_id: int = Field(sa_type=Id, foreign_key="action.id", index=True)
    person_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    at: datetime = Field(sa_type=Moment)
    what: str = Field(max_length=12)
    note: str = Field(sa_type=sa.Text)
    day: date | None = Field(default=None)
    files: str = Field(sa_type=sa.Text)


class SignOffRow(SQLModel, table=True):
    """A finished run that somebody else has to sign off, and how far that is."""

    __tablename__ = "sign_off"
    __table_args__ = (
        sa.Index(
            "waiting_sign_offs", "site_id",
            sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"),
        ),
    )  # fmt: skip
    run_id: int = Field(sa_type=Id, foreign_key="run.id", primary_key=True)
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    state: str = Field(max_length=10)
    asked_at: datetime = Field(sa_type=Moment)


class SignOffEventRow(SQLModel, table=True):
    """Somebody approved a run, rejected it, or sent it back for some `steps`, as JSON. Never changed.

    `version` is that of the run as they read it.
    """

    __tablename__ = "sign_off_event"
    id: int | None = new_id()
    run_id: int = Field(sa_type=Id, foreign_key="run.id", index=True)
    version: int
    person_id: int = Field(sa_type=Id, foreign_key="person.id")
    at: datetime = Field(sa_type=Moment)
    what: str = Field(max_length=10)
    note: str = Field(sa_type=sa.Text)
    steps: str = Field(sa_type=sa.Text)
