"""Whether the bot is still at work: its calls going on, and what it has not acknowledged yet."""

from __future__ import annotations

import asyncio
import time

from bot.sandbox.slack.carrier import Carrier


class Activity:
    """`quiet`: seconds without a call of the bot after which it counts as done."""

    def __init__(self, carrier: Carrier) -> None:
        self.quiet = 0.03
        self._carrier = carrier
        self._in_flight = 0
        self._last_call = 0.0

    def __enter__(self) -> None:
        self._in_flight += 1

    def __exit__(self, *_: object) -> None:
        self._in_flight -= 1
        self.touch()
        self._carrier.moved.set()

    def touch(self) -> None:
        self._last_call = time.monotonic()

    async def settled(
        self,
        timeout: float,  # noqa: ASYNC109  it says more than asyncio's own when it runs out
        whose: str | None = None,
        quiet: float | None = None,
    ) -> None:
        """Until all deliveries, or one person's, are over and the bot has made no call for a moment."""
        try:
            async with asyncio.timeout(timeout):
                await self._calm(whose, self.quiet if quiet is None else quiet)
        except TimeoutError:
            left = [f"{one.kind} {one.id} (try {one.attempt})" for one in self._carrier.outstanding(whose)]
            raise TimeoutError(f"not settled within {timeout} s; unacknowledged: {left}") from None

    async def _calm(self, whose: str | None, quiet: float) -> None:
        while True:
            if self._in_flight or self._carrier.outstanding(whose):
                self._carrier.moved.clear()
                await self._carrier.moved.wait()
                continue
            left = max(self._last_call, self._carrier.finished_at) + quiet - time.monotonic()
            if left <= 0:
                return
            await asyncio.sleep(left)
