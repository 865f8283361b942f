"""Who is looking at the demo page, and what has changed since they last looked.

Knows ids of seats. Does not know what a seat shows.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from weakref import WeakSet

TOGETHER = 0.03  # seconds: changes this close to each other are shown as one
HEARTBEAT = 10.0  # seconds: a silent connection is tried this often, so that one that was left is noticed


class Looking:
    """One open page: the seats it has not yet seen as they are now."""

    def __init__(self, seats: Iterable[str]) -> None:
        self._unseen = dict.fromkeys(seats)
        self._some = asyncio.Event()
        self._some.set()
        self._closed = False

    def tell(self, seat: str) -> None:
        self._unseen[seat] = None
        self._some.set()

    def close(self) -> None:
        self._closed = True
        self._some.set()

    async def changes(self) -> AsyncIterator[list[str]]:
        """Seats that changed; none at all when a while passed without a change. All of them to begin with."""
        while not self._closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._some.wait()
                await asyncio.sleep(TOGETHER)
            self._some.clear()
            seen, self._unseen = list(self._unseen), {}
            if not self._closed:
                yield seen


class Feed:
    """Tells everyone who is looking."""

    def __init__(self, seats: Iterable[str]) -> None:
        self._seats = list(seats)
        self._looking: WeakSet[Looking] = WeakSet()

    def look(self) -> Looking:
        looking = Looking(self._seats)
        self._looking.add(looking)
        return looking

    def tell(self, seat: str) -> None:
        for looking in list(self._looking):
            looking.tell(seat)

    def close(self) -> None:
        for looking in list(self._looking):
            looking.close()
