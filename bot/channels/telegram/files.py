"""Fetches the files people send on Telegram, when somebody wants them.

Does not know what is in a file.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from telegram import Bot, Update

from bot.channels.channel import FETCHING, FILE, Heard, NotFetched, Undeliverable
from bot.channels.retry import persist
from bot.channels.telegram.errors import asked
from bot.channels.telegram.heard import enclosed
from bot.channels.telegram.transport import AiohttpRequest, TooBig

log = logging.getLogger(__name__)


class Files:
    def __init__(self, bot: Bot, request: AiohttpRequest) -> None:
        self._bot = bot
        self._request = request

    def of(self, update: Update, heard: Heard) -> Heard:
        """What was heard, with the way to its file."""
        enclosure = enclosed(update.message) if update.message and heard.files else None
        if enclosure is None or enclosure.attachment.trouble:
            return heard
        return replace(heard, files=(replace(enclosure.attachment, fetch=partial(self.fetch, enclosure.file_id)),))

    async def fetch(self, file_id: str) -> bytes:
        """The bytes. Raises NotFetched."""
        try:
            return await persist(lambda: asked(lambda: self._read(file_id)), FETCHING)
        except TooBig:
            raise NotFetched("too_big") from None
        except Undeliverable as failure:
            log.warning("telegram.file.unavailable reason=%s", failure.reason)
            raise NotFetched("too_big" if "too big" in failure.reason.lower() else "unavailable") from None

    async def _read(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        return await self._request.download(file.file_path or "", FILE)
