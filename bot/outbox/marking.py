"""What became of letters, on its way into the database. Does not know how a letter was sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from bot.store.database import NotSaved, Storage
from bot.store.letters import Lane, Letter
from bot.store.transaction import Transaction

log = logging.getLogger("sello.outbox")

Work = Callable[[Transaction], Sequence[Letter]]  # returns the letters that follow
Then = Callable[[], None] | None  # what is to be done as soon as it is on record
Marking = asyncio.Future[Sequence[Letter]]


class Marks:
    """Saves what became of letters. What cannot be saved now is saved later, so that no letter is sent twice.

    `hand_over` takes the letters that follow.
    """

    def __init__(self, storage: Storage, hand_over: Callable[[Sequence[Letter]], None]) -> None:
        self._storage = storage
        self._hand_over = hand_over
        self._failed: dict[int, tuple[Work, Then]] = {}
        self._under_way: dict[Lane, Marking] = {}

    def __contains__(self, id: int) -> bool:
        """Is a letter dealt with, but not on record?"""
        return id in self._failed

    async def now(self, one: Letter, work: Work, then: Then = None) -> None:
        """Returns when it is on record, or has to wait."""
        try:
            await self._marked(work, then)
        except NotSaved:
            self._keep(one, work, then)

    async def _marked(self, work: Work, then: Then) -> None:
        following = await self._storage.transaction(work)
        if then:
            then()
        self._hand_over(following)

    def soon(self, one: Letter, work: Work, then: Then = None) -> None:
        """The same for a letter that nothing follows: it costs no commit of its own, and only the next letter of its lane
        waits for it.

        If this process is killed within that moment, the letter is shown twice, as it also is if the process is killed
        between the platform's answer and the commit of `now`: in place of itself, if it changes a card.
        """

        def done(marking: Marking) -> None:
            if self._under_way.get(one.lane) is marking:
                del self._under_way[one.lane]
            if marking.cancelled() or isinstance(marking.exception(), NotSaved):
                self._keep(one, work, then)
            elif wrong := marking.exception():
                log.error("outbox.failed", exc_info=wrong)
            elif then:
                then()

        marking = self._storage.along(work)
        self._under_way[one.lane] = marking
        marking.add_done_callback(done)

    async def before(self, lane: Lane) -> None:
        """Until the last letter of the lane is on record, or has to wait: only one can ever be shown twice, and none after a
        later one."""
        if marking := self._under_way.get(lane):
            self._storage.hurry()
            await asyncio.wait({marking})

    def _keep(self, one: Letter, work: Work, then: Then) -> None:
        log.warning("letter.unmarked letter=%d", one.id)
        self._failed[one.id] = work, then

    async def again(self) -> None:
        """Saves what could not be saved before."""
        for id, (work, then) in list(self._failed.items()):
            try:
                await self._marked(work, then)
            except NotSaved:
                return
            del self._failed[id]

    async def quiet(self) -> None:
        """Waits until everything is on record, or has to wait."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())
