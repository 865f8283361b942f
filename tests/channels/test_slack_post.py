"""What goes past the SDK's client is the same call, and every answer to it means the same."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.channel import Button, Message, Undeliverable
from bot.channels.pace import Pause
from bot.channels.slack.blocks import drawn
from bot.channels.slack.errors import ADDRESS, CREDENTIALS, FLOODED, LETTER
from bot.channels.slack.post import encoded
from bot.channels.slack.web import Web
from tests.channels.test_slack import serve

Json = dict[str, Any]
Way = Callable[[Web, str, Json], Awaitable[Any]]

TOKEN = " xoxb-demo\n"
CARD = Message(
    title="Remolque – 53'", progress=(3, 17), note="<!channel> & “seal”", text="¿Está limpio? 🚚", hint="a\\b\t\"c\"",
    options=(Button("Sí", "7:3:yes", "good"), Button("No", "7:3:\ud800")),
)  # fmt: skip
CALLS = [
    ("chat.update", {"channel": "D0ANA", "ts": "1700000000.000100", "parse": "none", **drawn(CARD)}),
    ("chat.postMessage", {"channel": "U0ANA", "unfurl_links": False, "unfurl_media": False, **drawn(CARD)}),
]

WELL = b'{"ok": true, "channel": "D0ANA", "ts": "1700000000.000100", "message": {"text": "\xc3\xa9"}}'
BODIES = [
    WELL, b"\xef\xbb\xbf" + WELL, WELL.decode().encode("utf-16"), WELL.decode().encode("latin-1"), b" \n" + WELL, WELL + b"}", WELL[:20], b"", b" ",
    b"null", b"true", b"0", b"7", b'"ok"', b"[]", b'["ok"]', b"{}", b'{"ok": false}', b'{"ok": null}', b'{"ok": 1}', b'{"ok": "no"}',
    b'{"ok": false, "error": null}', b'{"ok": false, "error": 7}', b'{"ok": false, "error": ["x"]}', b'{"ok": true, "error": "x"}',
    b'{"ok": false, "error": "ratelimited"}', b'{"ok": false, "error": "no_text"}', b'{"ok": NaN}', b'{"ok": false, "ok": true}',
    b"<html><h1>502 Bad Gateway</h1></html>", b"upstream connect error", b"\xff\xfe\xfa", b"ok",
]  # fmt: skip
TYPES = [
    "application/json; charset=utf-8", "application/json", "application/json; charset=latin-1", "application/json; charset=nonsense",
    "application/vnd.slack+json", "text/plain", "text/html", "application/octet-stream", "APPLICATION/JSON", "nonsense", "",
]  # fmt: skip
STATUSES = [200, 201, 400, 403, 404, 413, 429, 500, 503]
WORDS = sorted({"fatal_error", "something_new", "", *FLOODED, *CREDENTIALS, *ADDRESS, *LETTER})


@dataclass
class Standin:
    """Answers as it is told to, and keeps what came."""

    answer: web.StreamResponse | Callable[[web.Request], web.StreamResponse]
    came: list[tuple[str, str, list[tuple[str, str]], bytes]] = field(default_factory=list)
    base: str = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        headers = [(k, v) for k, v in request.headers.items() if k not in ("Content-Length", "Host")]
        self.came.append((request.method, request.path_qs, sorted(headers), await request.read()))
        return self.answer(request) if callable(self.answer) else self.answer

    def says(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.answer = lambda _: web.Response(status=status, body=body, headers={"Content-Type": kind, **headers})


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    standin = Standin(web.Response())
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", standin.take)
    runner, standin.base = await serve(app)
    yield standin
    await runner.cleanup()


async def past(web: Web, method: str, arguments: Json) -> Any:
    return await web.post(method, arguments)


async def through(web: Web, method: str, arguments: Json) -> Any:
    known = {"chat.update": web.client.chat_update, "chat.postMessage": web.client.chat_postMessage}
    return await web.call(known[method], **arguments)


@pytest.fixture
async def lines(standin: Standin) -> AsyncIterator[tuple[Web, Web]]:
    """One for each way, so that neither has the pause or the connection of the other."""
    both = Web(TOKEN, f"{standin.base}/api/", Pause()), Web(TOKEN, f"{standin.base}/api/", Pause())
    yield both
    for one in both:
        await one.close()


async def outcome(web: Web, way: Way, method: str, arguments: Json) -> tuple[Any, ...]:
    """What is read of the answer, or how it is refused, and for how long everybody is quiet then."""
    asked: list[float] = []
    web._pause.until, web._pause.on_pause = 0.0, asked.append
    try:
        said = await way(web, method, arguments)
    except Undeliverable as refused:
        return refused.reason, refused.fault, refused.after, asked
    return said.get("channel"), said.get("ts"), asked


async def compared(lines: tuple[Web, Web], method: str = "chat.update") -> tuple[Any, ...]:
    """What both ways come to."""
    straight, sdk = [
        await outcome(web, way, method, dict(CALLS)[method]) for web, way in zip(lines, (past, through), strict=True)
    ]
    assert straight == sdk
    return straight


@pytest.mark.parametrize("method", ["chat.update", "chat.postMessage"])
async def test_the_call_is_the_one_that_the_sdk_would_make(standin, lines, method):
    standin.says(200, TYPES[0], WELL)

    assert await compared(lines, method) == ("D0ANA", "1700000000.000100", [])

    (verb, path, headers, body), (verb_of_sdk, path_of_sdk, headers_of_sdk, body_of_sdk) = standin.came
    assert (verb, path, headers) == (verb_of_sdk, path_of_sdk, headers_of_sdk)
    assert json.loads(body) == json.loads(body_of_sdk)
    assert ("Authorization", "Bearer xoxb-demo") in headers
    assert ("Content-Type", "application/json;charset=utf-8") in headers


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None), max_size=30))
def test_whatever_is_written_is_sent_as_the_sdk_sends_it(written):
    assert json.loads(encoded({"blocks": [written]}).encode()) == json.loads(json.dumps({"blocks": [written]}))


@pytest.mark.parametrize("status", STATUSES)
async def test_every_answer_means_what_the_sdk_makes_of_it(standin, lines, status):
    came_to = set()
    for kind, body in product(TYPES, BODIES):
        standin.says(status, kind, body)
        came_to.add(str(await compared(lines)))

    assert len(came_to) > 1


async def test_every_word_of_slack_means_what_the_sdk_makes_of_it(standin, lines):
    for status, word in product((200, 400, 429, 503), WORDS):
        standin.says(status, TYPES[0], json.dumps({"ok": False, "error": word}).encode())
        await compared(lines)


@pytest.mark.parametrize("wait", [None, "7", "0", "", "soon", "1.5", "-1", "123456789", "²"])
async def test_a_pause_is_as_long_as_the_sdk_makes_it(standin, lines, wait):
    headers = {} if wait is None else {"Retry-After": wait}
    for kind, body in product(TYPES, (b'{"ok": false, "error": "ratelimited"}', b"<html>", b"")):
        standin.says(429, kind, body, **headers)
        assert (await compared(lines))[0] in ("ratelimited", "no_json")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirection_is_followed_as_the_sdk_follows_it(standin, lines, status):
    def elsewhere(request: web.Request) -> web.Response:
        if request.path == "/elsewhere":
            return web.Response(body=WELL, content_type="application/json")
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    standin.answer = elsewhere

    assert await compared(lines) == ("D0ANA", "1700000000.000100", [])


@pytest.mark.parametrize("lingering", [True, False])
async def test_a_line_that_breaks_means_what_the_sdk_makes_of_it(standin, lines, lingering):
    def broken(request: web.Request) -> web.Response:
        assert request.transport
        if lingering:
            request.transport.close()
        else:
            line = request.transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.transport.abort()
        return web.Response()

    standin.answer = broken

    assert (await compared(lines))[0] in ("ServerDisconnectedError", "ClientOSError")


async def test_a_body_that_ends_too_early_means_what_the_sdk_makes_of_it(standin, lines):
    def short(request: web.Request) -> web.Response:
        assert request.transport
        request.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n" + WELL[:9]
        )
        request.transport.close()
        return web.Response()

    standin.answer = short
    assert (await compared(lines))[0] == "ClientPayloadError"


async def test_nobody_at_the_other_end_means_what_the_sdk_makes_of_it(lines):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    nowhere = Web(TOKEN, f"http://127.0.0.1:{port}/api/", Pause()), Web(TOKEN, f"http://127.0.0.1:{port}/api/", Pause())

    assert (await compared(nowhere))[0] == "ClientConnectorError"

    for one in nowhere:
        await one.close()
