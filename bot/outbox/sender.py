"""Takes letters to their channels, one after the other in each lane.

A letter that this process has just written is sent from memory. A letter that cannot be sent now is put back into the
outbox, where any process may claim it: no task waits for a platform. Does not know what a letter says.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.channels.channel import Channel, Fault, Undeliverable
from bot.outbox import showing
from bot.outbox.health import TRIES, Health, Pace
from bot.outbox.marking import Marks
from bot.outbox.showing import Count, Delivered, Undelivered, followed, placed, settled, shown, unasked, uncounted
from bot.outbox.standing import ENDING, Standing
from bot.store.database import NotSaved, Storage
from bot.store.lanes import chat_of
from bot.store.letters import Lane, Letter
from bot.store.transaction import Transaction

log = logging.getLogger("sello.outbox")

BURST = 25.0  # letters at once over a line
PATIENCE = 2.0  # seconds a letter may wait in memory for its turn; longer, and it is put back


class Sender:
    """Sends the letters that this process holds. `channels` are the running ones, by line."""

    def __init__(
        self, storage: Storage, clock: Callable[[], datetime], undelivered: Undelivered, count: Count = uncounted,
        delivered: Delivered = unasked,
    ) -> None:  # fmt: skip
        self.channels: dict[int, Channel] = {}
        self.lease = float("inf")  # by the monotonic clock: until then nobody takes us for dead
        self.nudged = asyncio.Event()
        self._storage = storage
        self._clock = clock
        self._undelivered, self._delivered = undelivered, delivered
        self._count = count
        self._lanes: dict[Lane, deque[Letter]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()
        self._put_back: dict[Lane, float] = {}
        self.marks = Marks(storage, self.hand_over)
        self._standing = Standing()
        self._health: dict[int, Health] = {}
        self._lost: set[int] = set()
        self._silenced: dict[int, datetime] = {}

    def attach(self, line: int, channel: Channel) -> None:
        """From now on letters go out over this line."""
        self.channels[line] = channel
        self._health[line] = Health(Pace(channel.rate, BURST))
        self.heed(line, channel)
        self.nudged.set()

    def heed(self, line: int, channel: Channel) -> None:
        """A pause that the platform asks this bot for is told to all processes, also before letters go out."""
        channel.pause.on_pause = lambda seconds: self._later(self._spread(line, seconds))

    async def _spread(self, line: int, seconds: float) -> None:
        """Saves the pause that the platform asked for, so that other processes keep it, too."""
        until = self._clock() + timedelta(seconds=seconds)
        with contextlib.suppress(NotSaved):  # the letter that was turned away says so once more
            await self._storage.transaction(lambda tx: tx.lines.pause(line, until))

    def shared_by(self, workers: int) -> None:
        """Divides the rate of each line among the processes."""
        for line, channel in self.channels.items():
            self._health[line].pace.rate = channel.rate / max(1, workers)

    def keep_silent(self, line: int, until: datetime, now: datetime) -> None:
        """Keeps a pause that another process was told to make on this line."""
        if line in self.channels and self._silenced.get(line) != until:
            self._silenced[line] = until
            self.channels[line].pause.set((until - now).total_seconds())

    def troubles(self) -> dict[str, str]:
        """The channels that refuse our token, and the reasons they give."""
        return {
            channel.name: self._health[line].reason
            for line, channel in self.channels.items()
            if self._health[line].refused
        }

    def room(self, line: int) -> int:
        """How many waiting letters may be claimed for a line now."""
        if line not in self.channels or self.channels[line].pause.left or time.monotonic() > self.lease:
            return 0
        return self._health[line].room

    # Letters come in.

    def hand_over(self, letters: Sequence[Letter]) -> None:
        """Takes the letters of a durable transaction; returns at once. Those we do not hold go out later, by any process."""
        for one in letters:
            if one.held and one.lane not in self._put_back and one.line in self.channels:
                self._take(one)
            elif one.held:
                self._later(self._free([one.id]))
        if not all(one.held for one in letters):
            self.nudged.set()

    def take_up(self, letters: Sequence[Letter]) -> None:
        """Takes letters that waited in the outbox and that we have claimed."""
        for one in letters:
            self._take(one, waited=True)

    def _take(self, one: Letter, *, waited: bool = False) -> None:
        self._held.add(one.id)
        if one.lane in self._lanes:
            self._lanes[one.lane].append(one)
            return
        self._lanes[one.lane] = deque([one])
        self._later(self._drain(one.lane, waited=waited))

    def _later(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (wrong := task.exception()):
            log.error("outbox.failed", exc_info=wrong)

    # They go out.

    async def _drain(self, lane: Lane, *, waited: bool) -> None:
        """Sends the letters of a lane, until there are no more or one has to wait."""
        queue = self._lanes[lane]
        places: dict[str, str] = {}
        health = self._health[lane[0]]
        health.in_flight += waited
        try:
            while queue:
                one = queue[0]
                if not await self._carried(one, places, waited=waited):
                    return
                self._held.discard(one.id)
                if queue and queue[0] is one:
                    queue.popleft()
                if waited and not queue and (following := await self._following(lane)):
                    self._held.add(following.id)
                    queue.append(following)
        finally:
            health.in_flight -= waited
            self._held.difference_update(one.id for one in queue)
            del self._lanes[lane]

    async def _carried(self, one: Letter, places: dict[str, str], *, waited: bool) -> bool:
        """Tries to send a letter. True if it is settled: it was sent, or is given up."""
        health, paced = self._health[one.line], waited or one.notice or not one.awaited
        wait = health.turn(chat_of(one.address), time.monotonic(), PATIENCE) if paced else 0.0
        if 0 < wait <= PATIENCE:
            await asyncio.sleep(wait)
        if wait > PATIENCE or not self._may_send(one):
            await self._back(one, 0.0, one.tries)
            return False
        await self.marks.before(one.lane)
        if not await showing.still_wanted(self._storage, one):
            return True
        channel = self.channels[one.line]
        known = places.get(one.slot) or self._standing.of(one)
        where, copy = placed(one, known, channel)
        try:
            ref = await shown(channel, one, where)
        except Undeliverable as why:
            return await self._not_shown(one, why)
        health.arrived(chat_of(one.address))
        self._count(channel.name, "sent")
        if not self._still_ours(one):
            await self.marks.now(
                one, partial(showing.came_late, one=one, ref=ref, at=self._clock(), delivered=self._delivered)
            )
            return True
        if one.slot:
            places[one.slot] = ref
        moved = bool(one.slot) and ref != known
        mark = partial(settled, one=one, ref=ref, copy=copy, at=self._clock(), delivered=self._delivered, moved=moved)
        then = self._standing.moves(one, known, ref) if moved else None
        if waited or followed(one, copy):
            await self.marks.now(one, mark, then)
        else:
            self.marks.soon(one, mark, then)
        return True

    def _may_send(self, one: Letter) -> bool:
        """Whether the letter is in our hands for sure, and its bot may call now."""
        return self._still_ours(one) and not self.channels[one.line].pause.left

    def _still_ours(self, one: Letter) -> bool:
        return one.id in self._held and time.monotonic() < self.lease

    async def _not_shown(self, one: Letter, why: Undeliverable) -> bool:
        health = self._health[one.line]
        ours = why.fault is Fault.CREDENTIALS
        tries = one.tries if health.ill or ours else one.tries + 1
        if why.permanent or tries > TRIES:
            health.arrived(chat_of(one.address))
            self._count(self.channels[one.line].name, "failed")
            log.warning("letter.failed letter=%d reason=%s", one.id, why.reason)
            await self.marks.now(one, lambda tx: self._failed(tx, one, why))
            return True
        health.failed(why.reason, ours=ours)
        self._count(self.channels[one.line].name, "later")
        log.info("letter.later letter=%d tries=%d reason=%s", one.id, tries, why.reason)
        wait = health.wait(chat_of(one.address), one.tries, time.monotonic(), why.after)
        await self._back(one, wait, tries, why.after)
        return False

    def _failed(self, tx: Transaction, one: Letter, why: Undeliverable) -> Sequence[Letter]:
        tx.letters.failed(one, why.reason, self._clock())
        if why.fault is Fault.ADDRESS:
            tx.people.closed(one.line, chat_of(one.address))
            if one.person is None:
                tx.audiences.closed(one.line, one.address, why.moved, self._clock())
        return self._undelivered(tx, one, why.reason)

    async def _following(self, lane: Lane) -> Letter | None:
        """Claims the next waiting letter of a lane; settles without sending those that a later one replaces."""

        def next_of(tx: Transaction) -> Letter | None:
            one = tx.letters.claim_next(lane, self._clock())
            while one is not None and tx.letters.overtaken(one):
                tx.letters.overtake(one, self._clock())
                one = tx.letters.claim_next(lane, self._clock())
            return one

        try:
            return await self._storage.transaction(next_of)
        except NotSaved:
            return None

    # What becomes of them.

    async def _back(self, one: Letter, wait: float, tries: int, silence: float = 0.0) -> None:
        """Puts back a letter, and the later ones of its lane."""
        now = time.monotonic()
        self._put_back = {lane: at for lane, at in self._put_back.items() if now - at < ENDING}
        self._put_back[one.lane] = now
        at = self._clock()

        def work(tx: Transaction) -> None:
            tx.letters.again(one, at + timedelta(seconds=wait), tries)
            if silence:
                tx.lines.pause(one.line, at + timedelta(seconds=silence))

        try:
            await self._storage.transaction(work)
        except NotSaved:
            log.warning("letter.unmarked letter=%d", one.id)  # `reconcile` finds it
        self.nudged.set()

    async def _free(self, ids: Sequence[int]) -> None:
        try:
            await self._storage.transaction(lambda tx: tx.letters.free(ids))
        except NotSaved:
            log.warning("letter.unmarked letters=%d", len(ids))
        self.nudged.set()

    async def reconcile(self) -> None:
        """Frees the letters that are ours in the database and not in memory: their transaction was saved, and we were not told
        (the connection broke). Only those found twice in a row, since a letter may be on its way to us."""
        before = set(self._held)
        me = self._storage.worker
        held = await self._storage.reading(lambda tx: tx.letters.held_by(me))
        lost = [id for id in held if id not in before and id not in self._held and id not in self.marks]
        if lost and (again := self._lost & set(lost)):
            await self._free(sorted(again))
        self._lost = set(lost)

    def forget(self) -> None:
        """Others have freed our letters: drops those in memory, except the ones being sent."""
        self._held.clear()
        for queue in self._lanes.values():
            while len(queue) > 1:
                queue.pop()

    # The end.

    async def quiet(self) -> None:
        """Waits until everything we hold is settled or put back."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.marks.quiet()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
