"""Puts the parts together and runs them: storage, flows, channels, post, the durable queue, and one port.

The only place that makes the parts, and the only one that looks at the clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.assistant import Assistant, Received, commands
from bot.channels.channel import Ack, Attachment, Channel, Heard, Undeliverable
from bot.channels.slack.channel import Slack
from bot.channels.telegram.channel import Telegram
from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.engine.talk import Refused, Said, Sent, Text
from bot.outbox.sender import Sender
from bot.outbox.watch import Watch
from bot.root import root
from bot.running.background import Background
from bot.running.metrics import Metrics
from bot.running.server import CONNECTIONS, Limited
from bot.settings import Settings
from bot.store.database import NotRead, NotSaved, Storage
from bot.store.files import Files, Kept, NotAFile
from bot.store.letters import Letter
from bot.store.migrate import migrate
from bot.store.timers import Timer
from bot.store.transaction import Transaction

log = logging.getLogger("sello.app")

ROOT = root()
BODY = 1024 * 1024  # bytes of a webhook's body; an update or event is some kilobytes
AGAIN = 5.0  # seconds until a platform is asked again that did not take our token
ARRIVAL = 10.0  # seconds for that body to arrive
NOT_SAVED = Text("This was not saved. Please send it again in a moment.")
TROUBLES = {
    "too_big": Text("That file is too large. Please send one of at most {limit} MB.", {"limit": 20}),
    "unsupported": Text("That sort of file cannot be kept. Please send a photo, a voice note or a PDF."),
    "unavailable": Text("That file could not be fetched. Please send it again."),
}
NOT_A_PHOTO = Text("That is not a photo we can open. Please take it again and send it.")


def now() -> datetime:
    return datetime.now(UTC)


class Refusal(Exception):
    """A platform does not accept what we were given to show it: one sentence."""


class App:
    """Everything one process runs. `open` begins to listen, `close` ends it."""

    def __init__(self, settings: Settings, root: Path = ROOT, clock: Callable[[], datetime] = now) -> None:
        self.settings = settings
        self.clock = clock
        self.wording = Wording.read(root / "locales")
        self.library = Library(root)
        self.metrics = Metrics()
        self.storage = Storage(settings.database_url)
        self.files = Files(settings.media_url)
        self.assistant = Assistant(self.wording, self.library)
        self.telegram = self._telegram()
        self.slack = self._slack()
        self.channels: dict[str, Channel] = {c.name: c for c in (self.telegram, self.slack) if c}
        self._lines: dict[str, int] = {}
        self.sender = Sender(self.storage, clock, self._given_up, self._counted)
        worker = f"{socket.gethostname()}:{settings.port}"
        self.watch = Watch(self.storage, self.sender, worker, clock, self._ring)
        self._background = Background(lambda name: self.metrics.died.labels(name).inc())
        self._greeted: set[str] = set()
        self._refusals: dict[str, str] = {}
        self._serving = asyncio.Event()
        self._settled = asyncio.Event()
        self.refused: str | None = None

    def _telegram(self) -> Telegram | None:
        s = self.settings
        if not s.telegram:
            return None
        return Telegram(
            s.telegram_token,
            api_url=s.telegram_api_url,
            file_url=s.telegram_file_url,
            fetch=self.files.fetch,
            commands=commands(self.wording),
            secret=s.telegram_webhook_secret,
            public_url=s.public_url,
        )

    def _slack(self) -> Slack | None:
        s = self.settings
        if not s.slack:
            return None
        return Slack(
            s.slack_bot_token,
            app_token=s.slack_app_token,
            signing_secret=s.slack_signing_secret,
            api_url=s.slack_api_url,
            fetch=self.files.fetch,
        )

    async def open(self) -> None:
        """Migrates, publishes the flows, sends what was left behind, and begins to listen."""
        await asyncio.to_thread(migrate, self.storage.engine)
        await self.storage.transaction(lambda tx: self.library.publish(tx, self.clock()))
        self._lines = await self.storage.transaction(lambda tx: {name: tx.lines.id_of(name) for name in self.channels})
        await self.watch.open()
        if self.telegram:
            self._background.spawn(self.telegram.name, partial(self._carry, self.telegram))
        if self.slack:
            self._background.spawn(self.slack.name, partial(self._carry, self.slack))
        self._background.spawn("outbox", self.watch.run)

    async def _carry(self, channel: Telegram | Slack) -> None:
        """One platform, for as long as we run. The other does not wait for it, nor for its token to be put right."""
        while not self.refused:
            try:
                await self._carried(channel)
                return
            except Undeliverable as wrong:
                self._turned_away(channel.name, wrong.reason)
            await asyncio.sleep(AGAIN)

    def _turned_away(self, name: str, reason: str) -> None:
        """Where no platform has ever let us in, and none is left to ask, there is nothing to run for."""
        if self._refusals.get(name) != reason:
            log.error("channel.refused name=%s reason=%s", name, reason)
        self._refusals[name] = reason
        self._settled.set()
        if not self._greeted and self._refusals.keys() == self.channels.keys():
            self.refused = f"{name.capitalize()} does not let us in: {reason}"

    async def _carried(self, channel: Telegram | Slack) -> None:
        """From the greeting to the end; once greeted it goes on where it died."""
        if channel.name not in self._greeted:
            await channel.open(self.hear)
            self.sender.attach(self._lines[channel.name], channel)
        self._greeted.add(channel.name)
        self._refusals.pop(channel.name, None)
        if self.ready:
            self._settled.set()
        if self.settings.transport == "webhook":
            await self._hooked(channel)
        elif isinstance(channel, Telegram):
            await channel.poll()
        else:
            await channel.listen()

    def _counted(self, channel: str, outcome: str) -> None:
        self.metrics.letters.labels(channel, outcome).inc()

    def _given_up(self, tx: Transaction, letter: Letter, reason: str) -> tuple[Letter, ...]:
        return self.assistant.undelivered(tx, letter, reason, self.clock()).letters

    def _ring(self, tx: Transaction, timer: Timer, at: datetime) -> tuple[Letter, ...]:
        return self.assistant.ring(tx, timer.name, timer.subject, at).letters

    async def _hooked(self, channel: Telegram | Slack) -> None:
        """Slack is told its address in the app's settings, Telegram by us, once we answer there."""
        await self._serving.wait()
        if isinstance(channel, Telegram) and self.settings.public_url:
            await channel.set_webhook()
        elif isinstance(channel, Telegram):
            log.warning("telegram.webhook.unset reason=SELLO_PUBLIC_URL is empty: set the webhook by hand")

    @property
    def ready(self) -> bool:
        """Has every platform let us in?"""
        return self._greeted == set(self.channels)

    async def greeted(self) -> None:
        """Until every platform has let us in, or one has turned us away for good."""
        await self._settled.wait()

    async def close(self) -> None:
        """Stops listening, lets what is going out go out, and puts everything down."""
        self._greeted.clear()
        await self._background.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.sender.quiet(), timeout=5)
        await self.sender.close()
        await self.watch.close()
        if self.telegram:
            await self.telegram.close()
        if self.slack:
            await self.slack.close()
        await asyncio.to_thread(self.storage.close)

    async def hear(self, heard: Heard) -> Ack:
        """One thing heard: kept, answered. Returns when it is durable."""
        self.metrics.heard.labels(heard.channel).inc()
        began = time.perf_counter()
        try:
            received = await self._received(heard)
        except NotSaved:
            self.metrics.not_saved.labels(heard.channel).inc()
            return Ack(self._not_saved(heard), alert=True)
        except Exception:
            self.metrics.failed.labels(heard.channel).inc()
            log.exception("turn.failed channel=%s delivery=%s", heard.channel, heard.delivery)
            return Ack(self._not_saved(heard), alert=True)
        self.metrics.turn.labels(heard.channel).observe(time.perf_counter() - began)
        self.sender.hand_over(received.letters)
        return received.acked

    async def _received(self, heard: Heard) -> Received:
        files = [await self._file(one) for one in heard.files]
        kept = [k for k, _ in files if k]
        said: tuple[Said | Refused, ...] = tuple(s for _, s in files)
        if heard.said is not None:
            said = (heard.said, *said)
        moment = self.clock()

        def work(tx: Transaction) -> Received:
            for one in kept:
                tx.files.keep(one.digest, one.mime, one.size, one.type, moment)
            return self.assistant.receive(tx, replace(heard, line=self._lines[heard.channel]), said, moment)

        return await self.storage.transaction(work)

    async def _file(self, sent: Attachment) -> tuple[Kept | None, Said | Refused]:
        """A file in the store of files, or the sentence that says why not."""
        if sent.data is None:
            trouble = TROUBLES.get(sent.trouble, TROUBLES["unavailable"])
            return None, Refused(trouble.source, trouble.fill)
        try:
            kept = await self.files.keep(sent.data, sent.type)
        except NotAFile as wrong:
            told = NOT_A_PHOTO if wrong.type == "photo" else TROUBLES["unsupported"]
            return None, Refused(told.source, told.fill)
        except OSError as wrong:
            log.exception("file.failed")
            raise NotSaved(type(wrong).__name__) from wrong
        return kept, Sent(kept.digest, kept.type, sent.album)

    def _not_saved(self, heard: Heard) -> str:
        """In the language of the chat account: the database cannot be asked for another."""
        return self.wording.say(NOT_SAVED, self.wording.language(heard.language))

    def web(self) -> Starlette:
        """The one port: webhooks, health and numbers."""
        return Starlette(
            routes=[
                Route("/telegram/webhook", self._telegram_webhook, methods=["POST"]),
                Route("/slack/events", self._slack_webhook, methods=["POST"]),
                Route("/healthz", self._health),
                Route("/readyz", self._readiness),
                Route("/metrics", self._metrics),
            ]
        )

    async def _telegram_webhook(self, request: Request) -> Response:
        return await self._webhook(request, self.telegram)

    async def _slack_webhook(self, request: Request) -> Response:
        return await self._webhook(request, self.slack)

    async def _webhook(self, request: Request, channel: Telegram | Slack | None) -> Response:
        if channel is None or self.settings.transport != "webhook":
            return Response("not found", status_code=404)
        if channel.name not in self._greeted:  # the platform delivers it again
            return Response("starting", status_code=503, headers={"Retry-After": "5"})
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

    async def _health(self, _request: Request) -> Response:
        return Response("ok")

    async def _readiness(self, _request: Request) -> Response:
        try:
            await self.storage.transaction(lambda tx: tx.lines.paused(self.clock()))
        except NotSaved:  # what can be read but not written to is of no use
            return Response("the database does not answer", status_code=503)
        if self._background.dead:
            return Response(f"died: {', '.join(self._background.dead)}", status_code=503)
        if troubles := self._troubles():
            told = ", ".join(f"{channel} does not take our token ({reason})" for channel, reason in troubles.items())
            return Response(told, status_code=503)
        return Response("ready") if self.ready else Response("starting", status_code=503)

    def _troubles(self) -> dict[str, str]:
        """The channels that do not take our credentials, and what they say."""
        return self._refusals | self.sender.troubles()

    async def _metrics(self, _request: Request) -> Response:
        with contextlib.suppress(NotRead):
            self.metrics.waiting.set(await self.storage.reading(lambda tx: tx.letters.open()))
        for channel in self.channels:
            self.metrics.refused.labels(channel).set(channel in self._troubles())
        return Response(self.metrics.text(), media_type="text/plain; version=0.0.4")

    async def serve(self) -> None:
        """Runs until the process is asked to stop."""
        asked = asyncio.Event()
        with contextlib.suppress(NotImplementedError):  # Windows has no such signal
            # The server hears it too, and raises it again once it has ended: unheard, that would end us half-way.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
        try:
            await self.open()
            gc.freeze()  # flows, catalogs and libraries stay: looking whether they do would stop everything for 0.1 s
            async with serving(self.web(), self.settings.host, self.settings.port) as server:
                self._serving.set()
                while not (server.done() or asked.is_set() or self.refused):
                    await asyncio.wait([server], timeout=0.5)
        finally:
            await self.close()
        if self.refused:
            raise Refusal(self.refused)


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


async def _body(request: Request) -> bytes | None:
    """The body, or None if it is larger than any update."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY:
            return None
        parts.append(part)
    return b"".join(parts)
