"""The process of one contestant: `python -m tests.bench.seat MODULE CFG PIDS CORE`. Orders come as JSON lines, and so do answers.

An order is a verb and what it needs. Between orders the contestant runs on as it would with nobody there.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import itertools
import json
import logging
import os
import sys
import time
import traceback
import warnings
from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from typing import Any

from tests.bench.driving import Driver, of_services, of_this, resident
from tests.bench.journey import TURNS
from tests.bench.relay import Runner
from tests.bench.terms import Cfg

Told = dict[str, Any]


class Seat:
    """What can be asked of a contestant. Each verb is a method."""

    def __init__(self, module: Any, cfg: Cfg, pids: list[int]) -> None:
        self._module, self._cfg, self._pids = module, cfg, pids
        self._driver = Driver(module, pids)
        self._summaries = 0
        self.verbs: dict[str, Callable[..., Awaitable[Told]]] = {
            "setup": self.setup, "first": self.first, "walk": self.walk, "closed": self.closed, "open": self.open,
            "memory": self.memory, "idle": self.idle, "stages": self.stages, "seed_open": self.seed_open,
            "seed_done": self.seed_done, "fill_year": self.fill_year, "ask": self.ask, "beside": self.beside, "made": self.made,
            "apart": self.apart,
            "teardown": self.teardown, "verify": self.verify, "take_part": self.take_part, "relay": self.relay,
        }  # fmt: skip

    async def setup(self) -> Told:
        await self._module.setup(self._cfg)
        return {}

    async def first(self, user: int) -> Told:
        """The first thing heard is answered: the moment, by the clock that all processes share."""
        await self._module.feed(self._driver.payload(user, 0))
        return {"at": time.monotonic()}

    async def walk(
        self, lo: int, hi: int, begin: int = 0, end: int = TURNS, in_flight: int = 4, journal: str = ""
    ) -> Told:
        await self._driver.walk(range(lo, hi), range(begin, end), in_flight, journal)
        return {}

    async def closed(self, lo: int, hi: int, in_flight: int) -> Told:
        return await self._driver.closed(range(lo, hi), in_flight)

    async def open(self, first: int, rate: float, seconds: float) -> Told:
        return await self._driver.open(first, rate, seconds)

    async def take_part(self, baton: str, lo: int, hi: int, part: int, of: int) -> Told:
        """Makes ready what this process does in a relay."""
        self._runner = Runner(self._driver, baton, range(lo, hi), part, of)
        return {}

    async def relay(self, in_flight: int) -> Told:
        return await self._runner.run(in_flight)

    async def memory(self) -> Told:
        return {"mb": resident()}

    async def idle(self, seconds: float) -> Told:
        """The share of a core, the program's and its server's, while nobody does anything."""
        before = of_this(), of_services(self._pids)
        await asyncio.sleep(seconds)
        return {"own": (of_this() - before[0]) / seconds, "server": (of_services(self._pids) - before[1]) / seconds}

    async def stages(self, lo: int, hi: int, in_flight: int) -> Told:
        from tests.bench.stages import sampled

        with sampled() as found:
            spent = await self._driver.closed(range(lo, hi), in_flight)
        return {**spent, "stages": dict(found)}

    async def seed_open(self, lo: int, hi: int) -> Told:
        await self._module.seed_open(self._cfg, lo, hi)
        return {}

    async def seed_done(self, answers: int) -> Told:
        await self._module.seed_done(self._cfg, answers)
        return {}

    async def fill_year(self, runs: int) -> Told:
        from tests.bench import annals  # a peer has not the libraries that this takes

        return await asyncio.to_thread(annals.fill, self._cfg, runs)

    async def apart(self) -> Told:
        """The process that reads is begun, as it is after some summaries."""
        await self._module.apart()
        return {}

    async def ask(self, words: str, times: int = 1) -> Told:
        """A question, from the message to the answer that is out: the median, the CPU of each with all that works for it, and what
        the last answer says."""
        from tests.bench import annals  # a peer has not the libraries that this takes

        took, ours = [], [os.getpid()]
        before = of_services(ours), of_services(self._pids)
        for _ in range(times):
            began = time.perf_counter()
            await self._summary(words)
            took.append(1e3 * (time.perf_counter() - began))
        spent = (of_services(ours) - before[0], of_services(self._pids) - before[1])
        cpu = {"cpu": 1e3 * spent[0] / times, "server": 1e3 * spent[1] / times}
        return {"ms": median(took), **cpu, "said": annals.answered(self._cfg)}

    async def _summary(self, words: str) -> None:
        from tests.bench import annals  # a peer has not the libraries that this takes

        self._summaries += 1
        await self._module.feed(annals.asking(words, self._summaries))

    async def beside(
        self, first: int, rate: float, seconds: float, words: str, files: Sequence[Sequence[str]] = ()
    ) -> Told:
        """People who come when they come; meanwhile one summary after the other, if one is asked for, and of each of these
        rows of files one after the other."""
        asked = self._summaries
        meanwhile = [asyncio.create_task(self._files(row)) for row in files]
        if words:
            meanwhile.append(asyncio.create_task(self._summaries_of(words)))
        try:
            told = await self.open(first, rate, seconds)
            return {**told, "summaries": self._summaries - asked}
        finally:
            for one in meanwhile:
                one.cancel()
            await asyncio.gather(*meanwhile, return_exceptions=True)

    async def _summaries_of(self, words: str) -> None:
        while True:
            await self._summary(words)

    async def _files(self, names: Sequence[str]) -> None:
        """As they are made for letters that are sent, until nobody wants them anymore."""
        for name in itertools.cycle(names):
            await self._module.made(name)

    async def made(self, name: str) -> Told:
        """How long a file takes, and how large it is."""
        began = time.perf_counter()
        size = await self._module.made(name)
        return {"ms": 1e3 * (time.perf_counter() - began), "bytes": size}

    async def teardown(self) -> Told:
        await self._module.teardown()
        return {}

    async def verify(self, lo: int, hi: int) -> Told:
        return await self._driver.verify(self._cfg, range(lo, hi))


async def attend(seat: Seat) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        try:
            told = await seat.verbs[order.pop("verb")](**order)
        except Exception:  # noqa: BLE001  whatever it is, whoever asked is told
            told = {"failed": traceback.format_exc(limit=-6)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    os._exit(0)  # contestants that were not torn down have threads


def main() -> None:
    name, cfg, pids, core = sys.argv[1:]
    if int(core) >= 0:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {int(core)})
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    module = importlib.import_module(name)
    given = Cfg(**json.loads(cfg))
    asyncio.run(attend(Seat(module, given, json.loads(pids))))


if __name__ == "__main__":
    main()
