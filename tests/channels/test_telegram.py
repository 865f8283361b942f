"""Telegram from both ends: recorded updates in, cards out, and the real library on a line to the stand-in."""

import asyncio
import html
import json
import logging
import re
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.channels.channel import (
    DATA,
    FILE,
    Ack,
    Attachment,
    Button,
    Command,
    Fault,
    Group,
    Heard,
    Line,
    Message,
    NotFetched,
    NotHeard,
    Picture,
    Undeliverable,
    albums,
)
from bot.channels.platform import Answer
from bot.channels.telegram import ear as ear_module
from bot.channels.telegram import files, transport
from bot.channels.telegram.card import BUTTONS, JOINER, TEXT, clipped, draw, units
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.heard import hear
from bot.channels.telegram.transport import TooBig
from bot.engine.talk import Placed, Typed
from bot.sandbox import faults
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.sandbox import TelegramSandbox

NOW = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
SENT = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 1600, 1200) + b"\x08\x02\x00\x00\x00rest"
OGG = b"OggS" + b"\x00" * 60
SECRET = "a-secret"
COMMANDS = {
    "en": (Command("menu", "What you can do"), Command("help", "How this works")),
    "es": (Command("menu", "Lo que puede hacer"), Command("ayuda", "Cómo funciona")),
}

# What is heard.

JUAN = {"id": 7, "is_bot": False, "first_name": "Juan", "last_name": "Pérez", "language_code": "es"}
PRIVATE = {"id": 7, "first_name": "Juan", "type": "private"}
GROUP = {"id": -100123, "title": "Yard", "type": "supergroup"}


def post(chat: Any = PRIVATE, sender: Any = JUAN, **content: Any) -> dict[str, Any]:
    date = int(SENT.timestamp())
    return {"update_id": 77, "message": {"message_id": 5, "from": sender, "chat": chat, "date": date, **content}}


def press(data: str = "r:1:2:yes", **other: Any) -> dict[str, Any]:
    card = {"message_id": 4, "chat": PRIVATE, "date": int(SENT.timestamp()), "text": "?"}
    query = {"id": "9", "from": JUAN, "chat_instance": "1", "message": card, "data": data}
    return {"update_id": 77, "callback_query": query | other}


def listened(raw: dict[str, Any]) -> Heard | None:
    return hear(Update.de_json(raw, None), NOW, "sello_demo_bot")


def sizes(*sides: int) -> list[dict[str, Any]]:
    return [
        {"file_id": f"p{s}", "file_unique_id": f"u{s}", "width": s, "height": s, "file_size": s * 10} for s in sides
    ]


def document(**other: Any) -> dict[str, Any]:
    return {"document": {"file_id": "d", "file_unique_id": "u", "file_size": 9, **other}}


SAID = [
    (post(text="abc-123 45"), "said", Typed("abc-123 45")),
    (post(text="menu\x00"), "said", Typed("menu")),
    (post(text=f"evil.{JOINER}com"), "said", Typed("evil.com")),
    (post(text="/ 12"), "said", Typed("/ 12")),
    (post(text="/start"), "command", "start"),
    (post(text="/Start@sello_demo_bot inv-1"), "command", "start"),
    (post(text="/start inv-1"), "rest", "inv-1"),
    (post(text="/start@sello_demo_bot  two words\nand a line"), "rest", "two words\nand a line"),
    (press("r:1:2:yes"), "press", "r:1:2:yes"),
    (post(location={"latitude": 31.7, "longitude": -106.4}), "said", Placed(31.7, -106.4)),
    (post(contact={"phone_number": "+5215512345678", "first_name": "J", "user_id": 7}), "said",
     Typed("+5215512345678")),
    (post(contact={"phone_number": "+52", "first_name": "Ana", "user_id": 8}), "said",
     Typed("Ana, +52")),
    (post(photo=sizes(90, 1280, 320), caption="look"), "files", (Attachment("photo", "photo.jpg"),)),
    (post(photo=sizes(90), media_group_id="13"), "files", (Attachment("photo", "photo.jpg", "13"),)),
    (post(**document(file_name="seal.heic", mime_type="image/heic")), "files",
     (Attachment("photo", "seal.heic"),)),
    (post(**document(file_name="bill.pdf", mime_type="application/pdf")), "files",
     (Attachment("document", "bill.pdf"),)),
    (post(**document()), "files", (Attachment("document", "document"),)),
    (post(voice={"file_id": "v", "file_unique_id": "u", "duration": 3}), "files",
     (Attachment("voice", "voice.ogg"),)),
    (post(audio={"file_id": "v", "file_unique_id": "u", "duration": 3, "file_name": "a.mp3"}), "files",
     (Attachment("voice", "a.mp3"),)),
    (post(video={"file_id": "v", "file_unique_id": "u", "width": 1, "height": 1, "duration": 3}), "files",
     (Attachment("video", "video.mp4"),)),
    (post(video_note={"file_id": "v", "file_unique_id": "u", "length": 1, "duration": 3}), "files",
     (Attachment("video", "video.mp4"),)),
    (post(animation={"file_id": "v", "file_unique_id": "u", "width": 1, "height": 1, "duration": 3}, **document()),
     "files", (Attachment("document", "", trouble="unsupported"),)),
    (post(dice={"emoji": "🎲", "value": 3}), "files", (Attachment("document", "", trouble="unsupported"),)),
]  # fmt: skip


@pytest.mark.parametrize(("update", "field", "value"), SAID)
def test_everything_a_person_does_is_heard(update, field, value):
    heard = listened(update)

    assert heard is not None
    assert getattr(heard, field) == value
    filled = [bool(heard.press), bool(heard.command), bool(heard.said or heard.files)]
    assert sum(filled) == 1


def test_what_is_heard_says_who_when_and_where():
    heard = listened(post(text="hola"))

    assert heard == Heard(
        "telegram", "77", "7", "7", SENT, name="Juan Pérez", language="es", said=Typed("hola"), ref="5"
    )  # fmt: skip


def test_a_button_is_heard_when_it_is_pressed_not_when_its_card_was_sent():
    heard = listened(press())

    assert heard is not None
    assert (heard.at, heard.account, heard.address) == (NOW, "7", "7")


def test_a_press_carries_the_message_it_was_made_on():
    heard = listened(press())

    assert heard is not None
    assert heard.message == "4"
    assert listened(post(text="4")).message == ""


def test_a_button_on_a_card_too_old_to_be_shown_is_heard():
    heard = listened(press(message={"chat": PRIVATE, "message_id": 4, "date": 0}))

    assert heard is not None
    assert heard.press == "r:1:2:yes"


NOBODYS = [
    post(new_chat_title="x"),
    post(pinned_message={"message_id": 1, "date": 0, "chat": PRIVATE}),
    post(GROUP, text="hello everybody"),
    post(GROUP, photo=sizes(90)),
    post(GROUP, text="/menu@another_bot"),
    post(sender=JUAN | {"is_bot": True}, text="beep"),
    post(sender=None, text="nobody"),
    {"update_id": 1, "edited_message": post(GROUP, text="/menu")["message"]},
    {"update_id": 1, "edited_message": post(location={"latitude": 31.7, "longitude": -106.4})["message"]},
    {"update_id": 1, "channel_post": post(text="x")["message"]},
    {"update_id": 1, "something_new": {"a": 1}},
    {"update_id": 1},
    press(data=""),
    press(message=None, inline_message_id="5"),
    press(message={"message_id": 4, "chat": GROUP | {"type": "channel"}, "date": 1, "text": "?"}),
    press(**{"message": {"message_id": 4, "chat": GROUP, "date": 1, "text": "?"}, "from": JUAN | {"is_bot": True}}),
]


@pytest.mark.parametrize("update", NOBODYS)
def test_what_is_nobodys_answer_is_not_heard(update):
    assert listened(update) is None


@pytest.mark.parametrize("text", ["/menu", "/menu@sello_demo_bot", "/MENU@Sello_Demo_Bot"])
def test_a_command_in_a_group_is_answered_in_the_private_chat(text):
    heard = listened(post(GROUP, text=text))

    assert heard is not None
    assert heard.elsewhere
    assert (heard.command, heard.address, heard.account) == ("menu", "7", "7")
    assert (heard.place, heard.place_name) == ("-100123", "Yard")


def test_a_command_in_a_topic_says_in_which_one():
    heard = listened(post(GROUP, text="/here", message_thread_id=12, is_topic_message=True))
    thread = listened(post(GROUP, text="/here", message_thread_id=12))

    assert heard is not None
    assert heard.place == "-100123/12"
    assert thread is not None
    assert thread.place == "-100123"


def test_a_button_in_a_group_is_pressed_by_whoever_did_and_answered_in_their_private_chat():
    heard = listened(press(message={"message_id": 4, "chat": GROUP, "date": 1, "text": "?"}))

    assert heard is not None
    assert (heard.press, heard.account, heard.address, heard.message) == ("r:1:2:yes", "7", "7", "")
    assert heard.elsewhere
    assert heard.door == "https://t.me/sello_demo_bot"


# What is drawn.


def labels(message: Message) -> list[list[str]]:
    buttons = draw(message).buttons
    return [[key["text"] for key in row] for row in buttons["inline_keyboard"]] if buttons else []


def options(count: int, label: str = "Option") -> tuple[Button, ...]:
    return tuple(Button(f"{label} {n}", f"o{n}") for n in range(count))


def visible(text: str) -> str:
    return html.unescape(re.sub(r"</?[bi]>", "", text))


def test_a_card_is_read_from_top_to_bottom():
    message = Message(
        title="Seal & door check",
        progress=(5, 20),
        note="That is not a seal number.",
        lead=("Stand at the back.", "Look closely."),
        text="Which number is on the seal?",
        hint="Letters & digits",
        lines=(
            Line("Is it whole?", "No", "finding"),
            Line("Yard", "Juárez", "good"),
            Line("Note", "", "empty"),
            Line("x", "y"),
        ),
        groups=(Group("Inspections", (Button("Trailer", "g1"),), "Two open"),),
        options=(Button("Yes", "y", "good"), Button("No", "n", "bad")),
        controls=(Button("Back", "b"), Button("Skip", "s"), Button("Cancel", "c"), Button("Menu", "m", "primary")),
    )

    card = draw(message)

    assert card.text == (
        "⚠️ That is not a seal number.\n\n"
        "<b>Seal &amp; door check</b>\n▰▰▱▱▱▱▱▱▱▱ 5/20\n\n"
        "Stand at the back.\n\nLook closely.\n\n"
        "<b>Which number is on the seal?</b>\n<i>Letters &amp; digits</i>\n\n"
        "❗ Is it whole? <b>No</b>\n✅ Yard: <b>Juárez</b>\n▫️ Note\n• x: <b>y</b>\n\n"
        "<b>Inspections</b>\nTwo open"
    )
    assert labels(message) == [["Trailer"], ["Yes", "No"], ["Back", "Skip", "Cancel"], ["Menu"]]
    assert card.buttons is not None
    assert [key.get("style") for row in card.buttons["inline_keyboard"] for key in row] == [
        None, "success", "danger", None, None, None, "primary",
    ]  # fmt: skip


def test_a_card_says_last_how_it_is_answered():
    message = Message(text="Photo of the seal", upload=("photo",), placeholder="Received: 1. Still needed: 1.")

    assert draw(message).text == "<b>Photo of the seal</b>\n\n<i>Received: 1. Still needed: 1.</i>"


def test_a_command_can_be_tapped():
    message = Message(title="Help", lines=(Line("menu", "What you can do", "command"), Line("quiz …", "", "command")))

    assert draw(message).text == "<b>Help</b>\n\n/menu – What you can do\n/quiz …"


def test_a_number_to_call_is_left_as_it_is_so_that_telegram_makes_it_tappable():
    message = Message(title="Report", lines=(Line("Call Juan", "+52 81 5555 0101", "call"),))

    assert draw(message).text == "<b>Report</b>\n\n• Call Juan: +52 81 5555 0101"


def test_a_card_without_colours_is_drawn_for_old_servers():
    card = draw(Message(text="?", options=(Button("Yes", "y", "good"),)), styles=False)

    assert card.buttons is not None
    assert "style" not in card.buttons["inline_keyboard"][0][0]


@pytest.mark.parametrize(
    ("message", "rows"),
    [
        (Message(options=options(3)), [2, 1]),
        (Message(options=options(2, "A label that is rather long")), [1, 1]),
        (Message(options=options(4), columns=4), [4]),
        (Message(options=options(10), columns=99), [8, 2]),
        (Message(options=options(10)), [2, 2, 2, 2, 2]),
        (Message(options=options(11), pages="t"), [2, 2, 2, 2, 3]),
        (Message(options=options(19), pages="t", page=2), [2, 1, 3]),
        (Message(options=options(19), pages="t", page=99), [2, 1, 3]),
        (Message(controls=options(3, "A longer label")), [2, 1]),
        (Message(), []),
    ],
)
def test_buttons_stand_in_rows_that_fit_the_thumb(message, rows):
    assert [len(row) for row in labels(message)] == rows


def test_the_turning_buttons_go_round():
    card = draw(Message(options=options(20), pages="r:1:2:p", page=0))

    assert card.buttons is not None
    turning = card.buttons["inline_keyboard"][-1]
    assert [(key["text"], key["callback_data"]) for key in turning] == [
        ("‹", "r:1:2:p2"), ("1/3", "r:1:2:p0"), ("›", "r:1:2:p1"),
    ]  # fmt: skip


def test_of_too_many_buttons_the_controls_are_kept():
    message = Message(options=options(200), groups=(Group("g", options(50)),), controls=options(2, "Control"))

    rows = labels(message)

    assert sum(map(len, rows)) == BUTTONS
    assert rows[-1] == ["Control 0", "Control 1"]


def test_the_data_of_a_button_is_never_cut():
    card = draw(Message(options=(Button("x", "ñ" * (DATA // 2)),)))

    assert card.buttons is not None
    assert card.buttons["inline_keyboard"][0][0]["callback_data"] == "ñ" * 32
    with pytest.raises(ValueError, match="65"):
        draw(Message(options=(Button("x", "d" * 65),)))


@pytest.mark.parametrize("label", ["", "  ", "\n", "\ud800", "x" * 500, "👨‍👩‍👧‍👦" * 100])
def test_a_button_always_has_a_label(label):
    text = labels(Message(options=(Button(label, "x"),)))[0][0]

    assert text.strip()
    assert units(text) <= 75


@pytest.mark.parametrize(
    "message",
    [
        Message(title="t", text="😀" * 5000, options=options(3)),
        Message(title="t", lead=("é" * 9000, "second"), text="The question"),
        Message(title="t" * 9000, note="n" * 9000, text="q" * 9000, hint="h" * 9000, lead=("l" * 9000,)),
        Message(title="t", text="The question", lines=tuple(Line(f"{n}. Label", "value <&>" * 5) for n in range(300))),
        Message(
            text="The question", lines=tuple(Line("Label", "👨‍👩‍👧‍👦" * 50) for _ in range(300)), lead=("x" * 3000,)
        ),
        Message(text="The question", groups=tuple(Group("Title " * 9, (), "text " * 50) for _ in range(99))),
        Message(text="&<>" * 3000, title="@a /b #c1x d.e " * 900),
        Message(text="a\u0301" * 5000),
        Message(text="\u0301" * 9000),
    ],
)
def test_a_card_is_never_too_long(message):
    text = draw(message).text

    assert 0 < units(visible(text)) <= TEXT
    assert "…" in text
    if message.text == "The question":
        assert "<b>The question</b>" in text


def test_of_three_hundred_lines_the_number_left_out_is_told():
    message = Message(text="All right?", lines=tuple(Line(f"{n}. Label", "value") for n in range(300)))

    shown = visible(draw(message).text).split("\n")

    left = int(shown[-1].removeprefix("… +"))
    assert "Label" in shown[-2]
    assert left > 100
    assert left + sum("Label" in line for line in shown) == 300


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("😀😀", 3, "😀…"),
        ("😀😀", 2, "…"),
        ("ab👨‍👩‍👧‍👦cd", 8, "ab…"),
        ("🇲🇽🇺🇸🇨🇴", 10, "🇲🇽🇺🇸…"),
        ("👍🏽👍🏽", 6, "👍🏽…"),
        ("cafe\u0301s y", 6, "cafe\u0301…"),
        ("one two", 5, "one…"),
    ],
)
def test_a_text_is_cut_between_characters(text, limit, cut):
    assert clipped(text, limit) == cut
    assert units(cut) <= limit


@pytest.mark.parametrize(
    "words",
    [
        "<b>bold</b> & <a href='https://evil.com'>x</a>",
        "see https://evil.com/path?x=1 or http://a.b",
        "evil.com, www.x.mx, t.me/joinchat, 10.0.0.1",
        "@channel @juan #urgent $USD /stop juan@acme.com tg://resolve?domain=x",
    ],
)
async def test_nothing_a_person_wrote_becomes_a_link(words):
    message = Message(
        title=words, note=words, lead=(f"Ana: {words}",), text=words, hint=words, lines=(Line(words, words),)
    )

    async with line() as ends:
        await ends.telegram.show("7", message)

    shown = ends.juan.messages[-1]
    assert {entity["type"] for entity in shown["entities"]} == {"bold", "italic"}
    assert shown["text"].replace(JOINER, "").count(words) == 7
    for linkable in ("@channel", "@juan", "#urgent", "/stop", "evil.com", "://", "10.0.0.1"):
        assert linkable not in shown["text"]


async def test_a_paragraph_that_is_only_a_link_stays_one():
    async with line() as ends:
        await ends.telegram.show("7", Message(text="Send this on.", lead=("https://t.me/sello_demo_bot?start=abc",)))

    shown = ends.juan.messages[-1]
    assert [entity["type"] for entity in shown["entities"]] == ["url", "bold"]
    assert shown["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize("words", ["3.5 t", "21.11.2026", "17:30", "and/or", "seal #12345", "50/50", "$5", "Sí. No"])
def test_ordinary_words_are_left_as_they_are(words):
    assert draw(Message(lead=(words,))).text == words


def test_an_empty_message_shows_its_fallback():
    assert draw(Message(fallback="<Sello>")).text == "&lt;Sello&gt;"
    assert draw(Message()).text == "…"


# The line.


@dataclass
class Ends:
    sandbox: TelegramSandbox
    juan: TelegramPerson
    telegram: Telegram
    heard: list[Heard]
    web: str
    files: dict[str, bytes] = field(default_factory=dict)
    fetched: list[bytes | str] = field(default_factory=list)
    """The files that were heard, or why they could not be had."""
    lost: int = 0
    """How many answers to the webhook are still to get lost."""

    def said(self) -> list[str]:
        return [heard.said.text for heard in self.heard if isinstance(heard.said, Typed)]

    def called(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.sandbox.calls if name.lower() == method.lower()]


Ear = Callable[[Heard], Awaitable[Ack]]


async def _got(file: Attachment) -> bytes | str:
    try:
        return await file.fetch() if file.fetch else file.trouble
    except NotFetched as wrong:
        return wrong.trouble


@asynccontextmanager
async def line(ear: Ear | None = None, *, opened: bool = True, polling: bool = False) -> AsyncIterator[Ends]:
    """The channel, open, on a line to the stand-in. What `ear` returns from is in `heard`."""
    sandbox = TelegramSandbox()
    kept: dict[str, bytes] = {}
    heard: list[Heard] = []

    async def listen(one: Heard) -> Ack:
        ends.fetched += [await _got(file) for file in one.files]
        acked = await ear(one) if ear else Ack()
        heard.append(one)
        return acked

    async def fetch(digest: str) -> bytes:
        return kept[digest]

    async def hook(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = await telegram.webhook(headers, await request.read())
        if ends.lost:
            ends.lost -= 1
            return faults.dropped(request)
        return web.Response(status=answer.status, body=answer.body.encode(), headers={"Content-Type": answer.type})

    app = web.Application()
    sandbox.add_routes(app)
    app.router.add_post("/telegram/webhook", hook)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    address = f"http://{host}:{port}"
    telegram = Telegram(
        sandbox.token,
        api_url=f"{address}/bot",
        file_url=f"{address}/file/bot",
        fetch=fetch,
        commands=COMMANDS,
        secret=SECRET,
        public_url=address,
        pause=0.01,
    )
    ends = Ends(sandbox, sandbox.person(7, "Juan", "es"), telegram, heard, address, kept)
    try:
        if opened:
            await telegram.open(listen)
        async with listening(telegram, polling=polling):
            yield ends
    finally:
        await telegram.close()
        await runner.cleanup()


@asynccontextmanager
async def listening(telegram: Telegram, *, polling: bool = True) -> AsyncIterator[None]:
    task = asyncio.create_task(telegram.listen()) if polling else None
    try:
        yield
    finally:
        if task:
            assert not task.done(), task
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_opening_offers_the_commands_in_each_language():
    async with line() as ends:
        assert [entry["command"] for entry in ends.sandbox.commands()] == ["menu", "help"]
        assert [entry["command"] for entry in ends.sandbox.commands("es")] == ["menu", "ayuda"]


async def test_opening_survives_a_server_that_is_not_there_yet_and_refused_commands(caplog):
    async with line(opened=False) as ends:
        ends.sandbox.fail("getMe", times=2, code=502)
        ends.sandbox.fail("getMe", retry_after=1)
        ends.sandbox.fail("setMyCommands", code=400, description="Bad Request: BOT_COMMAND_INVALID")

        await ends.telegram.open(_nothing)

        assert len(ends.called("getMe")) == 4
        assert [entry["command"] for entry in ends.sandbox.commands("es")] == ["menu", "ayuda"]
    assert "telegram.commands.refused language= " in caplog.text


async def test_a_refused_token_is_said_without_saying_the_token(caplog):
    async with line(opened=False) as ends:
        wrong = Telegram("1:WRONG", api_url=f"{ends.web}/bot", fetch=_no_file, commands={}, pause=0.01)

        with pytest.raises(Undeliverable) as refused:
            await wrong.open(_nothing)
        await wrong.close()

    assert refused.value.fault is Fault.CREDENTIALS
    assert "WRONG" not in caplog.text + repr(refused.value)


async def _nothing(heard: Heard) -> Ack:
    return Ack()


async def _no_file(digest: str) -> bytes:
    raise FileNotFoundError(digest)


async def test_what_people_do_is_heard_by_polling():
    async with line(polling=True) as ends:
        ends.juan.say("/start inv-1")
        ends.juan.send_photo(PNG)
        ends.juan.send_location(31.7, -106.4)
        await ends.juan.settled()

        start, photo, place = ends.heard
        assert (start.command, start.rest) == ("start", "inv-1")
        assert photo.files == (Attachment("photo", "photo.jpg"),)
        assert ends.fetched == [PNG]
        assert place.said == Placed(31.7, -106.4)
        assert not ends.sandbox.pending_updates


async def test_what_was_fetched_but_not_heard_when_the_program_ended_is_heard_the_next_time():
    reached = asyncio.Event()

    async def ear(heard: Heard) -> Ack:
        if heard.said == Typed("two") and not reached.is_set():
            reached.set()
            await asyncio.Event().wait()
        return Ack()

    async with line(ear) as ends:
        ends.juan.say("one")
        ends.juan.say("two")
        ends.juan.say("three")
        async with listening(ends.telegram):
            await reached.wait()
        assert ends.said() == ["one"]
        assert ends.sandbox.pending_updates == 3

        async with listening(ends.telegram):
            await ends.juan.settled()

        assert ends.said() == ["one", "one", "two", "three"]
        assert not ends.sandbox.pending_updates


async def test_one_slow_person_holds_up_nobody_else():
    release = asyncio.Event()

    async def ear(heard: Heard) -> Ack:
        if heard.account == "7":
            await release.wait()
        return Ack()

    async with line(ear, polling=True) as ends:
        ana = ends.sandbox.person(8, "Ana")
        ends.juan.say("slow")
        ana.say("quick")
        await until(lambda: ends.said() == ["quick"])
        began = time.monotonic()
        ana.say("quick again")  # after the batch with Juan's was fetched
        await until(lambda: ends.said() == ["quick", "quick again"])
        assert time.monotonic() - began < 0.5
        assert ends.sandbox.pending_updates == 3

        release.set()
        await ends.juan.settled()

        assert ends.said() == ["quick", "quick again", "slow"]
        assert not ends.sandbox.pending_updates


async def until(true: Callable[[], bool], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


async def test_what_one_person_does_is_heard_in_order_even_if_the_first_file_is_slow():
    async with line(polling=True) as ends:
        ends.juan.send_document(b"x" * 3_000_000, "a.pdf", "application/pdf")
        ends.juan.say("after")
        await ends.juan.settled()

        assert [bool(heard.files) for heard in ends.heard] == [True, False]
        assert ends.fetched == [b"x" * 3_000_000]


@pytest.mark.parametrize(
    "update",
    [
        {"message": "not an object"},
        {"message": post(sender=JUAN | {"id": [1]}, text="x")["message"]},
        {"message": post({"id": {"a": 1}, "type": "private"}, text="x")["message"]},
        {"message": post(text="x")["message"] | {"date": 10**20}},
        {"message": post(text=["x"])["message"]},
        {"callback_query": {"id": 1}},
        {"callback_query": press()["callback_query"] | {"from": {"id": {}, "is_bot": False, "first_name": 1}}},
        {"message": post(photo=[{"file_id": "x"}])["message"]},
    ],
)
async def test_an_update_that_cannot_be_read_is_passed_over(update, caplog):
    async with line(polling=True) as ends:
        ends.sandbox.inject(update)
        ends.juan.say("still here")
        await ends.juan.settled()

        assert ends.said() == ["still here"]
        assert not ends.sandbox.pending_updates
    assert JUAN["last_name"] not in caplog.text


async def test_polling_survives_everything_the_network_does(caplog):
    async with line(polling=True) as ends:
        ends.sandbox.fail("getUpdates", times=2, code=502)
        ends.sandbox.fail("getUpdates", code=401)
        ends.sandbox.fail("getUpdates", times=3, code=409, description="Conflict: terminated by other getUpdates")
        ends.juan.say("before")  # wakes the waiting poll, after which the failures come
        ends.juan.say("after")
        await ends.juan.settled()

        assert ends.said() == ["before", "after"]
    assert caplog.text.count("error=Conflict") == 1


async def test_polling_survives_answers_that_are_no_answers(caplog):
    caplog.set_level(logging.DEBUG)
    served = iter([b"", b"<html>juan</html>", b"[]", b'{"ok":true}', b'{"ok":true,"result":{"juan":1}}', b"[" * 10_000])
    good = {"ok": True, "result": [{"juan": "no id"}, "juan", post(text="at last")]}
    heard = []

    async def answer(request: web.Request) -> web.Response:
        if request.match_info["method"] == "getUpdates" and request.query["offset"] == "78":
            await asyncio.sleep(60)
        if request.match_info["method"] == "getUpdates":
            return web.Response(body=next(served, json.dumps(good).encode()))
        return web.json_response({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}})

    async def ear(one: Heard) -> Ack:
        heard.append(one.said)
        return Ack()

    app = web.Application()
    app.router.add_route("*", "/bot1:DEMO/{method}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
        telegram = Telegram("1:DEMO", api_url=url, fetch=_no_file, commands={}, pause=0.001)
        await telegram.open(ear)
        async with listening(telegram):
            await until(lambda: heard == [Typed("at last")])
        await telegram.close()
    finally:
        await runner.cleanup()
    told = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith(("bot.", "telegram")))
    assert "juan" not in told
    assert "DEMO" not in told


async def test_an_update_whose_hearing_was_called_off_is_heard_again():
    called_off = iter([True])

    async def ear(heard: Heard) -> Ack:
        if next(called_off, False):
            raise asyncio.CancelledError
        return Ack()

    async with line(ear, polling=True) as ends:
        ends.juan.say("hola")
        await ends.juan.settled()

        assert ends.said() == ["hola"]


async def test_an_update_whose_hearing_fails_does_not_stop_the_next(caplog):
    async def ear(heard: Heard) -> Ack:
        if heard.said == Typed("bad"):
            raise ZeroDivisionError
        return Ack()

    async with line(ear, polling=True) as ends:
        ends.juan.say("bad")
        ends.juan.say("good")
        await ends.juan.settled()

        assert ends.said() == ["good"]
        assert not ends.called("sendMessage")
    assert "ZeroDivisionError" in caplog.text


# The webhook.


async def test_what_people_do_is_heard_by_webhook():
    async with line() as ends:
        await ends.telegram.set_webhook()
        ends.juan.say("hola")
        ends.juan.say("adiós")
        await ends.juan.settled()

        assert ends.said() == ["hola", "adiós"]
        assert ends.called("setWebhook")[0]["allowed_updates"] == ["message", "edited_message", "callback_query"]


NOT_SAVED = NotHeard(Ack("Not saved", alert=True))


def failing(*failures: Exception) -> Ear:
    """An ear that hears after so many failures."""
    left = list(failures)

    async def ear(_heard: Heard) -> Ack:
        if left:
            raise left.pop(0)
        return Ack()

    return ear


async def test_a_webhook_that_was_not_saved_is_not_acknowledged_and_comes_again():
    async with line(failing(NOT_SAVED, NOT_SAVED)) as ends:
        await ends.telegram.set_webhook()
        ends.juan.say("hola")
        await ends.juan.settled()

        assert ends.said() == ["hola"]
        assert not ends.called("sendMessage")


async def test_an_update_that_was_not_saved_is_heard_again_and_the_offset_waits():
    release = asyncio.Event()

    async def ear(heard: Heard) -> Ack:
        if heard.said == Typed("one") and not release.is_set():
            raise NOT_SAVED
        return Ack()

    async with line(ear, polling=True) as ends:
        ana = ends.sandbox.person(8, "Ana")
        ends.juan.say("one")
        ends.juan.say("two")
        ana.say("three")
        await until(lambda: ends.said() == ["three"])
        await asyncio.sleep(0.3)
        assert ends.sandbox.pending_updates == 3

        release.set()
        await until(lambda: ends.said() == ["three", "one", "two"])
        await until(lambda: not ends.sandbox.pending_updates)


async def test_whoever_waits_for_what_is_not_saved_is_told_so_once(monkeypatch):
    monkeypatch.setattr(ear_module, "UNSAVED", 0.1)
    lost = NotHeard(Ack("Not saved"), Ack("Not saved yet"))

    async def ear(heard: Heard) -> Ack:
        raise lost

    async with line(ear, polling=True) as ends:
        ends.juan.say("one")
        await until(lambda: ends.juan.messages[-1]["text"] == "Not saved yet")
        await asyncio.sleep(0.5)

        assert [m["text"] for m in ends.juan.messages if m["from"]["is_bot"]] == ["Not saved yet"]
        assert ends.sandbox.pending_updates == 1


async def test_an_update_that_alone_cannot_be_saved_does_not_stop_everybody_for_ever(monkeypatch, caplog):
    monkeypatch.setattr(ear_module, "STUBBORN", 0.3)

    async def ear(heard: Heard) -> Ack:
        if heard.said == Typed("poison"):
            raise NOT_SAVED
        return Ack()

    async with line(ear, polling=True) as ends:
        ana = ends.sandbox.person(8, "Ana")
        ends.juan.say("poison")
        await until(lambda: bool(ends.sandbox.pending_updates))
        await asyncio.sleep(0.4)
        ana.say("fine")
        await until(lambda: not ends.sandbox.pending_updates)

        assert ends.juan.messages[-1]["text"] == "Not saved"
    assert "telegram.update.lost" in caplog.text


@pytest.mark.parametrize("polling", [True, False])
async def test_a_press_that_was_not_saved_is_answered_so_and_does_not_come_again(polling):
    async with line(failing(NOT_SAVED), polling=polling) as ends:
        if not polling:
            await ends.telegram.set_webhook()
        await ends.telegram.show("7", Message(text="?", options=(Button("Yes", "y"),)))
        ends.juan.press("Yes")
        await until(lambda: bool(ends.juan.toasts) and not ends.sandbox.pending_updates)

        assert ends.juan.toasts == [{"text": "Not saved", "show_alert": True}]
        assert not ends.heard


async def test_a_mistake_of_ours_is_not_repeated_by_the_webhook(caplog):
    async with line(failing(ZeroDivisionError())) as ends:
        await ends.telegram.set_webhook()
        ends.juan.say("bad")
        ends.juan.say("good")
        await ends.juan.settled()

        assert ends.said() == ["good"]
    assert caplog.text.count("telegram.update.failed") == 1


async def test_a_webhook_repeated_while_it_is_being_heard_is_heard_once():
    release = asyncio.Event()

    async def ear(heard: Heard) -> Ack:
        await release.wait()
        return Ack()

    async with line(ear) as ends:
        headers, body = {"x-telegram-bot-api-secret-token": SECRET}, json.dumps(post(text="x")).encode()
        pushed = [asyncio.create_task(ends.telegram.webhook(headers, body)) for _ in range(3)]
        await asyncio.sleep(0.02)
        pushed[0].cancel()  # its sender has gone
        release.set()

        assert await asyncio.gather(*pushed[1:]) == [Answer(200)] * 2
        assert ends.said() == ["x"]


async def test_polling_takes_over_from_a_webhook_without_losing_anything():
    async with line() as ends:
        ends.juan.say("before")
        await ends.telegram.set_webhook()
        await ends.juan.settled()
        async with listening(ends.telegram):
            await until(lambda: bool(ends.called("getUpdates")))
            ends.juan.say("after")
            await ends.juan.settled()

        assert ends.said() == ["before", "after"]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, post(text="x"), 401),
        ({"x-telegram-bot-api-secret-token": ""}, post(text="x"), 401),
        ({"x-telegram-bot-api-secret-token": "a-secreT"}, post(text="x"), 401),
        ({"x-telegram-bot-api-secret-token": "ñ\udcff"}, post(text="x"), 401),
        ({"x-telegram-bot-api-secret-token": SECRET}, post(text="x"), 200),
        ({"x-telegram-bot-api-secret-token": SECRET}, {"update_id": 1, "unknown": {"x": 1}}, 200),
        ({"x-telegram-bot-api-secret-token": SECRET}, {"update_id": 1, "message": 5}, 200),
        ({"x-telegram-bot-api-secret-token": SECRET}, {"update_id": [1]}, 400),
        ({"x-telegram-bot-api-secret-token": SECRET}, {"update_id": True}, 400),
        ({"x-telegram-bot-api-secret-token": SECRET}, {}, 400),
        ({"x-telegram-bot-api-secret-token": SECRET}, [1], 400),
        ({"x-telegram-bot-api-secret-token": SECRET}, b"", 400),
        ({"x-telegram-bot-api-secret-token": SECRET}, b"\xff\xfe{", 400),
        ({"x-telegram-bot-api-secret-token": SECRET}, b"[" * 100_000, 400),
    ],
)
async def test_a_webhook_lets_in_who_knows_the_secret_and_can_be_read(headers, body, status):
    async with line() as ends:
        answer = await ends.telegram.webhook(headers, body if isinstance(body, bytes) else json.dumps(body).encode())

        assert answer == Answer(status)
        assert ends.said() in ([], ["x"] * (status == 200))


async def test_two_deliveries_of_one_person_are_heard_one_after_the_other():
    release = asyncio.Event()

    async def ear(heard: Heard) -> Ack:
        if heard.delivery == "1":
            await release.wait()
        return Ack()

    async with line(ear) as ends:
        headers = {"x-telegram-bot-api-secret-token": SECRET}
        bodies = [json.dumps(post(text=str(n)) | {"update_id": n}).encode() for n in (1, 2)]
        deliveries = [asyncio.create_task(ends.telegram.webhook(headers, body)) for body in bodies]
        await asyncio.sleep(0.02)
        assert not any(delivery.done() for delivery in deliveries)

        release.set()
        assert await asyncio.gather(*deliveries) == [Answer(200)] * 2

        assert ends.said() == ["1", "2"]


async def test_without_a_secret_the_webhook_is_shut():
    telegram = Telegram("1:A", fetch=_no_file, commands={})

    assert await telegram.webhook({}, b'{"update_id": 1}') == Answer(401)
    with pytest.raises(ValueError, match="secret"):
        await telegram.set_webhook()


async def test_a_webhook_does_not_wait_for_a_line_that_is_sent():
    async def ear(heard: Heard) -> Ack:
        return Ack("Saved")

    async with line(ear) as ends:
        began = time.perf_counter()
        answer = await pushed(ends, post(text="x"))
        took = time.perf_counter() - began

        assert answer == Answer(200)
        assert took < 0.1
        assert not ends.called("sendMessage")


async def pushed(ends: Ends, update: dict[str, Any]) -> Answer:
    return await ends.telegram.webhook({"x-telegram-bot-api-secret-token": SECRET}, json.dumps(update).encode())


async def pressed(ends: Ends, text: str) -> None:
    """Juan presses the button of a card, and that comes by webhook."""
    await ends.telegram.set_webhook()
    await ends.telegram.show("7", Message(text=text, options=(Button("Yes", "y"),)))
    ends.juan.press("Yes")


@pytest.mark.parametrize(("toast", "alert", "said"), [("Saved", True, {"text": "Saved"}), ("", False, {})])
async def test_the_answer_to_a_button_rides_in_the_answer_to_the_webhook(toast, alert, said):
    async def ear(heard: Heard) -> Ack:
        return Ack(toast, alert)

    async with line(ear) as ends:
        answer = await pushed(ends, press())
        await pressed(ends, "?")
        await ends.juan.settled()

        assert (answer.status, answer.type) == (200, "application/json")
        assert json.loads(answer.body) == {
            "method": "answerCallbackQuery", "callback_query_id": "9", **said, "show_alert": alert,
        }  # fmt: skip
        assert ends.juan.toasts == ([{"text": toast, "show_alert": alert}] if toast else [])
        assert not ends.juan.spinning
        assert not ends.telegram._errands
        assert len(ends.called("answerCallbackQuery")) == 1


async def test_a_button_on_a_card_of_another_place_stops_turning_too():
    async with line() as ends:
        answer = await pushed(ends, press(message={"message_id": 4, "chat": GROUP, "date": 1, "text": "?"}))

        assert json.loads(answer.body) == {
            "method": "answerCallbackQuery", "callback_query_id": "9", "show_alert": False,
        }  # fmt: skip


async def test_a_button_stops_turning_after_a_mistake_of_ours(caplog):
    async with line(failing(ZeroDivisionError())) as ends:
        await pressed(ends, "?")
        await ends.juan.settled()

        assert not ends.juan.spinning
    assert caplog.text.count("telegram.update.failed") == 1


async def test_during_a_pause_a_button_is_answered_by_a_call_that_waits():
    async with line() as ends:
        await ends.telegram.set_webhook()
        await ends.telegram.show("7", Message(text="?", options=(Button("Yes", "y"),)))
        ends.telegram.pause.set(0.3)
        ends.juan.press("Yes")
        await until(lambda: bool(ends.heard))
        assert ends.juan.spinning

        await until(lambda: not ends.juan.spinning)


async def test_a_press_whose_answer_got_lost_comes_again_and_is_answered():
    async with line() as ends:
        ends.lost = 1
        await pressed(ends, "?")
        await ends.juan.settled()

        assert len(ends.heard) == 2
        assert not ends.juan.spinning


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
TEMPLATES = [
    post(text="/start x"),
    post(photo=sizes(90, 320), media_group_id="1"),
    post(**document(file_name="x", mime_type="image/png")),
    post(contact={"phone_number": "+5", "first_name": "J", "user_id": 7}),
    post(location={"latitude": 1.0, "longitude": 2.0}),
    press(),
]


@given(template=st.sampled_from(TEMPLATES), spot=st.integers(0, 200), value=json_values)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_value_anywhere_in_an_update_does_harm(template, spot, value):
    update = json.loads(json.dumps(template))
    places = list(_places(update["message"] if "message" in update else update["callback_query"]))
    holder, key = places[spot % len(places)]
    holder[key] = value

    async def attend() -> Answer:
        telegram = Telegram("1:A", api_url="http://127.0.0.1:9/bot", fetch=_no_file, commands={}, secret=SECRET)
        telegram._ear.hear = _nothing
        answer = await telegram.webhook({"x-telegram-bot-api-secret-token": SECRET}, json.dumps(update).encode())
        await telegram.close()
        return answer

    assert asyncio.run(attend()).status == 200


def _places(value: Any) -> Any:
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


# Toasts.


@pytest.mark.parametrize("alert", [True, False])
async def test_a_button_is_answered_with_the_toast(alert):
    async def ear(heard: Heard) -> Ack:
        return Ack("ñ" * 300, alert)

    async with line(ear, polling=True) as ends:
        await ends.telegram.show("7", Message(text="?", options=(Button("Yes", "y"),)))
        ends.juan.press("Yes")
        await ends.juan.settled()

        assert ends.juan.toasts == [{"text": "ñ" * 199 + "…", "show_alert": alert}]
        assert not ends.juan.spinning


async def test_a_button_without_a_toast_stops_turning():
    async with line(polling=True) as ends:
        await ends.telegram.show("7", Message(text="?", options=(Button("Yes", "y"),)))
        ends.juan.press("Yes")
        await ends.juan.settled()

        assert not ends.juan.toasts
        assert not ends.juan.spinning


async def test_what_is_typed_is_answered_with_a_line():
    async def ear(heard: Heard) -> Ack:
        return Ack("Not <now>, @juan")

    async with line(ear, polling=True) as ends:
        ends.juan.say("hola")
        await ends.juan.settled()

        assert ends.juan.messages[-1]["text"] == f"Not <now>, @{JOINER}juan"


@pytest.mark.parametrize("illness", [faults.BadGateway(), faults.Reset(), faults.TooMany(1)])
async def test_a_button_is_answered_although_the_server_is_ill_for_a_moment(illness):
    async def ear(heard: Heard) -> Ack:
        return Ack("Saved")

    async with line(ear, polling=True) as ends:
        await ends.telegram.show("7", Message(text="?", options=(Button("Yes", "y"),)))
        ends.sandbox.ill(illness, methods=["answerCallbackQuery"], times=1)
        ends.juan.press("Yes")
        ends.juan.say("next")
        await until(lambda: ends.said() == ["next"], seconds=0.4)  # the lane waits for no answer

        await until(lambda: bool(ends.juan.toasts))
        assert not ends.juan.spinning


async def test_an_old_button_is_not_answered_again_and_again():
    async with line(polling=True) as ends:
        ends.sandbox.inject(press())
        await until(lambda: len(ends.heard) == 1 and not ends.telegram._errands)

        assert len(ends.called("answerCallbackQuery")) == 1


async def test_a_toast_that_comes_too_late_harms_nobody():
    async def ear(heard: Heard) -> Ack:
        return Ack("Saved")

    async with line(ear, polling=True) as ends:
        ends.sandbox.inject(press())
        ends.juan.say("after")
        await ends.juan.settled()

        assert ends.said() == ["after"]
        assert [heard.press for heard in ends.heard] == ["r:1:2:yes", ""]


# Files.


async def test_an_album_comes_as_separate_pictures_with_one_name():
    async with line(polling=True) as ends:
        ends.juan.send_album([PNG + bytes([n]) for n in range(4)])
        await ends.juan.settled()

        files = [heard.files[0] for heard in ends.heard]
        assert ends.fetched == [PNG + bytes([n]) for n in range(4)]
        assert len({file.album for file in files}) == 1
        assert files[0].album


async def test_a_file_of_thirty_megabytes_is_not_fetched():
    async with line(polling=True) as ends:
        ends.juan.send_document(bytes(30 << 20), "film.pdf", "application/pdf")
        await ends.juan.settled()

        assert ends.heard[0].files == (Attachment("document", "film.pdf", trouble="too_big"),)
        assert not ends.called("getFile")


async def test_a_file_that_turns_out_too_big_is_let_go():
    async with line(polling=True) as ends:
        ends.sandbox.fail("getFile", code=400, description="Bad Request: file is too big")
        ends.juan.send_voice(OGG)
        await ends.juan.settled()

        assert ends.fetched == ["too_big"]


async def test_a_file_of_exactly_the_limit_is_fetched():
    async with line(polling=True) as ends:
        ends.juan.send_document(bytes(FILE), "a.pdf", "application/pdf")
        await ends.juan.settled()

        assert len(ends.fetched[0]) == FILE


async def test_more_bytes_than_the_limit_are_not_read():
    async with line() as ends:
        ends.juan.send_document(b"x" * 1000, "a.pdf", "application/pdf")
        file = await ends.telegram._bot.get_file(ends.juan.messages[0]["document"]["file_id"])
        url = str(file.file_path)

        assert len(await ends.telegram._request.download(url, 1000)) == 1000
        with pytest.raises(TooBig):
            await ends.telegram._request.download(url, 999)


@pytest.mark.parametrize(
    "illness", [faults.BadGateway(), faults.Reset(), faults.TooMany(1), faults.ServerError()], ids=repr
)
@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_a_file_is_fetched_although_the_server_is_ill_for_a_moment(method, illness):
    async with line(polling=True) as ends:
        ends.sandbox.ill(illness, methods=[method], times=1)
        ends.juan.send_document(b"x", "a.pdf", "application/pdf")
        await until(lambda: ends.fetched == [b"x"])


async def test_a_file_that_cannot_be_fetched_in_time_is_given_up(monkeypatch):
    monkeypatch.setattr(files, "FETCHING", 0.3)
    async with line(polling=True) as ends:
        ends.sandbox.ill(faults.Hang(), methods=["download"])
        ends.juan.send_document(b"x", "a.pdf", "application/pdf")
        await until(lambda: ends.fetched == ["unavailable"])


@pytest.mark.parametrize(
    ("method", "code", "words"), [("getFile", 400, "Bad Request: wrong file_id"), ("download", 404, "")]
)
async def test_a_file_that_is_not_there_is_heard_as_such(method, code, words, caplog):
    async with line(polling=True) as ends:
        ends.sandbox.fail(method, code=code, description=words)
        ends.juan.send_document(b"x", "secret-name.pdf", "application/pdf")
        await ends.juan.settled()

        assert ends.fetched == ["unavailable"]
    assert "secret-name" not in caplog.text
    assert "DEMO" not in caplog.text


async def test_nothing_is_fetched_before_somebody_wants_it():
    async with line(polling=True) as ends:
        ends.telegram._ear.hear = _nothing
        ends.juan.send_photo(PNG)
        await ends.juan.settled()

        assert not ends.called("getFile")


# Showing.

QUESTION = Message(title="Seals", text="Is it whole?", options=(Button("Yes", "y", "good"), Button("No", "n", "bad")))
ANSWERED = Message(title="Seals", lines=(Line("Is it whole?", "Yes", "good"),))


async def test_a_card_is_shown_changed_and_closed_in_its_place():
    async with line() as ends:
        ref = await ends.telegram.show("7", QUESTION)
        assert ends.juan.buttons() == ["Yes", "No"]

        assert await ends.telegram.show("7", QUESTION, ref) == ref
        assert await ends.telegram.show("7", ANSWERED, ref) == ref

        assert len(ends.juan.messages) == 1
        assert ends.juan.messages[0]["text"] == "Seals\n\n✅ Is it whole? Yes"
        assert not ends.juan.buttons()


@pytest.mark.parametrize(
    "reason",
    [
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: MESSAGE_ID_INVALID",
    ],
)
async def test_a_card_that_is_gone_is_shown_anew(reason):
    async with line() as ends:
        ref = await ends.telegram.show("7", QUESTION)
        ends.sandbox.fail("editMessageText", code=400, description=reason)

        again = await ends.telegram.show("7", QUESTION, ref)

        assert again != ref
        assert len(ends.juan.messages) == 2


async def test_what_only_changes_a_card_is_not_shown_where_the_card_is_gone():
    closed = replace(QUESTION, options=(), only_in_place=True)
    async with line() as ends:
        ref = await ends.telegram.show("7", QUESTION)

        assert await ends.telegram.show("7", closed, ref) == ref
        ends.sandbox.fail("editMessageText", code=400, description="Bad Request: message to edit not found")
        assert await ends.telegram.show("7", closed, ref) == ref
        assert await ends.telegram.show("7", closed) == ""
        assert len(ends.juan.messages) == 1


@pytest.mark.parametrize("ref", ["", "999", "nonsense", "1700000.55", "12+", "9" * 18])
async def test_a_ref_of_something_else_is_a_new_card(ref):
    async with line() as ends:
        await ends.telegram.show("7", QUESTION, ref)

        assert len(ends.juan.messages) == 1


async def test_colours_are_given_up_once_the_server_refuses_them():
    async with line() as ends:
        ends.sandbox.fail("sendMessage", code=400, description="Bad Request: invalid button style specified")

        await ends.telegram.show("7", QUESTION)
        await ends.telegram.show("7", QUESTION)

        first, second, third = (json.dumps(params["reply_markup"]) for params in ends.called("sendMessage"))
        assert "success" in first
        assert "style" not in second + third
        assert len(ends.juan.messages) == 2


@pytest.mark.parametrize(
    ("code", "description", "fault"),
    [
        (403, "Forbidden: bot was blocked by the user", Fault.ADDRESS),
        (403, "Forbidden: user is deactivated", Fault.ADDRESS),
        (403, "Forbidden: bot can't initiate conversation with a user", Fault.ADDRESS),
        (400, "Bad Request: chat not found", Fault.ADDRESS),
        (400, "Bad Request: PEER_ID_INVALID", Fault.ADDRESS),
        (400, "Bad Request: have no rights to send a message", Fault.ADDRESS),
        (400, "Bad Request: can't parse entities: unclosed start tag at byte offset 3", Fault.LETTER),
        (400, "Bad Request: message is too long", Fault.LETTER),
        (400, "Bad Request: message text is empty", Fault.LETTER),
        (400, "Bad Request: BUTTON_DATA_INVALID", Fault.LETTER),
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", Fault.LATER),
        (400, "Bad Request: SOMETHING_NEVER_HEARD_OF", Fault.LATER),
        (401, "Unauthorized", Fault.CREDENTIALS),
        (404, "Not Found", Fault.CREDENTIALS),
        (409, "Conflict: terminated by other getUpdates request", Fault.LATER),
        (418, "I am a teapot", Fault.LATER),
        (500, "Internal Server Error", Fault.LATER),
        (502, "Bad Gateway", Fault.LATER),
    ],
)
async def test_what_cannot_be_delivered_is_told_apart(code, description, fault):
    async with line() as ends:
        ends.sandbox.fail("sendMessage", code=code, description=description)

        with pytest.raises(Undeliverable) as failure:
            await ends.telegram.show("7", QUESTION)

        assert failure.value.fault is fault
        assert failure.value.permanent is (fault in (Fault.ADDRESS, Fault.LETTER))
        assert "DEMO" not in str(failure.value)


MOVED = b'{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded","parameters":{"migrate_to_chat_id":-1009}}'


@pytest.mark.parametrize(
    ("status", "body", "fault", "after"),
    [
        (403, b"<html>blocked by the firewall</html>", Fault.LATER, 0),
        (400, b"<html>bad request</html>", Fault.LATER, 0),
        (404, b"", Fault.LATER, 0),
        (200, b"<html>welcome to this hotel</html>", Fault.LATER, 0),
        (200, b'{"ok":true}', Fault.LATER, 0),
        (200, b'{"ok":true,"result":"odd"}', Fault.LATER, 0),
        (413, b"<html>413 Request Entity Too Large</html>", Fault.LETTER, 0),
        (429, b"<html>slow down</html>", Fault.LATER, 1),
        (429, b'{"ok":false,"parameters":{"retry_after":4000}}', Fault.LATER, 4000),
        (500, b'{"ok":false,"parameters":{"retry_after":7}}', Fault.LATER, 7),
        (400, MOVED, Fault.ADDRESS, 0),
    ],
)
async def test_what_stands_between_us_and_telegram_is_not_taken_for_telegram(status, body, fault, after):
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    async with served(answer) as telegram:
        with pytest.raises(Undeliverable) as failure:
            await telegram.show("7", QUESTION)

    assert (failure.value.fault, failure.value.after) == (fault, after)


async def test_a_card_that_cannot_be_drawn_is_a_fault_of_the_letter():
    async with line() as ends:
        with pytest.raises(Undeliverable, match="cannot be drawn") as failure:
            await ends.telegram.show("7", Message(text="?", options=(Button("x", "d" * 65),)))

        assert failure.value.fault is Fault.LETTER
        assert not ends.called("sendMessage")


async def test_somebody_who_blocked_the_bot_is_not_tried_again():
    async with line() as ends:
        ends.juan.blocked = True

        with pytest.raises(Undeliverable) as failure:
            await ends.telegram.show("7", QUESTION)
        assert failure.value.fault is Fault.ADDRESS

        with pytest.raises(Undeliverable) as failure:
            await ends.telegram.show("T0DEMO:U1", QUESTION)
        assert failure.value.fault is Fault.ADDRESS


@pytest.mark.parametrize("ref", [False, True])
async def test_the_time_to_wait_is_passed_on(ref):
    async with line() as ends:
        earlier = await ends.telegram.show("7", QUESTION) if ref else ""
        ends.sandbox.fail("editMessageText" if ref else "sendMessage", retry_after=17)

        with pytest.raises(Undeliverable) as failure:
            await ends.telegram.show("7", ANSWERED, earlier)

        assert (failure.value.fault, failure.value.after) == (Fault.LATER, 17)


async def test_while_the_server_wants_a_pause_nothing_is_sent_to_anybody():
    async with line(polling=True) as ends:
        ana = ends.sandbox.person(8, "Ana")
        asked: list[float] = []
        ends.telegram.pause.on_pause = asked.append
        ends.sandbox.fail("sendMessage", retry_after=4000)
        with pytest.raises(Undeliverable):
            await ends.telegram.show("7", QUESTION)
        calls = len(ends.sandbox.calls)

        with pytest.raises(Undeliverable) as failure:
            await ends.telegram.show("8", QUESTION)
        ana.say("I am still heard")
        await until(lambda: ends.said() == ["I am still heard"])

        assert failure.value.fault is Fault.LATER
        assert 3990 < failure.value.after <= 4000
        assert asked == [4000]
        assert {method for method, _ in ends.sandbox.calls[calls:]} <= {"getUpdates", "deleteWebhook"}


async def test_a_pause_that_another_process_was_asked_for_is_kept_too():
    async with line() as ends:
        ends.telegram.pause.set(0.2)

        with pytest.raises(Undeliverable):
            await ends.telegram.show("7", QUESTION)
        await ends.telegram.pause.wait()

        assert await ends.telegram.show("7", QUESTION)


async def test_eighty_calls_that_hang_hold_up_no_other():
    released = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        if (await request.json())["chat_id"] != 8:
            await released.wait()
        told = {"message_id": 1, "date": 0, "chat": PRIVATE}
        return web.json_response({"ok": True, "result": told})

    async with served(answer) as telegram:
        hanging = [asyncio.create_task(telegram.show(str(n), QUESTION)) for n in range(100, 180)]
        await asyncio.sleep(0.1)
        began = time.monotonic()

        assert await telegram.show("8", QUESTION) == "1"

        assert time.monotonic() - began < 1
        released.set()
        await asyncio.gather(*hanging)


async def test_a_call_that_hangs_is_given_up_soon(monkeypatch):
    monkeypatch.setattr(transport, "ANSWER", 0.2)

    async def answer(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    async with served(answer) as telegram:
        with pytest.raises(Undeliverable) as failure:
            await telegram.show("7", QUESTION)

    assert failure.value.fault is Fault.LATER


@asynccontextmanager
async def served(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[Telegram]:
    """The channel, not opened, on a line to a server of one answer."""
    app = web.Application()
    app.router.add_route("*", "/bot1:DEMO/{method}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    telegram = Telegram("1:DEMO", api_url=f"http://127.0.0.1:{runner.addresses[0][1]}/bot", fetch=_no_file, commands={})
    await telegram._request.initialize()
    try:
        yield telegram
    finally:
        await telegram.close()
        await runner.cleanup()


async def test_a_server_that_is_not_there_is_a_passing_trouble():
    telegram = Telegram("1:DEMO", api_url="http://127.0.0.1:9/bot", fetch=_no_file, commands={})
    await telegram._request.initialize()

    with pytest.raises(Undeliverable) as failure:
        await telegram.show("7", QUESTION)
    await telegram.close()

    assert failure.value.fault is Fault.LATER
    assert "DEMO" not in str(failure.value)


PLACE = Message(text="Where is it?", place="Share my place", placeholder="x" * 99, controls=(Button("Skip", "s"),))


async def test_the_location_button_comes_and_goes_with_its_card():
    async with line(polling=True) as ends:
        ref = await ends.telegram.show("7", PLACE)
        keyboard = ends.juan.keyboard
        assert keyboard is not None
        assert keyboard["keyboard"] == [[{"text": "Share my place", "request_location": True}]]
        assert ends.juan.buttons() == ["Skip"]
        assert [message["text"] for message in ends.juan.messages] == ["Where is it?", "📍 Share my place"]

        assert await ends.telegram.show("7", PLACE, ref) == ref
        ends.juan.say("by the gate")
        await ends.juan.settled()
        await ends.telegram.show("7", ANSWERED, ref)

        assert ends.juan.keyboard is None
        assert [message["text"] for message in ends.juan.messages] == ["Seals\n\n✅ Is it whole? Yes", "by the gate"]


async def test_a_location_button_that_cannot_be_brought_comes_a_little_later():
    async with line() as ends:
        card = await ends.telegram.show("7", QUESTION)
        ends.sandbox.fail("sendMessage", code=500)

        assert await ends.telegram.show("7", PLACE, card) == card
        assert ends.juan.keyboard is None
        await until(lambda: ends.juan.keyboard is not None)

        assert [message["text"] for message in ends.juan.messages] == ["Where is it?", "📍 Share my place"]
        await ends.telegram.show("7", ANSWERED, card)
        assert ends.juan.keyboard is None
        assert [message["text"] for message in ends.juan.messages] == ["Seals\n\n✅ Is it whole? Yes"]


async def test_a_location_button_does_not_come_after_the_answer():
    async with line() as ends:
        card = await ends.telegram.show("7", QUESTION)
        ends.sandbox.fail("sendMessage", times=2, code=500)
        await ends.telegram.show("7", PLACE, card)

        await ends.telegram.show("7", ANSWERED, card)
        await until(lambda: not ends.telegram._errands)

        assert ends.juan.keyboard is None
        assert len(ends.juan.messages) == 1


async def test_a_location_button_goes_a_little_later_if_it_must():
    async with line() as ends:
        ref = await ends.telegram.show("7", PLACE)
        ends.sandbox.fail("sendMessage", code=502)
        ends.sandbox.fail("deleteMessages", code=502)

        await ends.telegram.show("7", ANSWERED, ref)
        await until(lambda: not ends.telegram._errands)

        assert ends.juan.keyboard is None
        assert len(ends.juan.messages) == 1


def pictures(*mimes: str) -> tuple[Picture, ...]:
    return tuple(Picture(f"digest{n}", mime, f"{n}.bin") for n, mime in enumerate(mimes))


def test_photos_are_sent_in_albums_of_ten_and_all_else_one_by_one():
    kept = pictures(*["image/jpeg"] * 6, "application/pdf", *["image/png"] * 7, "audio/ogg")

    assert [[picture.name for picture in album] for album in albums(kept)] == [
        ["0.bin", "1.bin", "2.bin", "3.bin", "4.bin", "5.bin", "7.bin", "8.bin", "9.bin", "10.bin"],
        ["6.bin"], ["11.bin", "12.bin", "13.bin"], ["14.bin"],
    ]  # fmt: skip
    assert albums(()) == ()


@pytest.mark.parametrize(
    ("mimes", "method", "kind"),
    [
        (["image/jpeg"], "sendPhoto", "photo"),
        (["image/jpeg", "image/png", "image/webp"], "sendMediaGroup", "photo"),
        (["application/pdf"], "sendDocument", "document"),
        (["image/gif"], "sendDocument", "document"),
        (["audio/ogg"], "sendVoice", "voice"),
        (["video/mp4"], "sendVideo", "video"),
        (["video/quicktime"], "sendDocument", "document"),
        (["image/heic"], "sendPhoto", "photo"),
    ],
)
async def test_an_album_is_one_call_each_in_its_own_way(mimes, method, kind):
    async with line() as ends:
        kept = pictures(*mimes)
        ends.files |= {picture.digest: OGG if kind == "voice" else PNG for picture in kept}
        before = len(ends.sandbox.calls)

        ref = await ends.telegram.show("7", Message(pictures=kept))

        assert [name for name, _ in ends.sandbox.calls[before:]] == [method]
        assert [kind in message for message in ends.juan.messages] == [True] * len(mimes)
        assert ref == str(ends.juan.messages[0]["message_id"])


async def test_beside_words_no_pictures_are_sent():
    async with line() as ends:
        await ends.telegram.show("7", Message(text="Findings", pictures=pictures("image/jpeg")))

        assert ["text" in message for message in ends.juan.messages] == [True]


async def test_a_ref_of_the_time_when_pictures_followed_their_card_is_still_read():
    async with line() as ends:
        ref = await ends.telegram.show("7", QUESTION)

        assert await ends.telegram.show("7", ANSWERED, f"{ref}~0123abcd") == ref
        assert len(ends.juan.messages) == 1


async def test_photos_telegram_will_not_have_go_as_documents():
    async with line() as ends:
        ends.files |= {"digest0": PNG, "digest1": b"not a picture"}

        await ends.telegram.show("7", Message(pictures=pictures("image/jpeg", "image/jpeg")))

        assert ["document" in message for message in ends.juan.messages] == [True, True]
        assert len(ends.called("sendMediaGroup")) == 2


async def test_photos_that_are_too_large_go_as_documents_and_not_all_at_once():
    async with line() as ends:
        kept = pictures(*["image/jpeg"] * 4)
        ends.files |= {picture.digest: PNG + bytes(13 << 20) for picture in kept}

        await ends.telegram.show("7", Message(pictures=kept))

        assert ["document" in message for message in ends.juan.messages] == [True] * 4
        assert len(ends.called("sendDocument")) == 4


@pytest.mark.parametrize(
    ("illness", "fault", "after"),
    [
        (faults.BadGateway(), Fault.LATER, 0),
        (faults.ServerError(), Fault.LATER, 0),
        (faults.Reset(), Fault.LATER, 0),
        (faults.TooMany(600), Fault.LATER, 600),
        (faults.BadToken(), Fault.CREDENTIALS, 0),
        (faults.ChatGone(), Fault.ADDRESS, 0),
    ],
)
async def test_pictures_that_cannot_be_sent_are_told_like_any_card(illness, fault, after):
    async with line() as ends:
        ends.files["digest0"] = PNG
        ends.sandbox.ill(illness)

        with pytest.raises(Undeliverable) as failure:
            await ends.telegram.show("7", Message(pictures=pictures("image/jpeg")))
        ends.sandbox.well()

        assert (failure.value.fault, failure.value.after) == (fault, after)
        assert not ends.juan.messages


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [(FileNotFoundError("gone"), Fault.LETTER), (OSError("the bucket is away"), Fault.LATER)],
)
async def test_a_file_that_is_lost_is_told_from_a_store_that_is_away(wrong, fault):
    async def fetch(_digest: str) -> bytes:
        raise wrong

    async with line() as ends:
        ends.telegram._board._pictures._fetch = fetch

        with pytest.raises(Undeliverable, match="file") as failure:
            await ends.telegram.show("7", Message(pictures=pictures("image/jpeg")))

    assert failure.value.fault is fault
