"""Brings a database to the tables this program knows. Alembic is loaded only when there is something to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

MIGRATIONS = Path(__file__).parent / "migrations"
KEY = 0x5E110  # of the advisory lock: any number that no other program on this database takes
PATIENCE = 600_000  # milliseconds to wait for another process that migrates


def newest() -> str:
    """The revision this program works with: the last of the numbered files."""
    return max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision(engine: sa.Engine) -> str:
    """The revision of the database; empty if it has none yet."""
    with engine.connect().execution_options(reads=True) as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return ""
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        return found or ""


def migrate(engine: sa.Engine) -> tuple[str, str]:
    """Runs what is missing, in one transaction; returns the revision before and after."""
    before = revision(engine)
    if before != newest():
        from alembic import command

        with _alone(engine) as connection:
            command.upgrade(_config(connection), "head")
    return before, revision(engine)


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction in which nobody else migrates. Who comes second waits for it, and then finds nothing to do."""
    with engine.connect() as connection:
        begin = _alone_on_sqlite if connection.dialect.name == "sqlite" else _alone_on_postgres
        with begin(connection):
            yield connection


@contextmanager
def _alone_on_postgres(connection: sa.Connection) -> Iterator[None]:
    with connection.begin():
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(KEY)))
        yield


@contextmanager
def _alone_on_sqlite(connection: sa.Connection) -> Iterator[None]:
    """References are checked at the end: a table that is made anew is dropped in between, with rows that refer to it.

    https://www.sqlite.org/lang_altertable.html#otheralter
    """
    for pragma in (f"busy_timeout={PATIENCE}", "foreign_keys=OFF"):
        connection.connection.cursor().execute(f"PRAGMA {pragma}")  # it has no effect once a transaction has begun
    try:
        with connection.begin():
            yield
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            assert not broken, f"rows that refer to nothing: {broken[:3]}"
    finally:
        connection.invalidate()  # nobody else gets this connection: the next one has the usual settings


def _config(connection: sa.Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def unwritten(engine: sa.Engine) -> list[Any]:
    """What tables.py says and no migration does: must be nothing."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    with engine.connect() as connection:
        ours = {"include_name": lambda name, kind, _parents: kind != "table" or name in SQLModel.metadata.tables}
        return list(compare_metadata(MigrationContext.configure(connection, opts=ours), SQLModel.metadata))
