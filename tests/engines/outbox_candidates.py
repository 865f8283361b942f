"""Three ways to carry letters under one contract: DBOS, procrastinate, and claims in the letter's own row.

Prototypes for outbox_engines.py, no more than it needs. A turn here is what a turn of the product costs at least.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import procrastinate
import sqlalchemy as sa
from dbos import DBOS, DBOSClient
from sqlalchemy.dialects import postgresql, sqlite

log = logging.getLogger("outbox")
LOOK = 0.25  # seconds between looks for what is due; the kind of look is the engine's own
AT_ONCE = 8  # sends in flight in one process
BEAT = 2.0  # seconds between a worker's signs of life
DEAD = 15.0  # seconds of our own monotonic clock without one, and others take its letters over

Send = Callable[[str], None]
tables = sa.MetaData()
text, big = sa.Text, sa.BigInteger().with_variant(sa.Integer, "sqlite")
delivery = sa.Table("delivery", tables, sa.Column("id", text, primary_key=True))
chat = sa.Table("chat", tables, sa.Column("id", text, primary_key=True), sa.Column("seq", sa.Integer))
answer = sa.Table(
    "answer", tables, sa.Column("id", big, primary_key=True), sa.Column("chat", text), sa.Column("seq", sa.Integer),
    sa.Column("worker", text), sa.Column("at", sa.Double), sa.Column("timer", sa.Boolean),
)  # fmt: skip
worker = sa.Table("worker", tables, sa.Column("name", text, primary_key=True), sa.Column("beat", sa.Integer))
letter = sa.Table(
    "letter", tables, sa.Column("id", big, sa.Identity(), primary_key=True), sa.Column("line", text),
    sa.Column("address", text), sa.Column("body", text), sa.Column("due_at", sa.Double), sa.Column("worker", text),
    sa.Column("tries", sa.Integer), sa.Column("settled_at", sa.Double), sa.Column("ahead", big),
)  # fmt: skip
for keys in (("line", "address", "id"), ("due_at",)):
    of = [letter.c[key] for key in keys]
    is_open = letter.c.settled_at.is_(None)
    sa.Index(f"ix_open_{keys[0]}", *of, postgresql_where=is_open, sqlite_where=is_open)
b = sa.bindparam


@dataclass(frozen=True)
class Letter:
    address: str
    body: str
    delay: float = 0.0


class Database:
    """An engine with the product's settings. SQLite has one writer at a time, PostgreSQL a pool."""

    def __init__(self, url: str, *, begins: bool = True) -> None:
        self.url, self.lite = url, url.startswith("sqlite")
        self._gate = threading.Lock() if self.lite else nullcontext()
        options: dict[str, Any] = {"connect_args": {"check_same_thread": False}} if self.lite else {"pool_size": 12}
        self.engine = sa.create_engine(url, **options)
        if not self.lite:
            return
        sa.event.listen(self.engine, "connect", lambda raw, _: self._settle(raw, begins=begins))
        if begins:
            sa.event.listen(self.engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))

    def _settle(self, raw: Any, *, begins: bool) -> None:
        raw.isolation_level = None if begins else "IMMEDIATE"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=2000"):
            raw.execute(f"PRAGMA {pragma}")

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        with self._gate, self.engine.begin() as connection:
            yield connection


class Engine(Protocol):
    def write(self, connection: sa.Connection, letters: list[Letter]) -> list[Any]: ...
    def hand_over(self, written: list[Any]) -> None: ...
    def start(self) -> None: ...


class Beats:
    """Signs of life of all workers. `silent` gives those whose counter has not moved for DEAD seconds."""

    def __init__(self, name: str) -> None:
        self._name, self._seen = name, dict[str, tuple[int, float]]()
        self._mine = sa.update(worker).where(worker.c.name == name).values(beat=worker.c.beat + 1)

    def silent(self, connection: sa.Connection) -> list[str]:
        if connection.execute(self._mine).rowcount == 0:
            connection.execute(sa.insert(worker), {"name": self._name, "beat": 0})
        now, beats = time.monotonic(), {row.name: row.beat for row in connection.execute(sa.select(worker))}
        before = {name: self._seen.get(name, (-1, now)) for name in beats}
        self._seen = {n: (beat, before[n][1] if before[n][0] == beat else now) for n, beat in beats.items()}
        return [name for name, (_, since) in self._seen.items() if now - since > DEAD and name != self._name]

    def forget(self, connection: sa.Connection, name: str) -> None:
        connection.execute(sa.delete(worker).where(worker.c.name == name))


class Claims:
    """The letter's own row is the queue. One thread drains a lane; a look claims heads of lanes that nobody holds.

    A timer joins its lane when it is due; a letter that was tried (`tries` above 0) stays at the head until it is settled.
    """

    def __init__(self, database: Database, name: str, send: Send, look: float) -> None:
        self._database, self._name, self._send, self._look = database, name, send, look
        self._beats, self._pool, self._lock = Beats(name), ThreadPoolExecutor(AT_ONCE), threading.Lock()
        self._lanes, self._known, self._wake = dict[str, deque[Any]](), dict[int, None](), threading.Event()
        o, lane = letter.alias(), letter.alias()
        waits = (o.c.line == "bot", o.c.settled_at.is_(None), sa.or_(o.c.tries > 0, o.c.due_at <= b("now")))
        ahead = sa.select(sa.func.max(o.c.id)).where(o.c.address == b("address"), *waits).scalar_subquery()
        others = sa.exists().where(
            o.c.address == b("address"), o.c.worker.is_distinct_from(b("worker", type_=text)), *waits
        )
        holder = sa.case((others, None), else_=b("worker", type_=text))
        row = (letter.c.id, letter.c.address, letter.c.body)
        self._insert = sa.insert(letter).values(
            line="bot", address=b("address"), body=b("body"), due_at=b("due"), worker=holder, tries=0, ahead=ahead
        ).returning(*row, letter.c.ahead, letter.c.worker)  # fmt: skip
        first = ~sa.exists().where(o.c.address == lane.c.address, o.c.id < lane.c.id, *waits)
        free = sa.or_(lane.c.worker.is_(None), lane.c.worker == b("mine"))
        heads = sa.select(lane.c.id).where(lane.c.settled_at.is_(None), lane.c.due_at <= b("now"), free, first)
        heads = heads.order_by(lane.c.due_at).limit(200).with_for_update(skip_locked=True, of=lane)
        claimed = sa.update(letter).where(letter.c.id.in_(heads)).values(worker=b("me"))
        self._claim = claimed.returning(*row, sa.literal(0).label("ahead"))
        own = (letter.c.id == b("b_id"), letter.c.worker == b("me"))
        self._settle = sa.update(letter).where(*own).values(settled_at=b("at"), tries=letter.c.tries + 1)
        left = (letter.c.worker == b("dead"), letter.c.settled_at.is_(None))
        self._release = sa.update(letter).where(*left).values(worker=None)

    def write(self, connection: sa.Connection, letters: list[Letter]) -> list[Any]:
        """Those this process may send. What stands behind another's letter is nobody's: it must not die with its writer."""
        return [row for one in letters if (row := self._row(connection, one)).worker]

    def _row(self, connection: sa.Connection, one: Letter) -> Any:
        now, holder = time.time(), None if one.delay else self._name
        due = {"address": one.address, "body": one.body, "now": now, "due": now + one.delay, "worker": holder}
        return connection.execute(self._insert, due).one()

    def hand_over(self, written: list[Any]) -> None:
        with self._lock:
            for row in written:
                self._join(row)

    def _join(self, row: Any) -> None:
        """Behind what this process holds or has sent of the lane. The look finds what comes here before the one ahead."""
        lane = self._lanes.get(row.address)
        if row.id in self._known or (row.ahead and row.ahead not in self._known):
            return
        self._known[row.id] = None
        while len(self._known) > 5000:
            self._known.pop(next(iter(self._known)))
        if lane:
            lane.append(row)
        else:
            self._lanes[row.address] = deque([row])
            self._pool.submit(self._drain, row.address)

    def _drain(self, address: str) -> None:
        lane, more = self._lanes[address], True
        while more:
            self._send(lane[0].body)
            with self._database.transaction() as connection:
                connection.execute(self._settle, {"b_id": lane[0].id, "at": time.time(), "me": self._name})
            claimed, more = lane[0].ahead == 0, self._done(address, lane)
        if claimed:  # others may have written behind it meanwhile
            self._wake.set()

    def _done(self, address: str, lane: deque[Any]) -> bool:
        with self._lock:
            lane.popleft()
            if not lane:
                del self._lanes[address]
            return bool(lane)

    def start(self) -> None:
        self._beat()  # before the first letter bears this name
        every(BEAT, self._beat)
        every(self._look, self.look, self._wake)

    def look(self) -> None:
        with self._database.transaction() as connection:
            named = {"me": self._name, "mine": self._name, "now": time.time()}
            claimed = connection.execute(self._claim, named).all()
        self.hand_over(sorted(claimed, key=lambda row: row.id))

    def _beat(self) -> None:
        with self._database.transaction() as connection:
            for dead in self._beats.silent(connection):
                connection.execute(self._release, {"dead": dead})
                self._beats.forget(connection, dead)


_send: Send = print


@DBOS.workflow(name="letter")
def _workflow(body: str) -> None:
    """Without a step of its own: half the cost, and the same promise of at least once."""
    _send(body)


class Dbos:
    """One partitioned queue for everything; the body is the job's argument. Rescue by our own signs of life."""

    def __init__(self, database: Database, name: str, send: Send, look: float) -> None:
        global _send  # noqa: PLW0603  a workflow is a function of a module
        _send = send
        self._database, self._name, self._beats, self._count = database, name, Beats(name), itertools.count()
        self._own = Database(database.url, begins=False)
        DBOS(config={
            "name": "outbox", "system_database_url": database.url, "system_database_engine": self._own.engine,
            "application_version": "1", "executor_id": name, "log_level": "ERROR",
        })  # fmt: skip
        DBOS.launch()
        DBOS.register_queue("out", partition_concurrency=1, worker_concurrency=AT_ONCE, polling_interval_sec=look)
        self._client = DBOSClient(system_database_engine=database.engine, application_name="outbox")

    def write(self, connection: sa.Connection, letters: list[Letter]) -> list[Any]:
        for one in letters:
            id = f"{time.time_ns():x}{next(self._count):06x}{self._name}"
            options = {"workflow_name": "letter", "queue_name": "out", "workflow_id": id, "queue_partition_key": one.address}  # fmt: skip
            later = {"delay_seconds": one.delay} if one.delay else {}
            self._client.enqueue_in_transaction(connection, options | later, one.body)  # type: ignore[arg-type]
        return []

    def hand_over(self, written: list[Any]) -> None:
        """DBOS finds it by looking."""

    def start(self) -> None:
        self._beat()
        every(BEAT, self._beat)

    def _beat(self) -> None:
        with self._database.transaction() as connection:
            silent = self._beats.silent(connection)
        for dead in silent:
            if stuck := DBOS.list_workflows(status="PENDING", executor_id=dead):
                DBOS.resume_workflows([one.workflow_id for one in stuck], queue_name="out")
            with self._database.transaction() as connection:
                self._beats.forget(connection, dead)


class Procrastinate:
    """A lock a chat; the body is the job's argument. A timer has no lock: one for next week would hold up its chat."""

    def __init__(self, database: Database, name: str, send: Send, look: float) -> None:
        self._url, self._send, self._look = database.url.replace("+psycopg", ""), send, look
        self._app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=self._url))
        with self._app.open(), database.transaction() as connection:
            connection.exec_driver_sql("select pg_advisory_xact_lock(1)")
            if connection.exec_driver_sql("select to_regclass('procrastinate_jobs')").scalar() is None:
                self._app.schema_manager.apply_schema()

    def write(self, connection: sa.Connection, letters: list[Letter]) -> list[Any]:
        raw = connection.connection.driver_connection
        for one in letters:
            due = datetime.now(UTC) + timedelta(seconds=one.delay)
            when: dict[str, Any] = {"schedule_at": due} if one.delay else {"lock": one.address}
            self._app.configure_task("letter", allow_unknown=True, connection=raw, **when).defer(body=one.body)
        return []

    def hand_over(self, written: list[Any]) -> None:
        """The worker hears of it by LISTEN."""

    def start(self) -> None:
        threading.Thread(target=lambda: asyncio.run(self._work()), daemon=True).start()

    async def _work(self) -> None:
        app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=self._url))
        app.task(name="letter")(self._task)
        async with app.open_async(), asyncio.TaskGroup() as group:
            group.create_task(self._rescue(app))
            await app.run_worker_async(
                concurrency=AT_ONCE, fetch_job_polling_interval=self._look, update_heartbeat_interval=BEAT,
                stalled_worker_timeout=DEAD, install_signal_handlers=False,
            )  # fmt: skip

    async def _task(self, body: str) -> None:
        await asyncio.to_thread(self._send, body)

    async def _rescue(self, app: procrastinate.App) -> None:
        while True:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD):
                await app.job_manager.retry_job(job)
            await asyncio.sleep(BEAT)


def every(seconds: float, work: Callable[[], None], wake: threading.Event | None = None) -> None:
    wake = wake or threading.Event()

    def loop() -> None:
        while True:
            try:
                work()
            except sa.exc.DBAPIError as wrong:
                log.warning("engine.failed reason=%s", type(wrong.orig).__name__)
            wake.wait(seconds)
            wake.clear()

    threading.Thread(target=loop, daemon=True).start()


class Turns:
    """What a turn of the product costs at least: a delivery once, a conversation locked and moved, an answer."""

    def __init__(self, database: Database, name: str) -> None:
        self.database, self._name = database, name
        once: Any = sqlite.insert if database.lite else postgresql.insert
        self._heard = once(delivery).on_conflict_do_nothing()
        self._open = once(chat).on_conflict_do_nothing()
        self._read = sa.select(chat.c.seq).where(chat.c.id == b("b_id")).with_for_update()
        self._move = (
            sa.update(chat).where(chat.c.id == b("b_id"), chat.c.seq == b("b_read")).values(seq=b("b_read") + 1)
        )
        self._record = sa.insert(answer)

    def open(self, names: list[str]) -> None:
        with self.database.transaction() as connection:
            tables.create_all(connection)
            connection.execute(self._open, [{"id": name, "seq": 0} for name in names])

    def turn(self, where: str, engine: Engine | None, letters: Callable[[int], list[Letter]]) -> None:
        with self.database.transaction() as c:
            c.execute(self._heard, {"id": f"{self._name}{time.time_ns()}"})
            seq = c.execute(self._read, {"b_id": where}).scalar_one()
            c.execute(self._move, {"b_id": where, "b_read": seq})
            timer = bool(wanted := letters(seq)) and wanted[0].delay > 0
            named = {"worker": self._name, "at": time.time(), "timer": timer}
            c.execute(self._record, {"chat": where, "seq": seq, **named})
            written = engine.write(c, wanted) if engine else []
        if engine:
            engine.hand_over(written)


def engine_of(kind: str, database: Database, name: str, send: Send, look: float = LOOK) -> Engine:
    made: Any = {"dbos": Dbos, "procrastinate": Procrastinate, "claims": Claims}[kind]
    return made(database, name, send, look)
