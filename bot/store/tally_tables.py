"""The table of what is summed up as it happens. It is a table like those of tables.py, and migrated with them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id


class Tally(SQLModel, table=True):
    """How many `runs` of one edition of a form were finished at a site on a day of UTC, how many of them `passed`, and the sum
    of their scores. No row says zero."""

    site_id: int = Field(sa_type=Id, primary_key=True)
    day: date = Field(sa_type=sa.Date, primary_key=True)
    digest: str = Field(max_length=64, primary_key=True)
    runs: int
    passed: int
    score: int
