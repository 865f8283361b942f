"""What the stand-in of Slack remembers: the workspace, its people and their screens, files, tickets, deliveries.

Everything that grows is bounded. Does not know any method of the Web API, nor what a payload looks like.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from bot.sandbox.slack.activity import Activity
from bot.sandbox.slack.blocks import pings
from bot.sandbox.slack.carrier import Carrier
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.screen import Screen
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.tickets import Tickets

MOST_NOTES = 1000


class Workspace:
    """One workspace with one bot installed. `views` tells whose screen a view is on, by its id or external id."""

    def __init__(self, team: str, bot_token: str, app_token: str, signing_secret: str) -> None:
        self.team, self.bot_token, self.app_token = team, bot_token, app_token
        self.domain, self.bot_name = "sandbox", "sandbox_bot"
        self.app_id, self.bot_id, self.bot_user = "A0DEMO", "B0DEMO", "U0BOT"
        self.base_url = ""
        self.org_wide = False  # whether the app is installed for a whole organisation of workspaces
        self.echo = False  # whether the bot is told of its own messages, as Slack does; the SDK drops them unseen
        self.pings: list[str] = []
        self.warnings: list[str] = []
        self.people: dict[str, Screen] = {}
        self.by_channel: dict[str, Screen] = {}
        self.views: dict[str, Screen] = {}
        self.files = Files(team, bot_token, self.address)
        self.tickets = Tickets(self.address)
        self.carrier = Carrier(self.app_id, signing_secret)
        self.activity = Activity(self.carrier)
        self._watchers: set[asyncio.Queue[Json]] = set()
        self._last_ts = 0

    def address(self) -> str:
        """Our own address: learned from the bot's first call, or set as `base_url` where a person acts before that."""
        if not self.base_url:
            raise RuntimeError("the bot has not called yet: set SlackSandbox.base_url, e.g. 'http://127.0.0.1:8000'")
        return self.base_url

    def join(self, user_id: str, name: str, locale: str) -> Screen:
        """Somebody new to the workspace."""
        screen = Screen(user_id, name, locale)
        screen.changed = lambda: self._changed(user_id)
        self.people[user_id] = self.by_channel[screen.channel] = screen
        return screen

    def open_channel(self, id: str, called: str, reader: Screen) -> Screen:
        """A channel that the bot is in, as somebody reads it."""
        if id not in self.by_channel:
            self.by_channel[id] = Screen(reader.user_id, reader.name, reader.locale, id, called, changed=reader.changed)
        return self.by_channel[id]

    def chat(self, arguments: Json) -> str | None:
        """Whose chat a call is about, by their id: the conversation it names, else the person, else the view."""
        named = [arguments.get(name) for name in ("channel", "channel_id", "channels", "user", "user_id", "users")]
        for id in map(str, filter(None, named)):
            if screen := self.by_channel.get(id) or self.people.get(id):
                return screen.id or screen.user_id
        screen = self.views.get(str(arguments.get("view_id") or arguments.get("external_id")))
        return screen.user_id if screen else None

    def next_ts(self) -> str:
        """A message's id and time in one: microseconds, never the same twice."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    async def watch(self) -> AsyncIterator[Json]:
        """{"person": id} whenever something changed on that person's screen."""
        queue: asyncio.Queue[Json] = asyncio.Queue(MOST_NOTES)
        self._watchers.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._watchers.discard(queue)

    def _changed(self, user_id: str) -> None:
        for queue in self._watchers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait({"person": user_id})

    def warn(self, words: str) -> None:
        self.warnings.append(words)
        del self.warnings[:-MOST_NOTES]

    def note_pings(self, text: str, blocks: object, call: Json) -> None:
        """Keep every part of a message that calls somebody; with link_names or parse=full a bare @channel does too."""
        self.pings += pings(text, blocks)
        if call.get("link_names") in (True, 1, "1", "true") or call.get("parse") == "full":
            self.pings += [word for word in text.split() if word.startswith("@")]
        del self.pings[:-MOST_NOTES]
