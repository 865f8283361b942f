"""Drives a contestant: closed loop, open loop, and what is in the store at the end. Runs in the contestant's process.

Payloads are made before the clock starts. The turns of one user never overlap; of different users they do.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import from_slack, from_telegram, journey
from tests.bench.terms import Payload

TICK = os.sysconf("SC_CLK_TCK")
SEED = 7  # of the moments at which people come


def of_services(pids: Iterable[int]) -> float:
    """Seconds of CPU of these processes and of their children, which are a server's connections."""
    known = set(pids)
    return (
        sum(_spent(folder, known) for folder in Path("/proc").iterdir() if folder.name.isdigit()) / TICK
        if known
        else 0.0
    )


def _spent(process: Path, known: set[int]) -> int:
    try:
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:  # it has ended
        return 0
    if int(process.name) in known:
        return sum(int(field) for field in fields[11:15])  # with children that have ended
    return int(fields[11]) + int(fields[12]) if int(fields[1]) in known else 0


def of_this() -> float:
    """Seconds of CPU of this process, user and system, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def resident() -> float:
    """Megabytes that this process holds in memory now."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) / 1024


def share(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


@dataclass
class Spent:
    """CPU and time between `begin` and `end`."""

    pids: Sequence[int]
    cpu: float = 0.0
    server: float = 0.0
    wall: float = 0.0

    def begin(self) -> None:
        gc.collect()
        self.server, self.cpu, self.wall = of_services(self.pids), of_this(), time.perf_counter()

    def end(self) -> None:
        self.wall, self.cpu, self.server = (
            time.perf_counter() - self.wall, of_this() - self.cpu, of_services(self.pids) - self.server,
        )  # fmt: skip


@dataclass
class Driver:
    """One contestant's module, set up, and the processes that serve it."""

    module: Any
    pids: Sequence[int] = ()
    _locks: dict[int, asyncio.Lock] = field(default_factory=dict)

    def payload(self, i: int, t: int) -> Payload:
        side = from_slack if self.module.CHANNEL == "slack" else from_telegram
        return side.payload(i, t, getattr(self.module, "button", side.button))

    async def walk(self, users: range, turns: range, in_flight: int, journal: str = "") -> None:
        """Turn by turn: everybody's first before anybody's second. Those in the journal are done; new ones are noted there."""
        if not journal:
            await self._all((self.payload(i, t) for t in turns for i in users), in_flight, [])
            return
        done = set(Path(journal).read_text().splitlines()) if Path(journal).exists() else set()
        with Path(journal).open("ab", buffering=0) as noted:
            todo = (self.payload(i, t) for t in turns for i in users if f"{i} {t}" not in done)
            await self._all(todo, in_flight, [], lambda one: noted.write(f"{one.i} {one.t}\n".encode()))

    async def closed(self, users: range, in_flight: int) -> dict[str, float]:
        """So many turns in flight without pause."""
        payloads = [self.payload(i, t) for t in range(journey.TURNS) for i in users]
        waits: list[float] = []
        spent = Spent(self.pids)
        spent.begin()
        await self._all(iter(payloads), in_flight, waits)
        await self._settled()
        spent.end()
        waits.sort()
        return {
            "turns": len(waits), "cpu_us": 1e6 * (spent.cpu + spent.server) / len(waits),
            "server_us": 1e6 * spent.server / len(waits), "wall_us": 1e6 * spent.wall / len(waits),
            "p50_ms": 1e3 * share(waits, 0.5), "p99_ms": 1e3 * share(waits, 0.99),
        }  # fmt: skip

    async def _all(
        self, payloads: Iterator[Payload], in_flight: int, waits: list[float], note: Callable[[Payload], Any] = id
    ) -> None:
        async def one_after_the_other() -> None:
            for payload in payloads:
                async with self._lane(payload.i):
                    began = time.perf_counter()
                    await self.module.feed(payload)
                    waits.append(time.perf_counter() - began)
                    note(payload)

        await asyncio.gather(*(one_after_the_other() for _ in range(in_flight)))

    def _lane(self, i: int) -> asyncio.Lock:
        return self._locks.setdefault(i, asyncio.Lock())

    async def _settled(self) -> None:
        if settled := getattr(self.module, "settled", None):
            await settled()

    async def open(self, first: int, rate: float, seconds: float) -> dict[str, Any]:
        """People come when they come; a turn's wait is from the moment it was due, whether we were ready or not."""
        users = max(8, int(rate * seconds / journey.TURNS))
        payloads = [self.payload(first + k % users, k // users) for k in range(users * journey.TURNS)]
        due, waits = list(_moments(rate, len(payloads))), []
        patience = due[-1] * 1.5 + 5
        spent = Spent(self.pids)
        spent.begin()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._come(payloads, due, waits)
        spent.end()
        waits.sort()
        return {
            "users": users, "saturated": len(waits) < len(payloads), "p50_ms": 1e3 * share(waits, 0.5),
            "p99_ms": 1e3 * share(waits, 0.99), "core": (spent.cpu + spent.server) / spent.wall,
        }  # fmt: skip

    async def _come(self, payloads: Sequence[Payload], due: Sequence[float], waits: list[float]) -> None:
        base = time.perf_counter()

        async def one(payload: Payload, at: float) -> None:
            async with self._lane(payload.i):
                await self.module.feed(payload)
            waits.append(time.perf_counter() - at)

        async with asyncio.TaskGroup() as group:
            for payload, moment in zip(payloads, due, strict=True):
                await asyncio.sleep(max(0.0, base + moment - time.perf_counter()))
                group.create_task(one(payload, base + moment))

    async def verify(self, cfg: Any, users: range) -> dict[str, Any]:
        """Every answer of these users, read over a fresh connection, beside what they gave."""
        found = self.module.dump(cfg, users.start, users.stop)
        found = await found if asyncio.iscoroutine(found) else found
        wrong = [i for i in users if found.get(i) != [journey.answers(i)]]
        first = f"user {wrong[0]}: {found.get(wrong[0])}"[:300] if wrong else ""
        return {"users": len(users), "answers": len(users) * journey.ANSWERS, "wrong": len(wrong), "first": first}


def _moments(rate: float, count: int) -> Iterator[float]:
    """When people come who do not know of each other."""
    dice, at = random.Random(SEED), 0.0
    for _ in range(count):
        at += dice.expovariate(rate)
        yield at
