"""A workspace of Slack on this machine: the other end of the real SDKs, in tests and in the demonstration.

Speaks the Web API, Events API, interactions, commands, modals, App Home, files and Socket Mode. Knows no bot.
"""

import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.slack import call as calling
from bot.sandbox.slack.call import Refused
from bot.sandbox.slack.messages import reply
from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace

MOST_CALLS = 20_000
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
        self.workspace = slack = Workspace(team, bot_token, app_token, signing_secret)
        self.team, self.bot_token, self.app_token = team, bot_token, app_token
        self.calls: list[tuple[str, Json]] = []
        self.pings, self.warnings = slack.pings, slack.warnings
        self.files, self.tickets, self.carrier = slack.files, slack.tickets, slack.carrier
        self._people: dict[str, SlackPerson] = {}
        self._failures: dict[str, deque[Failure]] = defaultdict(deque)

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

    @property
    def base_url(self) -> str:
        """Our own address: learned from the bot's first call, or set where a person acts before that."""
        return self.workspace.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.workspace.base_url = url

    # for those who hold the strings

    def person(self, user_id: str, name: str, locale: str = "en-US") -> SlackPerson:
        """The person with this id, who is new to the workspace the first time."""
        if user_id not in self._people:
            self._people[user_id] = SlackPerson(self.workspace, self.workspace.join(user_id, name, locale))
        return self._people[user_id]

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

    def watch(self) -> AsyncIterator[Json]:
        """{"person": id} whenever something changed on that person's screen."""
        return self.workspace.watch()

    async def settled(self, timeout: float = 10, *, quiet: float | None = None) -> None:  # noqa: ASYNC109
        """Until all deliveries are over and the bot has made no call for a moment."""
        await self.workspace.activity.settled(timeout, quiet=quiet)

    # HTTP

    async def _api(self, request: web.Request) -> web.StreamResponse:
        self.base_url = str(request.url.origin())
        method = request.match_info["method"]
        self.workspace.activity.begin()
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
            self.workspace.activity.end()

    def _answer(self, method: str, call: calling.Call) -> Json:
        known = METHODS.get(method)
        if known is None:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        if error := self._token_error(method, call.token) or call.error:
            return {"ok": False, "error": error}
        try:
            return {"ok": True, **known(self.workspace, call.arguments)}
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
        self.workspace.activity.touch()
        try:
            to = self.tickets.reply_to(request.match_info["token"])
            said = await request.json()
            if not isinstance(said, dict):
                raise Refused("invalid_payload")
            reply(self.workspace, to, said)
        except Refused as refused:
            status = 404 if refused.error in ("expired_url", "used_url") else 400
            return _json({"ok": False, "error": refused.error}, status=status)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        return web.Response(text="ok")


def _failed(failure: Failure) -> web.Response:
    if failure.retry_after is not None:
        headers = {"Retry-After": str(failure.retry_after)}
        return _json({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    return _json({"ok": False, "error": failure.error}, status=failure.status)


def _json(answer: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(text=json.dumps(answer), status=status, headers=headers, content_type="application/json")
