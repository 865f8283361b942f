"""A workspace of Slack on this machine: the other end of the real SDKs, in tests and in the demonstration.

Speaks the Web API, Events API, interactions, commands, modals, App Home, files and Socket Mode. Knows no bot.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from http import HTTPStatus

from aiohttp import web

from bot.sandbox import faults
from bot.sandbox.calls import Call, ChatId
from bot.sandbox.faults import Fault, Faults, Illness
from bot.sandbox.slack.call import Asked, Refused, answered, read
from bot.sandbox.slack.messages import reply
from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.refusals import DOWNLOAD, OTHERS, RESPONSE, UPLOAD, refusal
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace

FOR_ANYBODY = ("api.test",)
FOR_THE_APP = ("apps.connections.open",)


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
        self.pings, self.warnings = slack.pings, slack.warnings
        self.files, self.tickets, self.carrier = slack.files, slack.tickets, slack.carrier
        self._people: dict[str, SlackPerson] = {}
        self._faults = Faults([*METHODS, *OTHERS], refusal)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket", self.carrier.sockets.connect)
        app.router.add_get("/files/{id}/{name}", self._download)
        app.router.add_get("/files/{id}/download/{name}", self._download)
        app.router.add_post("/upload/{ticket}", self._upload)
        app.router.add_post("/response/{token}", self._response)
        app.on_shutdown.append(self._close)

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

    def channel(self, id: str, called: str, reader: SlackPerson) -> SlackPerson:
        """A channel that the bot is in, with somebody before it. Ids of channels begin with C."""
        return SlackPerson(self.workspace, self.workspace.open_channel(id, called, reader.screen))

    # what goes wrong, and what was called: see bot/sandbox/faults.py

    def ill(
        self, fault: Fault, *, methods: Collection[str] = (), chats: Collection[ChatId] = (), times: int | None = None
    ) -> Illness:
        """A chat is named by its person."""
        return self._faults.ill(fault, methods=methods, chats=chats, times=times)

    def well(self, illness: Illness | None = None) -> None:
        self._faults.well(illness)

    @property
    def record(self) -> list[Call]:
        return self._faults.record

    def done(self, *methods: str, chat: str | None = None) -> list[Call]:
        return self._faults.done(*methods, chat=chat)

    @property
    def calls(self) -> list[tuple[str, Json]]:
        return [(call.method, call.arguments) for call in self._faults.record]

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        error: str = "internal_error",
        status: int = 200,
        retry_after: int | None = None,
        after: bool = False,
    ) -> Illness:
        """The next calls of a method ("*": of any) are refused in these words; with `after`, carried out all the same."""
        refused = faults.Refuse(status, error, after)
        fault = refused if retry_after is None else faults.TooMany(retry_after)
        return self.ill(fault, methods=() if method == "*" else (method,), times=times)

    # what arrives and what is seen

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
        with self.workspace.activity:
            asked = await read(request)
        method = request.match_info["method"]
        call = Call(method, self.workspace.chat(asked.arguments), asked.arguments)

        async def carry_out() -> tuple[str, web.Response]:
            answer = self._answer(method, asked)
            return str(answer.get("error", "")), answered(answer)

        return await self._faults.attend(request, call, carry_out, self.workspace.activity)

    def _answer(self, method: str, asked: Asked) -> Json:
        known = METHODS.get(method)
        if known is None:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        if error := self._token_error(method, asked.token) or asked.error:
            return {"ok": False, "error": error}
        try:
            return {"ok": True, **known(self.workspace, asked.arguments)}
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

    async def _download(self, request: web.Request) -> web.StreamResponse:
        stored = self.files.get(request.match_info["id"])
        call = Call(DOWNLOAD, stored.record["user"] if stored else None, {"file": request.match_info["id"]})
        return await self._attend_http(request, call, self.files.download)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        call = Call(UPLOAD, None, {"ticket": request.match_info["ticket"]})
        return await self._attend_http(request, call, self.files.upload)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        """POST to a response_url: a further message, or a change to the one it came from."""
        with self.workspace.activity:
            said = await request.read()
        to = self.tickets.known(request.match_info["token"])
        call = Call(RESPONSE, to.screen.user_id if to else None, {"body": said.decode(errors="replace")})
        return await self._attend_http(request, call, self._replied)

    async def _attend_http(
        self, request: web.Request, call: Call, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        """What is no method of the Web API: the status says whether it was refused."""

        async def carry_out() -> tuple[str, web.Response]:
            response = await handler(request)
            return "" if response.status == HTTPStatus.OK else str(response.text), response

        return await self._faults.attend(request, call, carry_out, self.workspace.activity)

    async def _replied(self, request: web.Request) -> web.Response:
        try:
            to = self.tickets.reply_to(request.match_info["token"])
            said = await request.json()
            if not isinstance(said, dict):
                raise Refused("invalid_payload")
            reply(self.workspace, to, said)
        except Refused as refused:
            status = 404 if refused.error in ("expired_url", "used_url") else 400
            return answered({"ok": False, "error": refused.error}, status)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        return web.Response(text="ok")

    async def _close(self, app: web.Application) -> None:
        self._faults.well()
        await self.carrier.close(app)
