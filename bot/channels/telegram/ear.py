"""What people do on Telegram, on its way to whoever hears it: once, in order, and until it is saved.

Knows no line. Whether an update is polled or pushed is said with it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakValueDictionary

from telegram import Update

from bot.channels.channel import UNSAVED, Ack, Hear, Heard, NotHeard
from bot.channels.telegram.brief import brief
from bot.channels.telegram.files import Files
from bot.channels.telegram.heard import hear
from bot.channels.telegram.transport import LONGEST_PAUSE, Json

log = logging.getLogger(__name__)

STUBBORN = 60.0  # seconds for which an update cannot be saved while others can


@dataclass(frozen=True)
class Occasion:
    """Where the answer to an update belongs: to a pressed button, or into a chat."""

    query: str = ""
    chat: int = 0


Hearing = Callable[[Occasion, Heard], Awaitable[Ack]]  # or raises NotHeard
Answer = Callable[[Occasion, Ack], str]  # returns what the webhook is answered


class Ear:
    """`reply` is for what was pushed, `answer` for what was fetched; neither makes anybody wait.

    `wait`: seconds until what was not saved is heard again, doubled each time.
    """

    def __init__(self, files: Files, reply: Answer, answer: Answer, clock: Callable[[], datetime], wait: float) -> None:
        self.hear: Hear | None = None
        self.username = ""
        self._files = files
        self._reply = reply
        self._answer = answer
        self._clock = clock
        self._wait = wait
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hearing: dict[int, asyncio.Task[str | None]] = {}
        self._saved_at = 0.0

    async def pushed(self, update: Json) -> str | None:
        """What to answer, or None if it must come again. Pushed again while it is still being heard, it is heard once."""
        number = update["update_id"]
        work = self._hearing.get(number)
        if work is None:
            work = self._hearing[number] = asyncio.create_task(
                self._attend(update, lambda _, heard: self._if_saved(heard), self._reply)
            )
            work.add_done_callback(lambda _: self._hearing.pop(number, None))
        return await asyncio.shield(work)

    async def polled(self, update: Json) -> None:
        """Returns when it need not come again."""
        await self._attend(update, self._until_saved, self._answer)

    async def _attend(self, raw: Json, hearing: Hearing, answer: Answer) -> str | None:
        """What an update that is dealt with is answered, or None. Never raises."""
        try:
            heard, occasion = self._read(raw)
        except Exception as failure:  # noqa: BLE001  # the library raises whatever an odd value leads to
            log.warning("telegram.update.unreadable update=%d error=%s", raw["update_id"], type(failure).__name__)
            return ""
        acked = await self._listen(occasion, heard, hearing) if heard else Ack()
        return None if acked is None else answer(occasion, acked)

    def _read(self, raw: Json) -> tuple[Heard | None, Occasion]:
        """What it says; the library is asked where it takes more than a look."""
        now = self._clock()
        if heard := brief(raw, now):
            return heard, Occasion(raw["callback_query"]["id"] if heard.press else "", int(heard.address))
        update = Update.de_json(raw, None)
        heard = hear(update, now, self.username)
        return self._files.of(update, heard) if heard else None, _occasion(update)

    async def _listen(self, occasion: Occasion, heard: Heard, hearing: Hearing) -> Ack | None:
        """Has it heard, after whatever came before it from the same address."""
        async with self._lanes.setdefault(heard.address, asyncio.Lock()):
            try:
                return await hearing(occasion, heard)
            except NotHeard:
                return None
            except Exception:  # a mistake of ours would come again for a day
                log.exception("telegram.update.failed update=%s", heard.delivery)
                return Ack()

    async def _if_saved(self, heard: Heard) -> Ack:
        """Heard, or left to come again; but whoever pressed a button sees at once that it was not saved."""
        assert self.hear is not None, "not open"
        try:
            return await self.hear(heard)
        except NotHeard as lost:
            if not heard.press:
                raise
            return lost.ack

    async def _until_saved(self, occasion: Occasion, heard: Heard) -> Ack:
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
                    self._answer(occasion, lost.meanwhile)
            else:
                self._saved_at = time.monotonic()
                return acked
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_PAUSE)


def _occasion(update: Update) -> Occasion:
    query, chat = update.callback_query, update.effective_chat
    return Occasion(query.id if query else "", chat.id if chat else 0)
