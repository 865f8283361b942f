"""What waits to be written, and the threads that write it: what has queued is committed together.

SQLite has one writer, PostgreSQL a few threads. A thread takes everything that waits as one transaction; where one job of
them fails, each is done once more in its own. Nobody is told before it is durable.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.store.ahead import Ahead
from bot.store.claiming import NOBODY
from bot.store.outage import Outage
from bot.store.prepared import answered, together
from bot.store.transaction import Transaction

T = TypeVar("T")
TOGETHER = 64  # jobs in one commit; beyond it the wait of the first is longer than the saving
WAITING = 2000  # jobs that may wait; more than that and people are told, rather than kept waiting
ALONG = 0.02  # seconds that a job waits for others to go along with
UNUSED = 5.0  # seconds after which a connection to a server is looked at before it is used
BROKEN = (sa.exc.OperationalError, sa.exc.InternalError, sa.exc.TimeoutError)  # the database, not the work
# Two transactions in each other's way; either goes through alone.
CROSSED = ("DeadlockDetected", "SerializationFailure")


class NotSaved(Exception):
    """The database could not take it. Nothing was written."""


@dataclass(eq=False)
class Job:
    """A function of a Transaction. It can be run twice, but is committed once. `loop` is that of the result, if it has one."""

    work: Callable[[Transaction], Any]
    result: Any
    loop: asyncio.AbstractEventLoop | None = None
    ahead: Ahead = ()

    def wanted(self) -> bool:
        """Is anybody waiting for it? Who does cannot give up any more: it is done."""
        if self.loop is None:
            return bool(self.result.set_running_or_notify_cancel())
        return not self.result.cancelled()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job."""

    job: Job
    result: Any = None
    fault: BaseException | None = None

    def tell(self) -> None:
        if self.job.result.done():  # whoever waited has left
            return
        if self.fault is None:
            self.job.result.set_result(self.result)
        else:
            self.job.result.set_exception(self.fault)


def _tell_all(done: list[Done]) -> None:
    for one in done:
        one.tell()


def _told(done: list[Done]) -> None:
    """Tells everybody; those of one event loop are woken together, since every call into a loop is a system call."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[Done]] = defaultdict(list)
    for one in done:
        by_loop[one.job.loop].append(one)
    for loop, those in by_loop.items():
        if loop is None:
            _tell_all(those)
            continue
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits there
            loop.call_soon_threadsafe(_tell_all, those)


NUDGE = Job(lambda _: None, None)  # nothing to do but to take those along that wait


class Writers:
    """The threads, and what waits for them. `worker` is the one in whose hands letters are as soon as they are written."""

    def __init__(self, engine: sa.Engine, threads: int) -> None:
        self.worker = NOBODY
        self._engine = engine
        self._lite = engine.dialect.name == "sqlite"
        self._mine = threading.local()
        self._outage = Outage()
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._along: deque[Job] = deque()
        self._along_in_order = threading.Lock()
        self._nudged = self._hurried = False
        self.threads = [threading.Thread(target=self._write, name=f"storage-{n}", daemon=True) for n in range(threads)]
        for thread in self.threads:
            thread.start()

    # What is to be done.

    def put(self, work: Callable[[Transaction], T]) -> Future[T]:
        """A job of somebody who waits in a thread."""
        return self._put(Job(work, Future()))  # type: ignore[no-any-return]

    def soon(self, work: Callable[[Transaction], T], ahead: Ahead = ()) -> asyncio.Future[T]:
        """A job of somebody who waits in an event loop."""
        loop = asyncio.get_running_loop()
        return self._put(Job(work, loop.create_future(), loop, ahead))  # type: ignore[no-any-return]

    def along(self, work: Callable[[Transaction], T]) -> asyncio.Future[T]:
        """A job that costs no commit of its own while there are others: it goes along with the next, in the order in which
        these came. It asks nothing of the database."""
        loop = asyncio.get_running_loop()
        job = Job(work, loop.create_future(), loop)
        self._along.append(job)
        if not self._nudged:
            self._nudged = True
            loop.call_later(ALONG, self._waited)
        return job.result  # type: ignore[no-any-return]

    def _waited(self) -> None:
        self._nudged = False
        self.nudge()

    def nudge(self) -> None:
        """Those that go along wait no longer."""
        if self._along:
            self._waiting.put(NUDGE)

    def _put(self, job: Job) -> Any:
        if self._waiting.qsize() >= WAITING:
            job.result.set_exception(NotSaved("too many jobs are waiting"))
        else:
            self._waiting.put(job)
        return job.result

    def close(self) -> None:
        """Does what waits, and ends."""
        self._waiting.put(NUDGE)
        for _ in self.threads:
            self._waiting.put(None)
        for thread in self.threads:
            thread.join(timeout=10)

    # It is done.

    def _write(self) -> None:
        while (job := self._waiting.get()) is not None:
            jobs = [job]
            while len(jobs) < TOGETHER and self._more(jobs):
                pass
            if NUDGE in jobs:
                self._hurried = True
            self._commit_with_those_along([job for job in jobs if job is not NUDGE])
        if mine := getattr(self._mine, "connection", None):
            mine.close()

    def _more(self, jobs: list[Job]) -> bool:
        """Takes one more job that waits, if one does."""
        try:
            job = self._waiting.get_nowait()
        except queue.Empty:
            return False
        if job is None:
            self._waiting.put(None)
            return False
        jobs.append(job)
        return True

    def _commit_with_those_along(self, jobs: list[Job]) -> None:
        """Those that go along come first, and one thread takes them at a time: so they are done in order. Whoever was nudged
        and could not take them has them nudged again by whoever could."""
        mine = self._along_in_order.acquire(blocking=False)
        try:
            if mine:
                self._hurried = False
            first = [self._along.popleft() for _ in range(len(self._along))] if mine else []
            first, jobs = [[job for job in some if job.wanted()] for some in (first, jobs)]
            while first or jobs:
                _told(done := self._commit(jobs, first))
                first, jobs = [], jobs[len(done) - len(first) :]
        finally:
            if mine:
                self._along_in_order.release()
                if self._hurried:
                    self.nudge()

    def _commit(self, jobs: list[Job], first: Sequence[Job] = ()) -> list[Done]:
        """Jobs in one transaction, `first` those that go along. All of them, or up to the first that others wait for: whoever
        gives a number of a site holds up all who finish something there, and two sites of two transactions cross."""
        worked = False
        try:
            with self._connected() as connection, together(connection), connection.begin():
                tx = Transaction(connection, self.worker)
                done = [Done(job, job.work(tx)) for job in first]
                for question in (one for job in jobs for one in job.ahead):
                    question.ask(connection)
                for number, job in enumerate(jobs, 1):
                    done.append(Done(job, job.work(tx)))
                    if tx.numbering.waited_for:
                        _not_now(connection, jobs[number:])
                        break
                answered(connection)
                worked = True
        except (*BROKEN, OSError) as wrong:
            if self._mine.kept and not worked and getattr(wrong, "connection_invalidated", False):
                return self._commit(jobs, first)  # the connection had died since it was used last
            jobs = [*first, *jobs]
            if len(jobs) > 1 and _crossed(wrong):
                return self._each(jobs)
            self._outage.failed(len(jobs), wrong)
            return [Done(job, fault=NotSaved(type(wrong).__name__)) for job in jobs]
        except BaseException as wrong:  # noqa: BLE001  it belongs to whoever asked
            jobs = [*first, *jobs]
            return self._each(jobs) if len(jobs) > 1 else [Done(jobs[0], fault=wrong)]
        self._outage.over()
        return done

    def _each(self, jobs: list[Job]) -> list[Done]:
        """Each job in a transaction of its own, since one of them fails: nothing of the others is lost by it."""
        return [done for job in jobs for done in self._commit([job])]

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        """The connection of this thread: the one of the last commit, if nothing went wrong there."""
        mine, self._mine.connection = getattr(self._mine, "connection", None), None
        if mine is not None and not self._lite and time.monotonic() - self._mine.used > UNUSED:
            mine.close()  # the pool looks whether it still lives
            mine = None
        self._mine.kept = mine is not None
        connection: sa.Connection = mine or self._engine.connect()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._mine.connection, self._mine.used = connection, time.monotonic()


def _not_now(connection: sa.Connection, jobs: Sequence[Job]) -> None:
    """What was asked ahead for jobs that are done in a later transaction is asked again there, and may not be kept by this."""
    for question in (one for job in jobs for one in job.ahead):
        question.take_back(connection)


def _crossed(wrong: BaseException) -> bool:
    return type(getattr(wrong, "orig", wrong)).__name__ in CROSSED
