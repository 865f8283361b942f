"""Pictures, videos, voice notes and documents on their way to a chat: one call for all of a message.

Does not know which card they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from bot.channels.channel import Fault, Fetch, Picture, Undeliverable
from bot.channels.platform import fetched
from bot.channels.telegram.errors import asked, undeliverable

PHOTO = 10 * 1024 * 1024  # bytes; a larger one goes as a document: https://core.telegram.org/bots/api#sendphoto
CAPTION = 1024  # characters: https://core.telegram.org/bots/api#sendphoto
UPLOAD = 48 * 1024 * 1024  # bytes of one call; 50 MB are allowed: https://core.telegram.org/bots/api#sending-files
VOICES = ("audio/ogg", "audio/opus", "audio/mpeg", "audio/mp4", "audio/x-m4a")  # what sendVoice plays
VIDEOS = ("video/mp4",)  # what sendVideo plays: https://core.telegram.org/bots/api#sendvideo

Loaded = Sequence[tuple[Picture, bytes]]


class Pictures:
    def __init__(self, bot: Bot, fetch: Fetch) -> None:
        self._bot = bot
        self._fetch = fetch

    async def send(self, chat: int, pictures: Sequence[Picture]) -> int:
        """Photos as one album, or one file; the first message of it. Raises Undeliverable."""
        if len(pictures) > 1 and not all(picture.photo for picture in pictures):
            raise Undeliverable("not one album", Fault.LETTER)
        loaded = [(picture, await fetched(self._fetch, picture)) for picture in pictures]
        return await asked(lambda: self._send(chat, loaded))

    async def _send(self, chat: int, loaded: Loaded) -> int:
        """As what they are; as documents where Telegram will not have them so: too large, too long, damaged."""
        if len(loaded) > 1 and sum(len(data) for _, data in loaded) > UPLOAD:
            first, *_ = [await self._send(chat, [one]) for one in loaded]  # where one fails, all come again
            return first
        try:
            return await self._as_it_is(chat, loaded)
        except BadRequest as refused:
            if undeliverable(refused).fault is Fault.ADDRESS:
                raise
        return await self._as_documents(chat, loaded)

    async def _as_it_is(self, chat: int, loaded: Loaded) -> int:
        picture, data = loaded[0]
        if picture.mime in VOICES:
            return (await self._bot.send_voice(chat, data, filename=picture.name)).message_id
        if picture.mime in VIDEOS:
            return (await self._bot.send_video(chat, data, filename=picture.name)).message_id
        if not picture.photo or any(len(data) > PHOTO for _, data in loaded):
            return await self._as_documents(chat, loaded)
        if len(loaded) == 1:
            said = picture.alt[:CAPTION] or None
            return (await self._bot.send_photo(chat, data, filename=picture.name, caption=said)).message_id
        album = [InputMediaPhoto(data, filename=picture.name) for picture, data in loaded]
        return (await self._bot.send_media_group(chat, album))[0].message_id

    async def _as_documents(self, chat: int, loaded: Loaded) -> int:
        if len(loaded) == 1:
            picture, data = loaded[0]
            return (await self._bot.send_document(chat, data, filename=picture.name)).message_id
        album = [InputMediaDocument(data, filename=picture.name) for picture, data in loaded]
        return (await self._bot.send_media_group(chat, album))[0].message_id
