"""The Socket Mode connections of a bot: hello, taking turns, pings, asking to reconnect.

Carries texts both ways; what is in an envelope, and whether it must be sent again, is decided elsewhere.
"""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.sandbox.slack.shapes import Json

MOST_CONNECTIONS = 10  # slackapi/bolt-python issue 1071
HEARTBEAT = 30.0


@dataclass(eq=False)
class Socket:
    """One connection. A silent one stays open, answers pings and swallows what it is given."""

    ws: web.WebSocketResponse
    transport: asyncio.Transport | None
    queue: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    silent: bool = False
    leaving: bool = False


class Sockets:
    """All open connections, served in turn."""

    def __init__(self, app_id: str, heard: Callable[[Json], None], connected: Callable[[], None]) -> None:
        self._app_id, self._heard, self._connected = app_id, heard, connected
        self._tickets: deque[str] = deque(maxlen=100)
        self._open: list[Socket] = []
        self._turn = 0

    def __len__(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        """Good for one connection."""
        self._tickets.append(secrets.token_hex(8))
        return self._tickets[-1]

    def give(self, text: str) -> bool:
        """Send to the next connection; False when there is none."""
        ready = [socket for socket in self._open if not socket.leaving]
        if not ready:
            return False
        self._turn += 1
        socket = ready[self._turn % len(ready)]
        if not socket.silent:
            socket.queue.put_nowait(text)
        return True

    def drop(self, *, abruptly: bool = False) -> None:
        """Ask the bot to reconnect, as Slack does every few hours; `abruptly`: the line goes dead without a word."""
        for socket in self._open:
            socket.leaving = True
            if abruptly and socket.transport:
                socket.transport.abort()
            else:
                told = {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "sandbox"}}
                socket.queue.put_nowait(json.dumps(told))

    def silence(self) -> None:
        """The open connections stay open and deliver nothing more (seen in slackapi/bolt-python issue 1529)."""
        for socket in self._open:
            socket.silent = True

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """GET /socket: one connection, from hello to the end."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=403, text="unknown ticket")
        self._tickets.remove(request.query["ticket"])
        ws = web.WebSocketResponse(heartbeat=HEARTBEAT)
        await ws.prepare(request)
        if len(self._open) < MOST_CONNECTIONS:
            await self._attend(Socket(ws, request.transport))
        else:
            await ws.send_str(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
            await ws.close()
        return ws

    async def close(self) -> None:
        for socket in list(self._open):
            await socket.ws.close(code=1001)

    async def _attend(self, socket: Socket) -> None:
        self._open.append(socket)
        socket.queue.put_nowait(self._hello())
        writer = asyncio.create_task(_write(socket))
        self._connected()
        try:
            async for message in socket.ws:
                if message.type is WSMsgType.TEXT:
                    self._read(message.data)
        finally:
            self._open.remove(socket)
            writer.cancel()

    def _read(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        if isinstance(said, dict):
            self._heard(said)

    def _hello(self) -> str:
        about = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self._open), "debug_info": about}
        return json.dumps({**hello, "connection_info": {"app_id": self._app_id}})


async def _write(socket: Socket) -> None:
    """Sends in order. A line that breaks here is noticed by the reader, and the timers see to the rest."""
    while not socket.ws.closed:
        try:
            await socket.ws.send_str(await socket.queue.get())
        except ConnectionError:
            return
