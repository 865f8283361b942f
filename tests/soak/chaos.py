"""What is done to the program: platforms that are ill, one after the other, and processes that are killed.

Keeps a diary of it. All of it is thrown from one seed.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.calls import ChatId
from bot.sandbox.faults import BadGateway, BadToken, Fault, Hang, Lost, Reset, ServerError, Slow, TooMany
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.telegram.sandbox import TelegramSandbox

Sandbox = TelegramSandbox | SlackSandbox


@dataclass(frozen=True)
class Weather:
    """How bad it gets, in seconds: how long an illness lasts, the quiet after it, between blows, how long one freezes."""

    ill: tuple[float, float] = (5.0, 30.0)
    quiet: tuple[float, float] = (9.0, 12.0)
    blows: tuple[float, float] = (10.0, 20.0)
    freezes: tuple[float, float] = (3.0, 25.0)
    silence: tuple[int, int] = (2, 20)
    slow: tuple[float, float] = (1.0, 25.0)


@dataclass
class Spell:
    """One illness of a platform, of all of it or of some chats. Times are monotonic."""

    platform: str
    fault: Fault
    chats: tuple[ChatId, ...]
    began: float
    ended: float = 0.0
    hits: int = 0

    @property
    def name(self) -> str:
        return type(self.fault).__name__


@dataclass
class Chaos:
    """`chats` are those of each platform that may be struck alone."""

    sandboxes: dict[str, Sandbox]
    chats: dict[str, list[ChatId]]
    weather: Weather
    dice: random.Random
    spells: list[Spell] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def ills(self) -> None:
        """One illness after the other, of each kind in turn; the kinds are shuffled anew each time round."""
        kinds: list[Callable[[], Fault]] = []
        while not await self._over_within(self.weather.quiet):
            kinds = kinds or self.dice.sample(self._kinds(), k=len(self._kinds()))
            await self._suffer(kinds.pop()())

    def _kinds(self) -> list[Callable[[], Fault]]:
        w, dice = self.weather, self.dice
        return [
            Hang, ServerError, BadGateway, Reset, Lost, BadToken,
            lambda: TooMany(dice.randint(*w.silence)), lambda: Slow(dice.uniform(*w.slow)),
        ]  # fmt: skip

    async def _suffer(self, fault: Fault) -> None:
        platform = self.dice.choice(sorted(self.sandboxes))
        known = self.chats[platform]
        whole = isinstance(fault, BadToken) or self.dice.random() < 0.6
        chats = () if whole else tuple(self.dice.sample(known, k=min(len(known), self.dice.randint(1, 3))))
        spell = Spell(platform, fault, chats, time.monotonic())
        self.spells.append(spell)
        illness = self.sandboxes[platform].ill(fault, chats=chats)
        try:
            await self._over_within(self.weather.ill)
        finally:
            self.sandboxes[platform].well(illness)
            spell.ended, spell.hits = time.monotonic(), illness.hits

    async def blows(self, strike: Callable[[], Any]) -> None:
        while not await self._over_within(self.weather.blows):
            await strike()

    async def _over_within(self, seconds: tuple[float, float]) -> bool:
        """Waits for some of these seconds, or until it is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.dice.uniform(*seconds)):
                await self.over.wait()
        return self.over.is_set()
