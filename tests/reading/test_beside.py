"""Long readings in a process of their own: the same answers, whatever becomes of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.app import READS
from bot.content.library import Library
from bot.duties.lists import read_page
from bot.duties.summary_parts import read_part
from bot.duties.workbooks import read_count
from bot.figures.asked import Asked
from bot.figures.details import PARTS
from bot.figures.period import week_of
from bot.figures.summing import summed
from bot.reading import beside
from bot.reading.beside import Beside
from bot.root import root
from bot.store.database import NotRead, Storage
from bot.store.migrate import migrate
from bot.store.question import Question
from tests.conftest import World
from tests.postgres import Postgres
from tests.reading.asked import counted, failing, unsendable, waited, writing

ASKED = Asked(week_of(date(2026, 11, 20)), "America/Chicago", 1, (), date(2026, 11, 20))
COUNTING = Question(counted, None, ("person",))


@pytest.fixture
async def reads(storage: Storage, database_url: str, world: World) -> AsyncIterator[Beside]:
    """The other process is there."""
    async with reading(storage, database_url) as made:
        yield made


@asynccontextmanager
async def reading(storage: Storage, url: str) -> AsyncIterator[Beside]:
    made = Beside(storage, url, root(), READS)
    try:
        await begun(made)
        yield made
    finally:
        await made.close()


async def begun(reads: Beside) -> int:
    """Its number among the processes of the machine."""
    reads.begin()
    async with asyncio.timeout(120):
        while not (reads.other and reads.other.there):
            await asyncio.sleep(0.02)
    return reads.other.process.pid


def pid(reads: Beside) -> int:
    assert reads.other
    return reads.other.process.pid


async def readers(folder: Path, many: int = 1) -> None:
    """Until so many read."""
    async with asyncio.timeout(60):
        while len(list(folder.glob("reads-*"))) < many:
            await asyncio.sleep(0.01)


def alive(number: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except OSError:
        return False


async def test_what_takes_long_is_read_by_another_process(reads: Beside, storage: Storage) -> None:
    count, who = await storage.reading(COUNTING)

    assert (count, who) == ((await storage.here(COUNTING))[0], pid(reads))
    assert who != os.getpid()


async def test_every_question_has_the_same_answer_there_as_here(reads: Beside, storage: Storage) -> None:
    library = Library(root())
    questions: list[Question[Any]] = [
        Question(summed, library, (ASKED,)),
        Question(read_count, library, (ASKED,)),
        *(Question(read_part, library, (ASKED, what, 0)) for what in PARTS),
        *(Question(read_page, library, (ASKED, what, 0)) for what in ("finished", "findings", "actions")),
    ]
    other = reads.other
    assert other

    for one in questions:
        assert await other.answer(one) == await storage.here(one), one.function


async def test_nothing_is_known_there_that_it_does_not_need(
    storage: Storage, database_url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELLO_TELEGRAM_TOKEN", "7000:secret")
    monkeypatch.setenv("SELLO_DATABASE_URL", database_url)
    async with reading(storage, database_url) as reads:
        said = Path(f"/proc/{pid(reads)}/environ").read_bytes() + Path(f"/proc/{pid(reads)}/cmdline").read_bytes()

    assert b"SELLO" not in said
    assert b"secret" not in said
    assert database_url.encode() not in said


async def test_it_gives_way_to_turns_and_only_reads(reads: Beside, storage: Storage) -> None:
    assert os.getpriority(os.PRIO_PROCESS, pid(reads)) > os.getpriority(os.PRIO_PROCESS, 0)
    with pytest.raises(NotRead):
        await storage.reading(Question(writing, None))


async def test_whoever_waits_for_a_process_that_is_killed_is_answered_once(
    reads: Beside, storage: Storage, tmp_path: Path
) -> None:
    died = pid(reads)
    answer = asyncio.create_task(storage.reading(Question(waited, None, (str(tmp_path), os.getpid()))))
    await readers(tmp_path)

    os.kill(died, signal.SIGKILL)

    assert await answer == os.getpid()
    assert await begun(reads) != died
    assert (await storage.reading(COUNTING))[1] == pid(reads)


async def test_two_ask_at_once_and_neither_waits_for_the_other(reads: Beside, storage: Storage, tmp_path: Path) -> None:
    long = asyncio.create_task(storage.reading(Question(waited, None, (str(tmp_path), os.getpid()))))
    await readers(tmp_path)

    assert (await storage.reading(COUNTING))[1] == pid(reads)
    (tmp_path / "go").touch()
    assert await long == pid(reads)


async def test_what_ends_while_it_reads_leaves_no_process(reads: Beside, storage: Storage, tmp_path: Path) -> None:
    there = pid(reads)
    answer = asyncio.create_task(storage.reading(Question(waited, None, (str(tmp_path), os.getpid()))))
    await readers(tmp_path)

    await reads.close()

    assert not alive(there)
    with pytest.raises(NotRead):
        await answer


async def test_it_ends_by_itself_when_whoever_began_it_is_gone(reads: Beside) -> None:
    there = pid(reads)
    assert reads.other
    assert reads.other.process.stdin

    reads.other.process.stdin.close()

    async with asyncio.timeout(30):
        while alive(there):
            await asyncio.sleep(0.02)


async def test_what_takes_too_long_is_ended_and_said(
    reads: Beside, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "PATIENCE", 0.2)
    there = pid(reads)

    with pytest.raises(NotRead):
        await storage.reading(Question(waited, None, (str(tmp_path), os.getpid())))

    monkeypatch.undo()
    assert await begun(reads) != there


async def test_what_cannot_be_sent_is_read_here_and_what_fails_fails_as_here(reads: Beside, storage: Storage) -> None:
    assert (await storage.reading(Question(unsendable, None)))() == "read"
    with pytest.raises(LookupError):
        await storage.reading(Question(failing, None))
    assert (await storage.reading(COUNTING))[1] == pid(reads)


async def test_who_reads_little_has_no_other_process(storage: Storage, database_url: str, world: World) -> None:
    reads = Beside(storage, database_url, root())

    assert (await reads.read(COUNTING))[1] == os.getpid()

    assert reads.other is None
    assert not reads.beginning
    await reads.close()


async def test_who_reads_much_has_one_and_what_is_not_used_is_ended(
    storage: Storage, database_url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "ENOUGH", 0.0)
    reads = Beside(storage, database_url, root())
    await reads.read(COUNTING)
    there = await begun(reads)
    monkeypatch.setattr(beside, "UNUSED", 0.05)

    assert (await reads.read(COUNTING))[1] == there

    async with asyncio.timeout(30):
        while alive(there):
            await asyncio.sleep(0.02)
    await reads.close()


async def test_where_it_cannot_be_begun_everything_is_read_here(
    storage: Storage, database_url: str, world: World, tmp_path: Path
) -> None:
    reads = Beside(storage, database_url, tmp_path / "nothing is here")
    reads.begin()
    async with asyncio.timeout(60):
        while reads.beginning:
            await asyncio.sleep(0.02)

    assert (await reads.read(COUNTING))[1] == os.getpid()
    assert reads.other is None
    reads.begin()
    assert not reads.beginning, "it is not tried again at once"
    await reads.close()


@pytest.fixture
def leaving() -> Iterator[Postgres]:
    """A server of its own that can go away."""
    server = Postgres()
    yield server
    server.stop()


async def test_a_database_that_goes_away_is_said_and_read_again_when_it_is_back(
    leaving: Postgres, opened: Callable[[str], Storage], tmp_path: Path
) -> None:
    url = leaving.url(leaving.create())
    storage = opened(url)
    async with reading(storage, url) as reads:
        here = Question(counted, None, ("pg_class",))
        assert (await storage.reading(here))[1] == pid(reads)

        leaving.go_away()
        with pytest.raises(NotRead):
            await storage.reading(here)
        leaving.back()

        assert (await storage.reading(here))[1] == pid(reads)


async def test_a_database_named_from_where_we_stand_is_found_by_the_other_process_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the demo, which is begun in a folder and keeps its database below it."""
    monkeypatch.chdir(tmp_path)
    url = "sqlite:///here.db"
    storage = Storage(url)
    migrate(storage.engine)
    try:
        async with reading(storage, url) as reads:
            assert await storage.reading(COUNTING) == (0, pid(reads))
    finally:
        storage.close()
