"""Puts the parts together and runs them: storage, flows, hearing, outbox, channels, and one port.

The only place that makes the parts, and the only one that looks at the clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette

from bot.assistant import Assistant, commands
from bot.channels.channel import Undeliverable
from bot.channels.nowhere import Nowhere
from bot.channels.platform import Platform
from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.duties import cleaning, sealing
from bot.duties.escalating import UNHELD
from bot.hearing import Hearing
from bot.outbox.sender import Sender
from bot.outbox.watch import Watch
from bot.page.guarding import Place
from bot.page.making import Making
from bot.page.site import Page
from bot.reading.beside import Beside
from bot.root import root
from bot.running.background import Background, ended
from bot.running.metrics import Metrics
from bot.running.server import serving
from bot.sent_files import sent_files
from bot.settings import Settings
from bot.store import unclaimed
from bot.store.database import NotRead, NotSaved, Storage
from bot.store.files import Files
from bot.store.letters import Letter
from bot.store.migrate import migrate
from bot.store.timers import Timer
from bot.store.transaction import Transaction
from bot.web import site

if TYPE_CHECKING:
    from bot.channels.slack.channel import Slack
    from bot.channels.telegram.channel import Telegram

log = logging.getLogger("sello.app")

ROOT = root()
READS = ("bot.duties.summary_parts", "bot.duties.lists", "bot.record_sheet")  # with all that is read by
AGAIN = 3.0  # seconds until a platform is asked again that did not take our token


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
        self.beside = Beside(self.storage, settings.database_url, root, READS)
        self.files = Files(settings.media_url)
        self.sent_files = sent_files(settings, self.storage, self.files, self.library, self.wording, root, clock)
        self.assistant = Assistant(self.wording, self.library)
        self.telegram = self._telegram()
        self.slack = self._slack()
        self.channels: dict[str, Platform] = {c.name: c for c in (self.telegram, self.slack) if c}
        self._lines: dict[str, int] = {}
        self.sender = Sender(self.storage, clock, self._given_up, self._counted, self._delivered)
        self.hearing = Hearing(
            self.storage, self.files, self.assistant, self.wording, self.metrics, clock, self._lines,
            self.sender.hand_over,
        )  # fmt: skip
        lasts = timedelta(minutes=int(settings.page_idle)), timedelta(hours=int(settings.page_hours))
        self.page = Page(
            self.hearing, self.assistant, clock, *lasts, Place(settings.page), Making(self.sent_files.fetch)
        )
        worker = f"{socket.gethostname()}:{settings.port}"
        self.watch = Watch(self.storage, self.sender, worker, clock, self._ring)
        self._background = Background(lambda name: self.metrics.died(name).inc())
        self._greeted: set[str] = set()
        self._refusals: dict[str, str] = {}
        self._serving = asyncio.Event()
        self._settled = asyncio.Event()
        self.refused: str | None = None

    def _telegram(self) -> Telegram | None:
        s = self.settings
        if not s.telegram:
            return None
        from bot.channels.telegram.channel import Telegram  # a third of the start, for who has it

        return Telegram(
            s.telegram_token,
            api_url=s.telegram_api_url,
            file_url=s.telegram_file_url,
            fetch=self.sent_files.fetch,
            commands=commands(self.wording),
            secret=s.telegram_webhook_secret,
            public_url=s.public_url,
        )

    def _slack(self) -> Slack | None:
        s = self.settings
        if not s.slack:
            return None
        from bot.channels.slack.channel import Slack  # likewise

        return Slack(
            s.slack_bot_token,
            app_token=s.slack_app_token,
            signing_secret=s.slack_signing_secret,
            api_url=s.slack_api_url,
            fetch=self.sent_files.fetch,
        )

    async def open(self) -> None:
        """Migrates, publishes the flows, sends what was left behind, and begins to listen."""
        await asyncio.to_thread(migrate, self.storage.engine)
        await self.storage.transaction(lambda tx: self.library.publish(tx, self.clock()))
        await self.storage.transaction(self._set_timers)
        await self.reached_at(self.settings.page)
        self._lines |= await self.storage.transaction(lambda tx: {name: tx.lines.id_of(name) for name in self.channels})
        await self.watch.open()
        for line in await self.storage.transaction(lambda tx: tx.lines.invented()):
            self.sender.attach(line, Nowhere())
        for channel in self.channels.values():
            self._background.spawn(channel.name, partial(self._carry, channel))
        self._background.spawn("outbox", self.watch.run)
        self._background.spawn("unclaimed", partial(unclaimed.tidy, self.files, self.storage, self.clock))

    async def _carry(self, channel: Platform) -> None:
        """One platform, for as long as we run. The others do not wait for it, nor for its token to be put right."""
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

    async def _carried(self, channel: Platform) -> None:
        """From the greeting to the end; once greeted it goes on where it died."""
        if channel.name not in self._greeted:
            self.sender.heed(self._lines[channel.name], channel)
            await channel.open(self.hearing.hear)
            self.sender.attach(self._lines[channel.name], channel)
            with contextlib.suppress(NotSaved):  # kept from the last time, or else known the next
                line = self._lines[channel.name]
                await self.storage.transaction(lambda tx: tx.lines.invite_by(line, channel.invites))
        self._greeted.add(channel.name)
        self._refusals.pop(channel.name, None)
        if self.ready:
            self._settled.set()
        if self.settings.transport == "webhook":
            await self._serving.wait()
            await channel.hook()
        else:
            await channel.listen()

    def _counted(self, channel: str, outcome: str) -> None:
        self.metrics.letters(channel, outcome).inc()

    def _given_up(self, tx: Transaction, letter: Letter, reason: str) -> tuple[Letter, ...]:
        return self.assistant.undelivered(tx, letter, reason, self.clock()).letters

    def _delivered(self, tx: Transaction, letter: Letter) -> tuple[Letter, ...]:
        return self.assistant.delivered(tx, letter, self.clock()).letters

    def _ring(self, tx: Transaction, timer: Timer, at: datetime, known: Mapping[Hashable, Any]) -> tuple[Letter, ...]:
        return self.assistant.ring(tx, timer.name, timer.subject, at, known).letters

    @property
    def ready(self) -> bool:
        """Has every platform let us in?"""
        return self._greeted == set(self.channels)

    async def greeted(self) -> None:
        """Until every platform has let us in, or one has turned us away for good."""
        await self._settled.wait()

    def _set_timers(self, tx: Transaction) -> None:
        tx.timers.set(UNHELD, self.clock(), "")
        tx.timers.set_once(cleaning.TIMER, self.clock(), "")
        tx.timers.set_once(sealing.LOOK, self.clock(), "")

    async def close(self) -> None:
        """Stops listening, lets what is going out go out, and puts everything down."""
        self._greeted.clear()
        await ended("background", self._background.close())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self.sender.quiet()
        await ended("sender", self.sender.close())
        await ended("watch", self.watch.close())
        for channel in self.channels.values():
            await ended(channel.name, channel.close())
        await ended("reading", self.beside.close())
        await asyncio.to_thread(self.storage.close)

    def web(self) -> Starlette:
        """The one port: webhooks, health and numbers."""
        return site(self, self.channels.values() if self.settings.transport == "webhook" else (), self.page.routes())

    async def reached_at(self, address: str) -> None:
        """Where the page is reached from now on; nowhere, if it is empty."""
        self.page.place = Place(address)
        await self.storage.transaction(lambda tx: tx.pages.open_at(address))

    def let_in(self, name: str) -> bool:
        return name in self._greeted

    async def trouble(self) -> str:
        """What is in the way of working; empty if nothing is."""
        try:
            await self.storage.transaction(lambda tx: tx.lines.paused(self.clock()))
        except NotSaved:  # what can be read but not written to is of no use
            return "the database does not answer"
        if self._background.dead:
            return f"died: {', '.join(self._background.dead)}"
        refused = [f"{name} does not take our token ({reason})" for name, reason in self._troubles().items()]
        return ", ".join(refused) or ("" if self.ready else "starting")

    def _troubles(self) -> dict[str, str]:
        """The channels that do not take our credentials, and what they say."""
        return self._refusals | self.sender.troubles()

    async def numbers(self) -> bytes:
        """What can be counted, in the form of Prometheus."""
        with contextlib.suppress(NotRead):
            self.metrics.waiting.set(await self.storage.reading(lambda tx: tx.letters.open()))
        for channel in self.channels:
            self.metrics.refused(channel).set(channel in self._troubles())
        return self.metrics.text()

    async def serve(self) -> None:
        """Runs until the process is asked to stop."""
        asked = asyncio.Event()
        with contextlib.suppress(NotImplementedError):  # Windows has no such signal
            # uvicorn also handles SIGTERM and raises it again after its shutdown. Without our own handler that second
            # signal would kill us before close() has run.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
        try:
            await self.open()
            gc.freeze()  # flows, catalogs and libraries stay for good: collecting them would stop everything for 0.1 s
            async with serving(self.web(), self.settings.host, self.settings.port) as server:
                self._serving.set()
                while not (server.done() or asked.is_set() or self.refused):
                    await asyncio.wait([server], timeout=0.5)
        finally:
            await self.close()
        if self.refused:
            raise Refusal(self.refused)
