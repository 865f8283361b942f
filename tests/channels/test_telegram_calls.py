"""The calls made without the library's objects are those that its Bot makes, and so are the errors."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.channels.channel import Button, Group, Line, Message
from bot.channels.pace import Pause
from bot.channels.telegram.calls import TOAST, Calls
from bot.channels.telegram.card import Card, clipped, draw
from bot.channels.telegram.transport import AiohttpRequest
from bot.sandbox.telegram.wire import parameters

SENT = {"message_id": 5, "date": 0, "chat": {"id": 7, "type": "private", "first_name": "Juan"}, "text": "?"}
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
CARD = Card("<b>?</b>", {"inline_keyboard": [[{"text": "Yes", "callback_data": "y", "style": "success"}]]})

words = st.text(max_size=30) | st.sampled_from(
    ["Sí & no", "<b>", "a.com @x /y", "😀" * 9, "x" * 5000, "\ud800", "\x00"]
)
tones = st.sampled_from(["plain", "good", "bad", "primary"])
buttons = st.builds(Button, words, st.text("abc:é1", min_size=1, max_size=30), tones)
some = st.lists(buttons, max_size=12).map(tuple)
lines = st.builds(
    Line, words, words, st.sampled_from(["", "finding", "good", "empty", "call", "link", "command", "point"])
)
messages = st.builds(
    Message,
    title=words, progress=st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)), note=words,
    lead=st.lists(words, max_size=2).map(tuple), text=words, hint=words, lines=st.lists(lines, max_size=3).map(tuple),
    groups=st.lists(st.builds(Group, words, some, words), max_size=2).map(tuple), options=some, controls=some,
    columns=st.integers(0, 9), page=st.integers(0, 2), pages=st.sampled_from(["", "r:1:p"]),
    entry=st.sampled_from(["", "text"]), placeholder=words, fallback=words,
)  # fmt: skip


class Both:
    """Each call by the library's Bot, and then without it."""

    def __init__(self, bot: Bot, calls: Calls) -> None:
        self.bot, self.calls = bot, calls

    async def send(self, card: Card) -> tuple[Any, Any]:
        sent = self.bot.send_message(
            7, card.text, ParseMode.HTML, reply_markup=keyboard(card), link_preview_options=NO_PREVIEW
        )
        return await came_of(sent), await came_of(self.calls.send(7, card))

    async def edit(self, card: Card) -> tuple[Any, Any]:
        edited = self.bot.edit_message_text(
            card.text, 7, 5, parse_mode=ParseMode.HTML, reply_markup=keyboard(card), link_preview_options=NO_PREVIEW
        )
        return await came_of(edited), await came_of(self.calls.edit(7, 5, card))

    async def answer(self, toast: str, *, alert: bool) -> tuple[Any, Any]:
        answered = self.bot.answer_callback_query("9", clipped(toast, TOAST) or None, show_alert=alert)
        return await came_of(answered), await came_of(self.calls.answer("9", toast, alert=alert))


def keyboard(card: Card) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup.de_json(card.buttons, None) if card.buttons else None


async def came_of(call: Awaitable[Any]) -> Any:
    """That it went well, or what was raised: the class, the words and all that is known besides."""
    try:
        await call
    except TelegramError as failure:
        return type(failure), str(failure), vars(failure)
    except (KeyError, TypeError, AttributeError, ValueError):  # what `asked` calls an unreadable answer
        return "unreadable"
    return None


@asynccontextmanager
async def both(answer: Callable[[], web.Response]) -> AsyncIterator[tuple[Both, list[Any]]]:
    """Both ways to a server of one answer, and the calls that it received."""
    received: list[Any] = []

    async def receive(request: web.Request) -> web.Response:
        received.append((request.match_info["method"], request.method, await parameters(request)))
        return answer()

    app = web.Application()
    app.router.add_route("*", "/bot1:DEMO/{method}", receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pause = Pause()
    pause.on_pause = lambda _seconds: vars(pause).update(until=0.0)  # the second call is not to be kept from being made
    request = AiohttpRequest(pause)
    await request.initialize()
    bot = Bot("1:DEMO", f"http://127.0.0.1:{runner.addresses[0][1]}/bot", request=request, get_updates_request=request)
    try:
        yield Both(bot, Calls(request, bot.base_url)), received
    finally:
        await request.shutdown()
        await runner.cleanup()


def done() -> web.Response:
    return web.json_response({"ok": True, "result": SENT})


@given(st.lists(messages, min_size=1, max_size=5), st.booleans(), words, st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_card_goes_out_as_the_library_would_send_it(drawn, styles, toast, alert):
    async def compared() -> None:
        async with both(done) as (ways, received):
            for message in drawn:
                card = draw(message, styles=styles)
                outcomes = [await ways.send(card), await ways.edit(card), await ways.answer(toast, alert=alert)]

                assert outcomes == [(None, None)] * 3
                assert received[0] == received[1]
                assert received[2] == received[3]
                assert received[4] == received[5]
                received.clear()

    asyncio.run(compared())


STATUSES = [200, 201, 204, 301, 400, 401, 403, 404, 409, 413, 418, 429, 500, 502, 503, 599, 999]
BODIES = [
    b"",
    b"<html>a page of a proxy</html>",
    b"[]",
    b"null",
    b"{",
    b"\xff\xfe",
    b"[" * 5000,
    b"{}",
    b'{"ok":false}',
    b'{"ok":false,"description":"Bad Request: chat not found"}',
    b'{"ok":false,"description":"Bad Request: message is not modified"}',
    b'{"ok":false,"description":""}',
    b'{"ok":false,"description":"Forbidden: bot was blocked by the user","parameters":{}}',
    b'{"ok":false,"description":"x","parameters":{"migrate_to_chat_id":-1009}}',
    b'{"ok":false,"description":"x","parameters":{"retry_after":7}}',
    b'{"ok":false,"description":"x","parameters":{"retry_after":0}}',
    b'{"ok":false,"description":"x","parameters":{"something_new":1}}',
    b'{"ok":true}',
    b'{"ok":true,"result":"odd"}',
    b'{"ok":true,"result":[]}',
    b'{"ok":true,"result":null}',
    b'{"ok":true,"result":{}}',
]


@pytest.mark.parametrize("body", BODIES)
async def test_every_answer_means_what_the_library_takes_it_for(body):
    waiting = []

    def answer() -> web.Response:
        return web.Response(status=waiting[0], body=body)

    async with both(answer) as (ways, _):
        for status in STATUSES:
            waiting[:] = [status]
            for call in (ways.send, ways.edit):
                by_library, by_us = await call(CARD)
                assert by_library == by_us, (status, body)
