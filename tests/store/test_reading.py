"""Who reads holds up nobody: no lock, no writer's thread, and no transaction while somebody is slow to take what comes."""

import asyncio
import sqlite3
import subprocess
import threading
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.cli.export import entries
from bot.store import journal
from bot.store.database import NotRead, Storage
from bot.store.transaction import Transaction
from tests.conftest import World
from tests.many import answers
from tests.running import SELLO, environment


def heard(tx: Transaction, id: str, now: datetime) -> bool:
    return tx.deliveries.heard(1, id, now)


@pytest.fixture
def run(storage: Storage, world: World, now: datetime) -> int:
    """A run of Juan's without an answer."""
    return storage.now(lambda tx: tx.runs.begin(world.who(tx, "Juan"), "seal-check", world.digest, {}, now))


def test_who_only_reads_cannot_write(storage: Storage, now: datetime) -> None:
    with pytest.raises(NotRead):
        storage.read_now(lambda tx: heard(tx, "1", now))

    assert storage.now(lambda tx: heard(tx, "1", now)) is True


async def test_a_turn_is_saved_while_somebody_reads(storage: Storage, world: World, now: datetime) -> None:
    """And what was read stays as it was: a reading is of one moment."""

    def reading(tx: Transaction) -> tuple[int, int]:
        before = len(tx.people.staff(world.organisation, ("driver",)))
        storage.now(lambda other: other.connection.exec_driver_sql("update person set role = 'driver'"))
        return before, len(tx.people.staff(world.organisation, ("driver",)))

    assert await asyncio.wait_for(storage.reading(reading), 5) == (1, 1)
    assert await storage.reading(lambda tx: len(tx.people.staff(world.organisation, ("driver",)))) == 4


def test_reading_goes_on_while_somebody_else_writes(
    sqlite_url: str, opened: Callable[[str], Storage], now: datetime
) -> None:
    storage = opened(sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert storage.read_now(lambda tx: tx.letters.told("")) == []


async def test_closing_waits_for_a_reading_that_nobody_waits_for_anymore(
    database_url: str, opened: Callable[[str], Storage]
) -> None:
    """Else its connection would be left open."""
    storage, begun, released = opened(database_url), threading.Event(), threading.Event()

    def slow(_tx: Transaction) -> None:
        begun.set()
        assert released.wait(10)

    leaving = asyncio.ensure_future(storage.reading(slow))
    await asyncio.to_thread(begun.wait, 10)
    leaving.cancel()
    closing_down = asyncio.ensure_future(asyncio.to_thread(storage.close))
    done, _ = await asyncio.wait({closing_down}, timeout=0.2)

    assert not done
    released.set()
    await closing_down


def test_what_a_reading_raises_is_heard_by_who_asked(storage: Storage) -> None:
    def slips(_tx: Transaction) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        storage.read_now(slips)


def test_nothing_listening_cannot_be_read(opened: Callable[[str], Storage]) -> None:
    with pytest.raises(NotRead):
        opened("postgresql://postgres@127.0.0.1:1/nowhere").read_now(lambda tx: tx.letters.told(""))


def test_turns_are_saved_while_nobody_takes_what_the_export_writes(
    storage: Storage, database_url: str, world: World, run: int, now: datetime, tmp_path: Path
) -> None:
    """`sello export | sleep`: the pipe is full after a few hundred answers, and stays full."""
    answers(storage, world, run, 5000, now)
    export = subprocess.Popen(
        [SELLO, "export"], cwd=tmp_path, env=environment({"SELLO_DATABASE_URL": database_url}),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
    )  # fmt: skip
    assert export.stdout
    assert export.stdout.read(1)

    saved = [storage.now(lambda tx, n=n: heard(tx, str(n), now)) for n in range(50)]

    assert export.poll() is None
    rest, told = export.communicate(timeout=60)
    assert saved == [True] * 50
    assert len(rest.splitlines()) == 5001
    assert told.decode().endswith("5000 answers.\n")


def test_an_export_holds_a_page_in_memory_and_no_more(storage: Storage, world: World, run: int, now: datetime) -> None:
    answers(storage, world, run, 8 * journal.PAGE, now)

    tracemalloc.start()
    count = sum(1 for _ in entries(storage))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 8 * journal.PAGE
    assert most < 6_000_000


def test_an_export_is_of_the_moment_it_began(storage: Storage, world: World, run: int, now: datetime) -> None:
    answers(storage, world, run, journal.PAGE + 20, now)

    found = entries(storage)
    first = next(found)
    answers(storage, world, run, 40, now)
    everything = [first, *found]

    assert len(everything) == journal.PAGE + 20
    assert [entry.holds for entry in everything[-21:]] == [False] + [True] * 20


def test_an_export_can_be_of_one_organisation(storage: Storage, world: World, run: int, now: datetime) -> None:
    answers(storage, world, run, 3, now)

    assert [entry.step for entry in entries(storage, "Transportes del Norte")] == ["step0", "step1", "step2"]
    assert list(entries(storage, "Transportes del Sur")) == []
