"""The database: our settings of it, and the storage that every job goes through.

Durable before anybody is told: synchronous=FULL, synchronous_commit=on. Who only reads has other connections, takes no
lock and holds up no writer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot.store import private
from bot.store.ahead import Ahead
from bot.store.claiming import NOBODY
from bot.store.prepared import answered, changed, order, withhold
from bot.store.question import Question
from bot.store.transaction import Transaction
from bot.store.writing import BROKEN, NotSaved, Writers

__all__ = ["NotRead", "NotSaved", "Storage", "engine_for", "reader_for"]

T = TypeVar("T")
BUSY = 2000  # milliseconds to wait for a lock: Slack gives three seconds for the whole answer
THREADS = 2  # connections to PostgreSQL from this process
READERS = 2  # connections that only read
READING = 6  # threads that read, or wait for one of these connections
CONNECT = 10  # seconds until a server that says nothing is taken for one that is not there


class ReadFirst(Exception):
    """A transaction cannot go on before this is read, which takes long: beside the writers. `key` is where it looks for it."""

    def __init__(self, key: Hashable, read: Callable[[Transaction], Any]) -> None:
        super().__init__(key)
        self.key, self.read = key, read


class NotRead(Exception):
    """The database could not be read, or the work tried to write."""


def engine_for(url: str, *, begins: bool = True) -> sa.Engine:
    """An engine with our settings. `begins=False` leaves beginning to the driver, as the durable queue needs it."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = _postgres(address, pool_size=THREADS + 2, max_overflow=8)
        sa.event.listen(engine, "connect", _by_index)
        sa.event.listen(engine, "begin", _begin)
        sa.event.listen(engine, "after_cursor_execute", _answered)
        return engine
    return _sqlite(address, begins=begins)


def reader_for(url: str) -> sa.Engine:
    """An engine whose transactions can only read. All that one of them reads is of one moment."""
    address = make_url(url)
    pool: dict[str, Any] = {"pool_size": READERS, "max_overflow": 0, "pool_timeout": BUSY / 1000}
    if address.get_backend_name() != "sqlite":
        only = {"postgresql_readonly": True}
        engine = _postgres(address, isolation_level="REPEATABLE READ", execution_options=only, **pool)
        sa.event.listen(engine, "connect", _one_core)
        return engine
    return _sqlite(address, "query_only=ON", execution_options={"reads": True}, poolclass=sa.QueuePool, **pool)


def _postgres(address: sa.URL, **options: Any) -> sa.Engine:
    driver = address.set(drivername="postgresql+psycopg")
    limit = {"connect_timeout": CONNECT}
    return _discreet(sa.create_engine(driver, pool_pre_ping=True, hide_parameters=True, connect_args=limit, **options))


def _by_index(connection: Any, _record: Any) -> None:
    """A turn finds everything by an index. The plans of its statements are made while the tables are still small, and kept:
    what reads a whole table then is the cheapest, and stays so when it is large. What has no index to go by then looks dear
    enough to be compiled, which takes longer than the reading: so nothing is."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET jit = off")
    connection.commit()
    connection.autocommit = True  # we begin by ourselves: the driver would wait for an answer


def _answered(connection: sa.Connection, _cursor: Any, _sql: str, _filled: Any, context: Any, _many: bool) -> None:
    """SQLAlchemy reads the answer at once."""
    answered(connection)
    if not getattr(getattr(context, "invoked_statement", None), "is_select", False):
        changed(connection)


def _one_core(connection: Any, _record: Any) -> None:
    """Who reads a year leaves the other cores to turns. Compiling takes longer than it saves: of a summary, a third."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET jit = off; SET random_page_cost = 1.1")
    connection.commit()


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
    if _each_for_itself(connection):
        return
    reads = connection.get_execution_options().get("reads", False) or connection.dialect.name != "sqlite"
    order(connection, "BEGIN" if reads else "BEGIN IMMEDIATE")


def _each_for_itself(connection: sa.Connection) -> bool:
    """Is every statement a transaction of its own? A lock that is kept for days may keep none open."""
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"


def read_with(engine: sa.Engine, work: Callable[[Transaction], T]) -> T:
    """Runs the work in a transaction of this engine, which can only read. Raises NotRead, or what it raised."""
    try:
        with engine.connect() as connection, connection.begin():
            return work(Transaction(connection, NOBODY))
    except BROKEN as wrong:
        raise NotRead(type(wrong).__name__) from wrong


def _discreet(engine: sa.Engine) -> sa.Engine:
    """Errors of this engine do not quote the values of a statement. `hide_parameters` alone leaves PostgreSQL's own."""
    sa.event.listen(engine, "handle_error", _withheld)
    return engine


def _withheld(failure: sa.engine.ExceptionContext) -> None:
    withhold(failure.original_exception, failure.sqlalchemy_exception)


class Storage:
    """Runs jobs on storage threads. A job is a function of a Transaction; what it wrote is durable when `transaction` returns.

    `worker` is the one in whose hands letters are as soon as they are written: nobody, until the outbox is open.
    """

    def __init__(self, url: str) -> None:
        self.engine = engine_for(url)
        self.readers = reader_for(url)
        self.lite = self.engine.dialect.name == "sqlite"
        self.elsewhere: Callable[[Question[Any]], Awaitable[Any]] | None = None
        self.writers = Writers(self.engine, 1 if self.lite else THREADS)
        self._reading = ThreadPoolExecutor(READING, thread_name_prefix="reading")

    @property
    def worker(self) -> int:
        return self.writers.worker

    @worker.setter
    def worker(self, id: int) -> None:
        self.writers.worker = id

    async def transaction(self, work: Callable[[Transaction], T], ahead: Ahead = ()) -> T:
        """Runs the work in a transaction; returns when it is durable. Raises NotSaved, or what the work raised.

        `ahead` is what it will ask first: it is asked for all that are committed together at once.
        """
        return await self.writers.soon(work, ahead)

    def along(self, work: Callable[[Transaction], T]) -> asyncio.Future[T]:
        """The same for work that can wait a moment and only writes: it goes along with the next transaction, and before it."""
        return self.writers.along(work)

    def hurry(self) -> None:
        """Somebody waits for what goes along: it is done now."""
        self.writers.nudge()

    def now(self, work: Callable[[Transaction], T]) -> T:
        """The same for callers that are not async."""
        return self.writers.put(work).result()

    async def reading(self, work: Callable[[Transaction], T]) -> T:
        """Runs the work in a transaction that can only read, beside the writers. Raises NotRead, or what it raised.

        Nobody waits for the network or a person inside one: long reads go page by page, each in its own. A question is
        read elsewhere, where somebody does that.
        """
        if self.elsewhere and isinstance(work, Question):
            return await self.elsewhere(work)  # type: ignore[no-any-return]
        return await self.here(work)

    async def here(self, work: Callable[[Transaction], T]) -> T:
        """The same in a thread of this process, whatever is read. At the priority of turns: whoever holds the interpreter and
        is kept from a core keeps all of them waiting."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self.read_now, work)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        """The same for callers that are not async, in their own thread."""
        return read_with(self.readers, work)

    def close(self) -> None:
        """Waits for what is being written and read, also where nobody waits for it anymore, and closes every connection."""
        self._reading.shutdown(cancel_futures=True)
        self.writers.close()
        self.engine.dispose()
        self.readers.dispose()
