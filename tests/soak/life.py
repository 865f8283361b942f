"""`sello run` as it is soaked: the whole program with one duty more, and a number on each of its calls.

A call carries the letter it was made for in the header LETTER, which no platform would look at. Does not know what is
done to the program, nor what it should do.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

import aiohttp
from multidict import CIMultiDict

from bot.app import App
from bot.assistant import Assistant
from bot.channels.channel import Channel, Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.every_duty import DUTIES
from bot.outbox import sender, watch
from bot.running import logs
from bot.settings import read
from bot.store.letters import Letter
from tests.soak.duties import PASSED_ON

LETTER = "X-Letter"  # port of the process and number of the letter; the number is 0 for other calls
TICK = "tick"  # the name of the timers
BEAT = "SOAK_BEAT"  # seconds between two signs of life, where they should be quicker

log = logging.getLogger("sello.soak")
carried: ContextVar[int] = ContextVar("carried", default=0)


def tick(context: Context, subject: str) -> None:
    """Writes a letter of its own for a timer, whose subject is number, line and account."""
    number, line, account = subject.split(":", 2)
    who = context.tx.people.who(int(line), account)
    assert who
    context.notify(who, f"{TICK}:{number}", Message(text=f"Tick {number}", fallback=f"Tick {number}"))


def numbered(port: int) -> None:
    """Every call says from now on from which process and for which letter it comes."""
    plain = aiohttp.ClientSession._request

    async def request(self: aiohttp.ClientSession, method: str, url: Any, **more: Any) -> Any:
        headers = CIMultiDict(more.pop("headers", None) or {})
        headers[LETTER] = f"{port}:{carried.get()}"
        return await plain(self, method, url, headers=headers, **more)

    aiohttp.ClientSession._request = request  # type: ignore[method-assign]


def watched(app: App) -> None:
    """Tells which letter is being shown, and when letters were known to be durable."""
    shown, hand_over = sender.shown, app.sender.hand_over

    async def showing(channel: Channel, one: Letter, where: str) -> str:
        carried.set(one.id)
        return await shown(channel, one, where)

    def handing_over(letters: Sequence[Letter]) -> None:
        if letters:
            log.info("soak.durable at=%.6f letters=%s", time.time(), ",".join(str(one.id) for one in letters))
        hand_over(letters)

    sender.shown = showing  # type: ignore[assignment]
    app.sender.hand_over = app.sender.marks._hand_over = handing_over  # type: ignore[method-assign]


def main() -> None:
    logs.set_up()
    watch.BEAT = float(os.environ.get(BEAT, watch.BEAT))
    settings = read(os.environ)
    app = App(settings)
    app.library.escalations = PASSED_ON
    app.assistant = Assistant(app.wording, app.library, (*DUTIES, Duty(timers={TICK: tick})))
    numbered(settings.port)
    watched(app)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(app.serve())


if __name__ == "__main__":
    main()
