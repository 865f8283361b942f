"""The one port: webhooks, health, numbers, and the page. Knows HTTP, and not what is heard."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.platform import Platform

BODY = 1024 * 1024  # bytes of a webhook's body; an update or event is some kilobytes
ARRIVAL = 10.0  # seconds for that body to arrive
NUMBERS = "text/plain; version=0.0.4"  # of Prometheus


class Served(Protocol):
    """The program behind the port."""

    def let_in(self, name: str) -> bool: ...

    async def trouble(self) -> str: ...

    async def numbers(self) -> bytes: ...


def site(program: Served, hooked: Iterable[Platform], page: Iterable[BaseRoute] = ()) -> Starlette:
    """`hooked` are the channels that hear by webhook; `page` is what else is there to be looked at."""
    return Starlette(
        routes=[
            *(Route(channel.path, _webhook(program, channel), methods=["POST"]) for channel in hooked),
            Route("/healthz", _health),
            Route("/readyz", _readiness(program)),
            Route("/metrics", _numbers(program)),
            *page,
        ]
    )


Endpoint = Callable[[Request], Awaitable[Response]]


def _webhook(program: Served, channel: Platform) -> Endpoint:
    async def answer(request: Request) -> Response:
        if not program.let_in(channel.name):  # the platform delivers it again
            return Response("starting", status_code=503, headers={"Retry-After": "5"})
        return await _heard(request, channel)

    return answer


async def _heard(request: Request, channel: Platform) -> Response:
    try:
        async with asyncio.timeout(ARRIVAL):
            body = await _body(request)
    except TimeoutError:
        return Response("too slow", status_code=408, headers={"Connection": "close"})
    except ClientDisconnect:
        return Response(status_code=400)  # which nobody reads
    if body is None:
        return Response("too large", status_code=413)
    answer = await channel.webhook(dict(request.headers), body)
    return Response(answer.body, status_code=answer.status, media_type=answer.type)


async def _health(_request: Request) -> Response:
    return Response("ok")


def _readiness(program: Served) -> Endpoint:
    async def answer(_request: Request) -> Response:
        trouble = await program.trouble()
        return Response(trouble or "ready", status_code=503 if trouble else 200)

    return answer


def _numbers(program: Served) -> Endpoint:
    async def answer(_request: Request) -> Response:
        return Response(await program.numbers(), media_type=NUMBERS)

    return answer


async def _body(request: Request) -> bytes | None:
    """The body, or None if it is larger than any update."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY:
            return None
        parts.append(part)
    return b"".join(parts)
