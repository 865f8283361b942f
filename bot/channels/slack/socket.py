"""One Socket Mode connection: carries payloads to whoever answers them, and knows when it has gone quiet.

Does not know what a payload means.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.channels.slack.web import sdk

CONNECT = 30.0  # seconds to connect, or to connect again

Reply = Callable[[dict[str, Any]], Awaitable[BoltResponse]]


class Line(AsyncSocketModeHandler):
    """Remembers when it last heard anything."""

    def __init__(self, app: AsyncApp, app_token: str, reply: Reply, proxy: str | None) -> None:
        super().__init__(app, app_token, logger=sdk)
        self._reply = reply
        self.client.proxy = proxy
        self.client.on_message_listeners.append(self._noticed)
        self.heard_at = time.monotonic()

    @property
    def silence(self) -> float:
        return time.monotonic() - self.heard_at

    async def attend(self, address: str, check: float, quiet: float) -> None:
        """Carries until it has been silent or disconnected for too long.

        Slack's client can stay connected and hear nothing anymore (bolt-python issue 1529), or try for ever with an
        address that has expired. A new line is the answer to both.
        """
        self.client.wss_uri = address
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECT):
                await self.client.connect()  # type: ignore[no-untyped-call]
        self.heard_at = connected_at = time.monotonic()
        while self.silence < quiet and time.monotonic() - connected_at < CONNECT:
            await asyncio.sleep(check)
            if await self.client.is_connected():
                connected_at = time.monotonic()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        began = time.time()
        await send_async_response(client, req, await self._reply(req.payload), began)

    async def _noticed(self, _message: aiohttp.WSMessage) -> None:
        self.heard_at = time.monotonic()
