"""The tables of the seal ledger, of units, and of who and what is expected. They are tables like those of tables.py, and migrated with them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class SealEvent(SQLModel, table=True):
    """Something happened to a seal. Never changed: what was entered by mistake is taken back by a later row.

    `event` is one of EVENTS; `unit` where it happened, `whom` the seal went to. `photo` names the question of the run whose
    files show it. `disputed` is why it does not count: the seal was tried, or found. `taken_back` is the row that this one
    takes back, and says nothing else.
    """

    __tablename__ = "seal_event"
    __table_args__ = (
        sa.Index("seal_numbers", "organisation_id", "number"),
        sa.Index("sealed_units", "organisation_id", "unit"),
    )
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    run_id: int = Field(sa_type=Id, foreign_key="run.id", index=True)
    step: str = Field(max_length=80)
    event: str = Field(max_length=10)
    number: str = Field(max_length=20)
    unit: str = Field(max_length=40)
    whom: str = Field(max_length=120)
    person_id: int = Field(sa_type=Id, foreign_key="person.id")
    photo: str = Field(max_length=80)
    disputed: str = Field(max_length=12)
    at: datetime = Field(sa_type=Moment)
    taken_back: int | None = Field(default=None, sa_type=Id, foreign_key="seal_event.id", index=True)


class LooseSeal(SQLModel, table=True):
    """The event after which nobody can account for a seal. Written with what is entered, so that nobody goes through a year of
    seals for the few that are lost; it can be made anew from the ledger at any time."""

    __tablename__ = "loose_seal"
    __table_args__ = (sa.Index("loose_seals", "site_id", "at"),)
    event_id: int = Field(sa_type=Id, foreign_key="seal_event.id", primary_key=True)
    site_id: int = Field(sa_type=Id)
    at: datetime = Field(sa_type=Moment)


class UnitHold(SQLModel, table=True):
    """A run put a unit on hold; one at a time, until somebody releases it."""

    __tablename__ = "unit_hold"
    __table_args__ = (
        sa.Index(
            "units_on_hold", "organisation_id", "unit", unique=True,
            sqlite_where=sa.text("released_at IS NULL"), postgresql_where=sa.text("released_at IS NULL"),
        ),
        sa.Index("units_held", "organisation_id", "unit"),
    )  # fmt: skip
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    unit: str = Field(max_length=40)
    run_id: int = Field(sa_type=Id, foreign_key="run.id")
    at: datetime = Field(sa_type=Moment)
    released_at: datetime | None = Field(default=None, sa_type=Moment)
    released_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")


class RunUnit(SQLModel, table=True):
    """A unit that a finished run is about, besides the first, which stands in the run."""

    __tablename__ = "run_unit"
    organisation_id: int = Field(sa_type=Id, primary_key=True)
    unit: str = Field(max_length=40, primary_key=True)
    run_id: int = Field(sa_type=Id, foreign_key="run.id", primary_key=True)


class Awaited(SQLModel, table=True):
    """A unit that is expected at a site on a day, or with a `person_id` somebody who drives then; `at` an hour such as 07:00 by
    the clock of the site, empty if nobody said."""

    __table_args__ = (sa.UniqueConstraint("site_id", "day", "unit", "person_id"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    day: date
    unit: str = Field(default="", max_length=40)
    person_id: int = Field(default=0, sa_type=Id)
    at: str = Field(default="", max_length=5)
    made_by: int = Field(sa_type=Id, foreign_key="person.id")
    made_at: datetime = Field(sa_type=Moment)
