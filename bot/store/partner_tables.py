"""The tables of partners and of the programmes an organisation belongs to. They are tables like those of tables.py, and migrated
with them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class Membership(SQLModel, table=True):
    """An organisation belongs to a programme. `days` are its dates by their ids, as JSON; `tier` 0 is none."""

    __table_args__ = (sa.UniqueConstraint("organisation_id", "programme"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    programme: str = Field(max_length=24)
    status: str = Field(max_length=12)
    tier: int = 0
    days: str = Field(default="{}", sa_type=sa.Text)
    changed_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    changed_at: datetime = Field(sa_type=Moment)


class Partner(SQLModel, table=True):
    """Somebody an organisation works with. `plain` is the name as it is compared; `part` what it does in the chain; `country` by
    ISO 3166; `contract` the day of a contract with a clause on security. `risk` is high, medium, low, or not said yet.
    """

    __table_args__ = (sa.UniqueConstraint("organisation_id", "plain"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    name: str = Field(max_length=120)
    plain: str = Field(max_length=120)
    part: str = Field(default="", max_length=16)
    country: str = Field(default="", max_length=2)
    risk: str = Field(default="", max_length=8)
    contract: date | None = Field(default=None)
    made_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    made_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class PartnerContact(SQLModel, table=True):
    """Somebody at a partner, in their language. `person_id` is who they are here since they came with their invitation, which
    has the number `invitation_id` until then."""

    __tablename__ = "partner_contact"
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    partner_id: int = Field(sa_type=Id, foreign_key="partner.id", index=True)
    name: str = Field(default="", max_length=80)
    email: str = Field(default="", max_length=120)
    phone: str = Field(default="", max_length=40)
    lang: str = Field(default="", max_length=8)
    person_id: int | None = Field(default=None, sa_type=Id, foreign_key="person.id", index=True)
    invitation_id: int | None = Field(default=None, sa_type=Id, index=True)
    made_at: datetime = Field(sa_type=Moment)


class PartnerEvidence(SQLModel, table=True):
    """What shows a partner's standing: of which sort, dated when, with its files (digests, as JSON), and who looked at it when.

    Until it is `ready` it says nothing: its date is still asked for. `points` is how each point of a questionnaire or an audit stood,
    as JSON. `ended` is the day on which it was suspended or withdrawn.
    """

    __tablename__ = "partner_evidence"
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    partner_id: int = Field(sa_type=Id, foreign_key="partner.id", index=True)
    proof: str = Field(max_length=24)
    country: str = Field(default="", max_length=2)
    dated: date
    until: date | None = Field(default=None)
    security: bool = False
    score: int | None = Field(default=None)
    files: str = Field(default="[]", sa_type=sa.Text)
    run_id: int | None = Field(default=None, sa_type=Id, foreign_key="run.id", index=True)
    checked_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    checked_at: datetime = Field(sa_type=Moment)
    ready: bool = False
    points: str = Field(default="[]", sa_type=sa.Text, sa_column_kwargs={"server_default": "[]"})
    ended: date | None = Field(default=None)
    ended_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")


class PartnerRun(SQLModel, table=True):
    """A run is about a partner: its questionnaire, or an audit on the spot."""

    __tablename__ = "partner_run"
    run_id: int = Field(sa_type=Id, foreign_key="run.id", primary_key=True)
    partner_id: int = Field(sa_type=Id, foreign_key="partner.id", index=True)


class QuestionnaireRow(SQLModel, table=True):
    """A contact of a partner was asked to answer a questionnaire. `invitation_id` is the code of its link, which `expires_at` then;
    of a contact who was here before there is none. `run_id` are the answers since it was `opened_at`."""

    __tablename__ = "questionnaire"
    __table_args__ = (sa.Index("questionnaires", "organisation_id", "partner_id", "id"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    partner_id: int = Field(sa_type=Id, foreign_key="partner.id")
    contact_id: int = Field(sa_type=Id, foreign_key="partner_contact.id", index=True)
    flow_id: str = Field(max_length=24)
    lang: str = Field(max_length=12)
    invitation_id: int | None = Field(default=None, sa_type=Id, index=True)
    asked_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
    asked_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    run_id: int | None = Field(default=None, sa_type=Id, foreign_key="run.id", index=True)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
