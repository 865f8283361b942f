"""A workspace of Slack on this machine: the other end of the real SDKs, in tests and in the demonstration.

Speaks the Web API, Events API, interactions, commands, modals, App Home, files and Socket Mode. Knows no bot.
"""

import asyncio
import json
import time
import uuid
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.slack import call as calling
from bot.sandbox.slack import methods, payloads
from bot.sandbox.slack.blocks import pings
from bot.sandbox.slack.carrier import Carrier, Delivery
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.tickets import ReplyTo, Tickets
from bot.sandbox.slack.views import Refused

MOST_CALLS = 20_000
MOST_NOTES = 1000
FOR_ANYBODY = ("api.test",)
FOR_THE_APP = ("apps.connections.open",)


@dataclass
class Failure:
    """A call that is to go wrong. `after`: the call is carried out and only its answer is lost."""

    times: int
    error: str
    status: int
    retry_after: int | None
    after: bool


class SlackSandbox:
    """One workspace with one bot installed."""

    def __init__(
        self,
        *,
        team: str = "T0DEMO",
        bot_token: str = "xoxb-demo",  # noqa: S107  not a secret: opens nothing but this stand-in
        app_token: str = "xapp-demo",  # noqa: S107
        signing_secret: str = "demo-secret",  # noqa: S107
    ) -> None:
        self.team, self.bot_token, self.app_token = team, bot_token, app_token
        self.domain, self.bot_name = "sandbox", "sandbox_bot"
        self.app_id, self.bot_id, self.bot_user = "A0DEMO", "B0DEMO", "U0BOT"
        self.base_url = ""
        self.quiet = 0.03  # seconds without a call of the bot after which it counts as done
        self.echo = False  # whether the bot is told of its own messages, as Slack does; the SDK drops them unseen
        self.calls: list[tuple[str, Json]] = []
        self.pings: list[str] = []
        self.warnings: list[str] = []
        self.people: dict[str, SlackPerson] = {}
        self.by_channel: dict[str, SlackPerson] = {}
        self.views: dict[str, SlackPerson] = {}
        self.files = Files(team, bot_token, self.address)
        self.tickets = Tickets(self.address)
        self.carrier = Carrier(self.app_id, signing_secret)
        self._failures: dict[str, deque[Failure]] = defaultdict(deque)
        self._watchers: set[asyncio.Queue[Json]] = set()
        self._in_flight = 0
        self._last_call = 0.0
        self._last_ts = 0

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket", self.carrier.sockets.connect)
        app.router.add_get("/files/{id}/{name}", self._download)
        app.router.add_get("/files/{id}/download/{name}", self._download)
        app.router.add_post("/upload/{ticket}", self.files.upload)
        app.router.add_post("/response/{token}", self._response)
        app.on_shutdown.append(self.carrier.close)

    @property
    def request_url(self) -> str | None:
        """Where the bot listens for signed HTTP; None: Socket Mode."""
        return self.carrier.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.carrier.request_url = url

    def address(self) -> str:
        """Our own address: learned from the bot's first call, or set as `base_url` where a person acts before that."""
        if not self.base_url:
            raise RuntimeError("the bot has not called yet: set SlackSandbox.base_url, e.g. 'http://127.0.0.1:8000'")
        return self.base_url

    # for those who hold the strings

    def person(self, user_id: str, name: str, locale: str = "en-US") -> SlackPerson:
        """The person with this id, who is new to the workspace the first time."""
        if user_id not in self.people:
            person = SlackPerson(self, user_id, name, locale)
            self.people[user_id] = self.by_channel[person.channel] = person
        return self.people[user_id]

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        error: str = "internal_error",
        status: int = 200,
        retry_after: int | None = None,
        after: bool = False,
    ) -> None:
        """The next calls of a method ("download" for files, "*" for all methods) go wrong; `retry_after`: a 429."""
        self._failures[method].append(Failure(times, error, status, retry_after, after))

    def inject(self, envelope: Json) -> str:
        """Deliver {"type", "payload"} of any content; the id serves for `redeliver`."""
        return self.carrier.inject(envelope)

    def redeliver(self, delivery_id: str | None = None) -> None:
        self.carrier.redeliver(delivery_id)

    def drop_connections(self, *, abruptly: bool = False) -> None:
        self.carrier.sockets.drop(abruptly=abruptly)

    def silence_connections(self) -> None:
        self.carrier.sockets.silence()

    async def watch(self) -> AsyncIterator[Json]:
        """{"person": id} whenever something changed on that person's screen."""
        queue: asyncio.Queue[Json] = asyncio.Queue(MOST_NOTES)
        self._watchers.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._watchers.discard(queue)

    async def settled(
        self,
        timeout: float = 10,  # noqa: ASYNC109  it says more than asyncio's own when it runs out
        *,
        person: SlackPerson | None = None,
        quiet: float | None = None,
    ) -> None:
        """Until all deliveries, or one person's, are over and the bot has made no call for a moment."""
        whose = person.user_id if person else None
        try:
            async with asyncio.timeout(timeout):
                await self._calm(whose, self.quiet if quiet is None else quiet)
        except TimeoutError:
            left = [f"{one.kind} {one.id} (try {one.attempt})" for one in self.carrier.outstanding(whose)]
            raise TimeoutError(f"not settled within {timeout} s; unacknowledged: {left}") from None

    async def _calm(self, whose: str | None, quiet: float) -> None:
        while True:
            if self._in_flight or self.carrier.outstanding(whose):
                self.carrier.moved.clear()
                await self.carrier.moved.wait()
                continue
            left = max(self._last_call, self.carrier.finished_at) + quiet - time.monotonic()
            if left <= 0:
                return
            await asyncio.sleep(left)

    # what persons and methods use

    def next_ts(self) -> str:
        """A message's id and time in one: microseconds, never the same twice."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def changed(self, person: SlackPerson) -> None:
        for queue in self._watchers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait({"person": person.user_id})

    def warn(self, words: str) -> None:
        self.warnings.append(words)
        del self.warnings[:-MOST_NOTES]

    def note_pings(self, text: str, blocks: object, call: Json) -> None:
        """Keep every part of a message that calls somebody; with link_names or parse=full a bare @channel does too."""
        self.pings += pings(text, blocks)
        if call.get("link_names") in (True, 1, "1", "true") or call.get("parse") == "full":
            self.pings += [word for word in text.split() if word.startswith("@")]
        del self.pings[:-MOST_NOTES]

    def event(self, event: Json, person: SlackPerson) -> str:
        return self.deliver("events_api", payloads.event_callback(self, event), person)

    def deliver(
        self, kind: str, payload: Json, person: SlackPerson, answered: Callable[[Json | None], None] | None = None
    ) -> str:
        def failed(reason: str) -> None:
            person.failures.append({"what": payload.get("type", kind), "reason": reason})
            del person.failures[:-MOST_NOTES]
            self.changed(person)

        delivery = Delivery(uuid.uuid4().hex, kind, json.dumps(payload), person.user_id, answered is not None)
        delivery.answered, delivery.failed = answered, failed
        return self.carrier.send(delivery)

    def bot_message(self, person: SlackPerson, content: Json, *, thread_ts: str | None = None) -> Json:
        message = {"type": "message", "user": self.bot_user, "bot_id": self.bot_id, "app_id": self.app_id}
        message |= {"team": self.team, "ts": self.next_ts(), **content}
        if thread_ts:
            message["thread_ts"] = thread_ts
        person.add_message(message)
        if self.echo and not message.get("ephemeral"):
            self.event(payloads.message_event(self, person, message), person)
        return message

    def answer_command(self, person: SlackPerson, channel: str, said: Json | None) -> None:
        """What the bot answered to a command in the acknowledgement itself."""
        if said and (said.get("text") or said.get("blocks")):
            self._reply(ReplyTo(person, channel, None, 0.0), said)

    # HTTP

    async def _api(self, request: web.Request) -> web.StreamResponse:
        self.base_url = str(request.url.origin())
        method = request.match_info["method"]
        self._in_flight += 1
        try:
            call = await calling.read(request)
            self.calls.append((method, call.arguments))
            if len(self.calls) > MOST_CALLS * 1.1:
                del self.calls[:-MOST_CALLS]
            failure = self._failing(method)
            if failure and not failure.after:
                return _failed(failure)
            answer = self._answer(method, call)
            return _failed(failure) if failure else _json(answer)
        finally:
            self._in_flight -= 1
            self._last_call = time.monotonic()
            self.carrier.moved.set()

    def _answer(self, method: str, call: calling.Call) -> Json:
        known = methods.METHODS.get(method)
        if known is None:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        if error := self._token_error(method, call.token) or call.error:
            return {"ok": False, "error": error}
        try:
            return {"ok": True, **known(self, call.arguments)}
        except Refused as refused:
            return {"ok": False, "error": refused.error, **refused.more}

    def _token_error(self, method: str, token: str) -> str:
        if method in FOR_ANYBODY:
            return ""
        if not token:
            return "not_authed"
        if token not in (self.bot_token, self.app_token):
            return "invalid_auth"
        wanted = self.app_token if method in FOR_THE_APP else self.bot_token
        return "" if token == wanted else "not_allowed_token_type"

    def _failing(self, method: str) -> Failure | None:
        waiting = self._failures.get(method) or self._failures.get("*")
        if not waiting:
            return None
        failure = waiting[0]
        failure.times -= 1
        if failure.times <= 0:
            waiting.popleft()
        return failure

    async def _download(self, request: web.Request) -> web.StreamResponse:
        failure = self._failures.get("download") and self._failing("download")
        return _failed(failure) if failure else await self.files.download(request)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        """POST to a response_url: a further message, or a change to the one it came from."""
        self._last_call = time.monotonic()
        try:
            reply = self.tickets.reply_to(request.match_info["token"])
            said = await request.json()
            if not isinstance(said, dict):
                raise Refused("invalid_payload")
            self._reply(reply, said)
        except Refused as refused:
            status = 404 if refused.error in ("expired_url", "used_url") else 400
            return _json({"ok": False, "error": refused.error}, status=status)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        return web.Response(text="ok")

    def _reply(self, reply: ReplyTo, said: Json) -> None:
        person, origin = reply.person, reply.person.message(reply.ts or "")
        if said.get("delete_original") and origin:
            person.remove_message(origin["ts"])
        elif said.get("replace_original") and origin:
            methods.revised(self, person, origin, said)
        else:
            content = methods.message_content(self, said)
            if said.get("response_type") != "in_channel":
                content |= {"ephemeral": True, "channel": reply.channel}
            self.bot_message(person, content, thread_ts=said.get("thread_ts"))


def _failed(failure: Failure) -> web.Response:
    if failure.retry_after is not None:
        headers = {"Retry-After": str(failure.retry_after)}
        return _json({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    return _json({"ok": False, "error": failure.error}, status=failure.status)


def _json(answer: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(text=json.dumps(answer), status=status, headers=headers, content_type="application/json")
