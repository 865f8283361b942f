"""What the stand-in remembers: the chats as their people see them, and what the bot said about itself.

Everything that grows is bounded. Does not know HTTP, and neither side's hands.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import count
from weakref import WeakSet

from bot.sandbox.ids import first_id
from bot.sandbox.telegram.files import Shelf
from bot.sandbox.telegram.updates import Pending, Updates
from bot.sandbox.telegram.wire import Json

MAX_MESSAGES = 500  # ours: the newest messages of a chat
MAX_TOASTS = 100  # ours
MAX_QUERIES = 5_000  # ours: button presses that can still be answered


@dataclass
class Activity:
    """Bot calls going on, and when the last one ended (monotonic seconds)."""

    busy: int = 0
    last: float = 0.0

    def __enter__(self) -> None:
        self.busy += 1

    def __exit__(self, *_: object) -> None:
        self.busy -= 1
        self.touch()

    def touch(self) -> None:
        self.last = time.monotonic()


@dataclass(eq=False)
class Chat:
    """A private chat with the bot, as the person sees it now; with a `title`, a group that the bot is in."""

    id: int
    first_name: str
    language_code: str | None
    started: bool = True
    title: str = ""
    topics: tuple[int, ...] = ()  # of a group
    moved_to: int = 0  # the group that it has become
    blocked: bool = False
    keyboard: Json | None = None
    forced_reply: Json | None = None
    reply_to: int | None = None
    toasts: list[Json] = field(default_factory=list)
    spinning: dict[str, None] = field(default_factory=dict)  # buttons pressed and not yet answered
    shown: dict[int, Json] = field(default_factory=dict)
    unconfirmed: int = 0
    all_confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    activity: Activity = field(default_factory=Activity)

    def user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | {"language_code": self.language_code} if self.language_code else user

    def place(self) -> Json:
        if self.title:
            return {"id": self.id, "title": self.title, "type": "supergroup"}
        return {"id": self.id, "first_name": self.first_name, "type": "private"}

    def show(self, message: Json) -> None:
        """A new message, or a new state of an old one. Messages are replaced, never changed in place."""
        self.shown[message["message_id"]] = message
        if len(self.shown) > MAX_MESSAGES:
            del self.shown[next(iter(self.shown))]

    def toast(self, query_id: str, text: str, alert: bool) -> None:
        self.spinning.pop(query_id, None)
        if text:
            self.toasts.append({"text": text, "show_alert": alert})
            del self.toasts[:-MAX_TOASTS]


class World:
    def __init__(self, bot: Json, clock: Callable[[], float]) -> None:
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self.shelf = Shelf()
        self.updates = Updates(self._queued, self._confirmed)
        self.queries: OrderedDict[str, int] = OrderedDict()  # callback query id -> chat id
        self.command_lists: dict[tuple[str, str], list[Json]] = {}  # (scope, language)
        self.profile: dict[tuple[str, str], str] = {}  # ("name" | "description" | ..., language)
        self.menu_buttons: dict[int | None, Json] = {}
        self.activity = Activity()
        self._clock = clock
        self._message_ids = count(first_id())
        self._query_ids = count(first_id())
        self._watchers: WeakSet[_Watcher] = WeakSet()

    def now(self) -> int:
        return int(self._clock())

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def new_query(self, chat: Chat) -> str:
        query_id = str(next(self._query_ids))
        self.queries[query_id] = chat.id
        if len(self.queries) > MAX_QUERIES:
            self.queries.popitem(last=False)
        chat.spinning[query_id] = None
        return query_id

    def changed(self, chat: Chat) -> None:
        for watcher in self._watchers:
            watcher.tell(chat.id)

    def watch(self) -> AsyncIterator[Json]:
        watcher = _Watcher()
        self._watchers.add(watcher)
        return watcher

    def _queued(self, pending: Pending) -> None:
        if pending.owner is not None and (chat := self.chats.get(pending.owner)):
            chat.unconfirmed += 1
            chat.all_confirmed.clear()

    def _confirmed(self, pending: Pending) -> None:
        self.activity.touch()
        if pending.owner is not None and (chat := self.chats.get(pending.owner)):
            chat.activity.touch()
            chat.unconfirmed -= 1
            if not chat.unconfirmed:
                chat.all_confirmed.set()


class _Watcher:
    """Notices of changes, at most one waiting per person."""

    def __init__(self) -> None:
        self._changed: dict[int, None] = {}
        self._some = asyncio.Event()

    def tell(self, chat_id: int) -> None:
        self._changed[chat_id] = None
        self._some.set()

    def __aiter__(self) -> "_Watcher":
        return self

    async def __anext__(self) -> Json:
        await self._some.wait()
        chat_id = next(iter(self._changed))
        del self._changed[chat_id]
        if not self._changed:
            self._some.clear()
        return {"person": chat_id}
