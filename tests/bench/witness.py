"""What a PostgreSQL server says of itself while turns are driven: what is waited for, what is run how often, what went wrong."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

EVERY = 0.01  # seconds between two looks
SETTINGS = (("shared_preload_libraries", "pg_stat_statements"), ("pg_stat_statements.track_utility", "on"))
# Who is in a transaction and waits, for what, and in which statement: PostgreSQL 15, chapter 28.2.3.
LOOK = """
SELECT coalesce(wait_event_type || ': ' || wait_event, ''), query FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()
"""
TOLD = "SELECT xact_commit, xact_rollback, deadlocks FROM pg_stat_database WHERE datname = current_database()"
RUN = """
SELECT query, calls, total_exec_time FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
WRITTEN = "SELECT wal_bytes, wal_sync FROM pg_stat_wal"


@dataclass
class Seen:
    """`waits` are looks by what was waited for; `blocked` looks at somebody who waits for a row, by the statement;
    `statements` calls and milliseconds by statement."""

    waits: Counter[str] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)
    statements: dict[str, tuple[int, float]] = field(default_factory=dict)
    commits: int = 0
    rollbacks: int = 0
    deadlocks: int = 0
    syncs: int = 0
    wal: int = 0
    every: float = EVERY

    def add(self, looked: list[tuple[str, str]]) -> None:
        for event, query in looked:
            self.waits[event] += 1
            if event.startswith("Lock: "):
                self.blocked[query] += 1


@contextlib.contextmanager
def witnessed(dsn: str) -> Iterator[Seen]:
    """Looks on from a thread of its own, over a connection of its own."""
    seen, over = Seen(), threading.Event()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        connection.execute("SELECT pg_stat_statements_reset()")
        before = _told(connection)
        looking = threading.Thread(target=_look, args=(connection, seen, over))
        looking.start()
        try:
            yield seen
        finally:
            over.set()
            looking.join()
        time.sleep(1.1)  # a server tells what it has counted once a second
        after = _told(connection)
        seen.commits, seen.rollbacks, seen.deadlocks, seen.wal, seen.syncs = (
            int(late - early) for late, early in zip(after, before, strict=True)
        )
        seen.statements = {query: (calls, ms) for query, calls, ms in connection.execute(RUN).fetchall()}


def _look(connection: psycopg.Connection, seen: Seen, over: threading.Event) -> None:
    began, looks = time.monotonic(), 0
    while not over.wait(EVERY):
        seen.add(connection.execute(LOOK).fetchall())
        looks += 1
    seen.every = (time.monotonic() - began) / max(looks, 1)


def _told(connection: psycopg.Connection) -> list[float]:
    connection.execute("SELECT pg_stat_clear_snapshot()")
    return [float(one) for query in (TOLD, WRITTEN) for one in connection.execute(query).fetchone() or ()]
