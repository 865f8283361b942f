"""Updates on their way to the bot: kept until confirmed, fetched by long polling or pushed to a webhook.

Knows ids, owners and order. Does not know what an update says.
"""

import asyncio
import contextlib
import json
import time
from bisect import insort
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import aiohttp

from bot.sandbox.ids import first_id
from bot.sandbox.telegram.wire import Json, Refused

MAX_KEPT = 2_000  # ours: how many delivered updates can still be delivered once more
MAX_BATCH = 100  # core.telegram.org/bots/api#getupdates
MAX_POLL_SECONDS = 50  # telegram-bot-api/Client.h, LONG_POLL_MAX_TIMEOUT
WEBHOOK_TIMEOUT = aiohttp.ClientTimeout(total=30)  # ours
# Ours, and much shorter than Telegram's, which grow to minutes.
FIRST_DELAY = 0.02
LONGEST_DELAY = 1.0
# Not sent unless asked for by name: core.telegram.org/bots/api#getupdates
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(eq=False, slots=True)
class Pending:
    """An update the bot has not confirmed. `again` marks one that is delivered although its id has passed."""

    id: int
    body: Json
    owner: int | None
    again: bool = False
    sent: bool = False
    confirmed: bool = False

    def confirmed_by(self, offset: int) -> bool:
        return self.id < offset and (self.sent or not self.again)

    def due(self, offset: int) -> bool:
        return self.id >= offset or (self.again and not self.sent)


@dataclass(frozen=True)
class Webhook:
    url: str
    secret_token: str = ""
    max_connections: int = 40  # core.telegram.org/bots/api#setwebhook


@dataclass
class _Line:
    """The updates of one person, pushed one at a time."""

    waiting: deque[Pending] = field(default_factory=deque)
    pusher: asyncio.Task[None] | None = None


class Updates:
    def __init__(self, on_queued: Callable[[Pending], None], on_confirmed: Callable[[Pending], None]) -> None:
        self.webhook: Webhook | None = None
        self.allowed: tuple[str, ...] = ()
        self.last_error: tuple[int, str] | None = None
        self._on_queued = on_queued
        self._on_confirmed = on_confirmed
        self.on_reply: Callable[[str, bytes], None] = lambda _type, _body: None
        self._pending: list[Pending] = []
        self._kept: OrderedDict[int, Pending] = OrderedDict()
        self._next_id = first_id()
        self._poll: asyncio.Future[None] | None = None
        self._lines: dict[int | None, _Line] = {}
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(1)
        self._loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, kind: str, content: Json, owner: int | None) -> int:
        """Queues a new update, unless the bot asked not to be told of its kind. Returns its id."""
        pending = Pending(self._next_id, {"update_id": self._next_id, kind: content}, owner)
        self._next_id += 1
        if self._wanted(kind):
            self._queue(pending)
        return pending.id

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ONLY_WHEN_ASKED

    def inject(self, update: Json, owner: int | None) -> int:
        """Queues an update as given; only a missing update_id is put in."""
        given = update.get("update_id")
        number = given if isinstance(given, int) else self._next_id
        self._next_id = max(self._next_id, number + 1)
        self._queue(Pending(number, {"update_id": number} | update, owner))
        return number

    def redeliver(self, update_id: int) -> None:
        """Queues an earlier update once more, under the same id."""
        earlier = self._kept[update_id]
        self._queue(Pending(update_id, earlier.body, earlier.owner, again=True))

    def _queue(self, pending: Pending) -> None:
        self._kept[pending.id] = pending
        if len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        # By id, because a poller confirms everything below the last id of a batch.
        insort(self._pending, pending, key=lambda one: one.id)
        self._on_queued(pending)
        if self.webhook:
            self._push(pending)
        elif self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _confirm(self, confirmed: Iterable[Pending]) -> None:
        gone = [pending for pending in confirmed if not pending.confirmed]
        for pending in gone:
            pending.confirmed = True
            self._on_confirmed(pending)
        if gone:
            self._pending = [pending for pending in self._pending if not pending.confirmed]

    async def fetch(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """One call of getUpdates: confirms what is below the offset, then waits for what is not."""
        if self.webhook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        self._interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        limit = limit if 0 < limit <= MAX_BATCH else MAX_BATCH
        offset = self._advance(offset)
        if not self._due(offset, limit) and seconds > 0:
            await self._wait(min(seconds, MAX_POLL_SECONDS))
        batch = self._due(offset, limit)
        for pending in batch:
            pending.sent = True
        return [pending.body for pending in batch]

    def _advance(self, offset: int) -> int:
        """Forgets what the offset confirms; a negative one counts from the end. Returns it as an id."""
        if offset < 0:
            offset = self._pending[max(offset, -len(self._pending))].id if self._pending else 0
            self._confirm([pending for pending in self._pending if pending.id < offset])
        else:
            self._confirm([pending for pending in self._pending if pending.confirmed_by(offset)])
        return offset

    def _due(self, offset: int, limit: int) -> list[Pending]:
        return [pending for pending in self._pending if pending.due(offset)][:limit]

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await poll
        finally:
            if self._poll is poll:
                self._poll = None

    def _interrupt(self, reason: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(Refused(409, f"Conflict: {reason}"))

    def drop(self) -> None:
        """Forgets everything not yet delivered."""
        self._confirm(list(self._pending))

    def set_webhook(self, webhook: Webhook | None) -> bool:
        """Whether that changed anything."""
        if webhook == self.webhook:
            return False
        self._interrupt("terminated by setWebhook request")
        self._stop_pushing()
        self.webhook = webhook
        self.last_error = None
        self._loop = asyncio.get_running_loop()
        if webhook:
            self._slots = asyncio.Semaphore(webhook.max_connections)
            for pending in self._pending:
                self._push(pending)
        return True

    def _push(self, pending: Pending) -> None:
        line = self._lines.setdefault(pending.owner, _Line())
        line.waiting.append(pending)
        if line.pusher is None and self._loop:
            line.pusher = self._loop.create_task(self._push_line(pending.owner, line))

    async def _push_line(self, owner: int | None, line: _Line) -> None:
        """Delivers a person's updates in order, each until it is taken."""
        delay = FIRST_DELAY
        while line.waiting:
            pending = line.waiting[0]
            if pending.confirmed or await self._delivered(pending):
                line.waiting.popleft()
                self._confirm([pending])
                delay = FIRST_DELAY
                continue
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
        del self._lines[owner]

    async def _delivered(self, pending: Pending) -> bool:
        webhook = self.webhook
        assert webhook is not None
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers[HEADER] = webhook.secret_token
        async with self._slots:
            try:
                return await self._posted(webhook.url, headers, json.dumps(pending.body).encode())
            except (aiohttp.ClientError, TimeoutError) as failure:
                self.last_error = (int(time.time()), str(failure) or "Connection timed out")
                return False

    async def _posted(self, url: str, headers: dict[str, str], body: bytes) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=WEBHOOK_TIMEOUT, connector=aiohttp.TCPConnector(limit=0))
        async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            reply = await response.read()
            if 200 <= response.status < 300:
                self.on_reply(response.content_type, reply)
                return True
            self.last_error = (
                int(time.time()),
                f"Wrong response from the webhook: {response.status} {response.reason}",
            )
            return False

    def _stop_pushing(self) -> None:
        for line in self._lines.values():
            if line.pusher:
                line.pusher.cancel()
        self._lines = {}

    def release(self) -> None:
        """Ends a waiting long poll with an empty answer, so that the server can stop at once."""
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    async def close(self) -> None:
        self._stop_pushing()
        if self._session:
            await self._session.close()
            self._session = None
