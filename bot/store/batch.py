"""Statements for a PostgreSQL server that go out together: as soon as one of their answers is wanted, not one by one.

The driver's own pipeline does not wait for answers either, but sends every statement by itself, which costs both sides more
than most statements do. Knows no statement.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from psycopg import Connection, Cursor, Pipeline
from psycopg.abc import PQGen
from psycopg.generators import send


class Batch(Pipeline):
    """A pipeline that sends when it is asked for an answer. `foreseen` are the answers to questions that come later."""

    def __init__(self, connection: Connection[Any]) -> None:
        super().__init__(connection)
        self.foreseen: dict[Any, Cursor[Any]] = {}

    def answer(self) -> None:
        """Returns when all statements are answered. Raises what is wrong with the first that failed."""
        if self.result_queue:
            self._conn.wait(self._fetch_gen(flush=True))

    def forget(self, id: int) -> None:
        """What was read ahead of the row of this id may hold no more."""
        self._have_foreseen()
        for asked, cursor in list(self.foreseen.items()):
            found = cursor.pgresult
            if found and found.ntuples and found.get_value(0, 0) == b"%d" % id:
                del self.foreseen[asked]

    def forget_all(self) -> None:
        """What was read ahead may hold no more; what was written ahead does."""
        self._have_foreseen()
        for asked, cursor in list(self.foreseen.items()):
            if cursor.pgresult and cursor.pgresult.nfields:
                del self.foreseen[asked]

    def _have_foreseen(self) -> None:
        if any(cursor.pgresult is None for cursor in self.foreseen.values()):
            self.answer()

    # What the driver asks of a pipeline.

    def _communicate_gen(self) -> PQGen[None]:
        """Statements are put into libpq's buffer, and stay there."""
        while self.command_queue:
            self.command_queue.popleft()()
        return
        yield

    def _fetch_gen(self, *, flush: bool) -> PQGen[None]:
        if not flush:
            yield from send(self.pgconn)
        yield from super()._fetch_gen(flush=flush)

    def _exit_gen(self) -> PQGen[None]:
        if self.result_queue:
            yield from super()._exit_gen()


@contextlib.contextmanager
def batched(connection: Connection[Any]) -> Iterator[Batch]:
    """In which statements go out together."""
    batch = connection._pipeline = Batch(connection)  # noqa: SLF001  the driver takes the one that is there
    with connection.pipeline():
        yield batch
