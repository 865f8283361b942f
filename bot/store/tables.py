"""The tables. Every change of them is a migration in migrations/versions.

Times are kept in UTC with their zone. Does not know what a row is used for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is put back; a moment without a zone is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite's own integer has 64 bits, and numbers rows by itself


def new_id() -> Any:
    """The id of a row, given by the database when it is written."""
    return Field(default=None, sa_column=sa.Column(Id, primary_key=True))


def settings() -> Any:
    """Settings by name, as a JSON object of words."""
    return Field(default="{}", sa_column=sa.Column(sa.Text, nullable=False, server_default="{}"))


REMOVED = "removed"  # the status of a run of which only its line is left


class Organisation(SQLModel, table=True):
    """`region` is a country code whose words are used (CO: precinto); `pass_mark` in percent, none takes the quiz's own.

    `settings` is a JSON object of whatever else it decides for itself.
    """

    id: int | None = new_id()
    name: str = Field(max_length=80, unique=True)
    region: str = Field(default="", max_length=2)
    pass_mark: int | None = Field(default=None)
    settings: str = settings()


class Site(SQLModel, table=True):
    """A yard, dock or office. `zone` is the IANA name of its time zone, `settings` where it differs from its organisation.

    `code` begins the numbers of its records.
    """

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "name"),
        sa.Index(
            "site_codes", "organisation_id", "code", unique=True,
            sqlite_where=sa.text("code != ''"), postgresql_where=sa.text("code != ''"),
        ),
    )  # fmt: skip
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    name: str = Field(max_length=80)
    zone: str = Field(max_length=40)
    settings: str = settings()
    code: str = Field(default="", max_length=6, sa_column_kwargs={"server_default": ""})


class Numbering(SQLModel, table=True):
    """The number that the last record of a site got in a year."""

    site_id: int = Field(sa_type=Id, foreign_key="site.id", primary_key=True)
    year: int = Field(sa_type=Id, primary_key=True)
    last: int


class Person(SQLModel, table=True):
    """`lang` is what the person chose, empty until then; `focus` the run that a typed word answers.

    `screen` are the buttons of what is shown instead, as JSON: pairs of label and data. Empty while a run is in focus.
    `missed_at` is when the first notice was written that did not reach them, and that they have not had since.
    """

    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id", index=True)
    site_id: int = Field(sa_type=Id, foreign_key="site.id", index=True)
    name: str = Field(max_length=80)
    role: str = Field(max_length=12)
    lang: str = Field(max_length=12)
    phone: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    focus: int | None = Field(default=None, sa_type=Id)
    screen: str = Field(default="", sa_column=sa.Column(sa.Text, nullable=False, server_default=""))
    joined_at: datetime = Field(sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)
    missed_at: datetime | None = Field(default=None, sa_type=Moment)


class Line(SQLModel, table=True):
    """A bot: the line to one platform over which people are heard and letters go out.

    Without an organisation it serves all of them. Until `paused_until` the platform wants no calls from it. `invites` is
    what a link begins with that opens our conversation and hands us a code; empty where the platform has none.
    """

    __table_args__ = (sa.UniqueConstraint("channel", "name"),)
    id: int | None = new_id()
    channel: str = Field(max_length=12)
    name: str = Field(max_length=40)
    organisation_id: int | None = Field(default=None, sa_type=Id, foreign_key="organisation.id")
    paused_until: datetime | None = Field(default=None, sa_type=Moment)
    invites: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})


class Handle(SQLModel, table=True):
    """One chat account of a person, as a line knows it. `chosen` is the one that they want letters in."""

    __table_args__ = (sa.UniqueConstraint("line_id", "account"),)
    id: int | None = new_id()
    person_id: int = Field(sa_type=Id, foreign_key="person.id", index=True)
    line_id: int = Field(sa_type=Id, foreign_key="line.id")
    account: str = Field(max_length=64)
    address: str = Field(max_length=64)
    heard_at: datetime | None = Field(default=None, sa_type=Moment)
    chosen: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class Stranger(SQLModel, table=True):
    """Somebody who wrote and is not known: who asked to join, and when we last answered."""

    channel: str = Field(max_length=12, primary_key=True)
    account: str = Field(max_length=64, primary_key=True)
    name: str = Field(max_length=80)
    first_at: datetime = Field(sa_type=Moment)
    told_at: datetime = Field(sa_type=Moment)


class Published(SQLModel, table=True):
    """A flow file exactly as it was when it was answered."""

    __table_args__ = (sa.UniqueConstraint("flow_id", "revision"),)
    digest: str = Field(max_length=64, primary_key=True)
    flow_id: str = Field(max_length=24)
    revision: int
    genre: str = Field(max_length=16)
    title: str = Field(max_length=60)
    source: str = Field(sa_type=sa.Text)
    published_at: datetime = Field(sa_type=Moment)


class RunRow(SQLModel, table=True):
    """One person going through one flow once. `state` is what the engine keeps beside the answers.

    `told_at` is when somebody was notified although it was not finished; until it is, `outcome` and `severity` are then
    as judged so far. `status` is open, finished, cancelled, or removed: then only who did it when is left, and its number.
    `number` is what people call the record, once it is finished; `unit` the plate or container it is about, once known.
    """

    __tablename__ = "run"
    __table_args__ = (
        sa.Index(
            "runs_of_sites", "site_id", "status", "finished_at", "began_at", "digest", "severity", "passed", "score",
        ),
        sa.Index("runs_of_people", "person_id", "flow_id", "finished_at"),
        sa.Index("units", "unit", "organisation_id", postgresql_ops={"unit": "varchar_pattern_ops"}),
        sa.Index(
            "told_runs", "organisation_id", "told_at",
            sqlite_where=sa.text("told_at IS NOT NULL AND status != 'finished'"),
            postgresql_where=sa.text("told_at IS NOT NULL AND status != 'finished'"),
        ),
        sa.Index(
            "record_numbers", "organisation_id", "number",
            sqlite_where=sa.text("number != ''"), postgresql_where=sa.text("number != ''"),
        ),
        sa.Index(
            "runs_of_forms", "organisation_id", "flow_id", "finished_at",
            sqlite_where=sa.text("status = 'finished'"), postgresql_where=sa.text("status = 'finished'"),
        ),
        sa.Index(
            "forms_of_sites", "site_id", "digest", "finished_at", "severity", "told_at", "id",
            sqlite_where=sa.text("status = 'finished'"), postgresql_where=sa.text("status = 'finished'"),
        ),
    )  # fmt: skip
    id: int | None = new_id()
    organisation_id: int = Field(sa_type=Id, foreign_key="organisation.id")
    site_id: int = Field(sa_type=Id, foreign_key="site.id")
    person_id: int = Field(sa_type=Id, foreign_key="person.id")
    flow_id: str = Field(max_length=24)
    digest: str = Field(foreign_key="published.digest", max_length=64)
    status: str = Field(max_length=10)
    version: int
    state: str = Field(sa_type=sa.Text)
    began_at: datetime = Field(sa_type=Moment)
    touched_at: datetime = Field(sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = Field(default="", max_length=24)
    severity: str = Field(default="", max_length=10)
    score: int | None = Field(default=None)
    passed: bool | None = Field(default=None)
    number: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    unit: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    confidential: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class AnswerRow(SQLModel, table=True):
    """An answer as it was given. Never changed: a later answer to the same step is a later row.

    `value` is JSON; `asked` and `shown` are the question and the answer as the person read them, in `lang`. `said_in` is
    the platform's id of the message that gave it. What somebody else wrote first was `passed_on` from them, written at
    `first_at`.
    """

    __tablename__ = "answer"
    __table_args__ = (sa.Index("answered_steps", "run_id", "step"),)
    id: int | None = new_id()
    run_id: int = Field(sa_type=Id, foreign_key="run.id")
    version: int
    step: str = Field(max_length=80)
    value: str = Field(sa_type=sa.Text)
    asked: str = Field(sa_type=sa.Text)
    shown: str = Field(sa_type=sa.Text)
    lang: str = Field(max_length=12)
    finding: bool
    person_id: int = Field(sa_type=Id, foreign_key="person.id")
    channel: str = Field(max_length=12)
    account: str = Field(max_length=64)
    at: datetime = Field(sa_type=Moment)
    said_in: str = Field(default="", max_length=80)
    passed_on: str | None = Field(default=None, max_length=120)
    first_at: datetime | None = Field(default=None, sa_type=Moment)


class FindingRow(SQLModel, table=True):
    """A finding of a finished run, as its answers have it: written once, with its end, so that those of a year can be counted
    without reading the answers of the year. It is all in one index. None is kept of a confidential run."""

    __tablename__ = "finding"
    site_id: int = Field(sa_type=Id, primary_key=True)
    finished_at: datetime = Field(sa_type=Moment, primary_key=True)
    digest: str = Field(max_length=64, primary_key=True)
    step: str = Field(max_length=80, primary_key=True)
    run_id: int = Field(sa_type=Id, foreign_key="run.id", primary_key=True)


class FileRow(SQLModel, table=True):
    """A kept file, by the SHA-256 of its bytes. `size` in bytes; `taken` is when, by the clock of its camera, or empty."""

    __tablename__ = "file"
    digest: str = Field(max_length=64, primary_key=True)
    mime: str = Field(max_length=80)
    size: int
    type: str = Field(max_length=10)
    kept_at: datetime = Field(sa_type=Moment)
    taken: str = Field(default="", max_length=19)


class Taken(SQLModel, table=True):
    """Who has a report in hand since when: one person, or none. Before incidents were kept, everybody who said "I'll handle it"."""

    run_id: int = Field(sa_type=Id, foreign_key="run.id", primary_key=True)
    person_id: int = Field(sa_type=Id, foreign_key="person.id", primary_key=True)
    at: datetime = Field(sa_type=Moment)
