"""The table of the security profile: what was written about a criterion, and what was attached. It is a table like those of
tables.py, and migrated with them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class ProfileEntry(SQLModel, table=True):
    """A narrative of a criterion, or something that was attached to it. Never changed: another narrative is a later row, and what
    was attached by mistake is taken back.

    `kind` is narrative, or what was attached: an id of flows/evidence.yaml. `files` are digests, as JSON.
    """

    __tablename__ = "profile_entry"
    __table_args__ = (sa.Index("profiles", "organisation_id", "criterion", "id"),)
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    criterion: str = Field(max_length=8)
    kind: str = Field(max_length=24)
    words: str = Field(sa_type=sa.Text)
    files: str = Field(sa_type=sa.Text)
    lang: str = Field(max_length=12)
    person_id: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    at: datetime = Field(sa_type=Moment)
    back_at: datetime | None = Field(default=None, sa_type=Moment)
    back_by: int | None = Field(default=None, sa_type=Id, foreign_key="person.id")
