"""Where the cards of a private chat hang: new ones are put up, old ones changed or taken away, pictures added.

Knows what a ref means. Does not know how a card looks, nor what is heard.
"""

from __future__ import annotations

import asyncio
import logging
import re
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import Bot, InputMediaPhoto, LinkPreviewOptions, ReplyKeyboardRemove
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.channel import Fault, Fetch, Message, Picture, Undeliverable
from bot.channels.telegram.card import Card, draw, location_key, plain
from bot.channels.telegram.errors import asked
from bot.channels.telegram.transport import Flooded

log = logging.getLogger(__name__)

ALBUM = 10  # https://core.telegram.org/bots/api#sendmediagroup
PHOTO = 10 * 1024 * 1024  # bytes; a larger one goes as a document: https://core.telegram.org/bots/api#sendphoto
PATIENCE = 30.0  # seconds to wait for when a flood of pictures has to pause
PHOTOS = ("image/jpeg", "image/png", "image/webp")
VOICES = ("audio/ogg", "audio/opus", "audio/mpeg", "audio/mp4", "audio/x-m4a")  # what sendVoice plays
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

# A ref: the card, the message with the location button, a sign of the pictures that were sent.
REF = re.compile(r"([0-9]{1,18})(?:\+([0-9]{1,18}))?(?:~([0-9a-f]{8}))?")


@dataclass(frozen=True)
class Shown:
    """What a ref stands for."""

    card: int = 0
    key: int = 0
    pictures: str = ""

    @classmethod
    def read(cls, ref: str) -> Shown:
        found = REF.fullmatch(ref)
        return cls(int(found[1]), int(found[2] or 0), found[3] or "") if found else cls()

    def __str__(self) -> str:
        return f"{self.card}{f'+{self.key}' if self.key else ''}{f'~{self.pictures}' if self.pictures else ''}"


class Board:
    def __init__(self, bot: Bot, fetch: Fetch) -> None:
        self._bot = bot
        self._fetch = fetch
        self._styles = True

    async def show(self, chat: int, message: Message, ref: str) -> str:
        """What goes with a card (the location button, pictures) may fail; the card is never sent again for it."""
        before = Shown.read(ref)
        card = await asked(lambda: self._card(chat, message, before.card))
        key = await self._location_key(chat, message, before.key)
        return str(Shown(card, key, await self._pictures(chat, message.pictures, before.pictures)))

    async def _card(self, chat: int, message: Message, old: int) -> int:
        try:
            return await self._put(chat, drawn(message, styles=self._styles), old)
        except BadRequest as refused:
            if not (self._styles and "style" in str(refused).lower()):
                raise
        log.warning("telegram.styles.refused")
        self._styles = False
        return await self._put(chat, drawn(message, styles=False), old)

    async def _put(self, chat: int, card: Card, old: int) -> int:
        """The card in the place of an old one, or as a new one if there is no such place."""
        if old and await self._edited(chat, card, old):
            return old
        sent = await self._bot.send_message(
            chat, card.text, ParseMode.HTML, reply_markup=card.buttons, link_preview_options=NO_PREVIEW
        )
        return sent.message_id

    async def _edited(self, chat: int, card: Card, old: int) -> bool:
        try:
            await self._bot.edit_message_text(
                card.text,
                chat,
                old,
                parse_mode=ParseMode.HTML,
                reply_markup=card.buttons,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as refused:
            reason = str(refused).lower()
            if any(gone in reason for gone in GONE):
                return False
            if "not modified" not in reason:
                raise
        return True

    async def _location_key(self, chat: int, message: Message, old: int) -> int:
        """The message that carries the location button, if there is to be one.

        Telegram asks for a location only from a key under the input field, and a message has either such keys or
        buttons of its own. So the card keeps its buttons, where the thumb knows them, and a short silent message below
        it brings the one wide key, which can be hit with a glove on. When it has served, key and message go.
        """
        key = location_key(message)
        try:
            if key and not old:
                text = f"📍 {plain(key.keyboard[0][0].text)}"
                sent = await self._bot.send_message(chat, text, reply_markup=key, disable_notification=True)
                return sent.message_id
            if old and not key:
                await self._fold_key(chat, old)
        except TelegramError as failure:  # a place can be typed, or sent by the paper clip
            log.warning("telegram.location.failed error=%s", type(failure).__name__)
            return 0
        return old if key else 0

    async def _fold_key(self, chat: int, old: int) -> None:
        """Only a message can take the key away: a silent one, which goes at once."""
        sent = await self._bot.send_message(chat, "📍", reply_markup=ReplyKeyboardRemove(), disable_notification=True)
        await self._bot.delete_messages(chat, [old, sent.message_id])

    async def _pictures(self, chat: int, pictures: Sequence[Picture], sent: str) -> str:
        """Sends pictures that were not sent with this card before; returns a sign of what was sent."""
        if not pictures:
            return sent
        sign = f"{zlib.crc32(' '.join(picture.digest for picture in pictures).encode()):08x}"
        if sign == sent:
            return sent
        try:
            await self._send_pictures(chat, pictures)
        except Exception:  # storage may fail in any way; the card is there and stays
            log.exception("telegram.pictures.failed")
            return ""
        return sign

    async def _send_pictures(self, chat: int, pictures: Sequence[Picture]) -> None:
        """Photos first, in albums; then the rest one by one."""
        photos = [picture for picture in pictures if picture.mime in PHOTOS]
        for start in range(0, len(photos), ALBUM):
            await self._send_photos(chat, [(p, await self._fetch(p.digest)) for p in photos[start : start + ALBUM]])
        for picture in pictures:
            if picture.mime not in PHOTOS:
                await self._send_file(chat, picture, await self._fetch(picture.digest))

    async def _send_photos(self, chat: int, photos: Sequence[tuple[Picture, bytes]]) -> None:
        """As photos, or as files where Telegram will not have them as photos: too large, too long, damaged."""
        try:
            if any(len(data) > PHOTO for _, data in photos):
                raise BadRequest("too large for a photo")
            if len(photos) == 1:
                picture, data = photos[0]
                await patiently(lambda: self._bot.send_photo(chat, data, filename=picture.name))
            else:
                album = [InputMediaPhoto(data, filename=picture.name) for picture, data in photos]
                await patiently(lambda: self._bot.send_media_group(chat, album))
        except BadRequest:
            for picture, data in photos:
                await self._send_file(chat, picture, data)

    async def _send_file(self, chat: int, picture: Picture, data: bytes) -> None:
        if picture.mime in VOICES:
            await patiently(lambda: self._bot.send_voice(chat, data, filename=picture.name))
        else:
            await patiently(lambda: self._bot.send_document(chat, data, filename=picture.name))


async def patiently(send: Callable[[], Awaitable[object]]) -> None:
    """Every picture of an album counts against the pace of a chat, so a pause is to be expected."""
    try:
        await send()
    except Flooded as flooded:
        if flooded.after > PATIENCE:
            raise
        await asyncio.sleep(flooded.after)
        await send()


def drawn(message: Message, *, styles: bool) -> Card:
    """The card. One that cannot be drawn today will not be drawn tomorrow."""
    try:
        return draw(message, styles=styles)
    except Exception as wrong:
        log.exception("telegram.undrawable")
        raise Undeliverable(f"cannot be drawn: {type(wrong).__name__}", Fault.LETTER) from wrong
