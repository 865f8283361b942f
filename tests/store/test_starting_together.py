"""Several processes that start at once on a database that is new, or of an earlier version with people's answers in it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from bot.store.database import engine_for
from bot.store.migrate import _config, newest, revision, unwritten
from tests.postgres import Postgres

ROOT = Path(__file__).parent.parent.parent
PROCESSES = 3
# As `sello run` begins: the tables, then the flows. Everybody is ready before anybody begins.
PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.content.library import Library
from bot.store.database import Storage
from bot.store.migrate import migrate
library = Library(Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
storage = Storage(sys.argv[1])
migrate(storage.engine)
storage.now(lambda tx: library.publish(tx, datetime.now(UTC)))
storage.close()
"""
AT = "'2026-11-21 17:30:00'"
ROWS = (
    "organisation (id, name, region) values (1, 'Norte', '')",
    "site (id, organisation_id, name, zone) values (1, 1, 'Patio', 'UTC')",
    "person (id, organisation_id, site_id, name, role, lang, joined_at) values (1, 1, 1, 'Juan', 'driver', 'es', {at})",
    "handle (id, person_id, channel, account, address) values (1, 1, 'telegram', '77', '77')",
    "published (digest, flow_id, revision, genre, title, source, published_at) values ('d', 'f', 1, 'quiz', 'F', '', {at})",
    (
        "run (id, organisation_id, site_id, person_id, flow_id, digest, status, turn, state, began_at, touched_at, outcome, severity)"
        " values (1, 1, 1, 1, 'f', 'd', 'open', 0, '{{}}', {at}, {at}, '', '')"
    ),
    (
        "answer (id, run_id, turn, step, value, asked, shown, lang, finding, person_id, channel, account, at)"
        " values (1, 1, 1, 'a', '1', 'A?', '1', 'es', false, 1, 'telegram', '77', {at})"
    ),
    "taken (run_id, person_id, at) values (1, 1, {at})",
    "file (digest, mime, size, sort, kept_at) values ('f', 'image/jpeg', 1, 'photo', {at})",
    "delivery (channel, delivery, at) values ('telegram', '1', {at})",
    "shown (channel, address, slot, ref) values ('telegram', '77', 'run/1', '5')",
    (
        "letter (id, channel, address, slot, body, edit, notice, person_id, written_at, tries, failed)"
        " values ('1', 'telegram', '77', 'run/1', '{{}}', true, false, 1, {at}, 0, '')"
    ),
)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.url(postgres.create())


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = engine_for(url)
    yield engine
    engine.dispose()


def start_together(url: str) -> list[str]:
    """What each of the processes complained of."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, url, str(ROOT)], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    for one in started:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    return [one.communicate(timeout=60)[1] for one in started]


def test_processes_that_start_together_on_an_empty_database_all_come_up(url: str, engine: sa.Engine) -> None:
    assert start_together(url) == [""] * PROCESSES

    assert revision(engine) == newest()
    assert unwritten(engine) == []
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from published").scalar_one() > 10


def test_processes_that_start_together_after_an_update_all_come_up_with_everything(url: str, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0001")
        for row in ROWS:
            connection.exec_driver_sql("insert into " + row.format(at=AT))

    assert start_together(url) == [""] * PROCESSES

    assert revision(engine) == newest()
    with engine.connect() as connection:
        for name in ("person", "handle", "run", "answer", "taken", "file", "delivery", "place", "letter"):
            assert connection.exec_driver_sql(f"select count(*) from {name}").scalar_one() == 1, name
