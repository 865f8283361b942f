"""A pressed button and a line of text, read from an update as it came.

The library makes two dozen objects of such an update, of which little is used. Whatever is not quite as expected here is
for it, and for `heard`; what is read here means the same there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeGuard

from bot.channels.channel import Heard
from bot.channels.telegram.heard import words, written
from bot.channels.telegram.transport import Json

# All that a message may have which is read here; links and entities say nothing beyond the text.
PLAIN = frozenset({"message_id", "from", "chat", "date", "text", "entities", "link_preview_options"})
LAST = 2**32  # seconds since 1970; later than that the library may fail


def brief(update: Json, now: datetime) -> Heard | None:
    """None for what has to be read with the library."""
    query, post = update.get("callback_query"), update.get("message")
    if len(update) != 2:
        return None
    return _pressed(update, query, now) if query else _typed(update, post)


def _pressed(update: Json, query: Any, now: datetime) -> Heard | None:
    card = query.get("message") if isinstance(query, dict) else None
    if not (_is_message(card) and _is_text(query.get("id")) and _is_text(query.get("data")) and query["data"]):
        return None
    return _heard(update, query.get("from"), card, now, press=query["data"], message=str(card["message_id"]))


def _typed(update: Json, post: Any) -> Heard | None:
    if not (_is_message(post) and post.keys() <= PLAIN and _is_text(post.get("text")) and post["date"]):
        return None
    sent = datetime.fromtimestamp(post["date"], UTC)
    return _heard(update, post.get("from"), post, sent, ref=str(post["message_id"]), **written(post["text"]))


def _heard(update: Json, person: Any, post: Json, at: datetime, **done: Any) -> Heard | None:
    if not _is_person(person):
        return None
    first, last = person["first_name"], person.get("last_name")
    return Heard(
        channel="telegram",
        delivery=str(update["update_id"]),
        account=str(person["id"]),
        address=str(post["chat"]["id"]),
        at=at,
        name=words(f"{first} {last}" if first and last else first),
        language=person.get("language_code") or "",
        **done,
    )


def _is_message(post: Any) -> TypeGuard[Json]:
    """Of a private chat. A card too old to be shown has the date 0."""
    if not (isinstance(post, dict) and type(post.get("message_id")) is int and type(post.get("date")) is int):
        return False
    chat = post.get("chat")
    return isinstance(chat, dict) and chat.get("type") == "private" and type(chat.get("id")) is int and _is_date(post)


def _is_date(post: Json) -> bool:
    return 0 <= int(post["date"]) < LAST


def _is_person(user: Any) -> TypeGuard[Json]:
    if not (isinstance(user, dict) and type(user.get("id")) is int and user.get("is_bot") is False):
        return False
    optional = (user.get("last_name"), user.get("language_code"))
    return _is_text(user.get("first_name")) and all(one is None or _is_text(one) for one in optional)


def _is_text(value: Any) -> TypeGuard[str]:
    return type(value) is str
