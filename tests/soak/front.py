"""Stands before the processes as a load balancer does: takes what the platforms deliver to those that live, in turn.

Repeats nothing by itself: what gets no 200 the platforms deliver again, as they do. Notes what was acknowledged.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
from aiohttp import web

from bot.channels.slack.heard import hear
from bot.channels.slack.request import Malformed, unpacked
from bot.sandbox.port import Port

PATIENCE = 20.0  # seconds for an answer


@dataclass(frozen=True)
class Told:
    """A delivery that was answered: what of it, how, when, and after how many seconds. Times are monotonic."""

    platform: str
    delivery: str
    status: int
    at: float
    took: float


@dataclass
class Front:
    """`living` are the addresses of the processes that take part now."""

    living: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    port: Port = field(default_factory=lambda: Port(web.Application()))
    _turns: itertools.count[int] = field(default_factory=itertools.count)
    _http: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        site = web.Application()
        site.router.add_post("/telegram/webhook", self._handler("telegram", _update))
        site.router.add_post("/slack/events", self._handler("slack", _event))
        self.port = Port(site, farewell=0.1)
        limit = aiohttp.ClientTimeout(total=PATIENCE)
        self._http = aiohttp.ClientSession(timeout=limit, connector=aiohttp.TCPConnector(limit=0, force_close=True))
        await self.port.open()

    async def close(self) -> None:
        await self.port.close()
        if self._http:
            await self._http.close()

    @property
    def address(self) -> str:
        return self.port.address

    def _handler(self, platform: str, delivery_of: Callable[[bytes], str]) -> Callable[[web.Request], object]:
        async def handle(request: web.Request) -> web.Response:
            began, body = time.monotonic(), await request.read()
            headers = {k: v for k, v in request.headers.items() if k.lower() not in ("host", "content-length")}
            response = await self._forwarded(request.path, headers, body)
            now = time.monotonic()
            self.told.append(Told(platform, delivery_of(body), response.status, now, now - began))
            return response

        return handle

    async def _forwarded(self, path: str, headers: dict[str, str], body: bytes) -> web.Response:
        """The answer of the first that answers; one that is starting or gone did nothing with it."""
        start = next(self._turns)
        for place in range(len(self.living)):
            address = self.living[(start + place) % len(self.living)]
            try:
                response = await self._answer(address, path, headers, body)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                return web.Response(status=502)
            if response.status != 503:
                return response
        return web.Response(status=503)

    async def _answer(self, address: str, path: str, headers: dict[str, str], body: bytes) -> web.Response:
        assert self._http
        async with self._http.post(f"{address}{path}", data=body, headers=headers) as answer:
            said = await answer.read()
            return web.Response(status=answer.status, body=said, content_type=answer.content_type)


def _update(body: bytes) -> str:
    return str(json.loads(body)["update_id"])


def _event(body: bytes) -> str:
    """As the program calls it; empty for what is nothing to it."""
    try:
        heard = hear(unpacked(body), datetime.now(UTC))
    except Malformed:
        return ""
    return heard.delivery if heard else ""
