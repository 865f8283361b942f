"""Takes letters to their channels, one after the other in each lane.

What this process has just written goes out from memory. What cannot be sent for now is put back into the outbox, where
any process may take it up: nobody waits here for a platform. Does not know what a letter says.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from bot.channels.channel import Channel, Fault, Message, Undeliverable
from bot.outbox.health import TRIES, Health, Pace
from bot.store.database import NotSaved, Storage
from bot.store.letters import Lane, Letter
from bot.store.transaction import Transaction

log = logging.getLogger("sello.outbox")

MESSAGE = TypeAdapter(Message)
BURST = 25.0  # letters at once over a line
PATIENCE = 2.0  # seconds a letter may wait in memory for its turn; then the outbox keeps it
ENDING = 5.0  # seconds in which a transaction comes to its end that still saw a lane in our hands

Undelivered = Callable[[Transaction, Letter, str], Sequence[Letter]]  # letters that follow from it
Work = Callable[[Transaction], Sequence[Letter]]
Count = Callable[[str, str], object]  # one more of a channel and an outcome: sent, later or failed


def uncounted(_channel: str, _outcome: str) -> None:
    """Where nobody looks at numbers."""


class Sender:
    """The letters in the hands of this process. `channels` are those that are running by now, by line."""

    def __init__(
        self, storage: Storage, clock: Callable[[], datetime], undelivered: Undelivered, count: Count = uncounted
    ) -> None:
        self.channels: dict[int, Channel] = {}
        self.nudged = asyncio.Event()
        self._storage = storage
        self._clock = clock
        self._undelivered = undelivered
        self._count = count
        self._lanes: dict[Lane, deque[Letter]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()
        self._put_back: dict[Lane, float] = {}
        self._unmarked: dict[int, Work] = {}
        self._health: dict[int, Health] = {}
        self._lost: set[int] = set()
        self._silenced: dict[int, datetime] = {}

    def attach(self, line: int, channel: Channel) -> None:
        """From now on letters go out over this line."""
        self.channels[line] = channel
        self._health[line] = Health(Pace(channel.rate, BURST))
        channel.pause.on_pause = lambda seconds: self._later(self._spread(line, seconds))
        self.nudged.set()

    async def _spread(self, line: int, seconds: float) -> None:
        """The platform wants no calls from this bot for a while: neither from other processes."""
        until = self._clock() + timedelta(seconds=seconds)
        with contextlib.suppress(NotSaved):  # the letter that was turned away says so once more
            await self._storage.transaction(lambda tx: tx.lines.pause(line, until))

    def shared_by(self, workers: int) -> None:
        """The pace of a line is that of all processes together."""
        for line, channel in self.channels.items():
            self._health[line].pace.rate = channel.rate / max(1, workers)

    def keep_silent(self, line: int, until: datetime, now: datetime) -> None:
        """Another process was told to make no calls over this line for a while."""
        if line in self.channels and self._silenced.get(line) != until:
            self._silenced[line] = until
            self.channels[line].pause.set((until - now).total_seconds())

    def troubles(self) -> dict[str, str]:
        """The channels that do not take our credentials, and what they say."""
        return {
            channel.name: self._health[line].reason
            for line, channel in self.channels.items()
            if self._health[line].refused
        }

    def room(self, line: int) -> int:
        """How many letters that waited may be taken up for a line now."""
        if line not in self.channels or self.channels[line].pause.left:
            return 0
        return self._health[line].room

    # Letters come in.

    def hand_over(self, letters: Sequence[Letter]) -> None:
        """Letters of a transaction that is durable; returns at once. Those that others hold go out when it is their turn."""
        for one in letters:
            if one.held and one.lane not in self._put_back and one.line in self.channels:
                self._take(one)
            elif one.held:
                self._later(self._free([one.id]))
        if not all(one.held for one in letters):
            self.nudged.set()

    def take_up(self, letters: Sequence[Letter]) -> None:
        """Letters that waited in the outbox and are in our hands now."""
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
        """A lane to its end, or until one of its letters has to wait."""
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
        """Whether a letter is settled: it is there, or never will be."""
        health, paced = self._health[one.line], waited or one.notice
        wait = health.turn(one.address, time.monotonic(), PATIENCE) if paced else 0.0
        if self.channels[one.line].pause.left or wait > PATIENCE:
            await self._back(one, 0.0, one.tries)
            return False
        if wait:
            await asyncio.sleep(wait)
        where = (one.ref or places.get(one.slot) or one.place) if one.edit else ""
        try:
            ref = await self._shown(one, where)
        except Undeliverable as why:
            return await self._not_shown(one, why)
        health.arrived(one.address)
        self._count(self.channels[one.line].name, "sent")
        if one.slot:
            places[one.slot] = ref
        at = self._clock()
        await self._marked(one, lambda tx: tx.letters.sent(one, ref, at))
        return True

    async def _shown(self, one: Letter, where: str) -> str:
        try:
            return await self.channels[one.line].show(one.address, MESSAGE.validate_json(one.body), where)
        except Undeliverable:
            raise
        except ValidationError:
            raise Undeliverable("it cannot be read", Fault.LETTER) from None
        except Exception as wrong:
            log.exception("letter.undrawable letter=%d", one.id)
            raise Undeliverable(f"it cannot be drawn: {type(wrong).__name__}", Fault.LETTER) from wrong

    async def _not_shown(self, one: Letter, why: Undeliverable) -> bool:
        health = self._health[one.line]
        ours = why.fault is Fault.CREDENTIALS
        tries = one.tries if health.ill or ours else one.tries + 1
        if why.permanent or tries > TRIES:
            health.arrived(one.address)
            self._count(self.channels[one.line].name, "failed")
            log.warning("letter.failed letter=%d reason=%s", one.id, why.reason)
            await self._marked(one, lambda tx: self._failed(tx, one, why.reason))
            return True
        health.failed(why.reason, ours=ours)
        self._count(self.channels[one.line].name, "later")
        log.info("letter.later letter=%d tries=%d reason=%s", one.id, tries, why.reason)
        await self._back(one, health.wait(one.address, one.tries, time.monotonic()), tries, why.after)
        return False

    def _failed(self, tx: Transaction, one: Letter, reason: str) -> Sequence[Letter]:
        tx.letters.failed(one, reason, self._clock())
        return self._undelivered(tx, one, reason)

    async def _following(self, lane: Lane) -> Letter | None:
        """The next letter of a lane that waited, but for those that the one behind them takes the place of."""

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

    async def _marked(self, one: Letter, work: Work) -> None:
        """Writes down what became of a letter; again later, if that fails: it must not go out twice."""
        try:
            self.hand_over(await self._storage.transaction(work))
        except NotSaved:
            log.warning("letter.unmarked letter=%d", one.id)
            self._unmarked[one.id] = work

    async def mark_again(self) -> None:
        """Writes down what could not be written down before."""
        for id, work in list(self._unmarked.items()):
            try:
                self.hand_over(await self._storage.transaction(work))
            except NotSaved:
                return
            del self._unmarked[id]

    async def _back(self, one: Letter, wait: float, tries: int, silence: float = 0.0) -> None:
        """Puts a letter back, and all that is behind it in its lane."""
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
        """Frees what the outbox says we hold and we do not: a transaction was saved of which nobody told us."""
        before = set(self._held) | set(self._unmarked)
        me = self._storage.worker
        held = await self._storage.reading(lambda tx: tx.letters.held_by(me))
        lost = [id for id in held if id not in before and id not in self._held and id not in self._unmarked]
        if lost and (again := self._lost & set(lost)):
            await self._free(sorted(again))
        self._lost = set(lost)

    def forget(self) -> None:
        """Others have taken what was in our hands: nothing of it goes out from here but what is on its way."""
        for queue in self._lanes.values():
            while len(queue) > 1:
                self._held.discard(queue.pop().id)

    # The end.

    async def quiet(self) -> None:
        """Until everything in our hands is settled or put back."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
