"""The one door to the durable queue (DBOS): notices go out in order for each chat, across crashes, once they are kept.

A job is written in the same transaction as its letter. Knows letters by id only; how one is sent is handed in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig

from bot.store.database import engine_for

log = logging.getLogger("sello.jobs")

NAME = "sello"
QUEUE = "notices"
VERSION = "1"  # of the workflow below: jobs of another version wait for a worker of that version
AT_ONCE = 8  # sends in flight; more would starve the turns of the same process
LOOK = 0.25  # seconds between looks into the queue: with eight at once some 28 messages a second, a bot's pace

Deliver = Callable[[str], Awaitable[None]]


class Jobs:
    """The durable queue of one process over one database."""

    def __init__(self, url: str, worker: str) -> None:
        self._url = url
        self._worker = worker
        self._client: DBOSClient | None = None
        self._engine: sa.Engine | None = None

    def enqueue(self, connection: sa.Connection, letter: str, lane: str) -> None:
        """In this transaction: send the letter once it commits, after those that wait in the same lane."""
        if self._client is None:
            return
        options = {"workflow_name": "notice", "queue_name": QUEUE, "workflow_id": letter, "queue_partition_key": lane}
        self._client.enqueue_in_transaction(connection, options, letter)  # type: ignore[arg-type]

    async def open(self, app_engine: sa.Engine, deliver: Deliver) -> None:
        """Makes the queue's own tables and begins to send. `deliver` sends one letter and returns when that is settled."""
        global _deliver, _home
        _deliver, _home = deliver, asyncio.get_running_loop()
        self._engine = engine_for(self._url, begins=False)
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": self._engine.url.render_as_string(hide_password=False),
            "system_database_engine": self._engine,
            "application_version": VERSION,
            "executor_id": self._worker,
            "log_level": "ERROR",
            "notification_listener_polling_interval_sec": 0.05,
        }
        DBOS(config=config)
        await asyncio.to_thread(DBOS.launch)
        self._client = DBOSClient(system_database_engine=app_engine, application_name=NAME)
        await DBOS.register_queue_async(
            QUEUE, partition_concurrency=1, worker_concurrency=AT_ONCE, polling_interval_sec=LOOK
        )

    async def close(self) -> None:
        """Stops sending. What is claimed and not sent is taken up at the next start."""
        await asyncio.to_thread(DBOS.destroy)
        # The queue put its own executor in the loop's place and has just ended it; others still need one.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        if self._client is not None:
            self._client.destroy()
        if self._engine is not None:
            self._engine.dispose()


_deliver: Deliver | None = None
_home: asyncio.AbstractEventLoop | None = None


@DBOS.step(name="deliver")
async def _step(letter: str) -> None:
    """Sends a letter where the channels live: the queue may run its steps on a loop of its own."""
    assert _deliver is not None
    assert _home is not None
    if asyncio.get_running_loop() is _home:
        await _deliver(letter)
    else:
        sending = _sending(_deliver, letter)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(sending, _home))


async def _sending(deliver: Deliver, letter: str) -> None:
    await deliver(letter)


@DBOS.workflow(name="notice")
async def _notice(letter: str) -> None:
    await _step(letter)
