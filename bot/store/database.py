"""The database, and the threads that talk to it: what is heard is queued, what has queued is committed together.

SQLite has one writer: it takes everything that waits as one transaction with a savepoint a turn. PostgreSQL has a few
threads with a transaction a turn. Durable before anybody is told: synchronous=FULL, synchronous_commit=on.
Who only reads has other connections, takes no lock and holds up no writer.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot.store import private
from bot.store.letters import NOBODY
from bot.store.outage import Outage
from bot.store.transaction import Transaction

log = logging.getLogger("sello.store")

T = TypeVar("T")
TOGETHER = 64  # jobs in one commit; beyond it the wait of the first is longer than the saving
WAITING = 2000  # jobs that may wait; more than that and people are told, rather than kept waiting
BUSY = 2000  # milliseconds to wait for a lock: Slack gives three seconds for the whole answer
THREADS = 4  # connections to PostgreSQL from this process
READERS = 2  # connections that only read
CONNECT = 10  # seconds until a server that says nothing is taken for one that is not there
BROKEN = (sa.exc.OperationalError, sa.exc.InternalError, sa.exc.TimeoutError)  # the database, not the work


class NotSaved(Exception):
    """The database could not take it. Nothing was written."""


class NotRead(Exception):
    """The database could not be read, or the work tried to write."""


def engine_for(url: str, *, begins: bool = True) -> sa.Engine:
    """An engine with our settings. `begins=False` leaves beginning to the driver, as the durable queue needs it."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return _postgres(address, pool_size=THREADS + 2, max_overflow=8)
    return _sqlite(address, begins=begins)


def reader_for(url: str) -> sa.Engine:
    """An engine whose transactions can only read. All that one of them reads is of one moment."""
    address = make_url(url)
    pool: dict[str, Any] = {"pool_size": READERS, "max_overflow": 0, "pool_timeout": BUSY / 1000}
    if address.get_backend_name() != "sqlite":
        only = {"postgresql_readonly": True}
        return _postgres(address, isolation_level="REPEATABLE READ", execution_options=only, **pool)
    return _sqlite(address, "query_only=ON", execution_options={"reads": True}, poolclass=sa.QueuePool, **pool)


def _postgres(address: sa.URL, **options: Any) -> sa.Engine:
    driver = address.set(drivername="postgresql+psycopg")
    limit = {"connect_timeout": CONNECT}
    return _discreet(sa.create_engine(driver, pool_pre_ping=True, hide_parameters=True, connect_args=limit, **options))


def _sqlite(address: sa.URL, *pragmas: str, begins: bool = True, **options: Any) -> sa.Engine:
    if address.database and not address.database.startswith((":memory:", "file:")):
        private.folder(Path(address.database).parent)
        private.touch(Path(address.database))  # SQLite gives -wal and -shm the mode of this file
    engine = sa.create_engine(address, connect_args={"check_same_thread": False}, hide_parameters=True, **options)

    @sa.event.listens_for(engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None if begins else "IMMEDIATE"
        ours = (f"busy_timeout={BUSY}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
        for pragma in (*ours, *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    if begins:
        sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    """In WAL mode a plain BEGIN reads beside the writer. Who may write takes the lock at once, to wait only there."""
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _discreet(engine: sa.Engine) -> sa.Engine:
    """Errors of this engine do not quote the values of a statement. `hide_parameters` alone leaves PostgreSQL's own."""
    sa.event.listen(engine, "handle_error", _withheld)
    return engine


def _withheld(failure: sa.engine.ExceptionContext) -> None:
    """PostgreSQL quotes a value after `: "`, and whole rows in the lines below the first."""
    for error in (failure.original_exception, failure.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0].partition(': "')[0], *error.args[1:])


@dataclass
class _Job:
    work: Callable[[Transaction], Any]
    result: Future[Any]


class Storage:
    """Runs jobs on storage threads. A job is a function of a Transaction; what it wrote is durable when `transaction` returns.

    `worker` is the one in whose hands letters are as soon as they are written: nobody, until the outbox is open.
    """

    def __init__(self, url: str) -> None:
        self.engine = engine_for(url)
        self.readers = reader_for(url)
        self.lite = self.engine.dialect.name == "sqlite"
        self.worker = NOBODY
        self._outage = Outage()
        self._waiting: queue.Queue[_Job | None] = queue.Queue(WAITING)
        self._threads = [
            threading.Thread(target=self._write, name=f"storage-{n}", daemon=True)
            for n in range(1 if self.lite else THREADS)
        ]
        for thread in self._threads:
            thread.start()

    async def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Runs the work in a transaction; returns when it is durable. Raises NotSaved, or what the work raised."""
        return await asyncio.wrap_future(self._put(work))

    def now(self, work: Callable[[Transaction], T]) -> T:
        """The same for callers that are not async."""
        return self._put(work).result()

    async def reading(self, work: Callable[[Transaction], T]) -> T:
        """Runs the work in a transaction that can only read, beside the writers. Raises NotRead, or what it raised.

        Nobody waits for the network or a person inside one: long reads go page by page, each in its own.
        """
        return await asyncio.to_thread(self.read_now, work)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        """The same for callers that are not async, in their own thread."""
        try:
            with self.readers.connect() as connection, connection.begin():
                return work(Transaction(connection, NOBODY))
        except BROKEN as wrong:
            raise NotRead(type(wrong).__name__) from wrong

    def close(self) -> None:
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(timeout=10)
        self.engine.dispose()
        self.readers.dispose()

    def _put(self, work: Callable[[Transaction], T]) -> Future[T]:
        job = _Job(work, Future())
        try:
            self._waiting.put_nowait(job)
        except queue.Full:
            job.result.set_exception(NotSaved("too many jobs are waiting"))
        return job.result

    def _write(self) -> None:
        while (job := self._waiting.get()) is not None:
            jobs = [job]
            while self.lite and len(jobs) < TOGETHER and self._more(jobs):
                pass
            # Whoever has given up waiting is left out; the others cannot give up anymore.
            wanted = [job for job in jobs if job.result.set_running_or_notify_cancel()]
            if wanted:
                self._commit(wanted)

    def _more(self, jobs: list[_Job]) -> bool:
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

    def _commit(self, jobs: list[_Job]) -> None:
        """All jobs in one transaction; nobody hears of theirs until all are durable."""
        try:
            with self.engine.connect() as connection, connection.begin():
                told = [(job, *self._one(connection, job, alone=len(jobs) == 1)) for job in jobs]
        except BaseException as wrong:  # noqa: BLE001  whatever it was, every job of this commit must hear of it
            self._failed(jobs, wrong)
            return
        self._outage.over()
        for job, result, fault in told:
            if fault is None:
                job.result.set_result(result)
            else:
                job.result.set_exception(fault)

    def _one(self, connection: sa.Connection, job: _Job, *, alone: bool) -> tuple[Any, BaseException | None]:
        """One job; its own failure undoes only itself."""
        tx = Transaction(connection, self.worker)
        if alone:
            return job.work(tx), None
        savepoint = connection.begin_nested()
        try:
            result = job.work(tx)
            savepoint.commit()
        except sa.exc.OperationalError:
            raise
        except Exception as wrong:  # noqa: BLE001  it belongs to whoever asked
            savepoint.rollback()
            return None, wrong
        return result, None

    def _failed(self, jobs: list[_Job], wrong: BaseException) -> None:
        broken = isinstance(wrong, (*BROKEN, OSError))
        if broken:
            self._outage.failed(len(jobs), wrong)
        for job in jobs:
            job.result.set_exception(NotSaved(type(wrong).__name__) if broken else wrong)
