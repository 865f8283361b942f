"""Fetches the files people share in Slack when somebody wants them, with the bot's token, from Slack and from nowhere else.

Does not know what is in a file.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp

from bot.channels.channel import FETCHING, FILE, Attachment, Fault, NotFetched, Undeliverable
from bot.channels.retry import persist
from bot.channels.slack.errors import seconds
from bot.channels.slack.message import Shared, described
from bot.channels.slack.web import CALL, Web

log = logging.getLogger(__name__)

LIMITS = aiohttp.ClientTimeout(sock_connect=CALL, sock_read=CALL)  # however large, it may not come to a halt
HOPS = 3  # redirections followed, each of them looked at
SLACK = ("slack.com", "slack-files.com")
REDIRECTS = (301, 302, 303, 307, 308)
CHUNK = 64 * 1024


class Files:
    """`home` is the address of the Web API: whoever stands in for it keeps its files there too."""

    def __init__(self, web: Web, token: str, home: str) -> None:
        self._web, self._token, self._home = web, token, _origin(urlsplit(home))

    def attachment(self, file: Shared) -> Attachment:
        """The attachment, with the way to its bytes."""
        if file.attachment.trouble:
            return file.attachment
        way = partial(self.fetch, file.url) if file.url else partial(self.ask, file.id)
        return replace(file.attachment, fetch=way)

    async def ask(self, id: str) -> bytes:
        """The bytes of a file that the message only names, as those that come from another organisation. Raises NotFetched."""
        try:
            said = await persist(lambda: self._web.call(self._web.client.files_info, file=id), FETCHING)
        except Undeliverable as failure:
            log.warning("slack.file.unknown reason=%s", failure.reason)
            raise NotFetched("unavailable" if failure.fault is Fault.LATER else "hidden") from None
        file = described(said.get("file") or {})
        if file.attachment.trouble or not file.url:
            raise NotFetched(file.attachment.trouble or "hidden")
        return await self.fetch(file.url)

    async def fetch(self, url: str) -> bytes:
        """The bytes. Raises NotFetched."""
        try:
            data = await persist(lambda: self._read(url), FETCHING)
        except Undeliverable as failure:
            log.warning("slack.file.unavailable reason=%s", failure.reason)
            raise NotFetched("unavailable") from None
        if len(data) > FILE:
            raise NotFetched("too_big")
        return data

    def trusts(self, url: str) -> bool:
        """Whether the token may be shown there."""
        if "\\" in url or "@" in url.partition("?")[0]:  # two readers might see two hosts in it
            return False
        parts = urlsplit(url)
        if _origin(parts) == self._home:
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and any(host == known or host.endswith(f".{known}") for known in SLACK)

    async def _read(self, url: str) -> bytes:
        """Raises Undeliverable."""
        self._web.quiet()
        try:
            return await self._followed(url)
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            raise Undeliverable(type(error).__name__, Fault.LATER) from None
        except ValueError:  # an address that is none
            raise Undeliverable("not an address", Fault.LETTER) from None

    async def _followed(self, url: str) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}"}
        for _ in range(HOPS):
            if not self.trusts(url):
                raise Undeliverable("not an address of Slack", Fault.LETTER)
            asked = self._web.session.get(
                url, headers=headers, allow_redirects=False, proxy=self._web.client.proxy, timeout=LIMITS
            )
            async with asked as response:
                if response.status not in REDIRECTS:
                    return await self._content(response)
                url = urljoin(url, response.headers.get("Location", ""))
        raise Undeliverable("too many redirections", Fault.LETTER)

    async def _content(self, response: aiohttp.ClientResponse) -> bytes:
        """One byte more than allowed tells that there is too much. A page is the login page, not the file."""
        if response.status == 429:
            raise self._web.noted(
                Undeliverable("ratelimited", Fault.LATER, seconds(response.headers.get("Retry-After", "")))
            )
        if response.status >= 500:
            raise Undeliverable(f"http_{response.status}", Fault.LATER)
        if response.status != 200 or response.content_type == "text/html":
            raise Undeliverable(f"http_{response.status} {response.content_type}", Fault.LETTER)
        data = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > FILE:
                break
        return bytes(data)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port
