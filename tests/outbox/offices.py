"""Processes that send letters, without anything that hears: storage, outbox and the two real channels."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.channel import Ack, Button, Channel, Heard, Message
from bot.channels.slack.channel import Slack
from bot.channels.telegram.channel import Telegram
from bot.channels.written import MESSAGE
from bot.outbox.sender import Sender
from bot.outbox.watch import Watch
from bot.store.database import Storage
from bot.store.letters import Letter
from bot.store.people import Who
from bot.store.timers import Timer
from bot.store.transaction import Transaction
from tests.conftest import ACCOUNTS, LINES, World
from tests.running import StandIns


def now() -> datetime:
    return datetime.now(UTC)


async def nobody_listens(_heard: Heard) -> Ack:
    return Ack()


async def no_files(digest: str) -> bytes:
    raise OSError(digest)


@dataclass
class Office:
    """One process. `went_off` are the timers it let go off, `undelivered` the letters it gave up, with the reason."""

    storage: Storage
    world: World
    channels: dict[int, Channel]
    clock: Callable[[], datetime] = now
    went_off: list[tuple[str, str]] = field(default_factory=list)
    undelivered: list[tuple[int, str]] = field(default_factory=list)
    fails: bool = False

    def __post_init__(self) -> None:
        self.sender = Sender(self.storage, self.clock, self.given_up)
        for line, channel in self.channels.items():
            self.sender.attach(line, channel)
        self.watch = Watch(self.storage, self.sender, "office", self.clock, self.rung)

    def given_up(self, _tx: Transaction, one: Letter, reason: str) -> Sequence[Letter]:
        self.undelivered.append((one.id, reason))
        return ()

    def rung(self, tx: Transaction, timer: Timer, _at: datetime, _known: object) -> Sequence[Letter]:
        self.went_off.append((timer.name, timer.subject))
        if self.fails:
            raise RuntimeError("what the timer does has a mistake")
        return ()

    def who(self, tx: Transaction, name: str) -> Who:
        channel, account = ACCOUNTS.get(name, ("telegram", name))  # one of a crowd is called by their number
        found = tx.people.who(LINES[channel], account)
        assert found
        return found

    async def write(
        self, name: str, *texts: str, edit: bool = False, notice: bool = False, slot: str = "s", ref: str = ""
    ) -> None:
        """Letters of one transaction, handed over as the program does it."""
        await self.write_all([(name, text) for text in texts], edit=edit, notice=notice, slot=slot, ref=ref)

    async def write_all(
        self,
        letters: Sequence[tuple[str, str]],
        *,
        edit: bool = False,
        notice: bool = False,
        slot: str = "s",
        ref: str = "",
    ) -> None:
        def work(tx: Transaction) -> list[Letter]:
            made = [
                tx.letters.write(self.who(tx, name), slot, body(text), self.clock(), edit=edit, notice=notice, ref=ref)
                for name, text in letters
            ]
            return [one for one in made if one]

        self.sender.hand_over(await self.storage.transaction(work))

    async def poison(self, name: str) -> None:
        """A letter that nobody can read."""
        self.sender.hand_over(
            await self.storage.transaction(
                lambda tx: [tx.letters.write(self.who(tx, name), "s", "{broken", self.clock(), edit=False)]  # type: ignore[list-item]
            )
        )


def body(text: str) -> str:
    message = Message(text=text, controls=(Button("Menu", "m"),), fallback=text)
    return MESSAGE.dump_json(message, exclude_defaults=True).decode()


@asynccontextmanager
async def office(
    storage: Storage, world: World, both: StandIns, clock: Callable[[], datetime] = now, *, watching: bool = True
) -> AsyncIterator[Office]:
    telegram = Telegram(
        both.telegram.token, api_url=f"{both.address}/bot", file_url=f"{both.address}/file/bot", fetch=no_files,
        commands={}, pause=0.05,
    )  # fmt: skip
    slack = Slack(both.slack.bot_token, api_url=f"{both.address}/api/", fetch=no_files)
    made = Office(storage, world, {LINES["telegram"]: telegram, LINES["slack"]: slack}, clock)
    await made.watch.open()
    for channel in (telegram, slack):
        await channel.open(nobody_listens)
    task = asyncio.create_task(made.watch.run()) if watching else None
    try:
        yield made
    finally:
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await made.sender.close()
        await made.watch.close()
        for channel in (telegram, slack):
            await channel.close()


async def until(true: Callable[[], object], seconds: float = 15) -> float:
    """Waits for it; how long that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not come to pass"
        await asyncio.sleep(0.02)
    return time.monotonic() - began
