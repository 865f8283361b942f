"""From nothing to the tables this program knows, on both databases."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import SQLModel

from bot.store.database import engine_for
from bot.store.migrate import _config, migrate, newest, revision, unwritten
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[sa.Engine]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/empty.db"
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.url(postgres.create())
    engine = engine_for(url)
    yield engine
    engine.dispose()


def test_a_new_database_is_brought_to_the_newest_revision(empty: sa.Engine) -> None:
    assert revision(empty) == ""

    assert migrate(empty) == ("", newest())
    assert set(SQLModel.metadata.tables) <= set(sa.inspect(empty).get_table_names())


def test_migrating_twice_changes_nothing(empty: sa.Engine) -> None:
    migrate(empty)

    assert migrate(empty) == (newest(), newest())


def test_the_way_back_leaves_nothing(empty: sa.Engine) -> None:
    migrate(empty)

    with empty.begin() as connection:
        command.downgrade(_config(connection), "base")

    assert set(SQLModel.metadata.tables) & set(sa.inspect(empty).get_table_names()) == set()


def test_the_migrations_say_what_the_tables_say(empty: sa.Engine) -> None:
    migrate(empty)

    assert unwritten(empty) == []


def test_a_table_that_no_migration_makes_is_noticed(empty: sa.Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("alter table site drop column zone")

    assert len(unwritten(empty)) == 1


def test_tables_of_others_are_left_alone(empty: sa.Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("create table somebody_elses (id integer)")

    assert unwritten(empty) == []


def test_a_database_whose_revision_was_wiped_counts_as_new(empty: sa.Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("delete from alembic_version")

    assert revision(empty) == ""
