"""Long readings beside the turns: an interpreter does one thing at a time, so another one reads. Does not know what is read.

It is begun when so much was read here that it is worth its memory, kept while questions come, and begun again when it has
died. Whatever it cannot answer is read here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from contextvars import Context
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from bot.reading.frames import READ, READY, UNREAD, come, framed
from bot.running.apart import environment, gives_way
from bot.store.database import NotRead, Storage
from bot.store.question import Question
from bot.store.transaction import Transaction

log = logging.getLogger("sello.reading")

T = TypeVar("T")
PATIENCE = 60.0  # seconds until a reading is given up; a year of a million runs takes seven
STARTING = 60.0  # seconds that it may take to be ready
ENOUGH = 0.5  # seconds of CPU of readings here until it is begun: to begin takes a second and 90 MB
WAY = 5  # how much it gives way: somebody waits for what it reads
UNUSED = 900.0  # seconds without a question after which it is ended, and its memory is free
AGAIN = 60.0  # seconds until it is begun again where it could not be
DATABASE = ("PGPASSFILE", "PGSERVICEFILE", "PGSSLROOTCERT", "HOME")  # where it looks for what opens it
PACKAGES = {"PYTHONPATH": str(Path(__file__).parents[2])}


class Gone(Exception):
    """It has died, or did not understand."""


class Other:
    """The other process, and who waits for its answers."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._numbers = count(1)
        self._gone = False
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self.ready: asyncio.Future[Any] = self._awaited(0)
        self._listening = asyncio.create_task(self._listen(), name="reading")

    def _awaited(self, number: int) -> asyncio.Future[Any]:
        self._waiting[number] = asyncio.get_running_loop().create_future()
        return self._waiting[number]

    @property
    def there(self) -> bool:
        return self.ready.done() and not self._gone

    def tell(self, value: object) -> None:
        assert self.process.stdin
        self.process.stdin.write(framed(value))

    async def answer(self, question: Question[T]) -> T:
        """Raises Gone, NotRead or TimeoutError."""
        number = next(self._numbers)
        try:
            self.tell((number, question.function, question.given))
            async with asyncio.timeout(PATIENCE):
                return await self._awaited(number)  # type: ignore[no-any-return]
        finally:
            self._waiting.pop(number, None)

    async def _listen(self) -> None:
        assert self.process.stdout
        try:
            while True:
                self._came(*await come(self.process.stdout))
        except (EOFError, OSError):
            log.info("reading.ended")
        except Exception:
            log.exception("reading.unread")  # it speaks as another version of us does
        finally:
            self._fail_all()

    def _came(self, number: int, what: str, value: Any) -> None:
        awaited = self._waiting.get(number)
        if awaited is None or awaited.done():
            return
        if what in (READY, READ):
            awaited.set_result(value)
        else:
            awaited.set_exception(NotRead(value) if what == UNREAD else Gone(value))

    def _fail_all(self) -> None:
        self.kill()
        for one in self._waiting.values():
            if not one.done():
                one.set_exception(Gone("it has died"))
                one.exception()  # who does not wait anymore need not hear of it

    @property
    def busy(self) -> bool:
        return any(not one.done() for one in self._waiting.values())

    def kill(self) -> None:
        self._gone = True
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    async def close(self) -> None:
        self.kill()
        await self._listening
        await self.process.wait()


class Beside:
    """Reads the questions that are asked of a storage, in the other process where there is one. `wanted` are modules that it reads with."""

    def __init__(self, storage: Storage, url: str, root: Path, wanted: tuple[str, ...] = ()) -> None:
        self._storage, self._words = storage, (url, str(root), wanted)
        storage.elsewhere = self.read
        self.other: Other | None = None
        self._beginning: asyncio.Task[None] | None = None
        self._unused: asyncio.TimerHandle | None = None
        self._spent = self._not_before = 0.0
        self._closed = False

    async def read(self, question: Question[T]) -> T:
        """Raises NotRead, or what the question raised."""
        if self._closed:
            raise NotRead("it is ended")
        self._in_use()
        other = self.other
        if other is None or not other.there:
            return await self._here(question)
        try:
            return await other.answer(question)
        except TimeoutError:
            log.warning("reading.slow what=%s", question.function.__name__)
            other.kill()
            raise NotRead("it takes too long") from None
        except Gone as wrong:
            if self._closed:
                raise NotRead("it is ended") from None
            log.warning("reading.here what=%s why=%s", question.function.__name__, wrong)
            return await self._here(question)

    async def _here(self, question: Question[T]) -> T:
        if self._spent >= ENOUGH:
            self.begin()
        return await self._storage.here(partial(self._counted, question))

    def _counted(self, question: Question[T], tx: Transaction) -> T:
        before = time.thread_time()
        try:
            return question(tx)
        finally:
            self._spent += time.thread_time() - before

    def _in_use(self) -> None:
        if self._unused:
            self._unused.cancel()
        self._unused = asyncio.get_running_loop().call_later(UNUSED, self._end)

    def _end(self) -> None:
        self._spent = 0.0
        if self.other and self.other.busy:
            self._in_use()
        elif self.other:
            self.other.kill()

    @property
    def beginning(self) -> bool:
        return self._beginning is not None and not self._beginning.done()

    def begin(self) -> None:
        """Unless it is there, or was tried in vain just now."""
        there = self.other is not None and self.other.there
        if not there and not self.beginning and time.monotonic() >= self._not_before:
            # It outlives the turn in which it was begun, and is none of its tasks.
            self._beginning = Context().run(asyncio.create_task, self._begun(), name="reading-begins")

    async def _begun(self) -> None:
        """While it begins, others read here: they would wait longer for it."""
        try:
            await self._ended()
            self.other = Other(await _started())
            self.other.tell(self._words)
            async with asyncio.timeout(STARTING):
                await self.other.ready
        except (OSError, TimeoutError, Gone) as wrong:
            self._not_before = time.monotonic() + AGAIN
            log.error("reading.not_begun why=%s", type(wrong).__name__)  # noqa: TRY400  its trace says nothing
            await self._ended()

    async def _ended(self) -> None:
        other, self.other = self.other, None
        if other:
            await other.close()

    async def close(self) -> None:
        self._closed = True
        if self._unused:
            self._unused.cancel()
        if self._beginning:
            self._beginning.cancel()
            await asyncio.gather(self._beginning, return_exceptions=True)
        await self._ended()


async def _started() -> asyncio.subprocess.Process:
    """None of our tokens is handed on to it. The address of the database goes over its input: it can hold a password."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot.reading.program", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, env=environment(DATABASE, PACKAGES),
    )  # fmt: skip
    gives_way(process.pid, WAY)
    return process
