"""What every test may ask for: a database with our tables, a small world in it, a clock that stands still."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlmodel import Session

from bot.store.database import Storage, engine_for
from bot.store.migrate import migrate
from bot.store.people import Who
from bot.store.tables import Handle, Organisation, Person, Published, Site
from bot.store.transaction import Transaction
from tests.postgres import Missing, Postgres

settings.register_profile(
    "ci", derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("ci"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write down in the transcripts what is seen now")


@pytest.fixture
def now() -> datetime:
    """Saturday, half past eleven in the morning in Mexico City."""
    return datetime(2026, 11, 21, 17, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server. Where it is not installed its tests are left out, except where everything must be tested."""
    try:
        server = Postgres()
    except Missing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))
    yield server
    server.stop()


def _migrated(url: str) -> None:
    engine = engine_for(url)
    migrate(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a database with our tables and nothing in them, to be copied."""
    name = postgres.create()
    _migrated(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "sello.db"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A file of this test alone, with our tables."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'sello.db')}"


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """A database of this test alone, with our tables."""
    name = postgres.create(postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def opened() -> Iterator[Callable[[str], Storage]]:
    """Opens storages that are closed when the test is over."""
    storages: list[Storage] = []

    def opening(url: str) -> Storage:
        storages.append(Storage(url))
        return storages[-1]

    yield opening
    for storage in storages:
        storage.close()


@pytest.fixture
def storage(database_url: str, opened: Callable[[str], Storage]) -> Storage:
    return opened(database_url)


@dataclass(frozen=True)
class World:
    """Transportes del Norte, its yard in Mexico City, and four people by first name."""

    organisation: int
    site: int
    people: dict[str, int]
    digest: str

    def who(self, tx: Transaction, name: str) -> Who:
        channel, account = ACCOUNTS[name]
        found = tx.people.who(LINES[channel], account)
        assert found
        return found


LINES = {"telegram": 1, "slack": 2}  # as the migrations make them
ACCOUNTS = {
    "Juan": ("telegram", "77"),
    "Greta": ("slack", "T1:U7"),
    "Luis": ("telegram", "88"),
    "Ana": ("slack", "T1:U1"),
}
PEOPLE = {"Juan": ("driver", "es"), "Greta": ("guard", "en"), "Luis": ("supervisor", "es"), "Ana": ("manager", "en")}


@pytest.fixture
def world(storage: Storage, now: datetime) -> World:
    """Juan is a driver, Greta a guard, Luis a supervisor and Ana a manager; one flow is published."""
    return people_of(storage, now)


def people_of(storage: Storage, now: datetime) -> World:
    """Writes the small world."""
    with Session(storage.engine) as session:
        organisation = Organisation(name="Transportes del Norte")
        session.add(organisation)
        session.flush()
        assert organisation.id
        site = Site(organisation_id=organisation.id, name="Patio Vallejo", zone="America/Mexico_City", code="PV")
        session.add(site)
        session.flush()
        assert site.id
        flow = Published(
            digest="d" * 64, flow_id="seal-check", revision=1, genre="inspection", title="Seal check",
            source="inspection: seal-check\n", published_at=now,
        )  # fmt: skip
        session.add(flow)
        ids = {name: _person(session, organisation.id, site.id, name, now) for name in PEOPLE}
        made = World(organisation.id, site.id, ids, flow.digest)
        session.commit()
    return made


def _person(session: Session, organisation: int, site: int, name: str, now: datetime) -> int:
    role, lang = PEOPLE[name]
    channel, account = ACCOUNTS[name]
    person = Person(organisation_id=organisation, site_id=site, name=name, role=role, lang=lang, joined_at=now)
    session.add(person)
    session.flush()
    assert person.id
    session.add(Handle(person_id=person.id, line_id=LINES[channel], account=account, address=account))
    return person.id
