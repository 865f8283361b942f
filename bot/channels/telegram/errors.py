"""What goes wrong at the Bot API, in the words of a channel.

The API has no codes for its errors, only an HTTP status and a sentence, which begins alike for years:
https://github.com/tdlib/telegram-bot-api and https://github.com/TelegramBotAPI/errors.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.channels.channel import Fault, Undeliverable
from bot.channels.telegram.transport import Flooded

T = TypeVar("T")

# Parts of the sentences of status 400, in lower case. The chat does not exist, or has no place for us.
ADDRESS = (
    "chat not found", "user not found", "user_not_found", "peer_id_invalid", "chat_id_invalid", "chat_id is empty",
    "user is deactivated", "user_deactivated", "input_user_deactivated", "user_is_blocked", "user_is_bot",
    "bot was blocked", "bot was kicked", "chat_write_forbidden", "chat_restricted", "have no rights", "not enough rights",
    "need administrator rights", "chat was deactivated", "channel_private", "was upgraded to a supergroup",
    "message thread not found", "topic_closed", "topic_deleted", "topic closed", "topic deleted",
)  # fmt: skip
# What we ask to show is at fault.
LETTER = (
    "can't parse", "entit", "is too long", "too_long", "is empty", "must be non-empty", "button", "reply_markup",
    "reply markup", "keyboard", "style", "photo_", "image_", "media_", "document_", "voice_messages_forbidden",
    "wrong file", "file server", "wrong type", "file is too big", "too large", "file must be", "url_invalid", "http url", "utf-8",
    "message is not", "message can't", "text must", "unsupported", "query is too old", "query_id_invalid", "an album must", "expected an",
)  # fmt: skip
PASSING = ("temporarily unavailable", "internal", "wait_failed")


def undeliverable(failure: TelegramError) -> Undeliverable:
    """What an error means. The library's own words may hold the token or a whole page, so they are not passed on."""
    if isinstance(failure, Flooded):
        return Undeliverable(str(failure), Fault.LATER, failure.after)
    if isinstance(failure, InvalidToken):  # status 401; or 404, which malformed tokens and unknown servers answer
        return Undeliverable("the token is refused", Fault.CREDENTIALS)
    if isinstance(failure, Forbidden):
        return Undeliverable(str(failure)[:200], Fault.ADDRESS)
    if isinstance(failure, ChatMigrated):
        moved = str(failure.new_chat_id)
        return Undeliverable(f"the chat has become {moved}", Fault.ADDRESS, moved=moved)
    if isinstance(failure, BadRequest):
        return Undeliverable(str(failure)[:200], _fault(str(failure).lower()))
    return Undeliverable(str(failure)[:200], Fault.LATER)


def _fault(said: str) -> Fault:
    if any(part in said for part in PASSING):
        return Fault.LATER
    if any(part in said for part in ADDRESS):
        return Fault.ADDRESS
    return Fault.LETTER if any(part in said for part in LETTER) else Fault.LATER


async def asked(call: Callable[[], Awaitable[T]]) -> T:
    """What the call returns; raises Undeliverable."""
    try:
        return await call()
    except TelegramError as failure:
        raise undeliverable(failure) from None
    except (KeyError, TypeError, AttributeError, ValueError):  # the library's own, where the answer is none
        raise Undeliverable("unreadable answer", Fault.LATER) from None
