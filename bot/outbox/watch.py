"""Looks after the outbox: claims letters that wait, lets timers go off, frees the letters of dead processes.

Runs in every process, in short transactions. Their cost depends on what is due, not on how much was ever sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.outbox.sender import Sender
from bot.store.database import NotRead, NotSaved, ReadFirst, Storage
from bot.store.hold import Hold
from bot.store.letters import Letter
from bot.store.timers import Timer
from bot.store.transaction import Transaction
from bot.store.workers import Sign

log = logging.getLogger("sello.outbox")

RECONCILE = 10.0  # seconds between two comparisons of what we hold with what the outbox says
LOOK = 0.5  # seconds between two looks
SOON = 0.1  # the same, when something has just been put back
BEAT = 2.0  # seconds between two signs of life
SILENT = 7  # times that others see the same beat, BEAT apart, until they take its worker for dead
GONE = 2  # the same, if its advisory lock is gone, too
PRUNE, RARELY = 0.2, 30.0  # seconds between two steps of pruning: while there is more to prune, and while not
STEP = 500  # rows of one step
BODIES = timedelta(days=7)  # how long the body of a settled letter is kept
DELIVERIES = timedelta(days=8)  # Telegram repeats updates for a day; a week more for a clock that was wrong
PUT_OFF = (2.0, 10.0, 60.0, 600.0)  # seconds until the retry of a timer that failed, by its tries

Ring = Callable[[Transaction, Timer, datetime, Mapping[Hashable, Any]], Sequence[Letter]]


class Watch:
    """The watch of one process. `ring` does what a timer was set for, and returns the letters it wrote."""

    def __init__(self, storage: Storage, sender: Sender, name: str, clock: Callable[[], datetime], ring: Ring) -> None:
        self._storage = storage
        self._sender = sender
        self._name = name
        self._clock = clock
        self._ring = ring
        self._hold = Hold(storage.engine)
        self._seen: dict[int, tuple[int, int]] = {}
        self._pruned = 0

    async def open(self) -> None:
        """Joins the workers: from now on this process holds the letters it writes. Raises InUse."""
        await asyncio.to_thread(self._hold.alone)
        self._storage.worker = me = await self._storage.transaction(self._joined)
        await asyncio.to_thread(self._hold.keep, me)

    def _joined(self, tx: Transaction) -> int:
        """Adds our worker, and buries its dead predecessors: on SQLite every other one, on PostgreSQL those with our name
        and without their lock."""
        me = tx.workers.join(self._name)
        for id, sign in tx.workers.signs().items():
            if id != me and (self._storage.lite or (sign.name == self._name and sign.locked is False)):
                tx.workers.bury(id)
        tx.workers.free_orphans()
        return me

    async def close(self) -> None:
        """Frees the letters we still hold, for other processes."""
        me = self._storage.worker
        with contextlib.suppress(NotSaved):
            await self._storage.transaction(lambda tx: tx.workers.bury(me))
        await asyncio.to_thread(self._hold.drop)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._often())
            tasks.create_task(self._every(BEAT, self.beat))
            tasks.create_task(self._pruning())
            tasks.create_task(self._every(RECONCILE, self._sender.reconcile))

    async def _every(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            with contextlib.suppress(NotRead, NotSaved):
                await work()

    async def _often(self) -> None:
        while True:
            with contextlib.suppress(NotRead, NotSaved):
                await self.look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._sender.nudged.wait()
                await asyncio.sleep(SOON)

    async def look(self) -> None:
        """One look: claims the letters that are due and lets the timers go off that are due."""
        self._sender.nudged.clear()
        await self._sender.marks.again()
        now = self._clock()
        waiting, timers, silent = await self._storage.reading(
            lambda tx: (tx.letters.waiting(now), tx.timers.due(now), tx.lines.paused(now))
        )
        for line, until in silent.items():
            self._sender.keep_silent(line, until, now)
        for line in waiting:
            await self._take_up(line, now)
        for timer in timers:
            await self._go_off(timer, now)

    async def _take_up(self, line: int, now: datetime) -> None:
        room = self._sender.room(line)
        if room:
            self._sender.take_up(await self._storage.transaction(lambda tx: tx.letters.claim(line, now, room)))

    async def _go_off(self, timer: Timer, now: datetime) -> None:
        known: dict[Hashable, Any] = {}

        def work(tx: Transaction) -> Sequence[Letter]:
            return self._ring(tx, timer, now, known) if tx.timers.take(timer, now) else ()

        try:
            self._sender.hand_over(await self._reading_first(work, known))
        except NotSaved:
            raise
        except Exception:
            log.exception("timer.failed name=%s tries=%d", timer.name, timer.tries + 1)
            later = now + timedelta(seconds=PUT_OFF[min(timer.tries, len(PUT_OFF) - 1)])
            await self._storage.transaction(lambda tx: tx.timers.put_off(timer, later))

    async def _reading_first(
        self, work: Callable[[Transaction], Sequence[Letter]], known: dict[Hashable, Any]
    ) -> Sequence[Letter]:
        """What takes long is read beside the writers, and then the timer goes off again, unless another process had it."""
        while True:
            try:
                return await self._storage.transaction(work)
            except ReadFirst as missing:
                known[missing.key] = await self._storage.reading(missing.read)

    async def beat(self) -> None:
        """Counts up our beat, and buries the workers whose beat has stood still too long."""
        me, began = self._storage.worker, time.monotonic()
        await asyncio.to_thread(self._hold.keep, me)
        there, signs = await self._storage.transaction(lambda tx: (tx.workers.beat(me), tx.workers.signs()))
        if not there:
            log.warning("outbox.buried worker=%d", me)
            self._sender.forget()
            await self._storage.transaction(lambda tx: tx.workers.join(self._name, me))
            return
        self._sender.lease = began + (SILENT - 2) * BEAT
        self._sender.shared_by(len(signs))
        for id in self._silent(signs, me):
            await self._bury(id)

    async def _bury(self, id: int) -> None:
        freed = await self._storage.transaction(lambda tx: tx.workers.bury(id))
        log.warning("outbox.dead worker=%d letters=%d", id, freed)

    def _silent(self, signs: dict[int, Sign], me: int) -> list[int]:
        """The workers whose beat was the same too often. Failed looks do not count: then the database was unreachable."""
        seen = {}
        for id, sign in signs.items():
            last, times = self._seen.get(id, (sign.beat, 0))
            seen[id] = (sign.beat, times + 1 if sign.beat == last else 0)
        self._seen = seen
        return [
            id
            for id, (_, times) in seen.items()
            if id != me and times >= (GONE if signs[id].locked is False else SILENT)
        ]

    async def _pruning(self) -> None:
        while True:
            more = False
            with contextlib.suppress(NotSaved):
                more = await self.prune()
            await asyncio.sleep(PRUNE if more else RARELY)

    async def prune(self) -> bool:
        """One step of pruning: bodies of letters long settled, deliveries that cannot be repeated any more. True if there may
        be more."""
        now, after = self._clock(), self._pruned

        def work(tx: Transaction) -> tuple[int, int]:
            return tx.deliveries.forget(now - DELIVERIES, STEP), tx.letters.prune(after, now - BODIES, STEP)

        forgotten, self._pruned = await self._storage.transaction(work)
        return forgotten == STEP or self._pruned != after
