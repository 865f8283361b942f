"""What became of letters, on its way into the database. Does not know how a letter was sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from bot.store.database import NotSaved, Storage
from bot.store.letters import Letter
from bot.store.transaction import Transaction

log = logging.getLogger("sello.outbox")

Work = Callable[[Transaction], Sequence[Letter]]  # returns the letters that follow
Marking = asyncio.Future[Sequence[Letter]]


class Marks:
    """Saves what became of letters. What cannot be saved now is saved later, so that no letter is sent twice.

    `hand_over` takes the letters that follow.
    """

    def __init__(self, storage: Storage, hand_over: Callable[[Sequence[Letter]], None]) -> None:
        self._storage = storage
        self._hand_over = hand_over
        self._failed: dict[int, Work] = {}
        self._under_way: set[Marking] = set()

    def __contains__(self, id: int) -> bool:
        """Is a letter dealt with, but not on record?"""
        return id in self._failed

    async def now(self, one: Letter, work: Work) -> None:
        """Returns when it is on record, or has to wait."""
        try:
            self._hand_over(await self._storage.transaction(work))
        except NotSaved:
            self._keep(one, work)

    def soon(self, one: Letter, work: Work) -> None:
        """The same for a letter that nothing follows: nobody waits for it, and it costs no commit of its own.

        If this process is killed within that moment, the letter is shown twice, as it also is if the process is killed
        between the platform's answer and the commit of `now`: in place of itself, if it changes a card.
        """

        def done(marking: Marking) -> None:
            self._under_way.discard(marking)
            if marking.cancelled() or isinstance(marking.exception(), NotSaved):
                self._keep(one, work)
            elif wrong := marking.exception():
                log.error("outbox.failed", exc_info=wrong)

        marking = self._storage.along(work)
        self._under_way.add(marking)
        marking.add_done_callback(done)

    def _keep(self, one: Letter, work: Work) -> None:
        log.warning("letter.unmarked letter=%d", one.id)
        self._failed[one.id] = work

    async def again(self) -> None:
        """Saves what could not be saved before."""
        for id, work in list(self._failed.items()):
            try:
                self._hand_over(await self._storage.transaction(work))
            except NotSaved:
                return
            del self._failed[id]

    async def quiet(self) -> None:
        """Waits until everything is on record, or has to wait."""
        while self._under_way:
            await asyncio.wait(self._under_way)
