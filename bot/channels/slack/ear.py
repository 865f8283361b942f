"""What people do in Slack, on its way to whoever hears it: once, in order, and until it is saved.

Knows neither the line nor what a payload means.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from bot.channels.channel import UNSAVED, Ack, Hear, Heard, NotHeard

log = logging.getLogger(__name__)

Json = dict[str, Any]
Complete = Callable[[Json, Heard], Awaitable[Heard]]
Tell = Callable[[Json, str], None]  # a word to whoever sent this payload; makes nobody wait

LONGEST = 3.0  # seconds between two attempts to save
STUBBORN = 60.0  # seconds for which an event cannot be saved while others can
MOST = 50  # events of one person that wait here; what comes after them only Slack delivers again


@dataclass
class Waiting:
    """What somebody said and could not be saved, the oldest first, and what they are told. `told`: they know it."""

    lost: NotHeard
    events: deque[tuple[Json, Heard]] = field(default_factory=deque)
    since: float = field(default_factory=time.monotonic)
    told: bool = False


class Ear:
    """Slack delivers an event again at most three times, the last after some six minutes, and interactions and commands
    never. So what was said and could not be saved waits here, too, and is heard again and again; a button has to be
    pressed again. `wait`: seconds until the second attempt, doubled each time."""

    def __init__(self, hear: Hear, complete: Complete, tell: Tell, wait: float) -> None:
        self._hear, self._complete, self._tell, self._wait = hear, complete, tell, wait
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hearing: dict[str, asyncio.Task[Ack]] = {}
        self._unsaved: dict[str, Waiting] = {}
        self._trying: set[asyncio.Task[None]] = set()
        self._saved_at = 0.0

    @property
    def under_way(self) -> set[asyncio.Task[Any]]:
        return {*self._hearing.values(), *self._trying}

    def work(self, body: Json, heard: Heard) -> asyncio.Task[Ack]:
        """What is delivered again while it is still being heard is heard once. Raises NotHeard, of an event."""
        if known := self._hearing.get(heard.delivery):
            return known
        work = asyncio.create_task(self._heed(body, heard))
        self._hearing[heard.delivery] = work
        work.add_done_callback(lambda _: self._hearing.pop(heard.delivery, None))
        return work

    async def _heed(self, body: Json, heard: Heard) -> Ack:
        """One thing of a person after the other."""
        lane = self._lanes.setdefault(heard.address, asyncio.Lock())
        async with lane:
            try:
                acked = await self._heard(body, heard)
            except NotHeard as lost:
                if "event" in body:
                    self._waits(body, heard, lane, lost)
                    raise
                acked = lost.ack
        self._answer(body, acked)
        return acked

    async def _heard(self, body: Json, heard: Heard) -> Ack:
        if waiting := self._unsaved.get(heard.address):
            raise waiting.lost  # not before what was said before it
        acked = await self._hear(await self._complete(body, heard))
        self._saved_at = time.monotonic()
        return acked

    def _answer(self, body: Json, acked: Ack) -> None:
        if acked.toast and "command" not in body:
            self._tell(body, acked.toast)

    # What could not be saved.

    def _waits(self, body: Json, heard: Heard, lane: asyncio.Lock, lost: NotHeard) -> None:
        if heard.address not in self._unsaved:
            self._unsaved[heard.address] = Waiting(lost)
            task = asyncio.create_task(self._until_saved(heard.address, lane))
            self._trying.add(task)
            task.add_done_callback(self._trying.discard)
        events = self._unsaved[heard.address].events
        if len(events) < MOST and all(one.delivery != heard.delivery for _, one in events):
            events.append((body, heard))

    async def _until_saved(self, address: str, lane: asyncio.Lock) -> None:
        waiting, wait = self._unsaved[address], self._wait
        while waiting.events:
            await asyncio.sleep(wait)
            async with lane:
                wait = self._wait if await self._dealt_with(waiting) else min(wait * 2, LONGEST)
        del self._unsaved[address]

    async def _dealt_with(self, waiting: Waiting) -> bool:
        """Whether the first that waits need not wait any longer. Never raises."""
        body, heard = waiting.events[0]
        try:
            acked = await self._hear(await self._complete(body, heard))
        except NotHeard as lost:
            if self._saved_at <= waiting.since + STUBBORN:
                self._still_waits(waiting)
                return False
            log.error("slack.event.lost event=%s", heard.delivery)  # noqa: TRY400  no mistake of ours
            acked = lost.ack
        except Exception:  # a mistake of ours would come again for ever
            log.exception("slack.failed")
            acked = Ack()
        else:
            self._saved_at = time.monotonic()
        waiting.events.popleft()
        self._answer(body, acked)
        return True

    def _still_waits(self, waiting: Waiting) -> None:
        """Whoever waits for an answer hears once why none comes."""
        said = next((body for body, heard in waiting.events if heard.said or heard.files), None)
        if said and not waiting.told and time.monotonic() > waiting.since + UNSAVED:
            waiting.told = True
            self._answer(said, waiting.lost.meanwhile)
