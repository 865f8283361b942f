"""What a stand-in can be told to do wrong, alike for both platforms, and a record of every call and what came of it.

Works on HTTP, so that the bot may be another process. Does not know either platform's methods or words.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.calls import MOST_CALLS, OK, Call, ChatId

# One call's work: the words of a refusal, or none if it took effect, and the answer.
CarryOut = Callable[[], Awaitable[tuple[str, web.StreamResponse]]]

GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
NO_LINGER = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset instead of a farewell


@dataclass(frozen=True)
class Hang:
    """The call is taken and never answered; when all is well again its connection drops."""


@dataclass(frozen=True)
class Slow:
    """The call is carried out and answered after so many seconds, also when nobody waits for it any more."""

    seconds: float


@dataclass(frozen=True)
class Reset:
    """The connection is reset, and nothing was done."""


@dataclass(frozen=True)
class Lost:
    """The call is carried out, and the connection drops before the answer."""


@dataclass(frozen=True)
class BadGateway:
    """502, with the HTML page of a proxy."""


@dataclass(frozen=True)
class ServerError:
    """500, in the platform's own words."""


@dataclass(frozen=True)
class TooMany:
    """429. The bot is told to wait so many seconds; whether it does is seen in the record."""

    retry_after: int


@dataclass(frozen=True)
class BadToken:
    """The bot's token has expired or was revoked."""


@dataclass(frozen=True)
class ChatGone:
    """The chat blocked the bot, or is not there any more."""


@dataclass(frozen=True)
class BadRequest:
    """The platform finds something wrong with the call, always."""


@dataclass(frozen=True)
class Refuse:
    """Any other refusal in the platform's form. `after`: the call is carried out first, and refused all the same."""

    status: int
    words: str = ""
    after: bool = False


Refusal = ServerError | TooMany | BadToken | ChatGone | BadRequest | Refuse
Fault = Hang | Slow | Reset | Lost | BadGateway | Refusal


@dataclass(eq=False)
class Illness:
    """A fault, the calls it strikes (all of them where none are named), and how many it has struck."""

    fault: Fault
    methods: frozenset[str]
    chats: frozenset[ChatId]
    times: int | None
    hits: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def strikes(self, call: Call) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        return call.method.lower() in self.methods and (not self.chats or call.chat in self.chats)


class Faults:
    """`methods` are all there are; `words` puts a refusal into the platform's form."""

    def __init__(self, methods: Collection[str], words: Callable[[Refusal, Call], web.Response]) -> None:
        self.record: list[Call] = []
        self._methods = {name.lower() for name in methods}
        self._words = words
        self._illnesses: list[Illness] = []

    def ill(
        self, fault: Fault, *, methods: Collection[str] = (), chats: Collection[ChatId] = (), times: int | None = None
    ) -> Illness:
        """From now on, for so many calls or until it is well again. Of several faults the first that fits strikes."""
        wanted = frozenset(name.lower() for name in methods)
        if unknown := wanted - self._methods:
            raise ValueError(f"there is no {sorted(unknown)}; there are {sorted(self._methods)}")
        illness = Illness(fault, wanted or frozenset(self._methods), frozenset(chats), times)
        self._illnesses.append(illness)
        return illness

    def well(self, illness: Illness | None = None) -> None:
        """Ends one fault, or all of them; what hangs is dropped."""
        for one in [illness] if illness else list(self._illnesses):
            one.over.set()
            self._illnesses.remove(one)

    def done(self, *methods: str, chat: ChatId | None = None) -> list[Call]:
        """The calls that took effect, in the order in which they did: of one chat or all, of some methods or all."""
        wanted = {name.lower() for name in methods}
        found = [
            call
            for call in self.record
            if call.done and chat in (None, call.chat) and (not wanted or call.method.lower() in wanted)
        ]
        return sorted(found, key=lambda call: call.done_at or 0)

    async def attend(
        self, request: web.Request, call: Call, carry_out: CarryOut, busy: AbstractContextManager[object] | None = None
    ) -> web.StreamResponse:
        """Records a call and answers it, well or ill. `busy` is entered while it is at work, but not while it hangs."""
        self._note(call)
        illness = self._struck(call)
        if illness is None:
            with busy or nullcontext():
                return await _carried_out(call, carry_out)
        if isinstance(illness.fault, Hang):
            await illness.over.wait()
            return dropped(request)
        with busy or nullcontext():
            return await self._played(illness.fault, request, call, carry_out)

    def rode(self, call: Call, carry_out: Callable[[], str]) -> None:
        """Records a call that came with something else and is not answered: whatever strikes it, it has no effect."""
        self._note(call)
        if self._struck(call) is None:
            _settle(call, carry_out())

    def _struck(self, call: Call) -> Illness | None:
        illness = next((one for one in self._illnesses if one.strikes(call)), None)
        if illness:
            illness.hits += 1
            call.fault = type(illness.fault).__name__
        return illness

    def _note(self, call: Call) -> None:
        self.record.append(call)
        if len(self.record) > MOST_CALLS:
            del self.record[: MOST_CALLS // 10]

    async def _played(self, fault: Fault, request: web.Request, call: Call, carry_out: CarryOut) -> web.StreamResponse:
        match fault:
            case Slow(seconds):
                await asyncio.sleep(seconds)
                return await _carried_out(call, carry_out)
            case Lost():
                await _carried_out(call, carry_out)
                return dropped(request)
            case Hang() | Reset():
                return dropped(request, reset=True)
            case BadGateway():
                return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
            case Refuse(after=True):
                await _carried_out(call, carry_out)
        return self._words(fault, call)


async def _carried_out(call: Call, carry_out: CarryOut) -> web.StreamResponse:
    refused, response = await carry_out()
    _settle(call, refused)
    return response


def _settle(call: Call, refused: str) -> None:
    call.outcome = refused or OK
    if not refused:
        call.done_at = time.monotonic()


def dropped(request: web.Request, *, reset: bool = False) -> web.Response:
    """Ends the connection. What is returned reaches nobody."""
    if request.transport:
        if reset:
            request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        request.transport.abort()
    return web.Response()
