"""A local stand-in of the Telegram Bot API, with the people on the other side of it.

Serves any bot that speaks the Bot API over HTTP. Private chats only.
"""

import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.telegram.methods import METHODS, restrict
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.wire import (
    Json,
    Refused,
    answer,
    default_description,
    parameters,
    recordable,
    whole,
)
from bot.sandbox.telegram.world import Chat, World

__all__ = ["TelegramPerson", "TelegramSandbox"]

MAX_CALLS = 20_000  # ours: how many calls are remembered
FILE = "file"  # the name fail() knows downloads by
# Real calls have a description beside the result here.
DESCRIPTIONS = {"setwebhook": "Webhook was set", "deletewebhook": "Webhook was deleted"}


@dataclass(frozen=True)
class _Failure:
    refusal: Refused
    after: bool


class TelegramSandbox:
    def __init__(
        self,
        token: str = "1:DEMO",  # noqa: S107 - opens nothing
        *,
        username: str = "sello_demo_bot",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.calls: list[tuple[str, Json]] = []
        self._world = World(_bot(token, username), clock)
        self._people: dict[int, TelegramPerson] = {}
        self._failures: defaultdict[str, deque[_Failure]] = defaultdict(deque)

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

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        code: int = 500,
        description: str = "",
        retry_after: int | None = None,
        after: bool = False,
    ) -> None:
        """The next calls of a method fail; "file" means downloads.

        With `after`, the method is carried out first, and only its answer is lost.
        """
        code = 429 if retry_after is not None else code
        description = description or default_description(code, retry_after)
        failure = _Failure(Refused(code, description, retry_after), after)
        self._failures[method.lower()].extend([failure] * times)

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

    async def _call(self, request: web.Request) -> web.Response:
        if request.match_info["method"].lower() == "getupdates":  # a bot waiting for updates is not at work
            return await self._answer(request)
        self._world.activity.begin()
        try:
            return await self._answer(request)
        finally:
            self._world.activity.end()

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            self._check_token(request.match_info["token"])
            params = await parameters(request)
            self._record(method, params)
            if method.lower() == "getupdates":
                return answer(await self._get_updates(params))
            return self._carried_out(method.lower(), params)
        except Refused as refused:
            return refused.response()

    def _check_token(self, token: str) -> None:
        if ":" not in token:
            raise _not_found()
        if token != self.token:
            raise Refused(401, "Unauthorized")

    def _record(self, method: str, params: Json) -> None:
        self.calls.append((method, recordable(params)))
        if len(self.calls) > MAX_CALLS:
            del self.calls[: MAX_CALLS // 10]

    def _carried_out(self, method: str, params: Json) -> web.Response:
        if chat := self._chat_concerned(params):
            chat.activity.touch()
        failure = self._failure(method)
        if failure and not failure.after:
            raise failure.refusal
        if method not in METHODS:
            raise _not_found()
        result = METHODS[method](self._world, params)
        if failure:
            raise failure.refusal
        return answer(result, DESCRIPTIONS.get(method, ""))

    def _failure(self, method: str) -> _Failure | None:
        waiting = self._failures.get(method)
        return waiting.popleft() if waiting else None

    def _chat_concerned(self, params: Json) -> Chat | None:
        """The chat a call is about, directly, by the button it answers or by the file it asks for."""
        chat_id: Any = params.get("chat_id")
        if "callback_query_id" in params:
            chat_id = self._world.queries.get(str(params["callback_query_id"]))
        elif "file_id" in params and (stored := self._world.shelf.known(params["file_id"])):
            chat_id = stored.owner
        return self._world.chats.get(chat_id) if isinstance(chat_id, int) else None

    async def _get_updates(self, params: Json) -> list[Json]:
        if failure := self._failure("getupdates"):
            raise failure.refusal
        restrict(self._world, params)
        offset, limit = whole(params, "offset"), whole(params, "limit", 100)
        return await self._world.updates.fetch(offset, limit, whole(params, "timeout"))

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
            stored = self._world.shelf.at(request.match_info["path"])
            if stored is None:
                raise _not_found()
            for activity in (self._world.activity, self._world.chats[stored.owner].activity):
                activity.touch()
            if failure := self._failure(FILE):
                raise failure.refusal
            return web.Response(body=stored.data, content_type="application/octet-stream")
        except Refused as refused:
            return refused.response()

    async def _release(self, _app: web.Application) -> None:
        self._world.updates.release()

    async def _close(self, _app: web.Application) -> None:
        await self._world.updates.close()


def _not_found() -> Refused:
    return Refused(404, "Not Found")


def _bot(token: str, username: str) -> Json:
    number = token.partition(":")[0]
    return {
        "id": int(number) if number.isdigit() else 1,
        "is_bot": True,
        "first_name": username,
        "username": username,
    }
