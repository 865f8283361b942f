"""The calls that every turn makes, past the SDK's client: what that does around the line costs as much as the line.

Reads an answer that says it is well; any other is read by the SDK. Does not know what the calls are for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

Json = Mapping[str, Any]

encoded = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Post:
    """Sends what `client` would send, over its session and as the same bot."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._headers = {
            **client.headers,
            "Authorization": f"Bearer {client.token}",
            "Content-Type": "application/json;charset=utf-8",
        }

    async def __call__(self, method: str, arguments: Json) -> Json:
        """What Slack says. Raises whatever the SDK raises."""
        client, body = self._client, encoded(arguments).encode()
        assert client.session
        url = client.base_url + method
        async with client.session.request("POST", url, data=body, headers=self._headers, proxy=client.proxy) as answer:
            return await _well(answer) or await self._looked_at(method, answer)

    async def _looked_at(self, method: str, answer: aiohttp.ClientResponse) -> Json:
        session = cast("aiohttp.ClientSession", _Answered(answer))
        client = AsyncWebClient(session=session, logger=self._client.logger, retry_handlers=[])
        return cast("Json", await client.api_call(method))


async def _well(answer: aiohttp.ClientResponse) -> Json:
    """An answer as nearly all are; nothing for one that needs a closer look."""
    if answer.status != 200 or answer.content_type != "application/json":
        return {}
    try:
        said = json.loads((await answer.read()).decode())
    except ValueError:  # UnicodeDecodeError is one too
        return {}
    return said if isinstance(said, dict) and said.get("ok") else {}


class _Answered:
    """A session whose only answer has come already. The SDK asks no more of one than this."""

    closed = False

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    def request(self, *_method_and_url: str, **_arguments: Any) -> aiohttp.ClientResponse:
        return self._answer
