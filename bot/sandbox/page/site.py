"""The demo page: people side by side, each in the chat they know, served beside the stand-ins of the platforms.

Shows what the stand-ins hold and passes on what people do. Knows no bot.
"""

import asyncio
import json
import mimetypes
import re
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.calls import Call
from bot.sandbox.page import guard
from bot.sandbox.page.acts import File, Unknown, act, send, submit
from bot.sandbox.page.feed import Feed
from bot.sandbox.page.guard import HEADERS, Handler, guarded, refusal
from bot.sandbox.page.seats import Seat, shown
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.slack.shapes import Json
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.sandbox import TelegramSandbox

STATIC = Path(__file__).parent / "static"
PATIENCE = 10.0  # seconds a doing waits for the bot before the page says that it is slow
ACTION_LASTS = 5.0  # core.telegram.org/bots/api#sendchataction
# What a browser may show in place; everything else is saved. None of them can run a script.
SHOWN_IN_PLACE = (
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "audio/",
    "video/",
    "application/pdf",
    "text/plain",
)


def add_page(
    app: web.Application,
    seats: Sequence[Seat],
    *,
    telegram: TelegramSandbox | None,
    slack: SlackSandbox | None,
    bot_name: str = "Sello",
) -> None:
    """Serve the page at "/" of the application that serves the stand-ins."""
    page = _Page(seats, telegram, slack, bot_name)
    app.router.add_get("/", guarded(page.index))
    app.router.add_get("/static/{name}", guarded(page.asset))
    app.router.add_get("/state", guarded(page.whole_state))
    app.router.add_get("/changes", guarded(page.changes))
    app.router.add_get("/media/{seat}/{file}", guarded(page.media))
    app.router.add_post("/act", guarded(page.act))
    app.router.add_post("/file", guarded(page.file))
    app.middlewares.append(page.notice_chat_actions)
    app.cleanup_ctx.append(page.watching)
    app.on_shutdown.append(page.close)


class _Page:
    def __init__(
        self, seats: Sequence[Seat], telegram: TelegramSandbox | None, slack: SlackSandbox | None, bot_name: str
    ) -> None:
        self._seats = {seat.id: seat for seat in seats}
        self._telegram, self._slack, self._bot_name = telegram, slack, bot_name
        self._feed = Feed(self._seats)
        self._typing: dict[object, float] = {}  # Telegram person -> until when (monotonic)

    # what is served

    async def index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html", headers=HEADERS)

    async def asset(self, request: web.Request) -> web.StreamResponse:
        path = STATIC / request.match_info["name"]
        if path.parent != STATIC or not path.is_file():
            return refusal(404, "There is no such file.")
        return web.FileResponse(path, headers=HEADERS)

    async def whole_state(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"seats": [self._state(seat) for seat in self._seats.values()]}, headers=HEADERS)

    async def changes(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        looking = self._feed.look()
        with suppress(ConnectionResetError):  # the page was closed
            async for changed in looking.changes():
                await response.write(b"".join(self._event(seat) for seat in changed) or b": still here\n\n")
        return response

    def _event(self, seat_id: str) -> bytes:
        return f"event: seat\ndata: {json.dumps(self._state(self._seats[seat_id]))}\n\n".encode()

    async def media(self, request: web.Request) -> web.StreamResponse:
        """A file of a conversation, for the page: people need no token to see what they sent."""
        data, name, mime = self._stored(self._seat(request.match_info["seat"]), request.match_info["file"])
        disposition = "inline" if mime.startswith(SHOWN_IN_PLACE) else "attachment"
        headers = HEADERS | {"Content-Type": mime, "Content-Disposition": f'{disposition}; filename="{_ascii(name)}"'}
        return web.Response(body=data, headers=headers)

    def _stored(self, seat: Seat, file_id: str) -> tuple[bytes, str, str]:
        if seat.channel == "slack" and self._slack and (kept := self._slack.files.get(file_id)):
            return kept.content or b"", kept.record["name"], kept.record["mimetype"]
        # The Telegram stand-in has no public way to a file but the bot's own download.
        shelf = self._telegram._world.shelf if seat.channel == "telegram" and self._telegram else None  # noqa: SLF001
        if shelf and (stored := shelf.known(file_id)):
            name = stored.name or Path(stored.path).name
            return stored.data, name, stored.mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        raise LookupError("There is no such file anymore.")

    # what people do

    async def act(self, request: web.Request) -> web.StreamResponse:
        doing = await request.json()
        if not isinstance(doing, dict):
            raise Unknown("A doing is an object.")
        seat = self._seat(doing.get("seat"))
        self._introduce(request)
        before = self._spinning(seat)
        act(seat.person, doing)
        waiting = [query for query in self._spinning(seat) if query not in before]
        return await self._done(seat, {"waiting": waiting[0]} if waiting else {})

    async def file(self, request: web.Request) -> web.StreamResponse:
        form = await request.clone(client_max_size=guard.MAX_BYTES).post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        files = [(name, _file(value)) for name, value in form.items() if isinstance(value, web.FileField)]
        seat = self._seat(fields.get("seat"))
        self._introduce(request)
        if fields.get("kind") == "modal":
            self._submit(seat, fields, files)
        else:
            send(seat.person, fields.get("kind", "document"), [file for _, file in files], fields.get("text", ""))
        return await self._done(seat, {})

    def _submit(self, seat: Seat, fields: Mapping[str, str], files: Sequence[tuple[str, File]]) -> None:
        if not isinstance(seat.person, SlackPerson):
            raise Unknown("Only Slack has modals.")
        by_block: dict[str, list[File]] = {}
        for name, file in files:
            by_block.setdefault(name.removeprefix("file:"), []).append(file)
        submit(seat.person, json.loads(fields.get("values", "{}")), by_block)

    async def _done(self, seat: Seat, more: Json) -> web.Response:
        """The answer once the bot has come to rest, or has been waited for long enough."""
        try:
            await seat.person.settled(PATIENCE)
        except TimeoutError:
            return web.json_response({"ok": True, "answered": False, **more})
        return web.json_response({"ok": True, "answered": True, **more})

    def _seat(self, seat_id: object) -> Seat:
        seat = self._seats.get(str(seat_id))
        if seat is None:
            raise Unknown(f"There is no seat {seat_id!r}; there are {list(self._seats)}.")
        return seat

    def _introduce(self, request: web.Request) -> None:
        """The Slack stand-in learns its own address from the bot's first call; a person may be faster."""
        if self._slack and not self._slack.base_url:
            self._slack.base_url = str(request.url.origin())

    # what is seen

    def _state(self, seat: Seat) -> Json:
        typing = self._typing.get(seat.person_id, 0) > time.monotonic()
        return shown(seat, self._bot_name, self._telegram, typing=typing)

    def _spinning(self, seat: Seat) -> list[str]:
        return seat.person.spinning if isinstance(seat.person, TelegramPerson) else []

    # what changes

    async def watching(self, _app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self._watch(sandbox)) for sandbox in (self._telegram, self._slack) if sandbox]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, sandbox: TelegramSandbox | SlackSandbox) -> None:
        async for notice in sandbox.watch():
            self._typing.pop(notice["person"], None)
            self._tell(notice["person"])

    def _tell(self, person_id: object) -> None:
        for seat in self._seats.values():
            if person_id == seat.person_id:
                self._feed.tell(seat.id)

    @property
    def notice_chat_actions(self) -> Any:
        """The Telegram stand-in keeps no chat actions ("typing"): they are seen as they pass."""

        @web.middleware
        async def notice(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = await handler(request)
            if request.path.lower().endswith("/sendchataction") and response.status == HTTPStatus.OK and self._telegram:
                self._begin_typing(self._telegram.record)
            return response

        return notice

    def _begin_typing(self, record: Sequence[Call]) -> None:
        chat = next(call.chat for call in reversed(record) if call.method.lower() == "sendchataction")
        self._typing[chat] = time.monotonic() + ACTION_LASTS
        self._tell(chat)
        asyncio.get_running_loop().call_later(ACTION_LASTS, self._tell, chat)

    async def close(self, _app: web.Application) -> None:
        self._feed.close()


def _file(field: web.FileField) -> File:
    with field.file:
        return File(field.file.read(), field.filename, field.content_type)


def _ascii(name: str) -> str:
    return re.sub(r'[^ -~]|["\\]', "_", name)
