"""Brings a database to the tables this program knows. Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

MIGRATIONS = Path(__file__).parent / "migrations"


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

        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
    return before, revision(engine)


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
