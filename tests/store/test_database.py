"""The storage threads: kept before anybody is told, all or nothing, and one turn's failure is nobody else's."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from queue import Queue

import psycopg
import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot.store import database, writing
from bot.store.database import NotSaved, Storage
from bot.store.migrate import migrate
from bot.store.outbox_tables import Delivery
from bot.store.tables import AnswerRow, Person, Stranger
from bot.store.transaction import Transaction
from tests.conftest import World


class Slip(Exception):
    """Our own mistake, in one turn."""


def heard(tx: Transaction, id: str, now: datetime) -> bool:
    return tx.deliveries.heard(1, id, now)


def kept(url: str) -> set[str]:
    """The deliveries a newcomer can see."""
    other = database.engine_for(url)
    with other.connect() as connection:
        found = set(connection.execute(sa.text("select delivery from delivery")).scalars())
    other.dispose()
    return found


@contextmanager
def held_up(storage: Storage) -> Iterator[None]:
    """Keeps every storage thread waiting, so that what is asked meanwhile is committed together."""
    begun = [threading.Event() for _ in range(1 if storage.lite else database.THREADS)]
    released = threading.Event()

    def wait(event: threading.Event) -> Callable[[Transaction], None]:
        def work(_tx: Transaction) -> None:
            event.set()
            assert released.wait(10)

        return work

    waiting = []
    for event in begun:
        waiting.append(storage.writers.put(wait(event)))
        assert event.wait(10)
    try:
        yield
    finally:
        released.set()
        for one in waiting:
            one.result(10)


def test_what_a_turn_returns_is_kept(storage: Storage, database_url: str, now: datetime) -> None:
    assert storage.now(lambda tx: heard(tx, "1", now)) is True

    assert kept(database_url) == {"1"}


async def test_a_turn_can_be_awaited(storage: Storage, database_url: str, now: datetime) -> None:
    assert await storage.transaction(lambda tx: heard(tx, "1", now)) is True

    assert kept(database_url) == {"1"}


def test_a_turn_that_fails_leaves_nothing_behind(storage: Storage, database_url: str, now: datetime) -> None:
    def slips(tx: Transaction) -> None:
        heard(tx, "1", now)
        raise Slip

    with pytest.raises(Slip):
        storage.now(slips)

    assert kept(database_url) == set()
    assert storage.now(lambda tx: heard(tx, "1", now)) is True


def test_one_failing_turn_of_many_undoes_only_itself(storage: Storage, database_url: str, now: datetime) -> None:
    def turn(number: int) -> Callable[[Transaction], bool]:
        def work(tx: Transaction) -> bool:
            done = heard(tx, str(number), now)
            if number == 2:
                raise Slip
            if number == 4:
                tx.connection.execute(sa.text("insert into handle (person_id) values (999)"))
            return done

        return work

    with held_up(storage):
        results = [storage.writers.put(turn(number)) for number in range(6)]

    assert [results[n].result(10) for n in (0, 1, 3, 5)] == [True] * 4
    with pytest.raises(Slip):
        results[2].result(10)
    with pytest.raises(sa.exc.IntegrityError):
        results[4].result(10)
    assert kept(database_url) == {"0", "1", "3", "5"}


def test_nobody_is_told_before_it_is_durable(storage: Storage, database_url: str, now: datetime) -> None:
    seen: Queue[set[str]] = Queue()

    with held_up(storage):
        first = storage.writers.put(lambda tx: heard(tx, "1", now))
        first.add_done_callback(lambda _: seen.put(kept(database_url)))

    assert seen.get(timeout=10) == {"1"}


def test_nobody_is_told_before_those_that_are_committed_with_him(
    sqlite_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(sqlite_url)

    with held_up(storage):
        first = storage.writers.put(lambda tx: heard(tx, "1", now))
        second = storage.writers.put(lambda _: first.done())

    assert second.result(10) is False
    assert first.result(10) is True


def test_many_turns_are_committed_together_on_sqlite(
    sqlite_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(sqlite_url)
    commits: list[int] = []
    sa.event.listen(storage.engine, "commit", lambda _: commits.append(1))

    with held_up(storage):
        results = [storage.writers.put(lambda tx, n=n: heard(tx, str(n), now)) for n in range(writing.TOGETHER)]
    assert all(result.result(10) for result in results)

    assert len(commits) == 2
    assert len(kept(sqlite_url)) == writing.TOGETHER


def test_a_commit_that_fails_because_of_one_job_is_made_again_without_it(
    sqlite_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(sqlite_url)

    def orphan(tx: Transaction) -> None:
        tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        row = {"person_id": 999, "line_id": 1, "account": "y", "address": "z"}
        tx.connection.execute(
            sa.text(
                "insert into handle (person_id, line_id, account, address) values (:person_id, :line_id, :account, :address)"
            ),
            row,
        )

    with held_up(storage):
        others = [storage.writers.put(lambda tx, n=n: heard(tx, str(n), now)) for n in range(2)]
        bad = storage.writers.put(orphan)

    with pytest.raises(sa.exc.IntegrityError):
        bad.result(10)
    assert [other.result(10) for other in others] == [True, True]
    assert kept(sqlite_url) == {"0", "1"}


# A person who does not wait, a program that ends


async def test_somebody_who_gives_up_waiting_does_not_stop_the_others(storage: Storage, now: datetime) -> None:
    with held_up(storage):
        impatient = asyncio.ensure_future(storage.transaction(lambda tx: heard(tx, "1", now)))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient

    assert await asyncio.wait_for(storage.transaction(lambda tx: heard(tx, "2", now)), 5) is True
    assert all(thread.is_alive() for thread in storage.writers.threads)


async def test_somebody_who_leaves_in_the_middle_does_not_stop_the_others(storage: Storage, now: datetime) -> None:
    begun, released = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> bool:
        begun.set()
        assert released.wait(10)
        return heard(tx, "1", now)

    leaving = asyncio.ensure_future(storage.transaction(slow))
    await asyncio.to_thread(begun.wait, 10)
    leaving.cancel()
    released.set()

    assert await asyncio.wait_for(storage.transaction(lambda tx: heard(tx, "2", now)), 5) is True
    assert all(thread.is_alive() for thread in storage.writers.threads)


def test_what_waits_is_kept_before_the_storage_closes(database_url: str, now: datetime) -> None:
    storage = Storage(database_url)
    with held_up(storage):
        results = [storage.writers.put(lambda tx, n=n: heard(tx, str(n), now)) for n in range(10)]

    storage.close()

    assert all(result.done() for result in results)
    assert len(kept(database_url)) == 10
    assert not any(thread.is_alive() for thread in storage.writers.threads)


def test_closing_while_turns_wait_loses_none_of_them(sqlite_url: str, now: datetime) -> None:
    storage = Storage(sqlite_url)
    closing = threading.Thread(target=storage.close)
    with held_up(storage):
        first = storage.writers.put(lambda tx: heard(tx, "1", now))
        closing.start()
        while storage.writers._waiting.qsize() < 2:
            closing.join(0.01)
    closing.join(10)

    assert first.result(10) is True
    assert not closing.is_alive()


# The world fails


def test_a_full_queue_says_so_at_once(
    sqlite_url: str, opened: Callable[[str], Storage], monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(writing, "WAITING", 2)
    storage = opened(sqlite_url)

    with held_up(storage):
        results = [storage.writers.put(lambda tx, n=n: heard(tx, str(n), now)) for n in range(3)]
        with pytest.raises(NotSaved, match="too many"):
            results[2].result(0)

    assert [results[n].result(10) for n in range(2)] == [True, True]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits for a lock a twentieth of a second."""
    monkeypatch.setattr(database, "BUSY", 50)


@pytest.mark.usefixtures("hasty")
def test_a_locked_database_keeps_nothing_and_recovers(
    sqlite_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotSaved):
        storage.now(lambda tx: heard(tx, "1", now))

    other.execute("ROLLBACK")
    other.close()

    assert kept(sqlite_url) == set()
    assert storage.now(lambda tx: heard(tx, "1", now)) is True


@pytest.mark.usefixtures("hasty")
def test_everybody_waiting_for_a_locked_database_is_told(
    sqlite_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)

    with held_up(storage):
        results = [storage.writers.put(lambda tx, n=n: heard(tx, str(n), now)) for n in range(3)]
        locking = threading.Thread(target=lambda: _lock(other))
        locking.start()
    locking.join(10)
    told = [result.exception(10) for result in results]
    other.close()

    assert all(wrong is None or isinstance(wrong, NotSaved) for wrong in told)
    assert len({type(wrong) for wrong in told}) == 1


def _lock(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("BEGIN IMMEDIATE")


def test_a_full_disk_keeps_nothing_and_recovers(
    sqlite_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(sqlite_url)
    pages = storage.now(lambda tx: tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one())

    def fill(tx: Transaction) -> None:
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        heard(tx, "1", now)
        for number in range(1000):
            tx.letters.write_to("telegram", "77", f"{number}" + "x" * 4000, now)

    with pytest.raises(NotSaved):
        storage.now(fill)
    assert kept(sqlite_url) == set()

    storage.now(lambda tx: tx.connection.exec_driver_sql(f"PRAGMA max_page_count = {2**30}"))
    assert storage.now(lambda tx: heard(tx, "1", now)) is True


def test_a_database_that_fails_in_the_middle_undoes_the_whole_commit(
    sqlite_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(sqlite_url)

    with held_up(storage):
        good = storage.writers.put(lambda tx: heard(tx, "1", now))
        bad = storage.writers.put(lambda tx: tx.connection.exec_driver_sql("select * from nowhere"))

    for result in (good, bad):
        assert isinstance(result.exception(10), NotSaved)
    assert kept(sqlite_url) == set()


def test_a_connection_that_is_cut_keeps_nothing_and_recovers(
    postgres_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(postgres_url)

    def cut(tx: Transaction) -> None:
        heard(tx, "1", now)
        pid = tx.connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s)", (pid,))
        heard(tx, "2", now)

    with pytest.raises(NotSaved):
        storage.now(cut)

    assert kept(postgres_url) == set()
    assert storage.now(lambda tx: heard(tx, "1", now)) is True


async def test_what_goes_along_is_saved_in_order_with_the_next_transaction(storage: Storage, now: datetime) -> None:
    order: list[int] = []
    along = [storage.along(lambda tx, n=n: (heard(tx, str(n), now), order.append(n))) for n in range(3)]

    await storage.transaction(lambda _: order.append(3))

    assert order == [0, 1, 2, 3]
    assert all(one.done() for one in along)


async def test_what_goes_along_is_saved_though_nothing_else_is(
    storage: Storage, database_url: str, now: datetime
) -> None:
    await storage.along(lambda tx: heard(tx, "1", now))

    assert kept(database_url) == {"1"}


async def test_what_goes_along_hears_of_a_connection_that_is_cut(
    postgres_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(postgres_url)

    def cut(_: Transaction) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid != pg_backend_pid()"
            )

    with held_up(storage):
        works = (lambda tx: heard(tx, "1", now), cut, lambda tx: heard(tx, "2", now))
        along = [storage.along(work) for work in works]
        await asyncio.sleep(0.1)
    told = await asyncio.gather(*along, return_exceptions=True)

    assert [type(one) for one in told] == [NotSaved] * 3
    assert kept(postgres_url) == set()
    assert await storage.along(lambda tx: heard(tx, "1", now)) is not None


def test_nothing_listening_where_the_database_should_be(opened: Callable[[str], Storage], now: datetime) -> None:
    storage = opened("postgresql://postgres@127.0.0.1:1/nowhere")

    with pytest.raises(NotSaved):
        storage.now(lambda tx: heard(tx, "1", now))


# Moments


def test_a_moment_comes_back_as_it_was_wherever_it_was_written(storage: Storage, now: datetime) -> None:
    there = now.astimezone(timezone(timedelta(hours=-6)))

    storage.now(lambda tx: heard(tx, "1", there))

    with Session(storage.engine) as session:
        (row,) = session.exec(select(Delivery)).all()
        assert row.at == now
        assert row.at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(storage: Storage, now: datetime) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        storage.now(lambda tx: heard(tx, "1", now.replace(tzinfo=None)))


def test_no_moment_stays_none(storage: Storage, world: World) -> None:
    with Session(storage.engine) as session:
        juan = session.get(Person, world.people["Juan"])
        assert juan
        assert juan.left_at is None


def test_microseconds_are_kept(storage: Storage, now: datetime) -> None:
    exact = now.replace(microsecond=123456)

    storage.now(lambda tx: tx.people.stranger("telegram", "1", "Ana", exact))

    with Session(storage.engine) as session:
        assert session.exec(select(Stranger)).one().first_at == exact


def test_an_answer_belongs_to_a_run(storage: Storage, world: World, now: datetime) -> None:
    row = AnswerRow(
        run_id=999, version=1, step="a", value="1", asked="A?", shown="1", lang="en", finding=False,
        person_id=world.people["Juan"], channel="telegram", account="77", at=now,
    )  # fmt: skip

    with Session(storage.engine) as session:
        session.add(row)
        with pytest.raises(sa.exc.IntegrityError):
            session.commit()


def test_a_database_file_is_made_with_its_folder(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/deep/below/sello.db"

    engine = database.engine_for(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
    engine.dispose()


def test_nobody_else_on_the_machine_can_read_the_database(tmp_path: Path, opened: Callable[[str], Storage]) -> None:
    storage = opened(f"sqlite:///{tmp_path}/var/deep/sello.db")
    migrate(storage.engine)

    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "var", *(tmp_path / "var").rglob("*"))}

    assert modes == {"var": 0o700, "deep": 0o700, "sello.db": 0o600, "sello.db-wal": 0o600, "sello.db-shm": 0o600}


def test_a_database_and_a_folder_that_were_there_keep_their_modes(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    (tmp_path / "sello.db").touch(0o640)

    database.engine_for(f"sqlite:///{tmp_path}/sello.db").dispose()

    assert tmp_path.stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "sello.db").stat().st_mode & 0o777 == 0o640


def test_a_second_engine_in_the_process_does_not_end_the_locks_of_the_first(sqlite_url: str, now: datetime) -> None:
    storage = Storage(sqlite_url)
    storage.now(lambda tx: heard(tx, "1", now))

    database.engine_for(sqlite_url).dispose()
    another = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('select 1 from delivery'); c.close()"
    subprocess.run([sys.executable, "-c", another, sqlite_url.removeprefix("sqlite:///")], check=True)
    storage.now(lambda tx: heard(tx, "2", now))

    assert kept(sqlite_url) == {"1", "2"}
    storage.close()


def test_a_database_can_be_in_memory() -> None:
    engine = database.engine_for("sqlite://")

    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()


def test_an_engine_can_leave_beginning_to_the_driver(sqlite_url: str) -> None:
    engine = database.engine_for(sqlite_url, begins=False)

    with engine.begin() as connection:
        connection.exec_driver_sql("insert into delivery (line_id, delivery, at) values (1, '1', '2026-11-21')")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from delivery").scalar_one() == 1
    engine.dispose()
