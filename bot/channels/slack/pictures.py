"""Pictures, videos, voice notes and documents on their way to a person: uploaded, then shared in one message.

Until the last of its calls nobody sees anything, so that the whole can be tried again. Does not know which card they
belong to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.channels.channel import Fault, Fetch, Picture, Undeliverable
from bot.channels.platform import fetched
from bot.channels.slack.text import tidy
from bot.channels.slack.web import UPLOAD, Web

ALT = 1000  # characters: https://docs.slack.dev/reference/methods/files.getUploadURLExternal


class Pictures:
    def __init__(self, web: Web, fetch: Fetch) -> None:
        self._web = web
        self._fetch = fetch

    async def send(self, user: str, pictures: Sequence[Picture]) -> None:
        """All of them in one message. Raises Undeliverable."""
        uploads = [await self._upload(picture) for picture in pictures]
        channel = await self._web.conversation(user)
        try:
            async with asyncio.timeout(UPLOAD):
                await self._web.call(self._web.uploads.files_upload_v2, channel=channel, file_uploads=uploads)
        except TimeoutError:
            raise Undeliverable("timeout", Fault.LATER) from None

    async def _upload(self, picture: Picture) -> dict[str, Any]:
        title = tidy(picture.name) or picture.digest[:12]
        seen = tidy(picture.alt)[:ALT] or title
        return {"file": await fetched(self._fetch, picture), "filename": title, "title": title, "alt_txt": seen}
