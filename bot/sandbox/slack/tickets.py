"""The short-lived tokens Slack gives with an interaction: trigger ids, and the URLs to answer to.

Knows how long they live and how often they may be used; nothing of what is done with them.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.slack.call import Refused
from bot.sandbox.slack.screen import Screen
from bot.sandbox.slack.shapes import Json

TRIGGER_LIFE = 3.0  # seconds; docs.slack.dev, "opening modals"
ANSWERS = 5  # uses of one response_url
ANSWER_LIFE = 30 * 60.0
MOST_KEPT = 2000


@dataclass
class Trigger:
    screen: Screen
    issued: float
    used: bool = False


@dataclass
class ReplyTo:
    """Where a response_url leads: a conversation and, if it came from a message, that message."""

    screen: Screen
    channel: str
    ts: str | None
    issued: float
    left: int = ANSWERS


class Tickets:
    """All tokens given out, the oldest forgotten first."""

    def __init__(self, base_url: Callable[[], str]) -> None:
        self.trigger_life = TRIGGER_LIFE
        self._base_url = base_url
        self._triggers: dict[str, Trigger] = {}
        self._replies: dict[str, ReplyTo] = {}

    def trigger(self, screen: Screen) -> str:
        trigger_id = f"{time.time_ns() // 1000}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(screen, time.monotonic())
        if len(self._triggers) > MOST_KEPT:
            del self._triggers[next(iter(self._triggers))]
        return trigger_id

    def spend(self, call: Json) -> Screen:
        """The person behind the trigger of a call, which is then used up."""
        trigger = self._triggers.get(str(call.get("trigger_id")))
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > self.trigger_life:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.screen

    def response_url(self, screen: Screen, channel: str, ts: str | None) -> str:
        token = secrets.token_hex(12)
        self._replies[token] = ReplyTo(screen, channel, ts, time.monotonic())
        if len(self._replies) > MOST_KEPT:
            del self._replies[next(iter(self._replies))]
        return f"{self._base_url()}/response/{token}"

    def known(self, token: str) -> ReplyTo | None:
        return self._replies.get(token)

    def reply_to(self, token: str) -> ReplyTo:
        reply = self._replies.get(token)
        if reply is None or time.monotonic() - reply.issued > ANSWER_LIFE:
            raise Refused("expired_url")
        if not reply.left:
            raise Refused("used_url")
        reply.left -= 1
        return reply
