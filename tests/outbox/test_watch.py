"""The watch ends when it is told to, whatever happens in the same moment."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.outbox.sender import Sender
from bot.outbox.watch import Watch
from bot.store.database import Storage


@pytest.mark.parametrize("steps", range(6))
async def test_a_watch_that_is_nudged_while_it_is_cancelled_ends(
    steps: int, sqlite_url: str, opened: Callable[[str], Storage]
) -> None:
    def now() -> datetime:
        return datetime.now(UTC)

    storage = opened(sqlite_url)
    sender = Sender(storage, now, lambda *_: ())
    watch = Watch(storage, sender, "office", now, lambda *_: ())
    await watch.open()
    running = asyncio.create_task(watch.run())
    await asyncio.sleep(0.1)

    sender.nudged.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()

    _, late = await asyncio.wait([running], timeout=5)
    assert not late
    await watch.close()
