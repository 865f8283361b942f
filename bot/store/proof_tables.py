"""The tables of what is sealed: a leaf for each thing, and the days their trees are of. They are tables like those of tables.py, and
migrated with them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.store.tables import Id, Moment, new_id


class ProofLeaf(SQLModel, table=True):
    """A thing as it was sealed. `kind` says what it is, `subject` is the number of its row, `version` that of a run.

    `hash` is the leaf, over `salt` and the hash of the content. `head` is what of the content its rows do not keep, `marks` the
    beginnings of the hashes of the answers: only to name which one differs. `gone` says why the content is lawfully another or
    none since: removal, or erasure and its number; salt and marks are empty then. `again`: it has to be sealed once more, in
    the next `round`. `day` and `place` are empty until the day is over.
    """

    __tablename__ = "proof_leaf"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject", "version", "round", name="proof_subjects"),
        sa.Index("proof_places", "organisation_id", "day", "place"),
        sa.Index("proof_again", "organisation_id", sqlite_where=sa.text("again"), postgresql_where=sa.text("again")),
        sa.Index("proof_runs", "run_id"),
    )
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    kind: str = Field(max_length=10)
    subject: int = Field(sa_type=Id)
    version: int = Field(default=0)
    round: int = Field(default=0)
    run_id: int | None = Field(default=None, sa_type=Id, foreign_key="run.id")
    at: datetime = Field(sa_type=Moment)
    salt: str = Field(max_length=32)
    hash: str = Field(max_length=64)
    head: str = Field(default="", sa_column=sa.Column(sa.Text, nullable=False, server_default=""))
    marks: str = Field(default="", sa_column=sa.Column(sa.Text, nullable=False, server_default=""))
    gone: str = Field(default="", max_length=30, sa_column_kwargs={"server_default": ""})
    again: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    day: int | None = Field(default=None)
    place: int | None = Field(default=None)


class ProofDay(SQLModel, table=True):
    """A sealed day of an organisation: how many leaves, the root of their tree, and what that is chained to. Never changed.

    `number` counts its days that have anything in them, from 1. `made_at` is when it was sealed, which can be much later.
    """

    __tablename__ = "proof_day"
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", primary_key=True)
    number: int = Field(sa_type=Id, primary_key=True)
    date: date
    size: int
    root: str = Field(max_length=64)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    made_at: datetime = Field(sa_type=Moment)
