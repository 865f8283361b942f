"""The calls that nearly every turn makes: a card sent, a card changed, a button answered.

The library's Bot would make the same calls out of objects, and the whole message again out of every answer. That costs
as much as the rest of the turn's way out; here the arguments are written down as they are. All other calls are the Bot's.
"""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.card import Card, clipped
from bot.channels.telegram.transport import AiohttpRequest, Json

TOAST = 200  # https://core.telegram.org/bots/api#answercallbackquery
NO_PREVIEW: Json = {"is_disabled": True}  # https://core.telegram.org/bots/api#linkpreviewoptions


class Calls:
    """Raises what the library's Bot raises."""

    def __init__(self, request: AiohttpRequest, base_url: str) -> None:
        self._request = request
        self._send, self._edit = f"{base_url}/sendMessage", f"{base_url}/editMessageText"
        self._answer = f"{base_url}/answerCallbackQuery"

    async def send(self, chat: int, card: Card, topic: int = 0) -> int:
        """The number of the new message; in a topic of the chat, if one is named."""
        where = {"chat_id": chat, "message_thread_id": topic} if topic else {"chat_id": chat}
        return _number(await self._request.call(self._send, {**where, **_shown(card)}))

    async def edit(self, chat: int, message: int, card: Card) -> None:
        edited = {"chat_id": chat, "message_id": message, **_shown(card)}
        result = await self._request.call(self._edit, edited)
        if result is not True:  # what is said of a message that is not the bot's own
            _number(result)

    async def answer(self, query: str, toast: str, *, alert: bool) -> None:
        await self._request.call(self._answer, answering(query, toast, alert=alert))


def answering(query: str, toast: str, *, alert: bool) -> Json:
    """What answers a pressed button, with or without a word."""
    said = clipped(toast, TOAST)
    return {"callback_query_id": query, **({"text": said} if said else {}), "show_alert": alert}


def _shown(card: Card) -> Json:
    shown = {"text": card.text, "parse_mode": "HTML", "link_preview_options": NO_PREVIEW}
    return {**shown, "reply_markup": card.buttons} if card.buttons else shown


def _number(result: Any) -> int:
    """The one thing of a sent message that we need."""
    number = result["message_id"]
    if type(number) is not int:
        raise TypeError("not the number of a message")
    return number
