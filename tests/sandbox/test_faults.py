"""Everything that can go wrong with a platform, seen through the real SDKs, and the record of what was called."""

import asyncio
import itertools
import os
import struct
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from telegram import Bot, BotCommand, File, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.sandbox.faults import (
    BadGateway,
    BadRequest,
    BadToken,
    ChatGone,
    Fault,
    Hang,
    Lost,
    Refuse,
    Reset,
    ServerError,
    Slow,
    TooMany,
)
from bot.sandbox.port import Port
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.telegram.sandbox import TelegramSandbox

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 600, 800) + b"\x03" * 12
OGG = b"OggS" + b"\x00" * 60
PATIENCE = 0.2  # seconds until a caller gives up on what hangs or is slow
FAILURES = (TelegramError, SlackClientError, aiohttp.ClientError, OSError)  # TimeoutError is an OSError

FAULTS: tuple[Fault, ...] = (
    Hang(),
    Reset(),
    Lost(),
    BadGateway(),
    ServerError(),
    TooMany(3),
    BadToken(),
    ChatGone(),
    BadRequest(),
)


@dataclass
class Telegram:
    """The real client, with a card, a press of its button and a photo of Juan's to work on."""

    sandbox: TelegramSandbox
    port: Port
    bot: Bot
    card: int = 0
    query: str = ""
    photo: str = ""
    file: File | None = None
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def edit(self) -> Awaitable[object]:
        return self.bot.edit_message_text(f"changed {next(self.numbers)}", 7, self.card)

    def download(self) -> Awaitable[object]:
        assert self.file
        return self.file.download_as_bytearray()


TELEGRAM: dict[str, Callable[[Telegram], Awaitable[object]]] = {
    "sendMessage": lambda t: t.bot.send_message(7, "hello"),
    "editMessageText": Telegram.edit,
    "answerCallbackQuery": lambda t: t.bot.answer_callback_query(t.query, "thanks"),
    "sendPhoto": lambda t: t.bot.send_photo(7, JPEG),
    "sendMediaGroup": lambda t: t.bot.send_media_group(7, [InputMediaPhoto(JPEG), InputMediaPhoto(JPEG)]),
    "sendDocument": lambda t: t.bot.send_document(7, b"x", filename="x.txt"),
    "sendVoice": lambda t: t.bot.send_voice(7, OGG),
    "getFile": lambda t: t.bot.get_file(t.photo),
    "download": Telegram.download,
    "getUpdates": lambda t: t.bot.get_updates(),
    "getMe": lambda t: t.bot.get_me(),
    "setMyCommands": lambda t: t.bot.set_my_commands([BotCommand("menu", "Menu")]),
}


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Telegram]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    sandbox, app = TelegramSandbox(), web.Application()
    sandbox.add_routes(app)
    port = Port(app)
    await port.open()
    juan, _ = sandbox.person(7, "Juan"), sandbox.person(8, "Rosa")
    async with Bot(sandbox.token, f"{port.address}/bot", f"{port.address}/file/bot") as bot:
        side = Telegram(sandbox, port, bot)
        buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
        side.card = (await bot.send_message(7, "card", reply_markup=buttons)).message_id
        juan.press("Go")
        juan.send_photo(JPEG)
        side.query = juan.spinning[0]
        side.photo = juan.messages[-1]["photo"][-1]["file_id"]
        side.file = await bot.get_file(side.photo)
        yield side
    await port.close()


@dataclass
class Slack:
    """The real client, with a card, a file of Ana's, and one of the bot's that waits for its bytes."""

    sandbox: SlackSandbox
    port: Port
    client: AsyncWebClient
    card: str = ""
    theirs: str = ""
    upload_url: str = ""
    ours: str = ""

    async def download(self) -> None:
        """As the bot takes it: a page is the login page, not the file."""
        url = self.sandbox.files.record(self.theirs)["url_private"]
        headers = {"Authorization": f"Bearer {self.sandbox.bot_token}"}
        async with aiohttp.ClientSession(raise_for_status=True) as http, http.get(url, headers=headers) as response:
            if response.content_type == "text/html":
                raise aiohttp.ClientPayloadError("the login page")
            assert await response.read() == b"theirs"

    async def upload(self) -> None:
        async with aiohttp.ClientSession(raise_for_status=True) as http, http.post(self.upload_url, data=b"ours"):
            pass

    async def complete(self) -> None:
        await self.client.files_completeUploadExternal(files=[{"id": self.ours, "title": "x"}], channel_id="D0ANA")


SLACK: dict[str, Callable[[Slack], Awaitable[object]]] = {
    "chat.postMessage": lambda s: s.client.chat_postMessage(channel="U0ANA", text="hello"),
    "chat.update": lambda s: s.client.chat_update(channel="D0ANA", ts=s.card, text="changed"),
    "chat.postEphemeral": lambda s: s.client.chat_postEphemeral(channel="D0ANA", user="U0ANA", text="psst"),
    "views.publish": lambda s: s.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": []}),
    "files.getUploadURLExternal": lambda s: s.client.files_getUploadURLExternal(filename="x.txt", length=4),
    "upload": Slack.upload,
    "files.completeUploadExternal": Slack.complete,
    "users.info": lambda s: s.client.users_info(user="U0ANA"),
    "auth.test": lambda s: s.client.auth_test(),
    "conversations.open": lambda s: s.client.conversations_open(users="U0ANA"),
    "apps.connections.open": lambda s: s.client.apps_connections_open(app_token=s.sandbox.app_token),
    "download": Slack.download,
}


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    sandbox, app = SlackSandbox(), web.Application()
    sandbox.add_routes(app)
    port = Port(app)
    await port.open()
    ana, _ = sandbox.person("U0ANA", "Ana"), sandbox.person("U0EVA", "Eva")
    sandbox.base_url = port.address
    side = Slack(sandbox, port, AsyncWebClient(sandbox.bot_token, f"{port.address}/api/", retry_handlers=[]))
    side.card = (await side.client.chat_postMessage(channel="U0ANA", text="card"))["ts"]
    side.theirs = ana.add_file(b"theirs", "x.txt", "text/plain")
    reserved = await side.client.files_getUploadURLExternal(filename="x.txt", length=4)
    side.upload_url, side.ours = reserved["upload_url"], reserved["file_id"]
    await side.upload()
    yield side
    await port.close()


async def failure(call: Awaitable[object], patience: float = 10) -> Exception | None:
    """How a call failed, as its caller sees it, who does not wait for ever."""
    try:
        async with asyncio.timeout(patience):
            await call
    except FAILURES as failed:
        return failed
    return None


@pytest.mark.parametrize("method", TELEGRAM)
async def test_every_call_to_telegram_can_be_struck_by_every_fault(telegram: Telegram, method: str):
    for fault in FAULTS:
        await struck(telegram, TELEGRAM[method], method, fault)
    await slowed(telegram, TELEGRAM[method], method)


@pytest.mark.parametrize("method", SLACK)
async def test_every_call_to_slack_can_be_struck_by_every_fault(slack: Slack, method: str):
    for fault in FAULTS:
        await struck(slack, SLACK[method], method, fault)
    await slowed(slack, SLACK[method], method)


async def struck(side: Telegram | Slack, call: Callable[[Any], Awaitable[object]], method: str, fault: Fault) -> None:
    """The call fails while the platform is ill, and works afterwards."""
    illness = side.sandbox.ill(fault, methods=(method,))
    failed = await failure(call(side), PATIENCE if isinstance(fault, Hang) else 10)
    side.sandbox.well()

    hit = side.sandbox.record[-1]
    assert failed, fault
    assert illness.hits >= 1, fault  # what only reads is tried once more by the HTTP libraries themselves
    assert (hit.method, hit.fault, hit.done) == (method, type(fault).__name__, isinstance(fault, Lost))
    await call(side)
    assert (side.sandbox.record[-1].outcome, side.sandbox.record[-1].fault) == ("ok", ""), fault


async def slowed(side: Telegram | Slack, call: Callable[[Any], Awaitable[object]], method: str) -> None:
    side.sandbox.ill(Slow(0.1), methods=(method,), times=1)

    began = time.monotonic()
    await call(side)

    hit = side.sandbox.record[-1]
    assert time.monotonic() - began >= 0.1
    assert (hit.method, hit.fault, hit.outcome) == (method, "Slow", "ok")


# What the bot is told.


async def test_telegram_says_what_is_wrong_in_its_own_words(telegram: Telegram):
    told = []
    for fault in (BadToken(), ChatGone(), BadRequest(), ServerError(), BadGateway(), TooMany(3)):
        telegram.sandbox.ill(fault, times=1)
        told.append(await failure(telegram.bot.send_message(7, "hello")))

    kinds = [type(one) for one in told]
    assert kinds[:2] == [InvalidToken, Forbidden]
    assert [str(one).partition(" (")[0] for one in told[2:5]] == [
        "Can't parse entities: unsupported start tag",
        "Internal Server Error",
        "Bad Gateway",
    ]
    assert "<html>" in str(told[4])
    assert isinstance(told[5], RetryAfter)
    assert told[5].retry_after == timedelta(seconds=3)


async def test_slack_says_what_is_wrong_in_its_own_words(slack: Slack):
    told = []
    for fault in (BadToken(), ChatGone(), BadRequest(), ServerError(), TooMany(3)):
        slack.sandbox.ill(fault, times=1)
        failed = await failure(slack.client.chat_postMessage(channel="U0ANA", text="hello"))
        assert isinstance(failed, SlackApiError)
        told.append((failed.response.status_code, failed.response["error"]))
    assert failed.response.headers["Retry-After"] == "3"

    assert told == [
        (200, "invalid_auth"),
        (200, "channel_not_found"),
        (200, "invalid_blocks"),
        (500, "internal_error"),
        (429, "ratelimited"),
    ]


# Whom a fault strikes, and for how long.


async def test_a_fault_strikes_one_chat_and_leaves_the_others_alone(telegram: Telegram, slack: Slack):
    telegram.sandbox.ill(ServerError(), chats=(7,))
    slack.sandbox.ill(ServerError(), chats=("U0ANA",))

    assert await failure(telegram.bot.send_message(7, "hello"))
    assert await failure(telegram.bot.edit_message_text("changed", 7, telegram.card))
    assert await failure(telegram.bot.answer_callback_query(telegram.query))
    assert await failure(telegram.bot.get_file(telegram.photo))
    assert await failure(slack.client.chat_postMessage(channel="U0ANA", text="hello"))
    assert await failure(slack.client.chat_update(channel="D0ANA", ts=slack.card, text="changed"))
    assert await failure(slack.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": []}))
    assert await failure(slack.complete())
    assert await failure(slack.download())
    await telegram.bot.send_message(8, "hello")
    await telegram.bot.get_me()
    await slack.client.chat_postMessage(channel="U0EVA", text="hello")
    await slack.client.auth_test()


async def test_a_fault_ends_after_so_many_calls_and_the_next_begins(telegram: Telegram):
    first = telegram.sandbox.ill(ServerError(), times=2)
    second = telegram.sandbox.ill(Refuse(418, "a teapot"), methods=("sendmessage",), times=1)

    told = [str(await failure(telegram.bot.send_message(7, "hello"))) for _ in range(4)]

    assert told == ["Internal Server Error", "Internal Server Error", "a teapot", "None"]
    assert (first.hits, second.hits) == (2, 1)


async def test_one_fault_ends_and_another_goes_on(telegram: Telegram):
    sending = telegram.sandbox.ill(ServerError(), methods=("sendMessage",))
    telegram.sandbox.ill(ServerError(), methods=("getMe",))

    telegram.sandbox.well(sending)

    await telegram.bot.send_message(7, "hello")
    assert await failure(telegram.bot.get_me())


async def test_a_method_that_does_not_exist_cannot_be_ill(telegram: Telegram, slack: Slack):
    with pytest.raises(ValueError, match="there is no \\['sendmesage'\\]"):
        telegram.sandbox.ill(Hang(), methods=("sendMesage",))
    with pytest.raises(ValueError, match=r"there is no \['chat.post'\]"):
        slack.sandbox.ill(Hang(), methods=("chat.post",))


async def test_what_hangs_is_dropped_when_all_is_well_again(slack: Slack):
    slack.sandbox.ill(Hang())
    posting = asyncio.create_task(slack.client.chat_postMessage(channel="U0ANA", text="hello"))
    await asyncio.sleep(PATIENCE)
    assert not posting.done()

    slack.sandbox.well()

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await posting
    assert [call.arguments["text"] for call in slack.sandbox.done("chat.postMessage")] == ["card"]


async def test_people_who_are_waited_for_do_not_wait_for_what_hangs(telegram: Telegram):
    telegram.sandbox.ill(Hang(), chats=(8,))
    sending = asyncio.create_task(telegram.bot.send_message(8, "hello"))
    await telegram.bot.get_updates(offset=-1)
    await telegram.bot.get_updates(offset=2**60)

    await telegram.sandbox.person(7, "Juan").settled(2)

    telegram.sandbox.well()
    with pytest.raises(NetworkError):
        await sending


async def test_a_whole_platform_can_refuse_every_connection(telegram: Telegram):
    address = telegram.port.address
    await telegram.port.shut()

    broken_off = await failure(telegram.bot.get_me())
    refused = await failure(telegram.bot.get_me())

    assert "RemoteProtocolError" in str(broken_off)
    assert "ConnectError" in str(refused)

    await telegram.port.open()
    assert telegram.port.address == address
    await telegram.bot.get_me()


# What is seen afterwards.


async def test_a_reset_is_not_what_a_lost_answer_is(slack: Slack):
    slack.sandbox.ill(Reset(), times=1)
    slack.sandbox.ill(Lost(), times=1)

    reset = await failure(slack.client.chat_postMessage(channel="U0ANA", text="never there"))
    lost = await failure(slack.client.chat_postMessage(channel="U0ANA", text="there"))

    assert isinstance(reset, ConnectionResetError | aiohttp.ClientOSError)
    assert isinstance(lost, aiohttp.ServerDisconnectedError)
    assert [call.arguments["text"] for call in slack.sandbox.done("chat.postMessage")] == ["card", "there"]


async def test_a_lost_answer_leaves_what_was_done(telegram: Telegram, slack: Slack):
    telegram.sandbox.ill(Lost())
    slack.sandbox.ill(Lost())

    await failure(telegram.bot.send_message(7, "sent all the same"))
    await failure(telegram.bot.edit_message_text("changed", 7, telegram.card))
    await failure(telegram.bot.answer_callback_query(telegram.query, "thanks"))
    await failure(telegram.bot.set_my_commands([BotCommand("menu", "Menu")]))
    await failure(slack.client.chat_postMessage(channel="U0ANA", text="sent all the same"))
    await failure(slack.client.chat_update(channel="D0ANA", ts=slack.card, text="changed"))
    await failure(slack.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": []}))
    await failure(slack.complete())

    juan, ana = telegram.sandbox.person(7, "Juan"), slack.sandbox.person("U0ANA", "Ana")
    assert [message.get("text") for message in juan.messages] == ["changed", None, "sent all the same"]
    assert [toast["text"] for toast in juan.toasts] == ["thanks"]
    assert telegram.sandbox.commands()
    assert [message["text"] for message in ana.messages] == ["changed", "sent all the same", ""]
    assert ana.home


async def test_what_was_sent_twice_is_seen_in_the_record(telegram: Telegram):
    telegram.sandbox.ill(Lost(), methods=("sendMessage",), times=1)

    await failure(telegram.bot.send_message(7, "once"))
    await telegram.bot.send_message(7, "once")

    assert [call.arguments["text"] for call in telegram.sandbox.done("sendMessage", chat=7)] == ["card", "once", "once"]


async def test_a_slow_call_takes_effect_after_its_caller_gave_up(slack: Slack):
    slack.sandbox.ill(Slow(PATIENCE + 0.1), times=1)

    assert await failure(slack.client.chat_postMessage(channel="U0ANA", text="slow"), PATIENCE)
    await slack.client.chat_postMessage(channel="U0ANA", text="quick")
    while not slack.sandbox.record[-2].done:
        await asyncio.sleep(0.01)

    assert [call.arguments["text"] for call in slack.sandbox.record if call.method == "chat.postMessage"][1:] == [
        "slow",
        "quick",
    ]
    assert [call.arguments["text"] for call in slack.sandbox.done("chat.postMessage", chat="U0ANA")][1:] == [
        "quick",
        "slow",
    ]


async def test_calls_during_a_pause_that_was_asked_for_are_seen_in_the_record(telegram: Telegram):
    telegram.sandbox.ill(TooMany(3), methods=("sendMessage",), times=1)

    await failure(telegram.bot.send_message(7, "too many"))
    await telegram.bot.get_me()

    asked = next(call for call in telegram.sandbox.record if call.fault == "TooMany")
    during = [call.method for call in telegram.sandbox.record if asked.at < call.at < asked.at + 3]
    assert during == ["getMe"]


async def test_what_the_platform_itself_refused_is_in_the_record(telegram: Telegram, slack: Slack):
    await failure(telegram.bot.send_message(9, "hello"))
    await failure(slack.client.chat_postMessage(channel="U0NOBODY", text="hello"))

    assert [
        (call.chat, call.outcome, call.done) for call in (telegram.sandbox.record[-1], slack.sandbox.record[-1])
    ] == [
        (None, "Bad Request: chat not found", False),
        (None, "channel_not_found", False),
    ]


async def test_a_bot_in_another_process_is_struck_as_well(telegram: Telegram):
    illness = telegram.sandbox.ill(Lost(), methods=("sendMessage",), times=1)
    program = (
        "import asyncio, sys; from telegram import Bot\n"
        "async def run():\n"
        "    async with Bot(sys.argv[1], sys.argv[2]) as bot: await bot.send_message(7, 'from afar')\n"
        "asyncio.run(run())"
    )

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, telegram.sandbox.token, f"{telegram.port.address}/bot"),
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parent,
        env=dict(os.environ),
    )
    _, said = await process.communicate()

    assert process.returncode == 1
    assert "NetworkError" in said.decode()
    assert illness.hits == 1
    assert telegram.sandbox.person(7, "Juan").messages[-1]["text"] == "from afar"
