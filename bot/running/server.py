"""A running server, and what one connection to it may cost: how long a request may take, how many may be open.

uvicorn limits only how long a connection may idle after a response.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

CONNECTIONS = 400  # open at once; a proxy and two platforms need some dozens, and a process may have 1,024 files open
REQUEST = 20.0  # seconds for a request to arrive whole, from the first byte or from the connection
HEAD = 64 * 1024  # bytes of a request line with its headers; the parser itself knows no limit


class Limited(HttpToolsProtocol):
    """A connection that is cut when a request does not arrive whole in time, or has no end of headers."""

    _deadline: asyncio.TimerHandle | None = None
    _head = 0  # bytes of the headers so far; -1 once they are complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.abort()
        else:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head >= 0:
            self._head += len(data)
        if self._head > HEAD:
            self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0
        self._expect()

    def on_headers_complete(self) -> None:
        self._head = -1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._arrived()
        super().on_message_complete()

    def _expect(self) -> None:
        self._arrived()
        self._deadline = self.loop.call_later(REQUEST, self.transport.abort)

    def _arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()


@contextlib.asynccontextmanager
async def serving(web: Starlette, host: str, port: int) -> AsyncIterator[asyncio.Task[None]]:
    """A running server; the task ends when the process is asked to stop."""
    config = uvicorn.Config(
        web, host=host, port=port, log_config=None, log_level="warning", access_log=False, lifespan="off",
        http=Limited, limit_concurrency=CONNECTIONS,
    )  # fmt: skip
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(), name="server")
    while not server.started and not task.done():  # noqa: ASYNC110  the server offers nothing to wait on
        await asyncio.sleep(0.01)
    try:
        yield task
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
