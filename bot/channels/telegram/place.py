"""The location button: a key under the input field, and the message that brings it.

Telegram asks for a location only from such a key, and a message has either keys or buttons of its own. So the card keeps
its buttons, where the thumb knows them, and a short silent message below it brings the one wide key, which can be hit
with a glove on. When it has served, key and message go. A place can also be typed, so nothing waits for the key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import Bot, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.channels.channel import Fault, Message, Undeliverable
from bot.channels.retry import persist
from bot.channels.telegram.card import location_key, plain
from bot.channels.telegram.errors import asked

log = logging.getLogger(__name__)

TRYING = 30.0  # seconds in which a key is brought or taken away after all
KEYS = 1000  # that are remembered, beside what the refs say

Soon = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
Work = Callable[[], Awaitable[None]]


class Place:
    """`soon` runs what nobody waits for."""

    def __init__(self, bot: Bot, soon: Soon) -> None:
        self._bot = bot
        self._soon = soon
        self._keys: dict[tuple[int, int], int] = {}  # the message with the key, by chat and card
        self._late: dict[int, tuple[int, asyncio.Task[None]]] = {}  # by chat: for which card, and the work

    async def settle(self, chat: int, card: int, message: Message, old: int) -> int:
        """Brings the key of a card, or takes it away; the message it is in, 0 if there is none (yet)."""
        key, old = location_key(message), old or self._keys.get((chat, card), 0)
        self._call_off(chat, card, everything=key is not None)
        if key and not old:
            await self._begin(chat, card, partial(self._bring, chat, card, key))
        elif old and not key:
            await self._begin(chat, card, partial(self._take_away, chat, card, old))
        else:
            return old
        return self._keys.get((chat, card), 0)

    def _call_off(self, chat: int, card: int, *, everything: bool) -> None:
        """What is late for this card is not wanted any more; before a new key, nor is what is late for another."""
        whose, late = self._late.get(chat, (0, None))
        if late and (everything or whose == card):
            late.cancel()
            del self._late[chat]

    async def _begin(self, chat: int, card: int, work: Work) -> None:
        if late := await self._attempt(work):
            self._late[chat] = card, late
            late.add_done_callback(
                lambda _: self._late.pop(chat, None) if self._late.get(chat) == (card, late) else None
            )

    async def _attempt(self, work: Work) -> asyncio.Task[None] | None:
        """Once now; what may pass is tried again while nobody waits for it."""
        try:
            await work()
        except Undeliverable as failure:
            log.warning("telegram.location.failed reason=%s", failure.reason)
            return self._soon(_again(work)) if failure.fault is Fault.LATER else None
        return None

    async def _bring(self, chat: int, card: int, key: ReplyKeyboardMarkup) -> None:
        text = f"📍 {plain(key.keyboard[0][0].text)}"
        sent = await asked(lambda: self._bot.send_message(chat, text, reply_markup=key, disable_notification=True))
        self._keys[chat, card] = sent.message_id
        if len(self._keys) > KEYS:
            del self._keys[next(iter(self._keys))]

    async def _take_away(self, chat: int, card: int, old: int) -> None:
        """Only a message can take the key away: a silent one, which goes at once."""
        gone = ReplyKeyboardRemove()
        sent = await asked(lambda: self._bot.send_message(chat, "📍", reply_markup=gone, disable_notification=True))
        self._keys.pop((chat, card), None)
        await self._attempt(partial(self._delete, chat, old, sent.message_id))

    async def _delete(self, chat: int, old: int, new: int) -> None:
        """What is older than 48 hours cannot be deleted, and keeps what came with it from being deleted."""
        try:
            await asked(lambda: self._bot.delete_messages(chat, [old, new]))
        except Undeliverable as refused:
            if not refused.permanent:
                raise
            await asked(lambda: self._bot.delete_messages(chat, [new]))
            await self._attempt(partial(self._shorten, chat, old))

    async def _shorten(self, chat: int, old: int) -> None:
        """An invitation that has served invites no longer."""
        await asked(lambda: self._bot.edit_message_text("📍", chat, old))


async def _again(work: Work) -> None:
    with suppress(Undeliverable):
        await persist(work, TRYING)
