"""What people do on Telegram, on its way to whoever hears it: once, in order, and until it is saved.

Knows no line. Whether an update is polled or pushed is said with it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from weakref import WeakValueDictionary

from telegram import Update

from bot.channels.channel import UNSAVED, Ack, Hear, Heard, NotHeard
from bot.channels.telegram.files import Files
from bot.channels.telegram.heard import hear
from bot.channels.telegram.transport import LONGEST_PAUSE, Json

log = logging.getLogger(__name__)

STUBBORN = 60.0  # seconds for which an update cannot be saved while others can

Hearing = Callable[[Update, Heard], Awaitable[Ack]]  # or raises NotHeard
Answer = Callable[[Update, str, Ack], None]  # what came of an update, and the address it came from


class Ear:
    """`answer` must not make anybody wait. `wait`: seconds until what was not saved is heard again, doubled each time."""

    def __init__(self, files: Files, answer: Answer, clock: Callable[[], datetime], wait: float) -> None:
        self.hear: Hear | None = None
        self.username = ""
        self._files = files
        self._answer = answer
        self._clock = clock
        self._wait = wait
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hearing: dict[int, asyncio.Task[bool]] = {}
        self._saved_at = 0.0

    async def pushed(self, update: Json) -> bool:
        """Whether it need not come again. What is pushed again while it is still being heard is heard once."""
        number = update["update_id"]
        work = self._hearing.get(number)
        if work is None:
            work = self._hearing[number] = asyncio.create_task(
                self._attend(update, lambda _, heard: self._if_saved(heard))
            )
            work.add_done_callback(lambda _: self._hearing.pop(number, None))
        return await asyncio.shield(work)

    async def polled(self, update: Json) -> None:
        """Returns when it need not come again."""
        await self._attend(update, self._until_saved)

    async def _attend(self, raw: Json, hearing: Hearing) -> bool:
        """Whether an update is dealt with. Never raises."""
        try:
            update = Update.de_json(raw, None)
            heard = hear(update, self._clock(), self.username)
        except Exception as failure:  # noqa: BLE001  # the library raises whatever an odd value leads to
            log.warning("telegram.update.unreadable update=%d error=%s", raw["update_id"], type(failure).__name__)
            return True
        if heard is None:
            self._answer(update, "", Ack())
            return True
        return await self._listen(update, self._files.of(update, heard), hearing)

    async def _listen(self, update: Update, heard: Heard, hearing: Hearing) -> bool:
        """Has it heard, after whatever came before it from the same address."""
        async with self._lanes.setdefault(heard.address, asyncio.Lock()):
            try:
                acked = await hearing(update, heard)
            except NotHeard:
                return False
            except Exception:  # a mistake of ours would come again for a day
                log.exception("telegram.update.failed update=%s", heard.delivery)
                return True
        self._answer(update, heard.address, acked)
        return True

    async def _if_saved(self, heard: Heard) -> Ack:
        """Heard, or left to come again; but whoever pressed a button sees at once that it was not saved."""
        assert self.hear is not None, "not open"
        try:
            return await self.hear(heard)
        except NotHeard as lost:
            if not heard.press:
                raise
            return lost.ack

    async def _until_saved(self, update: Update, heard: Heard) -> Ack:
        """Heard again and again, so that the offset stays where it is and what this person does next waits.

        They are told once that it takes long. Unless others could be saved meanwhile: then it is this update that cannot
        be, and it must not stop everybody.
        """
        wait, since, told = self._wait, time.monotonic(), False
        while True:
            try:
                acked = await self._if_saved(heard)
            except NotHeard as lost:
                if self._saved_at > since + STUBBORN:
                    log.error("telegram.update.lost update=%s", heard.delivery)  # noqa: TRY400  no mistake of ours
                    return lost.ack
                if not told and time.monotonic() > since + UNSAVED:
                    told = True
                    self._answer(update, heard.address, lost.meanwhile)
            else:
                self._saved_at = time.monotonic()
                return acked
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_PAUSE)
