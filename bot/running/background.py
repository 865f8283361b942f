"""Work that goes on in the background for as long as the program runs. What dies is told, counted and started again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

log = logging.getLogger("sello.background")

ENOUGH = 20.0  # seconds that a part has to put down what it does: a program that is asked to end must end
AGAIN = 5.0  # seconds before a task that died is started again
RECOVERED = 60.0  # seconds that it must then run before it no longer counts as dead

Work = Callable[[], Awaitable[None]]  # runs until it is cancelled, or returns when there is nothing left to do


class Background:
    """The background tasks of one program. `died` is told the name of each that ends in an exception."""

    def __init__(self, died: Callable[[str], None]) -> None:
        self._told = died
        self._died: dict[str, float] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def spawn(self, name: str, work: Work) -> None:
        self._tasks.append(asyncio.create_task(self._kept_running(name, work), name=name))

    @property
    def dead(self) -> list[str]:
        """Who has died, and has not been running again for long enough."""
        return sorted(name for name, at in self._died.items() if time.monotonic() - at < AGAIN + RECOVERED)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _kept_running(self, name: str, work: Work) -> None:
        while True:
            try:
                return await work()
            except Exception:
                log.exception("task.died name=%s", name)
                self._died[name] = time.monotonic()
                self._told(name)
            await asyncio.sleep(AGAIN)


async def ended(what: str, closing: Awaitable[None]) -> None:
    """Waits until a part is closed, but not for ever: one that does not even end when it is cancelled is left."""
    end = asyncio.ensure_future(closing)
    _, late = await asyncio.wait([end], timeout=ENOUGH)
    if late:
        log.warning("part.slow_end name=%s", what)
        end.cancel()
    else:
        end.result()
