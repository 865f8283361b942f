"""The table of summaries that are sent again and again. It is a table like those of tables.py, and migrated with them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment


class Subscription(SQLModel, table=True):
    """Somebody wants the summary of the week before, every week on a `day` (0 is Monday) `at` an hour (07:00) by the clock of
    their site; of some `sites`, a JSON list of ids, or of all. `next_at` is the next time."""

    person_id: int = Field(sa_type=Id, foreign_key="person.id", primary_key=True)
    day: int = Field(sa_type=sa.Integer)
    at: str = Field(max_length=5)
    sites: str = Field(default="[]", sa_column=sa.Column(sa.Text, nullable=False, server_default="[]"))
    made_at: datetime = Field(sa_type=Moment)
    next_at: datetime = Field(sa_type=Moment)
