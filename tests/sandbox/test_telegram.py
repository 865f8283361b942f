"""The Telegram stand-in, from both ends: the real python-telegram-bot client, and the hands of its people."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.sandbox.calls import MOST_CALLS, Call
from bot.sandbox.telegram.html import units
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.sandbox import TelegramSandbox
from bot.sandbox.telegram.text import message_text
from bot.sandbox.telegram.wire import Refused

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 1600, 1200) + b"\x08\x02\x00\x00\x00rest"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 600, 800) + b"\x03" * 12
PIECES = ("<b>", "</b>", "<pre>", '<code class="language-x">', "</code>", "</pre>", "</>", "😀", " ", "a&lt;", "\n")
OGG = b"OggS" + b"\x00" * 60


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """The address of an application that listens for as long as the block lasts."""
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@dataclass
class Line:
    """Both ends of the line."""

    sandbox: TelegramSandbox
    address: str
    bot: Bot
    juan: TelegramPerson

    def bot_with(self, token: str) -> Bot:
        return Bot(token, base_url=f"{self.address}/bot", base_file_url=f"{self.address}/file/bot")


@asynccontextmanager
async def opened() -> AsyncIterator[Line]:
    """A stand-in that has just been started."""
    sandbox = TelegramSandbox()
    app = web.Application()
    sandbox.add_routes(app)
    async with served(app) as address:
        bot = Bot(sandbox.token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")
        async with bot:
            yield Line(sandbox, address, bot, sandbox.person(7, "Juan", "es"))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with opened() as one:
        yield one


@dataclass
class Hook:
    """A webhook that answers as told and notes what came."""

    answers: list[int] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    pause: float = 0
    reply: dict[str, Any] | list[Any] | None = None
    """What is said with the answer."""

    async def take(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.bodies.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await asyncio.sleep(self.pause)
        self.at_once -= 1
        status = self.answers.pop(0) if self.answers else 200
        return web.Response(status=status) if self.reply is None else web.json_response(self.reply, status=status)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/hook", self.take)
        return app

    def texts(self) -> list[str]:
        return [body["message"]["text"] for body in self.bodies]


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def button(text: str, data: str = "x", **more: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data, **more)


async def refusal(call: Any) -> str:
    """The words of a refusal, in small letters: python-telegram-bot changes the case."""
    with pytest.raises(BadRequest) as refused:
        await call
    return refused.value.message.lower()


# What the bot sends.


async def test_a_person_sees_what_the_bot_sends(line: Line) -> None:
    sent = await line.bot.send_message(7, "Hola, *Juan*", disable_notification=True, protect_content=True)

    assert [message["text"] for message in line.juan.messages] == ["Hola, *Juan*"]
    assert line.juan.messages[0]["from"]["is_bot"] is True
    assert line.juan.messages[0]["message_id"] == sent.message_id
    assert sent.chat.first_name == "Juan"
    assert sent.has_protected_content is True


async def test_html_becomes_plain_text_and_entities(line: Line) -> None:
    source = (
        '😀 <b>Seal <i>ABC</i></b> &lt;ok&gt; &amp; <a href="https://example.com">manual</a> '
        '<pre><code class="language-python">x = 1</code></pre> <tg-spoiler>s</tg-spoiler> '
        "<blockquote expandable>long</blockquote>"
    )

    sent = await line.bot.send_message(7, source, parse_mode=ParseMode.HTML)

    assert sent.text == "😀 Seal ABC <ok> & manual x = 1 s long"
    marked = {entity.type: sent.parse_entity(entity) for entity in sent.entities}
    assert marked == {
        "bold": "Seal ABC",
        "italic": "ABC",
        "text_link": "manual",
        "pre": "x = 1",
        "spoiler": "s",
        "expandable_blockquote": "long",
    }
    by_type = {entity.type: entity for entity in sent.entities}
    assert by_type["bold"].offset == 3
    assert by_type["text_link"].url == "https://example.com/"
    assert by_type["pre"].language == "python"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é <foo>x</foo>", 'Unsupported start tag "foo" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
async def test_html_that_does_not_parse_is_refused_with_the_place(line: Line, source: str, complaint: str) -> None:
    told = await refusal(line.bot.send_message(7, source, parse_mode=ParseMode.HTML))

    assert told == f"can't parse entities: {complaint.lower()}"
    assert line.juan.messages == []


@given(st.text("<>/&;#x1ab= \"'\n😀-", max_size=40) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_html_is_refused_or_marked_within_its_text(source: str) -> None:
    try:
        rich = message_text({"text": source, "parse_mode": "HTML"})
    except Refused:
        return

    assert 0 < len(rich.text) <= len(source)
    for entity in rich.entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units(rich.text)


async def test_unknown_references_and_given_entities_are_kept(line: Line) -> None:
    html = await line.bot.send_message(7, " &nbsp;&copy; &#233;&#x41; <u>x </u>\n", parse_mode=ParseMode.HTML)
    given = await line.bot.send_message(7, "bold /go", entities=[MessageEntity("bold", 0, 4)])

    assert html.text == "&nbsp;&copy; éA x"
    assert html.parse_entities() == {html.entities[0]: "x"}
    assert [(entity.type, entity.offset, entity.length) for entity in given.entities] == [
        ("bold", 0, 4),
        ("bot_command", 5, 3),
    ]


async def test_texts_have_the_published_limits(line: Line) -> None:
    assert (await line.bot.send_message(7, "<b>" + "x" * 4096 + "</b>", parse_mode=ParseMode.HTML)).text == "x" * 4096
    assert await refusal(line.bot.send_message(7, "x" * 4097)) == "message is too long"
    assert await refusal(line.bot.send_message(7, " \n ")) == "message text is empty"
    assert await refusal(line.bot.send_photo(7, PNG, caption="x" * 1025)) == "message caption is too long"
    assert await refusal(line.bot.send_message(7, "x", parse_mode="Markdown")) == "unsupported parse_mode"


async def test_only_known_and_willing_people_can_be_written_to(line: Line) -> None:
    stranger = line.sandbox.person(8, "Eva", started=False)
    assert await refusal(line.bot.send_message(99, "x")) == "chat not found"
    assert await refusal(line.bot.send_message(8, "x")) == "chat not found"

    stranger.say("/start")
    line.juan.blocked = True

    assert (await line.bot.send_message(8, "x")).text == "x"
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await line.bot.send_message(7, "x")


async def test_another_token_and_an_unknown_method_are_refused(line: Line) -> None:
    async with httpx.AsyncClient() as client:
        unknown = await client.get(f"{line.address}/bot1:DEMO/sendTelepathy")
        stranger = await client.get(f"{line.address}/bot2:OTHER/getMe")

    assert (unknown.status_code, unknown.json()) == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")
    with pytest.raises(InvalidToken):
        await line.bot_with("2:OTHER").__aenter__()  # closes its connections when it fails


async def test_calls_are_read_as_json_forms_and_queries_alike(line: Line) -> None:
    url = f"{line.address}/bot1:DEMO/sendmessage"
    markup = {"inline_keyboard": [[{"text": "Ok", "callback_data": "ok"}]]}

    async with httpx.AsyncClient() as client:
        await client.post(url, json={"chat_id": 7, "text": "1", "reply_markup": markup})
        await client.post(url, data={"chat_id": "7", "text": "2", "reply_markup": json.dumps(markup)})
        await client.post(url, files={"chat_id": (None, "7"), "text": (None, "3")})
        await client.get(url, params={"chat_id": "7", "text": "4"})
        broken = await client.post(url, data={"chat_id": "7", "text": "5", "reply_markup": "{"})

    assert [message["text"] for message in line.juan.messages] == ["1", "2", "3", "4"]
    assert line.juan.messages[0]["reply_markup"] == line.juan.messages[1]["reply_markup"]
    assert broken.status_code == 400
    assert broken.json()["description"] == "Bad Request: can't parse reply keyboard markup JSON object"
    assert line.sandbox.calls[1:3] == [
        ("sendmessage", {"chat_id": 7, "text": "1", "reply_markup": markup}),
        ("sendmessage", {"chat_id": 7, "text": "2", "reply_markup": markup}),
    ]


async def test_a_reply_names_its_original(line: Line) -> None:
    first = await line.bot.send_message(7, "first")

    reply = await line.bot.send_message(7, "second", reply_parameters=ReplyParameters(first.message_id))

    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "first"
    told = await refusal(line.bot.send_message(7, "third", reply_parameters=ReplyParameters(12345)))
    assert told == "message to be replied not found"


# Edits and deletions.


async def test_an_edit_changes_what_the_person_sees(line: Line) -> None:
    sent = await line.bot.send_message(7, "One", reply_markup=keyboard([button("Go", "go")]))

    edited = await line.bot.edit_message_text("Two", 7, sent.message_id)

    assert isinstance(edited, type(sent))
    assert edited.edit_date is not None
    assert [(message["text"], "reply_markup" in message) for message in line.juan.messages] == [("Two", False)]


async def test_an_edit_that_changes_nothing_is_refused(line: Line) -> None:
    markup = keyboard([button("Go", "go")])
    sent = await line.bot.send_message(7, "<b>One</b>", parse_mode=ParseMode.HTML, reply_markup=markup)
    edit = line.bot.edit_message_text
    expected = "message is not modified: specified new message content and reply markup are exactly the same"

    again = edit("<b>One</b>", 7, sent.message_id, parse_mode=ParseMode.HTML, reply_markup=markup)
    assert (await refusal(again)).startswith(expected)
    same_markup = line.bot.edit_message_reply_markup(7, sent.message_id, reply_markup=markup)
    assert (await refusal(same_markup)).startswith(expected)

    await edit("One", 7, sent.message_id, reply_markup=markup)
    assert "entities" not in line.juan.messages[0]
    await line.bot.edit_message_reply_markup(7, sent.message_id)
    assert "reply_markup" not in line.juan.messages[0]
    assert (await refusal(line.bot.edit_message_reply_markup(7, sent.message_id))).startswith(expected)


async def test_edits_of_the_wrong_message_are_refused(line: Line) -> None:
    line.juan.say("mine")
    mine = line.juan.messages[0]["message_id"]
    photo = await line.bot.send_photo(7, PNG, caption="Old")
    text = await line.bot.send_message(7, "Text")

    await line.bot.edit_message_caption(7, photo.message_id, caption="New")

    assert line.juan.messages[1]["caption"] == "New"
    assert await refusal(line.bot.edit_message_text("x", 7, 999)) == "message to edit not found"
    assert await refusal(line.bot.edit_message_text("x", 7, mine)) == "message can't be edited"
    no_text = line.bot.edit_message_text("x", 7, photo.message_id)
    assert await refusal(no_text) == "there is no text in the message to edit"
    no_caption = line.bot.edit_message_caption(7, text.message_id, caption="x")
    assert await refusal(no_caption) == "there is no caption in the message to edit"


async def test_deleted_messages_are_gone(line: Line) -> None:
    ids = [(await line.bot.send_message(7, text)).message_id for text in ("1", "2", "3")]

    await line.bot.delete_message(7, ids[0])
    await line.bot.delete_messages(7, [ids[1], 999])

    assert [message["text"] for message in line.juan.messages] == ["3"]
    assert await refusal(line.bot.delete_message(7, ids[0])) == "message to delete not found"


async def test_a_chat_keeps_its_newest_messages(line: Line) -> None:
    for number in range(510):
        line.juan.say(str(number))

    assert len(line.juan.messages) == 500
    assert line.juan.messages[0]["text"] == "10"


# Keyboards.


async def test_buttons_carry_styles_and_are_pressed_by_label_or_data(line: Line) -> None:
    await line.bot.send_message(7, "Old", reply_markup=keyboard([button("Pass", "old")]))
    markup = keyboard(
        [button("Pass", "p", style="success"), button("Fail", "f", style="danger")], [button("Back", "b")]
    )
    card = await line.bot.send_message(7, "Seal intact?", reply_markup=markup)

    by_label, by_data = line.juan.press("Pass"), line.juan.press("f")

    assert line.juan.buttons() == ["Pass", "Fail", "Back"]
    first, second = await line.bot.get_updates()
    assert (first.update_id, second.update_id) == (by_label, by_data)
    assert first.callback_query is not None
    assert second.callback_query is not None
    assert (first.callback_query.data, second.callback_query.data) == ("p", "f")
    assert first.callback_query.from_user.language_code == "es"
    assert first.callback_query.message is not None
    assert first.callback_query.message.message_id == card.message_id
    styles = line.juan.messages[-1]["reply_markup"]["inline_keyboard"][0]
    assert [shown["style"] for shown in styles] == ["success", "danger"]


async def test_a_press_carries_the_message_as_it_was(line: Line) -> None:
    card = await line.bot.send_message(7, "Before", reply_markup=keyboard([button("Go", "go")]))
    line.juan.press("Go", message_id=card.message_id)

    await line.bot.edit_message_text("After", 7, card.message_id)

    (update,) = await line.bot.get_updates()
    assert update.effective_message is not None
    assert update.effective_message.text == "Before"
    with pytest.raises(LookupError, match="no button 'Go'; there are \\[\\]"):
        line.juan.press("Go")


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        (keyboard([button("x", "é" * 33)]), "Button_data_invalid"),
        (keyboard([button("x", style="warning")]), "Invalid button style specified"),
        (keyboard(*[[button("x")] * 8] * 13), "Reply markup is too long"),
        (keyboard([button(" ")]), "Inline keyboard button text must be non-empty"),
        (
            keyboard([InlineKeyboardButton("x")]),
            "Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (keyboard([InlineKeyboardButton("x", url="ftp://example.com")]), "Button_url_invalid"),
        (ForceReply(input_field_placeholder="x" * 65), "Input field placeholder must be 1-64 characters long"),
    ],
)
async def test_keyboards_telegram_would_not_show_are_refused(line: Line, markup: Any, complaint: str) -> None:
    assert (await refusal(line.bot.send_message(7, "x", reply_markup=markup))) == complaint.lower()


async def test_the_largest_keyboard_is_shown(line: Line) -> None:
    markup = keyboard(*[[button("x", "é" * 32)] * 10] * 10)

    await line.bot.send_message(7, "x", reply_markup=markup)

    assert len(line.juan.buttons()) == 100


async def test_a_pressed_button_turns_until_it_is_answered(line: Line) -> None:
    await line.bot.send_message(7, "x", reply_markup=keyboard([button("Go", "go")]))
    line.juan.press("Go")
    (update,) = await line.bot.get_updates()
    assert update.callback_query is not None
    assert line.juan.spinning == [update.callback_query.id]

    await line.bot.answer_callback_query(update.callback_query.id, "Saved", show_alert=True)
    await line.bot.answer_callback_query(update.callback_query.id, "Saved again")

    assert line.juan.toasts == [{"text": "Saved", "show_alert": True}]
    assert line.juan.spinning == []
    told = await refusal(line.bot.answer_callback_query("1"))
    assert told == "query is too old and response timeout expired or query id is invalid"
    assert await refusal(line.bot.answer_callback_query(update.callback_query.id, "x" * 201)) == "message_too_long"


async def test_a_reply_keyboard_stays_until_it_is_removed(line: Line) -> None:
    keys = [[KeyboardButton("Here", request_location=True)], ["Skip"]]
    markup = ReplyKeyboardMarkup(keys, input_field_placeholder="Where?", resize_keyboard=True)
    await line.bot.send_message(7, "Where?", reply_markup=markup)
    assert line.juan.keyboard is not None
    assert line.juan.keyboard["input_field_placeholder"] == "Where?"

    line.juan.press("Skip")
    line.juan.send_location(19.4, -99.1, 12.5)
    with pytest.raises(LookupError, match="request_location"):
        line.juan.press("Here")

    skipped, place = await line.bot.get_updates()
    assert skipped.message is not None
    assert skipped.message.text == "Skip"
    assert place.message is not None
    assert place.message.location is not None
    assert (place.message.location.latitude, place.message.location.horizontal_accuracy) == (19.4, 12.5)
    await line.bot.send_message(7, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert line.juan.keyboard is None
    assert "reply_markup" not in line.juan.messages[-1]


async def test_a_one_time_keyboard_goes_once_used(line: Line) -> None:
    markup = ReplyKeyboardMarkup([[KeyboardButton("Me", request_contact=True)]], one_time_keyboard=True)
    await line.bot.send_message(7, "Who?", reply_markup=markup)

    line.juan.send_contact("+525512345678")

    (update,) = await line.bot.get_updates()
    assert update.message is not None
    assert update.message.contact is not None
    assert update.message.contact.user_id == 7
    assert line.juan.keyboard is None


async def test_a_forced_reply_makes_the_next_message_a_reply(line: Line) -> None:
    asked = await line.bot.send_message(7, "Number?", reply_markup=ForceReply(input_field_placeholder="ABC123"))
    assert line.juan.forced_reply is not None

    line.juan.say("ABC1")
    line.juan.say("more")

    first, second = [update.message for update in await line.bot.get_updates()]
    assert first is not None
    assert second is not None
    assert first.reply_to_message is not None
    assert first.reply_to_message.message_id == asked.message_id
    assert second.reply_to_message is None
    assert line.juan.forced_reply is None


# Files.


async def test_files_from_a_person_reach_the_bot(line: Line) -> None:
    line.juan.send_photo(PNG, "the seal")
    line.juan.send_voice(OGG, duration=5)
    line.juan.send_document(b"%PDF-1.7", "bill.pdf", "application/pdf", "the bill")

    photo, voice, document = [update.message for update in await line.bot.get_updates()]

    assert photo is not None
    assert voice is not None
    assert document is not None
    assert [(size.width, size.height) for size in photo.photo] == [(90, 68), (320, 240), (800, 600), (1600, 1200)]
    assert photo.photo[-1].file_size == len(PNG)
    assert len({size.file_unique_id for size in photo.photo}) == 4
    assert photo.caption == "the seal"
    assert voice.voice is not None
    assert (voice.voice.mime_type, voice.voice.file_size) == ("audio/ogg", len(OGG))
    assert document.document is not None
    assert document.document.file_name == "bill.pdf"
    for file_id, data in (
        (photo.photo[-1].file_id, PNG),
        (voice.voice.file_id, OGG),
        (document.document.file_id, b"%PDF-1.7"),
    ):
        file = await line.bot.get_file(file_id)
        assert bytes(await file.download_as_bytearray()) == data
        assert file.file_size == len(data)


async def test_files_from_the_bot_reach_the_person(line: Line) -> None:
    photo = await line.bot.send_photo(7, JPEG, caption="<b>See</b>", parse_mode=ParseMode.HTML)
    await line.bot.send_document(7, InputFile(b"a,b", filename="list.csv"), caption="List")
    await line.bot.send_voice(7, OGG, duration=4)
    await line.bot.send_photo(7, photo.photo[-1].file_id)
    await line.bot.send_location(7, 19.4, -99.1, horizontal_accuracy=30)

    shown = line.juan.messages
    assert (shown[0]["photo"][-1]["width"], shown[0]["photo"][-1]["height"]) == (800, 600)
    assert (shown[0]["caption"], shown[0]["caption_entities"][0]["type"]) == ("See", "bold")
    assert shown[1]["document"]["file_name"] == "list.csv"
    assert (shown[1]["document"]["mime_type"], shown[1]["document"]["file_size"]) == ("text/csv", 3)
    assert shown[2]["voice"]["duration"] == 4
    assert shown[3]["photo"][-1]["file_unique_id"] == shown[0]["photo"][-1]["file_unique_id"]
    assert shown[4]["location"] == {"latitude": 19.4, "longitude": -99.1, "horizontal_accuracy": 30.0}
    photo_calls = [params for method, params in line.sandbox.calls if method == "sendPhoto"]
    assert photo_calls[0]["photo"] == {
        "file_name": "application.octet-stream",
        "mime_type": "application/octet-stream",
        "file_size": len(JPEG),
    }


async def test_a_large_document_passes_and_a_larger_one_does_not(line: Line) -> None:
    line.juan.send_document(b"x" * (20 << 20), "fits.bin", "application/octet-stream")
    line.juan.send_document(b"x" * ((20 << 20) + 1), "big.bin", "application/octet-stream")
    fits, big = [update.message.document for update in await line.bot.get_updates() if update.message]
    assert fits is not None
    assert big is not None

    sent = await line.bot.send_document(7, b"y" * (3 << 20), filename="up.bin")

    assert sent.document is not None
    assert sent.document.file_size == 3 << 20
    assert (await line.bot.get_file(fits.file_id)).file_path is not None
    assert await refusal(line.bot.get_file(big.file_id)) == "file is too big"


async def test_files_that_are_not_what_they_should_be_are_refused(line: Line) -> None:
    flat = PNG[:16] + struct.pack(">II", 9000, 10) + PNG[24:]

    assert await refusal(line.bot.send_photo(7, b"no picture")) == "image_process_failed"
    assert await refusal(line.bot.send_photo(7, flat)) == "photo_invalid_dimensions"
    heavy = await refusal(line.bot.send_photo(7, JPEG + b"x" * (10 << 20)))
    assert heavy.endswith("bytes is too big for a photo; the maximum size is 10485760 bytes")
    assert await refusal(line.bot.send_document(7, b"")) == "file must be non-empty"
    assert await refusal(line.bot.send_document(7, "nothing")) == (
        "wrong file_id or the file is temporarily unavailable"
    )


async def test_an_album_from_a_person_is_several_updates(line: Line) -> None:
    ids = line.juan.send_album([PNG, JPEG, PNG], "three")

    updates = await line.bot.get_updates()

    assert [update.update_id for update in updates] == ids
    assert len({update.message.media_group_id for update in updates if update.message}) == 1
    assert [update.message.caption for update in updates if update.message] == ["three", None, None]


async def test_an_album_from_the_bot_is_several_messages(line: Line) -> None:
    sent = await line.bot.send_media_group(7, [InputMediaPhoto(PNG, caption="a"), InputMediaPhoto(JPEG)])
    documents = [InputMediaDocument(b"1", filename="1.txt"), InputMediaDocument(b"2", filename="2.txt")]
    await line.bot.send_media_group(7, documents)

    assert len({message.media_group_id for message in sent}) == 1
    assert [message["photo"][-1]["width"] for message in line.juan.messages[:2]] == [1600, 800]
    assert line.juan.messages[3]["document"]["file_name"] == "2.txt"
    alone = line.bot.send_media_group(7, [InputMediaPhoto(PNG)])
    assert await refusal(alone) == "an album must have 2-10 items"


# Updates: long polling.


async def test_a_command_is_marked_as_one(line: Line) -> None:
    update_id = line.juan.say("/start a_token-1")

    (update,) = await line.bot.get_updates()

    assert update.update_id == update_id
    assert update.message is not None
    assert update.message.parse_entities(["bot_command"]) == {update.message.entities[0]: "/start"}
    assert update.message.from_user is not None
    assert update.message.from_user.is_bot is False
    assert update.message.chat.type == "private"


async def test_an_update_is_forgotten_only_when_a_later_offset_confirms_it(line: Line) -> None:
    first, second = line.juan.say("1"), line.juan.say("2")

    assert [update.update_id for update in await line.bot.get_updates()] == [first, second]
    assert [update.update_id for update in await line.bot.get_updates(offset=first)] == [first, second]
    assert [update.update_id for update in await line.bot.get_updates(offset=second, limit=1)] == [second]
    assert line.sandbox.pending_updates == 1
    assert await line.bot.get_updates(offset=second + 1) == ()
    assert line.sandbox.pending_updates == 0


async def test_a_negative_offset_forgets_all_but_the_last(line: Line) -> None:
    ids = [line.juan.say(str(number)) for number in range(5)]

    assert [update.update_id for update in await line.bot.get_updates(offset=-2)] == ids[-2:]
    assert [update.update_id for update in await line.bot.get_updates()] == ids[-2:]
    assert [update.update_id for update in await line.bot.get_updates(offset=-9)] == ids[-2:]


async def test_a_long_poll_waits_for_an_update(line: Line) -> None:
    poll = asyncio.create_task(line.bot.get_updates(timeout=20))
    while not line.sandbox.calls or line.sandbox.calls[-1][0] != "getUpdates":
        await asyncio.sleep(0.005)

    update_id = line.juan.say("now")

    assert [update.update_id for update in await asyncio.wait_for(poll, 2)] == [update_id]


async def test_a_second_poller_ends_the_first(line: Line) -> None:
    first = asyncio.create_task(line.bot.get_updates(timeout=20))
    while not line.sandbox.calls or line.sandbox.calls[-1][0] != "getUpdates":
        await asyncio.sleep(0.005)

    async with line.bot_with("1:DEMO") as second:
        assert await second.get_updates() == ()

    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_only_allowed_updates_are_sent(line: Line) -> None:
    await line.bot.send_message(7, "x", reply_markup=keyboard([button("Go", "go")]))
    await line.bot.get_updates(allowed_updates=["callback_query"])

    line.juan.say("ignored")
    pressed = line.juan.press("Go")

    assert [update.update_id for update in await line.bot.get_updates()] == [pressed]


async def test_an_update_delivered_again_has_the_same_id_and_is_taken_once(line: Line) -> None:
    said = line.juan.say("twice")
    await line.bot.get_updates(offset=said + 1)
    newer = line.juan.say("newer")

    line.sandbox.redeliver(said)

    again = await line.bot.get_updates(offset=said + 1)
    assert [update.update_id for update in again] == [said, newer]
    assert await line.bot.get_updates(offset=newer + 1) == ()
    assert line.sandbox.pending_updates == 0


async def test_raw_updates_are_delivered_as_given(line: Line) -> None:
    number = line.sandbox.inject({"message": {"from": {"id": [7]}, "text": 5}})
    line.sandbox.inject({"update_id": number + 10, "unheard_of": {}})
    said = line.juan.say("after")

    async with httpx.AsyncClient() as client:
        fetched = (await client.get(f"{line.address}/bot1:DEMO/getUpdates")).json()["result"]

    assert fetched[0] == {"update_id": number, "message": {"from": {"id": [7]}, "text": 5}}
    assert fetched[1] == {"update_id": number + 10, "unheard_of": {}}
    assert fetched[2]["update_id"] == said == number + 11


async def test_blocking_and_editing_are_told_to_the_bot(line: Line) -> None:
    line.juan.say("first")
    line.juan.edit(line.juan.messages[0]["message_id"], "second")
    line.juan.blocked = True
    line.juan.blocked = False

    _, edited, blocked, unblocked = await line.bot.get_updates()

    assert edited.edited_message is not None
    assert edited.edited_message.text == "second"
    assert blocked.my_chat_member is not None
    assert unblocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert line.juan.messages[0]["text"] == "second"


async def test_a_real_application_talks_with_a_person_by_polling(line: Line) -> None:
    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"You said {update.message.text}", reply_markup=keyboard([button("Ok", "ok")]))

    async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Noted")
        await update.callback_query.edit_message_text("Done")

    application = ApplicationBuilder().bot(line.bot_with("1:DEMO")).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(pressed))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling(timeout=5)
        await application.start()

        line.juan.say("hola")
        await line.juan.settled()
        assert [message["text"] for message in line.juan.messages] == ["hola", "You said hola"]
        line.juan.press("Ok")
        await line.juan.settled()

        await application.stop()
        await application.updater.stop()
    assert [message["text"] for message in line.juan.messages] == ["hola", "Done"]
    assert line.juan.toasts == [{"text": "Noted", "show_alert": False}]


# Updates: webhook.


async def test_a_webhook_gets_updates_in_order_with_its_secret(line: Line) -> None:
    hook = Hook()
    async with served(hook.app()) as address:
        line.juan.say("0")
        await line.bot.set_webhook(f"{address}/hook", secret_token="s3cret_")
        for number in range(1, 5):
            line.juan.say(str(number))
        await line.juan.settled()

    assert hook.texts() == ["0", "1", "2", "3", "4"]
    assert set(hook.secrets) == {"s3cret_"}
    assert hook.most_at_once == 1
    assert line.sandbox.pending_updates == 0


async def test_people_do_not_wait_for_each_other_at_a_webhook(line: Line) -> None:
    hook = Hook(pause=0.05)
    people = [line.sandbox.person(100 + number, f"P{number}") for number in range(6)]
    async with served(hook.app()) as address:
        await line.bot.set_webhook(f"{address}/hook", max_connections=4)
        for person in people:
            person.say("hola")
        for person in people:
            await person.settled()

    assert hook.most_at_once == 4
    assert len(hook.bodies) == 6


async def test_a_webhook_is_tried_until_it_accepts(line: Line) -> None:
    hook = Hook(answers=[500, 302, 503])
    async with served(hook.app()) as address:
        await line.bot.set_webhook(f"{address}/hook")
        line.juan.say("first")
        line.juan.say("second")
        await line.juan.settled()
        told = await line.bot.get_webhook_info()

    assert hook.texts() == ["first", "first", "first", "first", "second"]
    assert told.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert told.pending_update_count == 0


RIDING = {"method": "SendMessage", "chat_id": 7, "text": "<b>Hi</b>", "parse_mode": "HTML"}


async def test_a_call_in_the_answer_to_a_webhook_is_carried_out(line: Line) -> None:
    hook = Hook(reply=RIDING, answers=[500, 200])
    async with served(hook.app()) as address:
        await line.bot.set_webhook(f"{address}/hook")
        line.juan.say("hola")
        await line.juan.settled()

    assert [message["text"] for message in line.juan.messages] == ["hola", "Hi"]
    assert [call.arguments for call in line.sandbox.done("sendMessage", chat=7)] == [
        {name: value for name, value in RIDING.items() if name != "method"}
    ]


@pytest.mark.parametrize(
    "reply",
    [
        {},
        [],
        {"method": None},
        {"method": "no_such_thing"},
        {"method": "setWebhook", "url": "http://127.0.0.1:9"},
        {"method": "getMe"},
        {"method": "sendMessage", "chat_id": 7},
        {"method": "sendMessage", "chat_id": 7, "text": "x", "reply_markup": "{"},
    ],
)
async def test_nobody_learns_of_an_answer_to_a_webhook_that_cannot_be_obeyed(line: Line, reply: Any) -> None:
    hook = Hook(reply=reply)
    async with served(hook.app()) as address:
        await line.bot.set_webhook(f"{address}/hook")
        line.juan.say("hola")
        await line.juan.settled()
        told = await line.bot.get_webhook_info()

    assert [message["text"] for message in line.juan.messages] == ["hola"]
    assert told.url == f"{address}/hook"
    assert not told.last_error_message


async def test_a_call_in_an_answer_that_is_struck_has_no_effect(line: Line) -> None:
    hook = Hook(reply=RIDING)
    line.sandbox.fail("sendMessage")
    async with served(hook.app()) as address:
        await line.bot.set_webhook(f"{address}/hook")
        line.juan.say("hola")
        await line.juan.settled()

    assert [message["text"] for message in line.juan.messages] == ["hola"]
    assert [call.fault for call in line.sandbox.record if call.method == "SendMessage"] == ["Refuse"]


async def test_polling_and_webhook_exclude_each_other(line: Line) -> None:
    poll = asyncio.create_task(line.bot.get_updates(timeout=20))
    while not line.sandbox.calls or line.sandbox.calls[-1][0] != "getUpdates":
        await asyncio.sleep(0.005)
    await line.bot.set_webhook("http://127.0.0.1:1/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await line.bot.get_updates()

    said = line.juan.say("kept")
    while (await line.bot.get_webhook_info()).last_error_message is None:
        await asyncio.sleep(0.005)
    await line.bot.delete_webhook()

    assert [update.update_id for update in await line.bot.get_updates()] == [said]
    line.juan.say("dropped")
    await line.bot.delete_webhook(drop_pending_updates=True)
    assert await line.bot.get_updates() == ()
    assert (await refusal(line.bot.set_webhook("http://127.0.0.1:1", secret_token="a b"))) == (
        "secret token contains unallowed characters"
    )


async def test_an_update_can_come_twice_to_a_webhook(line: Line) -> None:
    hook = Hook()
    async with served(hook.app()) as address:
        await line.bot.set_webhook(f"{address}/hook")
        said = line.juan.say("hola")
        await line.juan.settled()
        line.sandbox.redeliver(said)
        await line.juan.settled()

    assert [body["update_id"] for body in hook.bodies] == [said, said]


async def test_settling_gives_up_when_nobody_listens(line: Line) -> None:
    line.juan.say("hola?")

    with pytest.raises(TimeoutError, match="1 updates of Juan not taken"):
        await line.juan.settled(0.05)


# Failures on purpose.


async def test_calls_fail_as_often_as_told(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    line.sandbox.fail("sendMessage", retry_after=3)
    line.sandbox.fail("sendMessage", times=2, code=502)

    with pytest.raises(RetryAfter) as flood:
        await line.bot.send_message(7, "1")
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await line.bot.send_message(7, "2")
    await line.bot.send_message(7, "3")

    assert flood.value.retry_after == timedelta(seconds=3)
    assert [message["text"] for message in line.juan.messages] == ["3"]
    assert [method for method, _ in line.sandbox.calls].count("sendMessage") == 4


async def test_an_answer_can_be_lost_after_the_deed(line: Line) -> None:
    line.sandbox.fail("sendMessage", after=True)

    with pytest.raises(NetworkError, match="Internal Server Error"):
        await line.bot.send_message(7, "sent all the same")

    assert [message["text"] for message in line.juan.messages] == ["sent all the same"]


async def test_polls_and_downloads_fail_too(line: Line) -> None:
    line.juan.send_document(b"x", "x.txt", "text/plain")
    line.sandbox.fail("getUpdates", code=502)
    line.sandbox.fail("download", code=404)

    with pytest.raises(NetworkError):
        await line.bot.get_updates()
    (update,) = await line.bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await line.bot.get_file(update.message.document.file_id)
    with pytest.raises(InvalidToken):
        await file.download_as_bytearray()
    assert await file.download_as_bytearray() == b"x"


async def test_a_restart_repeats_no_id() -> None:
    async with opened() as before:
        first = await ids_of_a_day(before)
    async with opened() as after:
        second = await ids_of_a_day(after)

    assert len(first) == len(second) == 24
    assert first & second == set()


async def ids_of_a_day(line: Line) -> set[tuple[str, object]]:
    """Every id the bot is told while a card is sent and pressed, an album shared, and words are said."""
    await line.bot.send_message(7, "Card", reply_markup=keyboard([button("Go")]))
    line.juan.press("Go")
    line.juan.send_album([PNG, JPEG])
    line.juan.say("hello")
    found: set[tuple[str, object]] = set()
    for update in await line.bot.get_updates():
        said, pressed = update.message, update.callback_query
        found.add(("update", update.update_id))
        if pressed and pressed.message:
            found |= {("query", pressed.id), ("message", pressed.message.message_id)}
        if said:
            found |= {("message", said.message_id), ("album", said.media_group_id)}
            found |= {pair for size in said.photo for pair in (("file", size.file_id), ("same", size.file_unique_id))}
    return found - {("album", None)}


# The bot about itself.


async def test_the_command_menu_is_the_narrowest_in_the_language(line: Line) -> None:
    await line.bot.set_my_commands([BotCommand("report", "Report")])
    await line.bot.set_my_commands([BotCommand("report", "Reportar")], language_code="es")
    await line.bot.set_my_commands([BotCommand("manage", "Manage")], scope=BotCommandScopeChat(7))

    assert line.sandbox.commands("en") == [{"command": "report", "description": "Report"}]
    assert line.sandbox.commands("es") == [{"command": "report", "description": "Reportar"}]
    assert line.sandbox.commands("es", 7) == [{"command": "manage", "description": "Manage"}]
    assert (await line.bot.get_my_commands(language_code="es"))[0].description == "Reportar"
    await line.bot.delete_my_commands(scope=BotCommandScopeChat(7))
    assert line.sandbox.commands("es", 7) == [{"command": "report", "description": "Reportar"}]
    assert await refusal(line.bot.set_my_commands([BotCommand("Bad!", "x")])) == "bot_command_invalid"


async def test_the_bot_names_itself_per_language(line: Line) -> None:
    await line.bot.set_my_name("Sello")
    await line.bot.set_my_description("A seal assistant")
    await line.bot.set_my_description("Un asistente", language_code="es")
    await line.bot.set_my_short_description("Seals")
    await line.bot.set_chat_menu_button(7, MenuButtonCommands())

    assert line.sandbox.profile("es") == {
        "name": "Sello",
        "description": "Un asistente",
        "short_description": "Seals",
    }
    assert (await line.bot.get_my_description("en")).description == "A seal assistant"
    assert (await line.bot.get_chat_menu_button(7)).type == "commands"
    assert await refusal(line.bot.set_my_name("x" * 65)) == "bot name is too long"


async def test_the_bot_knows_itself_and_its_chats(line: Line) -> None:
    assert (line.bot.id, line.bot.username) == (1, "sello_demo_bot")
    assert (await line.bot.get_chat(7)).first_name == "Juan"
    assert await line.bot.send_chat_action(7, "typing") is True
    assert await refusal(line.bot.send_chat_action(7, "dancing")) == "wrong parameter action in request"


# For the page.


async def test_a_watcher_hears_of_every_changed_chat(line: Line) -> None:
    eva = line.sandbox.person(8, "Eva")
    notices = line.sandbox.watch()

    line.juan.say("1")
    line.juan.say("2")
    await line.bot.send_message(eva.id, "3")

    assert [await anext(notices), await anext(notices)] == [{"person": 7}, {"person": 8}]


async def test_the_record_of_calls_is_bounded(line: Line) -> None:
    line.sandbox.record.extend([Call("getMe", None, {})] * MOST_CALLS)

    await line.bot.get_me()

    assert len(line.sandbox.record) < MOST_CALLS
