"""A local stand-in of the Telegram Bot API, with the people on the other side of it.

Serves any bot that speaks the Bot API over HTTP. Private chats only.
"""

import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import nullcontext
from typing import Any

from aiohttp import web

from bot.sandbox import faults
from bot.sandbox.calls import Call, ChatId
from bot.sandbox.faults import Fault, Faults, Illness
from bot.sandbox.telegram.methods import METHODS, restrict
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.wire import (
    Json,
    Refused,
    answer,
    bad_request,
    call_in_reply,
    default_description,
    parameters,
    recordable,
    whole,
)
from bot.sandbox.telegram.world import Chat, World

GET_UPDATES = "getupdates"
DOWNLOAD = "download"  # what faults and the record call the fetching of a file
# Real calls have a description beside the result here.
DESCRIPTIONS = {"setwebhook": "Webhook was set", "deletewebhook": "Webhook was deleted"}


class TelegramSandbox:
    def __init__(
        self,
        token: str = "1:DEMO",  # noqa: S107 - opens nothing
        *,
        username: str = "sello_demo_bot",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self._world = World(_bot(token, username), clock)
        self._world.updates.on_reply = self._replied
        self._people: dict[int, TelegramPerson] = {}
        self._faults = Faults([*METHODS, GET_UPDATES, DOWNLOAD], lambda fault, _call: _refused(fault).response())

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.on_shutdown.append(self._release)
        app.on_cleanup.append(self._close)

    def person(
        self, id: int, first_name: str, language_code: str | None = None, *, started: bool = True
    ) -> TelegramPerson:
        """The person with this id. One who has not started the bot cannot be written to until they write."""
        if id not in self._people:
            chat = self._world.chats[id] = Chat(id, first_name, language_code, started)
            self._people[id] = TelegramPerson(self._world, chat)
        return self._people[id]

    def group(self, id: int, title: str, *topics: int) -> Chat:
        """A group that the bot is in, with its topics. Ids of groups are negative."""
        return self._world.chats.setdefault(id, Chat(id, "", None, title=title, topics=topics))

    # What goes wrong, and what was called: see bot/sandbox/faults.py.

    def ill(
        self, fault: Fault, *, methods: Collection[str] = (), chats: Collection[ChatId] = (), times: int | None = None
    ) -> Illness:
        return self._faults.ill(fault, methods=methods, chats=chats, times=times)

    def well(self, illness: Illness | None = None) -> None:
        self._faults.well(illness)

    @property
    def record(self) -> list[Call]:
        return self._faults.record

    def done(self, *methods: str, chat: int | None = None) -> list[Call]:
        return self._faults.done(*methods, chat=chat)

    @property
    def calls(self) -> list[tuple[str, Json]]:
        return [(call.method, call.arguments) for call in self._faults.record]

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        code: int = 500,
        description: str = "",
        retry_after: int | None = None,
        after: bool = False,
    ) -> Illness:
        """The next calls of a method are refused in these words; with `after`, carried out all the same."""
        refusal = faults.Refuse(code, description, after)
        fault = refusal if retry_after is None else faults.TooMany(retry_after)
        return self.ill(fault, methods=(method,), times=times)

    def inject(self, update: Json) -> int:
        """Delivers a raw update, valid or not; a missing update_id is put in. Returns its id."""
        return self._world.updates.inject(update, self._owner(update))

    def redeliver(self, update_id: int) -> None:
        """Delivers an earlier update once more."""
        self._world.updates.redeliver(update_id)

    def commands(self, language_code: str = "", chat_id: int | None = None) -> list[Json]:
        """The command menu a person sees: the narrowest scope wins, their language before any."""
        scopes = ["all_private_chats", "default"]
        if chat_id is not None:
            scopes.insert(0, f"chat:{chat_id}")
        for scope in scopes:
            for language in (language_code, ""):
                if found := self._world.command_lists.get((scope, language)):
                    return found
        return []

    def profile(self, language_code: str = "") -> dict[str, str]:
        """The name and descriptions of the bot, as far as it set them."""
        texts = self._world.profile
        fields = {field for field, _ in texts}
        return {field: texts.get((field, language_code)) or texts.get((field, ""), "") for field in fields}

    def watch(self) -> AsyncIterator[Json]:
        """Notices {"person": id} of chats that changed, from now on."""
        return self._world.watch()

    @property
    def pending_updates(self) -> int:
        return len(self._world.updates)

    def _owner(self, update: Json) -> int | None:
        """Whose update this is, as far as it can be told from one that need not be valid."""
        for part in update.values():
            sender = part.get("from") if isinstance(part, dict) else None
            if isinstance(sender, dict) and isinstance(sender.get("id"), int) and sender["id"] in self._people:
                return int(sender["id"])
        return None

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        # A bot waiting for updates is not at work.
        busy = nullcontext() if method.lower() == GET_UPDATES else self._world.activity
        try:
            with busy:
                self._check_token(request.match_info["token"])
                params = await parameters(request)
        except Refused as refused:
            return refused.response()
        chat = self._chat_concerned(params)
        call = Call(method, chat.id if chat else None, recordable(params))
        return await self._faults.attend(request, call, lambda: self._carried_out(method.lower(), params, chat), busy)

    def _replied(self, content_type: str, body: bytes) -> None:
        """Carries out the call that a webhook was answered with, if there is one. The bot never learns what came of it."""
        method, params = call_in_reply(content_type, body)
        if not method:
            return
        chat = self._chat_concerned(params)

        def carry_out() -> str:
            try:
                self._result(method.lower(), params)
            except Refused as refused:
                return refused.description
            return ""

        self._faults.rode(Call(method, chat.id if chat else None, params), carry_out)

    def _check_token(self, token: str) -> None:
        if ":" not in token:
            raise _not_found()
        if token != self.token:
            raise Refused(401, "Unauthorized")

    async def _carried_out(self, method: str, params: Json, chat: Chat | None) -> tuple[str, web.Response]:
        if chat:
            chat.activity.touch()
        try:
            result = await self._get_updates(params) if method == GET_UPDATES else self._result(method, params)
        except Refused as refused:
            return refused.description, refused.response()
        return "", answer(result, DESCRIPTIONS.get(method, ""))

    def _result(self, method: str, params: Json) -> Any:
        if method not in METHODS:
            raise _not_found()
        return METHODS[method](self._world, params)

    def _chat_concerned(self, params: Json) -> Chat | None:
        """The chat a call is about, directly, by the button it answers or by the file it asks for."""
        chat_id: Any = params.get("chat_id")
        if "callback_query_id" in params:
            chat_id = self._world.queries.get(str(params["callback_query_id"]))
        elif "file_id" in params and (stored := self._world.shelf.known(params["file_id"])):
            chat_id = stored.owner
        return self._world.chats.get(chat_id) if isinstance(chat_id, int) else None

    async def _get_updates(self, params: Json) -> list[Json]:
        restrict(self._world, params)
        offset, limit = whole(params, "offset"), whole(params, "limit", 100)
        return await self._world.updates.fetch(offset, limit, whole(params, "timeout"))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        try:
            self._check_token(request.match_info["token"])
            stored = self._world.shelf.at(path)
            if stored is None:
                raise _not_found()
        except Refused as refused:
            return refused.response()
        owner = self._world.chats[stored.owner]

        async def carry_out() -> tuple[str, web.Response]:
            owner.activity.touch()
            return "", web.Response(body=stored.data, content_type="application/octet-stream")

        call = Call(DOWNLOAD, stored.owner, {"path": path})
        return await self._faults.attend(request, call, carry_out, self._world.activity)

    async def _release(self, _app: web.Application) -> None:
        self._faults.well()
        self._world.updates.release()

    async def _close(self, _app: web.Application) -> None:
        await self._world.updates.close()


def _not_found() -> Refused:
    return Refused(404, "Not Found")


def _refused(fault: faults.Refusal) -> Refused:
    match fault:
        case faults.ServerError():
            return Refused(500, default_description(500, None))
        case faults.TooMany(seconds):
            return Refused(429, default_description(429, seconds), seconds)
        case faults.BadToken():
            return Refused(401, "Unauthorized")
        case faults.ChatGone():
            return Refused(403, "Forbidden: bot was blocked by the user")
        case faults.BadRequest():
            return bad_request("can't parse entities: unsupported start tag")
        case faults.Refuse(status, words):
            return Refused(status, words or default_description(status, None))


def _bot(token: str, username: str) -> Json:
    number = token.partition(":")[0]
    return {
        "id": int(number) if number.isdigit() else 1,
        "is_bot": True,
        "first_name": username,
        "username": username,
    }
