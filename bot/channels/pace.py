"""When a bot must be quiet, because its platform has asked it to.

Knows no platform. Every call that a bot makes asks here first; listening is no call.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Pause:
    """One for each bot. `on_pause` is told how many seconds the platform has just asked for, so that others keep them."""

    def __init__(self) -> None:
        self.until = 0.0  # by the monotonic clock
        self.on_pause: Callable[[float], None] = lambda _seconds: None

    @property
    def left(self) -> float:
        """Seconds, 0 when the bot may call."""
        return max(0.0, self.until - time.monotonic())

    def set(self, seconds: float) -> None:
        """Quiet from now on for so long, or for as long as was asked before, if that is longer."""
        self.until = max(self.until, time.monotonic() + seconds)

    def seen(self, seconds: float) -> None:
        """The platform has just asked us for it."""
        self.set(seconds)
        self.on_pause(seconds)

    async def wait(self) -> None:
        while left := self.left:  # noqa: ASYNC110  it may have grown meanwhile
            await asyncio.sleep(left)
