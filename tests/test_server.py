"""The one port: a platform that comes too early, a sender who hangs up or never ends, and what died in the background."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa

from bot import web
from bot.app import App
from bot.channels.telegram.channel import Telegram
from bot.running import background, server
from bot.running.background import Background
from bot.running.server import serving
from bot.sandbox.faults import TooMany
from bot.sandbox.telegram.updates import HEADER
from bot.settings import read
from tests.running import (
    EVENT,
    SECRET,
    UPDATE,
    StandIns,
    enrol,
    place_settings,
    reads,
    slack_settings,
    stand_ins,
    telegram_settings,
    until,
    webhook_settings,
)

HEAD = f"POST /telegram/webhook HTTP/1.1\r\nHost: here\r\n{HEADER}: {SECRET}\r\n".encode()
BODY = json.dumps(UPDATE).encode()


@asynccontextmanager
async def opened(both: StandIns, url: str, folder: Path, transport: str = "webhook") -> AsyncIterator[App]:
    """The program in this process, with its port, whether the platforms have let it in or not."""
    place = place_settings(url, folder)
    settings = {**place, **telegram_settings(both), **slack_settings(both)}
    if transport == "webhook":
        settings |= webhook_settings(place)
        settings["SELLO_PUBLIC_URL"] = ""  # what comes in is sent by the test
    app = App(read({name: value for name, value in settings.items() if value}))
    await app.open()
    try:
        async with serving(app.web(), app.settings.host, app.settings.port):
            app._serving.set()
            yield app
    finally:
        await app.close()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def address(app: App, path: str) -> str:
    return f"http://{app.settings.bind}{path}"


def heard(app: App) -> int:
    with app.storage.engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM delivery")).scalar_one())


async def connected(app: App) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(app.settings.host, app.settings.port)


async def test_a_webhook_before_the_greeting_is_to_come_again(
    sqlite_url: str, tmp_path: Path, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both:
        people = both.juan, both.sam
        both.before = lambda call: call in ("getMe", "auth.test")
        async with opened(both, sqlite_url, tmp_path) as app:
            sign = both.slack.carrier.sign
            requests = [
                (address(app, "/telegram/webhook"), BODY, {HEADER: SECRET}),
                (address(app, "/slack/events"), json.dumps(EVENT).encode(), sign(json.dumps(EVENT).encode())),
            ]

            for url, body, headers in requests:
                async with http.post(url, data=body, headers=headers) as early:
                    assert (early.status, early.headers["Retry-After"]) == (503, "5")
            both.before = lambda call: False
            await app.greeted()
            for url, body, headers in requests:
                async with http.post(url, data=body, headers=headers) as again:
                    assert again.status == 200

            for person in people:
                await reads(person, "What would you like to do?")
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("greeting", ["getMe", "auth.test"])
async def test_a_pause_that_a_greeting_was_answered_with_is_kept_by_all_processes(
    greeting: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with stand_ins() as both:
        for sandbox in (both.telegram, both.slack):
            with suppress(ValueError):  # each knows the methods of its own
                sandbox.ill(TooMany(60), methods=[greeting], times=1)
        async with opened(both, sqlite_url, tmp_path) as app:

            async def paused() -> dict[int, datetime]:
                return await app.storage.reading(lambda tx: tx.lines.paused(app.clock()))

            async with asyncio.timeout(20):
                while not await paused():
                    await asyncio.sleep(0.02)

            (end,) = (await paused()).values()
            assert 50 < (end - app.clock()).total_seconds() <= 60


@pytest.mark.parametrize("sent", [BODY[:40], b""], ids=["half the body", "none of it"])
async def test_a_sender_who_hangs_up_in_the_middle_leaves_no_trace(
    sent: bytes, sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both, opened(both, sqlite_url, tmp_path) as app:
        await app.greeted()
        _, line = await connected(app)

        line.write(HEAD + f"Content-Length: {len(BODY)}\r\n\r\n".encode() + sent)
        await line.drain()
        await asyncio.sleep(0.1)
        line.transport.abort()
        await asyncio.sleep(0.1)

        assert heard(app) == 0
    assert [r.message for r in caplog.records if r.levelname in ("ERROR", "CRITICAL")] == []


async def test_a_sender_who_does_not_wait_for_the_answer_is_heard_whole(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(sqlite_url)
    async with stand_ins() as both, opened(both, sqlite_url, tmp_path) as app:
        await app.greeted()
        _, line = await connected(app)

        line.write(HEAD + f"Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY)
        await line.drain()
        line.transport.abort()

        await reads(both.juan, "What would you like to do?")
        assert heard(app) == 1
    assert [r.message for r in caplog.records if r.levelname in ("ERROR", "CRITICAL")] == []


async def test_half_a_body_is_not_waited_for(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "ARRIVAL", 0.3)
    async with stand_ins() as both, opened(both, sqlite_url, tmp_path) as app:
        await app.greeted()
        reader, line = await connected(app)

        line.write(HEAD + f"Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY[:40])
        answer = await asyncio.wait_for(reader.read(), 5)

        assert answer.startswith(b"HTTP/1.1 408 ")
        line.close()


async def seconds_open(app: App, begin: bytes, more: bytes) -> float:
    """How long a sender is borne with who begins and then sends a little more, for ever."""
    began = time.monotonic()
    reader, line = await connected(app)
    line.write(begin)
    ended = asyncio.create_task(reader.read())
    while not ended.done() and time.monotonic() - began < 5:
        line.write(more)
        await asyncio.wait({ended}, timeout=0.05)
    ended.cancel()
    await asyncio.gather(ended, return_exceptions=True)
    line.transport.abort()
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"", b""),
        (b"POST /tele", b"g"),
        (HEAD, b"X: y\r\n"),
        (b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\nGET ", b"/"),
        (b"POST /nowhere HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["nothing", "a path", "headers", "a second request", "a body nobody reads", "chunks"],
)
async def test_a_request_that_never_ends_is_cut_off(
    begin: bytes, more: bytes, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REQUEST", 0.5)
    async with stand_ins() as both, opened(both, sqlite_url, tmp_path) as app:
        await app.greeted()

        assert await seconds_open(app, begin, more) < 3


async def test_headers_have_an_end(sqlite_url: str, tmp_path: Path) -> None:
    async with stand_ins() as both, opened(both, sqlite_url, tmp_path) as app:
        await app.greeted()

        assert await seconds_open(app, HEAD + b"X: " + b"y" * 60_000, b"y" * 1_000) < 3


async def test_so_many_connections_and_no_more_are_open(
    sqlite_url: str, tmp_path: Path, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 20)
    monkeypatch.setattr(server, "REQUEST", 1.0)
    async with stand_ins() as both, opened(both, sqlite_url, tmp_path) as app:
        await app.greeted()

        lines = [await connected(app) for _ in range(30)]
        ends = [asyncio.create_task(reader.read()) for reader, _ in lines]
        done, _ = await asyncio.wait(ends, timeout=0.3)
        assert len(done) == 10
        await asyncio.wait(ends, timeout=3)

        async with http.get(address(app, "/healthz")) as answer:
            assert answer.status == 200
        await asyncio.gather(*ends, return_exceptions=True)
        for _, line in lines:
            line.close()


async def test_what_died_in_the_background_is_told_and_counted_and_started_again(
    sqlite_url: str, tmp_path: Path, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    enrol(sqlite_url)
    monkeypatch.setattr(background, "AGAIN", 0.5)
    listen, polls = Telegram.listen, 0

    async def dying(self: Telegram) -> None:
        nonlocal polls
        polls += 1
        if polls == 1:
            raise LookupError("the first time only")
        await listen(self)

    monkeypatch.setattr(Telegram, "listen", dying)
    async with stand_ins() as both, opened(both, sqlite_url, tmp_path, "poll") as app:
        await app.greeted()
        await until(lambda: polls)

        async with http.get(address(app, "/readyz")) as ready:
            assert (ready.status, await ready.text()) == (503, "died: telegram")
        async with http.get(address(app, "/metrics")) as metrics:
            assert 'sello_task_died_total{name="telegram"} 1.0' in await metrics.text()
        both.juan.say("/menu")
        await reads(both.juan, "What would you like to do?")
        monkeypatch.setattr(background, "RECOVERED", 0)
        monkeypatch.setattr(background, "AGAIN", 0)
        async with http.get(address(app, "/readyz")) as ready:
            assert (ready.status, await ready.text()) == (200, "ready")
    assert [r.message for r in caplog.records if r.levelname == "ERROR"] == ["task.died name=telegram"]


async def test_what_has_done_its_work_in_the_background_is_not_dead() -> None:
    died: list[str] = []
    tasks = Background(died.append)

    async def done() -> None:
        return

    tasks.spawn("greeting", done)
    await asyncio.sleep(0.01)

    assert (tasks.dead, died) == ([], [])
    await tasks.close()


async def test_what_dies_again_and_again_stays_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AGAIN", 0.01)
    died: list[str] = []
    tasks = Background(died.append)

    async def dying() -> None:
        raise LookupError

    tasks.spawn("sweep", dying)
    await until(lambda: len(died) > 3)

    assert tasks.dead == ["sweep"]
    await tasks.close()
