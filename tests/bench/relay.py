"""A relay: several processes serve the same people, and the next turn of a person may come to any of them.

Who is how far stands in a file that all of them have in memory: a byte for each person, the turns that are done.
"""

from __future__ import annotations

import asyncio
import mmap
import time
from pathlib import Path

from tests.bench import journey
from tests.bench.driving import Driver, of_this, share
from tests.bench.terms import Payload

SOON = 0.001  # seconds until it is asked again whether somebody's last turn is done
READS = 0.1  # seconds in which nobody has read a question and pressed a button


def baton(path: Path, users: int) -> str:
    """A file in which nobody has done anything."""
    path.write_bytes(bytes(users))
    return str(path)


def falls_to(i: int, t: int, of: int) -> int:
    """The process that gets turn `t` of user `i`: from turn to turn another one."""
    return (i + t) % of


def begun_apart(turn: tuple[int, int]) -> tuple[int, int]:
    """The order of turns: people begin one after the other, so that some end while others are in the middle."""
    i, t = turn
    return t + i % journey.TURNS, i


class Runner:
    """The part of one process. People are numbered as everywhere; the file begins with the first of them."""

    def __init__(self, driver: Driver, baton: str, users: range, part: int, of: int) -> None:
        with Path(baton).open("r+b") as file:
            self._done = mmap.mmap(file.fileno(), 0)
        self._driver, self._first = driver, users.start
        mine = ((i, t) for i in users for t in range(journey.TURNS) if falls_to(i, t, of) == part)
        self._payloads = [driver.payload(i, t) for i, t in sorted(mine, key=begun_apart)]

    async def run(self, in_flight: int) -> dict[str, float]:
        """CPU seconds of this process, and what people waited for its turns."""
        waits: list[float] = []
        rest, before = iter(self._payloads), of_this()

        async def one_after_the_other() -> None:
            for payload in rest:
                waits.append(await self._fed(payload))

        await asyncio.gather(*(one_after_the_other() for _ in range(in_flight)))
        await self._driver.module.settled()
        waits.sort()
        return {
            "turns": len(waits),
            "cpu": of_this() - before,
            "p50_ms": 1e3 * share(waits, 0.5),
            "p99_ms": 1e3 * share(waits, 0.99),
        }

    async def _fed(self, payload: Payload) -> float:
        person = payload.i - self._first
        while self._done[person] != payload.t:
            await asyncio.sleep(SOON)
        began = time.perf_counter()
        await self._driver.module.feed(payload)
        asyncio.get_running_loop().call_later(READS, self._read, person, payload.t + 1)
        return time.perf_counter() - began

    def _read(self, person: int, turns: int) -> None:
        self._done[person] = turns
