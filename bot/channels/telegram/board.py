"""Where the cards of a chat hang: new ones are put up, old ones changed.

Knows what a ref means. Does not know how a card looks, nor what is heard.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from telegram import Bot
from telegram.error import BadRequest

from bot.channels.channel import Fault, Fetch, Message, Undeliverable
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.card import Card, draw
from bot.channels.telegram.errors import asked
from bot.channels.telegram.pictures import Pictures
from bot.channels.telegram.place import Place, Soon

log = logging.getLogger(__name__)

GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")

# A ref: the card, and the message with the location button. Older ones end in a sign of the pictures sent with the card.
REF = re.compile(r"([0-9]{1,18})(?:\+([0-9]{1,18}))?(?:~[0-9a-f]{8})?")


@dataclass(frozen=True)
class Shown:
    """What a ref stands for."""

    card: int = 0
    key: int = 0

    @classmethod
    def read(cls, ref: str) -> Shown:
        found = REF.fullmatch(ref)
        return cls(int(found[1]), int(found[2] or 0)) if found else cls()

    def __str__(self) -> str:
        return f"{self.card}+{self.key}" if self.key else str(self.card)


class Board:
    def __init__(self, bot: Bot, calls: Calls, fetch: Fetch, soon: Soon) -> None:
        self._calls = calls
        self._place = Place(bot, soon)
        self._pictures = Pictures(bot, fetch)
        self._styles = True

    async def show(self, chat: int, message: Message, ref: str, topic: int = 0) -> str:
        """One call: the card, or the pictures of an album. The location button may fail; no card is sent again for it."""
        if message.album:
            return str(await self._pictures.send(chat, message.pictures))
        if message.only_in_place and not ref:
            return ""
        before = Shown.read(ref)
        card = await asked(lambda: self._card(chat, message, before.card, topic))
        return str(Shown(card, await self._place.settle(chat, card, message, before.key)))

    async def _card(self, chat: int, message: Message, old: int, topic: int) -> int:
        try:
            return await self._put(chat, message, old, topic)
        except BadRequest as refused:
            if not (self._styles and "style" in str(refused).lower()):
                raise
        log.warning("telegram.styles.refused")
        self._styles = False
        return await self._put(chat, message, old, topic)

    async def _put(self, chat: int, message: Message, old: int, topic: int) -> int:
        """The card in the place of an old one, or as a new one if there is no such place."""
        card = drawn(message, styles=self._styles)
        if old and (await self._edited(chat, card, old) or message.only_in_place):
            return old
        return await self._calls.send(chat, card, topic)

    async def _edited(self, chat: int, card: Card, old: int) -> bool:
        try:
            await self._calls.edit(chat, old, card)
        except BadRequest as refused:
            reason = str(refused).lower()
            if any(gone in reason for gone in GONE):
                return False
            if "not modified" not in reason:
                raise
        return True


def drawn(message: Message, *, styles: bool) -> Card:
    """The card. One that cannot be drawn today will not be drawn tomorrow."""
    try:
        return draw(message, styles=styles)
    except Exception as wrong:
        log.exception("telegram.undrawable")
        raise Undeliverable(f"cannot be drawn: {type(wrong).__name__}", Fault.LETTER) from wrong
