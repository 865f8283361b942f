"""Calls to Slack's Web API: one shared session, no repetition behind our back, errors in the words of a channel.

Also remembers who people are. Does not know what the calls are for.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.channel import Fault, Undeliverable
from bot.channels.pace import Pause
from bot.channels.slack.errors import undeliverable
from bot.channels.slack.post import Json, Post
from bot.channels.slack.text import tidy

log = logging.getLogger(__name__)
sdk = logging.getLogger(f"{__name__}.sdk")
sdk.setLevel(logging.CRITICAL + 1)  # it would log payloads, and addresses with tickets; we say ourselves what matters

T = TypeVar("T")
Method = Callable[..., Awaitable[T]]

CALL = 5  # seconds for a call
UPLOAD = 60  # seconds for files, all of a message together
LONGEST = 3.0  # seconds between two attempts to reach Slack
UNKNOWN = 60.0  # seconds until somebody who could not be introduced is asked for again
INTRODUCTION = 1.0  # seconds to learn who somebody is
REMEMBERED = 3600.0  # seconds that name and language of a person are kept
PEOPLE = 10_000  # of whom they are kept
LOOPBACK = ("127.0.0.1", "localhost", "::1")

# Whoever is one of these is no full member: https://docs.slack.dev/reference/objects/user-object
OUTSIDERS = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_invited_user", "is_bot", "deleted")

# Then Slack names people by other teams than ours, and some events by none: nobody would be known again.
ORG_WIDE = (
    "the app is installed for a whole organisation (Enterprise Grid), which is not supported; install it in one"
    " workspace and use that token"
)


@dataclass(frozen=True)
class Profile:
    """How a person is called, what they read, and the workspace of which they are a full member; and until when we believe
    it. `team` is empty for guests, for people of other companies, and for bots."""

    name: str
    language: str
    until: float
    team: str = ""


class Web:
    """The bot's client, and the way to call it."""

    def __init__(self, token: str, api_url: str, pause: Pause) -> None:
        self.session, self._slow = _session(CALL), _session(UPLOAD)
        self._api_url, self._pause = api_url, pause
        self.client = self.without(token)
        self._post = Post(self.client)
        self.uploads = self.without(token, self._slow)
        self.team = "?"  # until we know which workspace it is
        self._people: dict[str, Profile] = {}
        self._conversations: dict[str, str] = {}

    async def close(self) -> None:
        await self.session.close()
        await self._slow.close()

    def without(self, token: str | None = None, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
        """A client that has no token, or another one."""
        # The SDK's own retry handlers put messages out of order, or give up: so there are none.
        client = AsyncWebClient(token, self._api_url, session=session or self.session, logger=sdk, retry_handlers=[])
        if urlsplit(self._api_url).hostname in LOOPBACK:
            client.proxy = None  # which it took from the environment
        return client

    async def call(self, method: Method[T], **arguments: Any) -> T:
        """One call. Not made while Slack wants a pause: asking on makes it longer. Raises Undeliverable."""
        self.quiet()
        return await self._call(method, **arguments)

    async def post(self, method: str, arguments: Json) -> Json:
        """The same for the calls of every turn, by the name that Slack has for the method."""
        self.quiet()
        return await self._call(self._post, method, arguments)

    def quiet(self) -> None:
        """Raises Undeliverable during the pause."""
        if left := self._pause.left:
            raise Undeliverable("ratelimited", Fault.LATER, left)

    async def _call(self, method: Method[T], *given: Any, **arguments: Any) -> T:
        try:
            return await method(*given, **arguments)
        except SlackApiError as error:
            raise self.noted(undeliverable(error)) from None
        except (SlackClientError, aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            raise Undeliverable(type(error).__name__, Fault.LATER) from None
        except (AttributeError, TypeError, KeyError, ValueError):  # the SDK's own, where a proxy answers in plain text
            raise Undeliverable("no_json", Fault.LATER) from None

    def noted(self, failure: Undeliverable) -> Undeliverable:
        """The failure; if Slack asked for a pause, everybody keeps it."""
        if failure.after:
            self._pause.seen(failure.after)
        return failure

    async def insist(self, method: Method[T], wait: float, **arguments: Any) -> T:
        """Calls until Slack answers, unless it does not want us. For what listening needs, which knows no pause."""
        while True:
            try:
                return await self._call(method, **arguments)
            except Undeliverable as refused:
                if refused.fault is not Fault.LATER:
                    raise
                log.warning("slack.unreachable reason=%s", refused.reason)
                await asyncio.sleep(max(wait, refused.after))
                wait = min(wait * 2, LONGEST)

    async def ourselves(self, wait: float) -> AsyncSlackResponse:
        """Who the bot is. Raises Undeliverable, also where the app is installed in a way we cannot work with."""
        us = await self.insist(self.client.auth_test, wait)
        if us.get("is_enterprise_install"):
            raise Undeliverable(ORG_WIDE, Fault.CREDENTIALS)
        self.team = str(us.get("team_id") or "?")
        return us

    async def conversation(self, user: str) -> str:
        """The private conversation with somebody, by its id. Raises Undeliverable."""
        if user not in self._conversations:
            said = await self.call(self.client.conversations_open, users=user)
            self._conversations[user] = str((said.get("channel") or {}).get("id") or "")
            if len(self._conversations) > PEOPLE:
                del self._conversations[next(iter(self._conversations))]
        return self._conversations[user]

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
            return Profile(known.name if known else "", known.language if known else "", now + UNKNOWN)
        return _profile(said.get("user") or {}, now + REMEMBERED)


def _session(seconds: float) -> aiohttp.ClientSession:
    """With as many connections as are wanted: a conversation whose call hangs holds up no other."""
    limits = aiohttp.ClientTimeout(total=seconds, sock_connect=CALL)
    connector = aiohttp.TCPConnector(limit=0)
    return aiohttp.ClientSession(timeout=limits, connector=connector, cookie_jar=aiohttp.DummyCookieJar())


def _profile(user: Mapping[str, Any], until: float) -> Profile:
    profile = user.get("profile") or {}
    name = user.get("real_name") or profile.get("real_name") or profile.get("display_name") or user.get("name")
    team = "" if any(user.get(one) for one in OUTSIDERS) else str(user.get("team_id") or "")
    return Profile(tidy(str(name or "")), str(user.get("locale") or ""), until, team)
