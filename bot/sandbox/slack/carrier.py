"""Takes payloads to the bot as Slack does, by Socket Mode or by signed HTTP, and tries events again.

Knows envelopes, acknowledgements and signatures; nothing of what a payload means.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.sockets import Sockets

MOST_RETRIES = 3  # Events API
MOST_KEPT = 1000  # deliveries remembered for `redeliver`
MOST_WAITING = 1000  # deliveries held while nobody is connected


@dataclass
class Delivery:
    """One payload on its way: the body is written once, so that every try carries the same."""

    id: str
    kind: str  # events_api, interactive or slash_commands: the types of Socket Mode
    body: str
    person: str | None = None
    answerable: bool = False
    answered: Callable[[Json | None], None] | None = None
    failed: Callable[[str], None] | None = None
    attempt: int = 0
    reason: str = ""
    done: bool = False
    timer: asyncio.TimerHandle | None = None

    @property
    def more_tries(self) -> bool:
        """Only events are tried again; a lost button press or command is shown to the person as failed."""
        return self.kind == "events_api" and self.attempt < MOST_RETRIES


class Carrier:
    """Where deliveries go: to `request_url` when it is set, else round the open Socket Mode connections."""

    def __init__(self, app_id: str, signing_secret: str) -> None:
        self.signing_secret = signing_secret
        self.request_url: str | None = None
        self.ack_within = 3.0  # docs.slack.dev, "acknowledge"
        self.retry_delays = (0.02, 0.1, 0.3)  # Slack's are at once, a minute and five minutes
        self.moved = asyncio.Event()  # set whenever a delivery is over
        self.finished_at = 0.0
        self._outstanding: dict[str, Delivery] = {}
        self._kept: dict[str, Delivery] = {}
        self._envelopes: dict[str, Delivery] = {}
        self._waiting: deque[Delivery] = deque(maxlen=MOST_WAITING)
        self.sockets = Sockets(app_id, self._heard, self._taken_up)
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # what the sandbox asks for

    def send(self, delivery: Delivery) -> str:
        self._kept[delivery.id] = delivery
        if len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._start(delivery)
        return delivery.id

    def redeliver(self, delivery_id: str | None = None) -> None:
        """The same payload once more, as after a lost acknowledgement; the last one when none is named."""
        known = self._kept[delivery_id] if delivery_id else self._kept[next(reversed(self._kept))]
        again = Delivery(uuid.uuid4().hex, known.kind, known.body, known.person, known.answerable)
        again.answered, again.failed = known.answered, known.failed
        if known.kind == "events_api":
            again.attempt, again.reason = 1, "timeout"
        self._start(again)

    def inject(self, envelope: Json) -> str:
        """Anything at all, tracked like any delivery when it has a type and a payload."""
        kind, payload = envelope.get("type"), envelope.get("payload")
        if isinstance(kind, str) and payload is not None:
            return self.send(Delivery(str(envelope.get("envelope_id") or uuid.uuid4().hex), kind, json.dumps(payload)))
        if self.request_url:
            return self.send(Delivery(uuid.uuid4().hex, "events_api", json.dumps(envelope)))
        self.sockets.give(json.dumps(envelope))
        return ""

    def outstanding(self, person: str | None = None) -> list[Delivery]:
        return [one for one in self._outstanding.values() if person in (None, one.person)]

    # deliveries

    def _start(self, delivery: Delivery) -> None:
        self._outstanding[delivery.id] = delivery
        if self.request_url:
            self._begin(self._post(delivery))
        else:
            self._put(delivery)

    def _over(self, delivery: Delivery) -> None:
        delivery.done = True
        if delivery.timer:
            delivery.timer.cancel()
        self._outstanding.pop(delivery.id, None)
        self.finished_at = time.monotonic()
        self.moved.set()

    def _acknowledged(self, delivery: Delivery, answer: Json | None) -> None:
        if delivery.done:
            return
        self._over(delivery)
        if delivery.answered:
            delivery.answered(answer)

    def _lost(self, delivery: Delivery, reason: str) -> None:
        self._over(delivery)
        if delivery.failed:
            delivery.failed(reason)

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Socket Mode

    def _put(self, delivery: Delivery) -> None:
        # Every try has its own envelope id: what stays the same is in the payload.
        envelope_id = str(uuid.uuid4())
        if not self.sockets.give(_envelope(envelope_id, delivery)):
            self._waiting.append(delivery)
            return
        self._envelopes[envelope_id] = delivery
        if len(self._envelopes) > MOST_KEPT:
            del self._envelopes[next(iter(self._envelopes))]
        delivery.timer = asyncio.get_running_loop().call_later(self.ack_within, self._unanswered, delivery)

    def _unanswered(self, delivery: Delivery) -> None:
        if not delivery.more_tries:
            self._lost(delivery, "operation_timeout")
            return
        delivery.attempt, delivery.reason = delivery.attempt + 1, "timeout"
        self._put(delivery)

    def _taken_up(self) -> None:
        """Somebody has connected: what waited for that goes out."""
        for _ in range(len(self._waiting)):
            delivery = self._waiting.popleft()
            if not delivery.done:
                self._put(delivery)

    def _heard(self, said: Json) -> None:
        delivery = self._envelopes.get(str(said.get("envelope_id")))
        if delivery:
            self._acknowledged(delivery, said.get("payload"))

    # signed HTTP

    def sign(self, body: str | bytes, timestamp: int | str | None = None) -> dict[str, str]:
        """The headers that prove a body came from Slack; give an old timestamp to make them stale."""
        said_at = str(int(time.time()) if timestamp is None else timestamp)
        raw = body.encode() if isinstance(body, str) else body
        digest = hmac.new(self.signing_secret.encode(), b"v0:" + said_at.encode() + b":" + raw, hashlib.sha256)
        return {"X-Slack-Request-Timestamp": said_at, "X-Slack-Signature": f"v0={digest.hexdigest()}"}

    async def post_raw(self, body: str | bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Send any body with any headers to the bot's URL: for forgeries and rubbish."""
        assert self.request_url, "post_raw needs request_url"
        async with self._http().post(self.request_url, data=body, headers=headers) as response:
            return response.status, await response.text()

    async def verify_url(self) -> bool:
        """Whether the bot's URL echoes the challenge that Slack sends when the URL is entered."""
        challenge = secrets.token_hex(16)
        body = json.dumps({"token": "sandbox", "challenge": challenge, "type": "url_verification"})
        status, text = await self.post_raw(body, {"Content-Type": "application/json", **self.sign(body)})
        return status == 200 and challenge in text

    async def _post(self, delivery: Delivery) -> None:
        while True:
            reason, answer, final = await self._try(delivery)
            if not reason:
                self._acknowledged(delivery, answer)
                return
            if final or not delivery.more_tries:
                self._lost(delivery, reason)
                return
            await asyncio.sleep(self.retry_delays[min(delivery.attempt, len(self.retry_delays) - 1)])
            delivery.attempt, delivery.reason = delivery.attempt + 1, reason

    async def _try(self, delivery: Delivery) -> tuple[str, Json | None, bool]:
        """One attempt: the reason it failed ("" if it did not), the answer, and whether to leave it at that."""
        body, kind = _form(delivery)
        headers = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **self.sign(body),
        }
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        limit = aiohttp.ClientTimeout(total=self.ack_within)
        try:
            async with self._http().post(str(self.request_url), data=body, headers=headers, timeout=limit) as response:
                text = await response.text()
        except TimeoutError:
            return "http_timeout", None, False
        except aiohttp.ClientError:
            return "connection_failed", None, False
        if response.status // 100 != 2:
            return "http_error", None, response.headers.get("X-Slack-No-Retry") == "1"
        return "", _answer(text), False

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session

    async def close(self, _app: web.Application | None = None) -> None:
        for delivery in self._outstanding.values():
            if delivery.timer:
                delivery.timer.cancel()
        for task in list(self._tasks):
            task.cancel()
        await self.sockets.close()
        if self._session:
            await self._session.close()


def _envelope(envelope_id: str, delivery: Delivery) -> str:
    """Written around the ready payload, which is not taken apart again."""
    around: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "accepts_response_payload": delivery.answerable,
    }
    if delivery.kind == "events_api":
        around |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
    return f'{json.dumps(around)[:-1]}, "payload": {delivery.body}}}'


def _form(delivery: Delivery) -> tuple[str, str]:
    """The body of an HTTP request, and its type."""
    if delivery.kind == "events_api":
        return delivery.body, "application/json"
    fields = json.loads(delivery.body) if delivery.kind == "slash_commands" else None
    if not isinstance(fields, dict):
        fields = {"payload": delivery.body}
    return urlencode(fields), "application/x-www-form-urlencoded"


def _answer(text: str) -> Json | None:
    if not text.strip():
        return None
    try:
        said = json.loads(text)
    except ValueError:
        return {"text": text}
    return said if isinstance(said, dict) else {"text": text}
