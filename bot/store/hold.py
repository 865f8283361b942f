"""The lock by which others see that a process is alive. However the process ends, its lock is released.

On SQLite it is a lock on a file beside the database; only one process can have it. On PostgreSQL it is an advisory lock
for each worker, on a connection of its own.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import sqlalchemy as sa

from bot.store import private
from bot.store.workers import LOCK

LOCKING = sa.text("SELECT pg_try_advisory_lock_shared(CAST(:lock AS integer), CAST(:id AS integer))")


class InUse(Exception):
    """Another process sends letters over this SQLite file."""


class Hold:
    """The lock of one process."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None
        self._file: int | None = None

    def alone(self) -> None:
        """On SQLite: takes the lock on the file, or raises InUse if another process has it."""
        name = self._engine.url.database
        if self._engine.dialect.name != "sqlite" or not name or self._file is not None:
            return
        try:
            import fcntl
        except ImportError:  # Windows has no such locks
            return
        beside = Path(f"{name}-lock")
        private.touch(beside)
        file = os.open(beside, os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise InUse(name) from None
        self._file = file

    def keep(self, id: int) -> None:
        """On PostgreSQL: takes the lock of a worker, or checks that it is still held. An unreachable server is no error."""
        if self._engine.dialect.name != "postgresql":
            return
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.execute(LOCKING, {"lock": LOCK, "id": id})
        except sa.exc.SQLAlchemyError:
            self.drop()

    def drop(self) -> None:
        """Releases the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sa.exc.SQLAlchemyError):
                connection.invalidate()
            connection.close()
        file, self._file = self._file, None
        if file is not None:
            os.close(file)
