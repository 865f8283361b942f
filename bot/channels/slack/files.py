"""Fetches the files people share in Slack, with the bot's token, from Slack and from nowhere else.

Does not know what is in a file.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp

from bot.channels.channel import FILE, Attachment
from bot.channels.slack.heard import Shared

SECONDS = 20.0  # for one file
HOPS = 3  # redirections followed, each of them looked at
SLACK = ("slack.com", "slack-files.com")
REDIRECTS = (301, 302, 303, 307, 308)
CHUNK = 64 * 1024


class Files:
    """`home` is the address of the Web API: whoever stands in for it keeps its files there too."""

    def __init__(self, session: aiohttp.ClientSession, token: str, home: str, proxy: str | None = None) -> None:
        self._session, self._token, self._home, self._proxy = session, token, _origin(urlsplit(home)), proxy
        self._few = asyncio.Semaphore(4)  # at most so many of FILE bytes in memory

    async def fetch(self, file: Shared) -> Attachment:
        """The attachment with its bytes, or with what was in the way."""
        if file.size > FILE or not file.url:
            return file.attachment
        try:
            async with self._few, asyncio.timeout(SECONDS):
                data = await self._read(file.url)
        except (aiohttp.ClientError, OSError, ValueError):  # TimeoutError is an OSError
            data = None
        if data is None:
            return replace(file.attachment, trouble="unavailable")
        if len(data) > FILE:
            return replace(file.attachment, trouble="too_big")
        return replace(file.attachment, data=data, trouble="")

    def trusts(self, url: str) -> bool:
        """Whether the token may be shown there."""
        if "\\" in url or "@" in url.partition("?")[0]:  # two readers might see two hosts in it
            return False
        parts = urlsplit(url)
        if _origin(parts) == self._home:
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and any(host == known or host.endswith(f".{known}") for known in SLACK)

    async def _read(self, url: str) -> bytes | None:
        for _ in range(HOPS):
            if not self.trusts(url):
                return None
            headers = {"Authorization": f"Bearer {self._token}"}
            asked = self._session.get(url, headers=headers, allow_redirects=False, proxy=self._proxy)
            async with asked as response:
                if response.status not in REDIRECTS:
                    return await _content(response)
                url = urljoin(url, response.headers.get("Location", ""))
        return None


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


async def _content(response: aiohttp.ClientResponse) -> bytes | None:
    """One byte more than allowed tells that there is too much. A page is the login page, not the file."""
    if response.status != 200 or response.content_type == "text/html":
        return None
    data = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        data += chunk
        if len(data) > FILE:
            break
    return bytes(data)
