"""From nothing to the tables this program knows, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import SQLModel

from bot.store.database import engine_for
from bot.store.findings import of_runs
from bot.store.migrate import _config, migrate, newest, revision, unwritten
from bot.store.sql import answer, finding, organisation, person, published, run, site
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


def test_findings_of_runs_that_were_finished_before_are_kept_too(empty: sa.Engine) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    ids = {"organisation_id": 1, "site_id": 1, "person_id": 1, "digest": "d"}
    of_run = {**ids, "flow_id": "f", "version": 1, "state": "{}", "began_at": at, "touched_at": at, "finished_at": at}
    said = {"version": 1, "value": "1", "asked": "", "shown": "", "lang": "en", "channel": "", "account": "", "at": at}
    person_of = {"name": "P", "role": "driver", "lang": "en", "joined_at": at, "organisation_id": 1, "site_id": 1}
    flow = {"digest": "d", "flow_id": "f", "revision": 1, "genre": "inspection", "title": "F", "source": ""}
    with empty.begin() as connection:
        command.upgrade(_config(connection), "0010")
        connection.execute(sa.insert(organisation).values(name="O"))
        connection.execute(sa.insert(site).values(organisation_id=1, name="S", zone="UTC"))
        connection.execute(sa.insert(person).values(**person_of))
        connection.execute(sa.insert(published).values(**flow, published_at=at))
        for n, (status, secret) in enumerate([("finished", False), ("finished", True), ("open", False)], 1):
            connection.execute(sa.insert(run).values(**of_run, id=n, status=status, confidential=secret))
            for step, found in (("lamp", True), ("tire", True), ("lamp", False)):
                row = {**said, "run_id": n, "person_id": 1, "step": step, "finding": found}
                connection.execute(sa.insert(answer).values(**row))

    migrate(empty)

    with empty.begin() as connection:
        kept = connection.execute(sa.select(finding.c.run_id, finding.c.step, finding.c.finished_at)).all()
        assert [tuple(row) for row in kept] == [(1, "tire", at)]
        assert connection.execute(of_runs()).all() == connection.execute(sa.select(finding)).all()
