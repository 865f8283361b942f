"""Small calls that nobody keeps a row for: tried again for a short while, then let go.

Letters are not tried again here: the outbox does that. Knows no platform.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.channels.channel import Fault, Undeliverable

T = TypeVar("T")

FIRST, LONGEST = 0.5, 4.0  # seconds between two attempts; doubled each time


async def persist(call: Callable[[], Awaitable[T]], seconds: float) -> T:
    """What the call returns. What may pass is tried again, for so many seconds in all. Raises Undeliverable."""
    end = time.monotonic() + seconds
    wait = FIRST
    while True:
        try:
            async with asyncio.timeout(end - time.monotonic()):
                return await call()
        except TimeoutError:
            raise Undeliverable("timeout", Fault.LATER) from None
        except Undeliverable as failure:
            nap = max(wait, failure.after)
            if failure.fault is not Fault.LATER or time.monotonic() + nap >= end:
                raise
        await asyncio.sleep(nap)
        wait = min(wait * 2, LONGEST)
