"""Calls to Slack's Web API: one shared session, no repetition behind our back, errors in the words of a channel.

Also remembers who people are. Does not know what the calls are for.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.channel import Fault, Undeliverable
from bot.channels.slack.errors import undeliverable
from bot.channels.slack.text import tidy

log = logging.getLogger(__name__)
sdk = logging.getLogger(f"{__name__}.sdk")
sdk.setLevel(logging.CRITICAL + 1)  # it would log payloads, and addresses with tickets; we say ourselves what matters

Method = Callable[..., Awaitable[AsyncSlackResponse]]

CALL = 30  # seconds for a call
LONGEST = 60.0  # seconds between two attempts to reach Slack
INTRODUCTION = 1.0  # seconds to learn who somebody is
REMEMBERED = 3600.0  # seconds that name and language of a person are kept
PEOPLE = 10_000  # of whom they are kept
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Profile:
    """How a person is called and what they read, and until when we believe it."""

    name: str
    language: str
    until: float


class Web:
    """The bot's client, and the way to call it."""

    def __init__(self, token: str, api_url: str) -> None:
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL))
        self._api_url = api_url
        self.client = self.without(token)
        self._people: dict[str, Profile] = {}

    def without(self, token: str | None = None) -> AsyncWebClient:
        """A client that has no token, or another one."""
        # The SDK's own retry handlers put messages out of order, or give up: so there are none.
        client = AsyncWebClient(token, self._api_url, session=self.session, logger=sdk, retry_handlers=[])
        if urlsplit(self._api_url).hostname in LOOPBACK:
            client.proxy = None  # which it took from the environment
        return client

    async def call(self, method: Method, **arguments: Any) -> AsyncSlackResponse:
        try:
            return await method(**arguments)
        except SlackApiError as error:
            raise undeliverable(error) from None
        except (SlackClientError, aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            raise Undeliverable(type(error).__name__, Fault.LATER) from None
        except (AttributeError, TypeError, KeyError, ValueError):  # the SDK's own, where a proxy answers in plain text
            raise Undeliverable("no_json", Fault.LATER) from None

    async def insist(self, method: Method, wait: float, **arguments: Any) -> AsyncSlackResponse:
        """Calls until Slack answers, unless it does not want us."""
        while True:
            try:
                return await self.call(method, **arguments)
            except Undeliverable as refused:
                if refused.fault is not Fault.LATER:
                    raise
                log.warning("slack.unreachable reason=%s", refused.reason)
                await asyncio.sleep(max(wait, refused.after))
                wait = min(wait * 2, LONGEST)

    async def profile(self, user: str) -> Profile:
        """Who somebody is, as far as it can be learned in a moment."""
        now = time.monotonic()
        known = self._people.pop(user, None)
        if known is None or known.until < now:
            known = await self._introduced(user, known, now)
        self._people[user] = known  # at the end of the line
        if len(self._people) > PEOPLE:
            del self._people[next(iter(self._people))]
        return known

    async def _introduced(self, user: str, known: Profile | None, now: float) -> Profile:
        try:
            async with asyncio.timeout(INTRODUCTION):
                said = await self.call(self.client.users_info, user=user, include_locale=True)
        except (Undeliverable, TimeoutError):
            return Profile(known.name if known else "", known.language if known else "", now + LONGEST)
        return _profile(said.get("user") or {}, now + REMEMBERED)


def _profile(user: Mapping[str, Any], until: float) -> Profile:
    profile = user.get("profile") or {}
    name = user.get("real_name") or profile.get("real_name") or profile.get("display_name") or user.get("name")
    return Profile(tidy(str(name or "")), str(user.get("locale") or ""), until)
