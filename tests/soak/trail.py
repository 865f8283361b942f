"""Every call of the program as the stand-ins had it: from which process, for which letter, and what it put up where."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.calls import Call
from bot.sandbox.faults import Faults
from tests.soak.life import LETTER

NEW = (
    "sendmessage", "sendphoto", "sendmediagroup", "senddocument", "chat.postmessage", "files.completeuploadexternal",
)  # fmt: skip
EDITS = ("editmessagetext", "chat.update")
KEY = "📍"  # what the message begins with that shares a place with a card


@dataclass
class Step:
    """One call. `message` is what it put up or changed, once it took effect."""

    platform: str
    call: Call
    port: int
    letter: int
    message: str = ""

    @property
    def card(self) -> bool:
        """Whether it shows the letter itself: not the key beside a card, a picture or a toast."""
        words = str(self.call.arguments.get("text", ""))
        return self.letter != 0 and self.call.method.lower() in (*NEW, *EDITS) and not words.startswith(KEY)

    @property
    def new(self) -> bool:
        return self.call.method.lower() in NEW

    @property
    def target(self) -> str:
        """The message an edit means to change."""
        return str(self.call.arguments.get("message_id") or self.call.arguments.get("ts") or "")


def followed(platform: str, faults: Faults, trail: list[Step]) -> None:
    """Writes down every call that a stand-in has from now on."""
    plain = faults.attend

    async def attend(
        request: web.Request, call: Call, carry_out: Callable[[], Awaitable[tuple[str, web.StreamResponse]]], *more: Any
    ) -> web.StreamResponse:
        port, _, letter = request.headers.get(LETTER, "0:0").partition(":")
        step = Step(platform, call, int(port), int(letter))
        trail.append(step)

        async def carried_out() -> tuple[str, web.StreamResponse]:
            refused, response = await carry_out()
            if not refused and step.card:
                step.message = _message(response)
            return refused, response

        return await plain(request, call, carried_out, *more)

    faults.attend = attend  # type: ignore[method-assign]


def _message(response: web.StreamResponse) -> str:
    """The id of the message that an answer tells of; empty if it tells of none, as with files in Slack."""
    assert isinstance(response, web.Response)
    assert isinstance(response.body, bytes)
    said = json.loads(response.body)
    result = said.get("result") or {}
    return str(said.get("ts") or (result[0] if isinstance(result, list) else result).get("message_id", ""))
