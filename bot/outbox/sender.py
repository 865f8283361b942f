"""Takes letters from the outbox to their channels.

Knows how to try again and when to stop trying, and keeps the order within a chat. Does not know what a letter says.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from pydantic import TypeAdapter

from bot.channels.channel import Channel, Fault, Message, Undeliverable
from bot.store.database import NotSaved, Storage
from bot.store.letters import Letter

log = logging.getLogger("sello.post")

TRIES = 6
WAITS = (1.0, 2.0, 4.0, 8.0, 15.0)  # seconds before the second, third, … try
LONGEST = 60.0  # seconds a platform may ask us to wait before the letter is left to the sweep
SWEEP = 30.0  # seconds between looks for letters that were left behind
FORGOTTEN = timedelta(minutes=10)  # a notice this late has been lost by the queue, or was written without one
HOPELESS = timedelta(days=3)  # an outage longer than that, and what the letter says is no longer news
REMEMBERED = 20_000  # places in conversations kept in memory
MESSAGE = TypeAdapter(Message)


class Post:
    """One lane a chat: its letters go out one after the other. `channels` are those that are running by now."""

    def __init__(self, storage: Storage, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self._storage = storage
        self._channels = channels
        self._clock = clock
        self._lanes: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._refs: dict[tuple[str, str, str], str] = {}
        self._going: set[str] = set()
        self._gone: deque[str] = deque(maxlen=1000)

    def hand_over(self, letters: Sequence[Letter]) -> None:
        """Sends the letters of one turn soon, in order; returns at once. What is on its way already is left out."""
        fresh = [letter for letter in letters if letter.id not in self._going and letter.id not in self._gone]
        self._going.update(letter.id for letter in fresh)
        if fresh:
            task = asyncio.create_task(self._send_all(fresh))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def deliver(self, id: str) -> None:
        """Sends a letter by its id, if it is still to be sent. Where its channel does not run yet, `resume` will."""
        letter = await self._storage.transaction(lambda tx: tx.letters.get(id))
        if letter is not None and letter.channel in self._channels and id not in self._going:
            self._going.add(id)
            await self._send_all([letter])

    async def sweep(self) -> None:
        """Runs until cancelled: letters that a crash or a long outage has left behind go out after all."""
        while True:
            await self.swept(timedelta(seconds=SWEEP))
            await asyncio.sleep(SWEEP)

    async def swept(self, age: timedelta) -> int:
        """Sends what has been unsent for longer than `age`, notices for longer still; how many there were."""
        now = self._clock()
        try:
            left = await self._storage.transaction(lambda tx: tx.letters.unsent(now - age, notices=False))
            left += await self._storage.transaction(lambda tx: tx.letters.unsent(now - age - FORGOTTEN, notices=True))
        except NotSaved:
            return 0
        return self._take_up([letter for letter in left if letter.channel in self._channels])

    async def resume(self, channel: str) -> int:
        """Sends what this process had not sent there when it ended. What others left behind, the sweep finds."""
        try:
            left = await self._storage.transaction(lambda tx: tx.letters.left_behind(channel))
        except NotSaved:
            return 0
        return self._take_up(left)

    def _take_up(self, left: Sequence[Letter]) -> int:
        for letter in left:
            self.hand_over([letter])
        return len(left)

    async def quiet(self) -> None:
        """Until everything handed over is settled."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send_all(self, letters: Sequence[Letter]) -> None:
        lane = self._lanes.setdefault((letters[0].channel, letters[0].address), asyncio.Lock())
        try:
            async with lane:
                for letter in letters:
                    await self._send(letter)
        finally:
            self._going.difference_update(letter.id for letter in letters)

    async def _send(self, letter: Letter) -> None:
        """One letter, tried until it is there, it is hopeless, or it has to wait for the sweep."""
        for tried in range(TRIES):
            try:
                ref = await self._show(letter)
            except Undeliverable as why:
                if why.permanent or why.after > LONGEST or tried + 1 == TRIES:
                    await self._give_up(letter, why)
                    return
                log.info(
                    "letter.retry channel=%s letter=%s tries=%d reason=%s",
                    letter.channel,
                    letter.id,
                    tried + 1,
                    why.reason,
                )
                await asyncio.sleep(max(why.after, WAITS[tried]))
            else:
                await self._sent(letter, ref)
                return

    async def _show(self, letter: Letter) -> str:
        channel = self._channels.get(letter.channel)
        if channel is None:
            raise Undeliverable("channel is not running", Fault.LATER, LONGEST + 1)
        message = MESSAGE.validate_json(letter.body)
        ref = await self._ref(letter) if letter.edit else ""
        return await channel.show(letter.address, message, ref)

    async def _ref(self, letter: Letter) -> str:
        place = (letter.channel, letter.address, letter.slot)
        if place not in self._refs:
            self._remember(place, await self._storage.transaction(lambda tx: tx.letters.ref(*place)))
        return self._refs[place]

    def _remember(self, place: tuple[str, str, str], ref: str) -> None:
        if len(self._refs) >= REMEMBERED:
            self._refs.pop(next(iter(self._refs)))
        self._refs[place] = ref

    async def _sent(self, letter: Letter, ref: str) -> None:
        if letter.slot:
            self._remember((letter.channel, letter.address, letter.slot), ref)
        self._gone.append(letter.id)
        at = self._clock()
        try:
            await self._storage.transaction(lambda tx: tx.letters.sent(letter, ref, at))
        except NotSaved:
            # It is there, and may be shown once more by the sweep. Twice is better than never.
            log.warning("letter.unmarked channel=%s letter=%s", letter.channel, letter.id)

    async def _give_up(self, letter: Letter, why: Undeliverable) -> None:
        log.warning(
            "letter.failed channel=%s letter=%s permanent=%s reason=%s",
            letter.channel,
            letter.id,
            why.permanent,
            why.reason,
        )
        for_good = why.permanent or self._clock() - letter.written_at > HOPELESS
        try:
            await self._storage.transaction(lambda tx: tx.letters.failed(letter, why.reason, for_good=for_good))
        except NotSaved:
            log.warning("letter.unmarked channel=%s letter=%s", letter.channel, letter.id)
