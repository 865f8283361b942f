"""The demo page's server, asked over HTTP as a browser would, with both stand-ins behind it."""

import asyncio
import io
import json
import re
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.page import guard, site
from bot.sandbox.page.seats import Seat
from bot.sandbox.page.site import add_page
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.telegram.sandbox import TelegramSandbox

STATIC = Path(site.__file__).parent / "static"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 600, 800) + b"\x03" * 12
CARD = [
    {"type": "section", "block_id": "first", "text": {"type": "mrkdwn", "text": "*Left wall*"}},
    {
        "type": "actions",
        "block_id": "left",
        "elements": [
            {"type": "button", "action_id": "say", "value": "pass", "text": {"type": "plain_text", "text": "Pass"}},
            {"type": "button", "action_id": "no", "value": "fail", "text": {"type": "plain_text", "text": "Fail"}},
        ],
    },
    {
        "type": "actions",
        "block_id": "right",
        "elements": [
            {"type": "button", "action_id": "say2", "value": "pass", "text": {"type": "plain_text", "text": "Pass"}},
            {
                "type": "overflow",
                "action_id": "more",
                "options": [
                    {"text": {"type": "plain_text", "text": "Hand over"}, "value": "hand"},
                    {"text": {"type": "plain_text", "text": "Cancel"}, "value": "cancel"},
                ],
            },
            {
                "type": "static_select",
                "action_id": "point",
                "options": [{"text": {"type": "plain_text", "text": "Floor"}, "value": "floor"}],
            },
            {"type": "datepicker", "action_id": "day"},
        ],
    },
]
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Incident"},
    "submit": {"type": "plain_text", "text": "Report"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What happened?"},
            "element": {"type": "plain_text_input", "action_id": "words"},
        },
        {
            "type": "input",
            "block_id": "photos",
            "optional": True,
            "label": {"type": "plain_text", "text": "Photos"},
            "element": {"type": "file_input", "action_id": "files"},
        },
    ],
}


class SlackBot:
    """The least a bot can be: listens on Socket Mode, acknowledges everything, keeps what it heard."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, url
        self.heard: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}  # what to answer, by type of payload

    async def call(self, method: str, token: str = "xoxb-demo", **arguments: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.post(f"{self._url}/api/{method}", json=arguments, headers=headers) as response:
            said: dict[str, Any] = await response.json(content_type=None)
        assert said["ok"], said
        return said

    async def listen(self, listening: asyncio.Event) -> None:
        opened = await self.call("apps.connections.open", "xapp-demo")
        async with self._session.ws_connect(opened["url"]) as socket:
            async for frame in socket:
                envelope = json.loads(frame.data)
                if envelope["type"] == "hello":
                    listening.set()
                    continue
                self.heard.append(envelope["payload"])
                answer = self.answers.get(envelope["payload"].get("type", ""))
                await socket.send_json(
                    {"envelope_id": envelope["envelope_id"], **({"payload": answer} if answer else {})}
                )

    def last_action(self) -> dict[str, Any]:
        action: dict[str, Any] = next(one for one in reversed(self.heard) if one.get("type") == "block_actions")[
            "actions"
        ][0]
        return action


@dataclass
class Demo:
    url: str
    http: aiohttp.ClientSession
    telegram: TelegramSandbox
    slack: SlackSandbox
    bot: SlackBot
    telegram_bot: Bot

    async def act(self, **doing: Any) -> tuple[int, dict[str, Any]]:
        async with self.http.post(f"{self.url}/act", json=doing) as response:
            return response.status, await response.json()

    async def send(self, fields: dict[str, str], *files: tuple[str, bytes, str, str]) -> tuple[int, dict[str, Any]]:
        form = aiohttp.FormData(fields, quote_fields=False)  # browsers send names as they are
        for name, data, filename, mime in files:
            form.add_field(name, io.BytesIO(data), filename=filename, content_type=mime)
        async with self.http.post(f"{self.url}/file", data=form) as response:
            return response.status, await response.json()

    async def seat(self, seat: str) -> dict[str, Any]:
        async with self.http.get(f"{self.url}/state") as response:
            return next(one for one in (await response.json())["seats"] if one["id"] == seat)


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield "http://{}:{}".format(*runner.addresses[0][:2])
    finally:
        await runner.cleanup()


@pytest.fixture
async def demo(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    monkeypatch.setattr(site, "PATIENCE", 2.0)
    app, telegram, slack = web.Application(), TelegramSandbox(), SlackSandbox()
    telegram.add_routes(app)
    slack.add_routes(app)
    seats = [
        Seat(
            "ana",
            "Ana, warehouse",
            "slack",
            "en",
            slack.person("U1", "Ana"),
            "Type /sello",
            {"sello": "Help"},
            {"rep": "Report"},
        ),
        Seat("juan", "Juan, driver", "telegram", "es", telegram.person(7, "Juan", "es"), "Escriba /start"),
    ]
    add_page(app, seats, telegram=telegram, slack=slack)
    async with served(app) as url, aiohttp.ClientSession() as http:
        bot = SlackBot(http, url)
        listening = asyncio.Event()
        async with (
            asyncio.timeout(30),
            asyncio.TaskGroup() as tasks,
            Bot("1:DEMO", base_url=f"{url}/bot") as telegram_bot,
        ):
            socket = tasks.create_task(bot.listen(listening))
            polling = tasks.create_task(_poll(telegram_bot))
            await listening.wait()
            yield Demo(url, http, telegram, slack, bot, telegram_bot)
            socket.cancel()
            polling.cancel()


async def _poll(bot: Bot) -> None:
    """Takes every update, and answers none."""
    offset = 0
    while True:
        for update in await bot.get_updates(offset, timeout=5):
            offset = update.update_id + 1


# the page itself


async def test_the_page_and_all_it_needs_come_from_here(demo: Demo) -> None:
    async with demo.http.get(demo.url) as response:
        html = await response.text()

    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "http" not in html.replace("http-equiv", "")
    for name in re.findall(r'(?:src|href)="(static/[^"]+)"', html):
        async with demo.http.get(f"{demo.url}/{name}") as asset:
            assert asset.status == 200


def test_every_module_the_scripts_import_is_there() -> None:
    for script in STATIC.glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', script.read_text()):
            assert (STATIC / name).is_file(), f"{script.name} imports {name}"


def test_both_languages_have_the_same_words() -> None:
    source = (STATIC / "words.js").read_text()
    english, spanish = (re.findall(r"^  (\w+): ", part, re.MULTILINE) for part in source.split("const ES = ")[:2])

    assert english == spanish
    assert len(english) > 40


def test_no_script_makes_elements_out_of_text() -> None:
    for script in STATIC.glob("*.js"):
        code = re.sub(r"//.*", "", script.read_text())
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", code), script.name


@pytest.mark.parametrize("name", ["..%2Fsite.py", "%2e%2e%2f__init__.py", "nothing.js", ".", "%2Fetc%2Fpasswd"])
async def test_only_the_pages_own_files_are_served(demo: Demo, name: str) -> None:
    async with demo.http.get(f"{demo.url}/static/{name}") as response:
        assert response.status == 404


# who may use it


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example", "Origin": "http://127.0.0.1.evil.example"},
    ],
)
async def test_a_page_from_elsewhere_cannot_drive_it(demo: Demo, headers: dict[str, str]) -> None:
    doing = {"seat": "juan", "do": "say", "text": "hello"}
    async with demo.http.post(f"{demo.url}/act", json=doing, headers=headers) as response:
        assert response.status == 403
        assert "own machine" in (await response.json())["error"]

    assert demo.telegram.person(7, "Juan").messages == []


async def test_a_name_that_is_not_of_this_machine_cannot_read_it(demo: Demo) -> None:
    for path in ("/", "/state", "/changes"):
        async with demo.http.get(demo.url + path, headers={"Host": "evil.example"}) as response:
            assert response.status == 403


async def test_the_page_itself_may(demo: Demo) -> None:
    doing = {"seat": "juan", "do": "say", "text": "hello"}
    async with demo.http.post(f"{demo.url}/act", json=doing, headers={"Origin": demo.url}) as response:
        assert await response.json() == {"ok": True, "answered": True}


# what people do


async def test_what_is_said_in_telegram_reaches_the_bot_and_the_window(demo: Demo) -> None:
    await demo.act(seat="juan", do="say", text="/start")

    [message] = (await demo.seat("juan"))["messages"]
    assert message["text"] == "/start"
    assert message["entities"][0]["type"] == "bot_command"


async def test_a_pressed_button_is_said_to_wait_until_the_bot_answers(demo: Demo) -> None:
    await demo.act(seat="juan", do="say", text="/start")
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Sí", callback_data="1:yes")]])
    message = await demo.telegram_bot.send_message(7, "¿Intacto?", reply_markup=keys)

    _, said = await demo.act(seat="juan", do="press", button="1:yes", message_id=message.message_id)
    waiting = (await demo.seat("juan"))["spinning"]
    await demo.telegram_bot.answer_callback_query(said["waiting"], "Guardado")

    assert waiting == [said["waiting"]]
    juan = await demo.seat("juan")
    assert juan["spinning"] == []
    assert juan["toasts"] == [{"text": "Guardado", "show_alert": False}]


async def test_a_location_is_sent_with_its_accuracy(demo: Demo) -> None:
    await demo.act(seat="juan", do="location", lat=27.5, lon=-99.5, accuracy=12)

    [message] = (await demo.seat("juan"))["messages"]
    assert message["location"] == {"latitude": 27.5, "longitude": -99.5, "horizontal_accuracy": 12}


async def test_a_chat_action_shows_as_typing_until_the_message_comes(demo: Demo) -> None:
    await demo.act(seat="juan", do="say", text="/start")

    await demo.telegram_bot.send_chat_action(7, "typing")
    typing = (await demo.seat("juan"))["typing"]
    await demo.telegram_bot.send_message(7, "Buenos días.")
    await asyncio.sleep(0)

    assert typing
    assert not (await demo.seat("juan"))["typing"]


async def test_commands_shortcuts_and_the_home_tab_reach_the_slack_bot(demo: Demo) -> None:
    await demo.act(seat="ana", do="command", command="/sello", text="inspect")
    await demo.act(seat="ana", do="shortcut", callback_id="rep")
    await demo.act(seat="ana", do="home")

    command, shortcut, home = demo.bot.heard
    assert (command["command"], command["text"]) == ("/sello", "inspect")
    assert (shortcut["type"], shortcut["callback_id"]) == ("shortcut", "rep")
    assert home["event"]["type"] == "app_home_opened"


async def test_what_the_manifest_offers_is_shown(demo: Demo) -> None:
    ana = await demo.seat("ana")

    assert ana["commands"] == [{"command": "sello", "description": "Help"}]
    assert ana["shortcuts"] == [{"callback_id": "rep", "label": "Report"}]


@pytest.mark.parametrize(
    ("doing", "heard"),
    [
        ({"do": "click", "block_id": "left", "action_id": "no", "value": "fail"}, ("left", "no")),
        ({"do": "click", "block_id": "right", "action_id": "say2", "value": "pass"}, ("right", "say2")),
        ({"do": "click", "block_id": "right", "action_id": "more", "value": "cancel"}, ("right", "more")),
        ({"do": "choose", "block_id": "right", "action_id": "point", "value": "floor"}, ("right", "point")),
        ({"do": "pick", "block_id": "right", "action_id": "day", "value": "2026-11-21"}, ("right", "day")),
        ({"do": "click", "button": "Fail"}, ("left", "no")),
    ],
)
async def test_exactly_the_control_that_was_used_is_heard(
    demo: Demo, doing: dict[str, Any], heard: tuple[str, str]
) -> None:
    person = demo.slack.person("U1", "Ana")
    sent = await demo.bot.call("chat.postMessage", channel=person.channel, text="card", blocks=CARD)

    status, _ = await demo.act(seat="ana", where="message", ts=sent["ts"], **doing)

    action = demo.bot.last_action()
    assert status == 200
    assert (action["block_id"], action["action_id"]) == heard


async def test_a_button_that_is_gone_is_refused_with_a_sentence(demo: Demo) -> None:
    status, said = await demo.act(seat="ana", do="click", where="message", ts="1.0", block_id="a", action_id="b")

    assert status == 409
    assert said["error"] == "that is not shown anymore"


@pytest.mark.parametrize(
    ("doing", "status"),
    [
        ({"seat": "nobody", "do": "say", "text": "x"}, 400),
        ({"seat": "juan", "do": "fly"}, 400),
        ({"seat": "ana", "do": "fly"}, 400),
        ({"seat": "juan", "do": "say"}, 400),
        ({"seat": "juan", "do": "press", "button": "Sí"}, 409),
        ({"seat": "juan", "do": "say", "text": "x" * 5000}, 422),
        ({"seat": "juan", "do": "location", "lat": "north", "lon": 1}, 422),
        ({"seat": "ana", "do": "submit"}, 409),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(demo: Demo, doing: dict[str, Any], status: int) -> None:
    answered, said = await demo.act(**doing)

    assert answered == status
    assert len(said["error"]) > 5


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"say"', b"\xff"])
async def test_a_body_that_is_no_doing_is_refused(demo: Demo, body: bytes) -> None:
    async with demo.http.post(f"{demo.url}/act", data=body, headers={"Content-Type": "application/json"}) as response:
        assert response.status in (400, 422)
        assert (await response.json())["error"]


async def test_a_bot_that_does_not_listen_is_called_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "PATIENCE", 0.05)
    app, telegram = web.Application(), TelegramSandbox()
    telegram.add_routes(app)
    add_page(
        app, [Seat("juan", "Juan", "telegram", "es", telegram.person(7, "Juan"), "")], telegram=telegram, slack=None
    )

    doing = {"seat": "juan", "do": "say", "text": "hello"}
    async with served(app) as url, aiohttp.ClientSession() as http, http.post(f"{url}/act", json=doing) as response:
        said = await response.json()

    assert said == {"ok": True, "answered": False}


# files


async def test_one_photo_is_a_photo_and_several_are_an_album(demo: Demo) -> None:
    await demo.send({"seat": "juan", "kind": "photo", "text": "El sello"}, ("file", JPEG, "a.jpg", "image/jpeg"))
    await demo.send({"seat": "juan", "kind": "photo", "text": ""}, *[("file", JPEG, "b.jpg", "image/jpeg")] * 2)

    one, first, second = (await demo.seat("juan"))["messages"]
    assert one["photo"][-1]["width"] == 800
    assert one["caption"] == "El sello"
    assert "media_group_id" not in one
    assert first["media_group_id"] == second["media_group_id"]


async def test_more_photos_than_an_album_holds_are_several_albums(demo: Demo) -> None:
    await demo.send({"seat": "juan", "kind": "photo", "text": "all"}, *[("file", JPEG, "b.jpg", "image/jpeg")] * 11)

    messages = (await demo.seat("juan"))["messages"]
    assert len({message.get("media_group_id") for message in messages[:10]}) == 1
    assert "media_group_id" not in messages[10]
    assert [message.get("caption") for message in messages] == ["all"] + [None] * 10


async def test_a_voice_note_is_a_voice_note_and_a_file_is_a_document(demo: Demo) -> None:
    voice = (STATIC / "voice.ogg").read_bytes()
    await demo.send({"seat": "juan", "kind": "voice"}, ("file", voice, "voice.ogg", "audio/ogg"))
    await demo.send(
        {"seat": "juan", "kind": "document", "text": "bill"}, ("file", b"%PDF-1.4", "carta ñ.pdf", "application/pdf")
    )

    note, document = (await demo.seat("juan"))["messages"]
    assert note["voice"]["mime_type"] == "audio/ogg"
    assert (document["document"]["file_name"], document["caption"]) == ("carta ñ.pdf", "bill")


def test_the_sample_voice_note_is_two_seconds_of_opus_in_ogg() -> None:
    voice = (STATIC / "voice.ogg").read_bytes()
    last = voice.rindex(b"OggS")

    assert voice.startswith(b"OggS")
    assert b"OpusHead" in voice
    assert struct.unpack("<q", voice[last + 6 : last + 14]) == (96_000,)  # samples at 48 kHz


async def test_files_in_slack_are_one_message(demo: Demo) -> None:
    await demo.send(
        {"seat": "ana", "kind": "photo", "text": "both"},
        ("file", JPEG, "a.jpg", "image/jpeg"),
        ("file", b"%PDF-1.4", "b.pdf", "application/pdf"),
    )

    [message] = (await demo.seat("ana"))["messages"]
    assert message["text"] == "both"
    assert [file["name"] for file in message["files"]] == ["a.jpg", "b.pdf"]


async def test_people_see_what_they_sent_without_a_token(demo: Demo) -> None:
    await demo.send({"seat": "ana", "kind": "photo"}, ("file", JPEG, "a.jpg", "image/jpeg"))
    await demo.send({"seat": "juan", "kind": "photo"}, ("file", JPEG, "a.jpg", "image/jpeg"))
    in_slack = (await demo.seat("ana"))["messages"][0]["files"][0]["id"]
    in_telegram = (await demo.seat("juan"))["messages"][0]["photo"][-1]["file_id"]

    for seat, file in (("ana", in_slack), ("juan", in_telegram)):
        async with demo.http.get(f"{demo.url}/media/{seat}/{file}") as response:
            assert await response.read() == JPEG
            assert response.headers["Content-Type"] == "image/jpeg"
            assert response.headers["Content-Disposition"].startswith("inline")


async def test_a_file_that_could_run_a_script_is_saved_and_not_shown(demo: Demo) -> None:
    demo.telegram.person(7, "Juan").send_document(b"<script>", 'a"\r\nñ.html', "text/html")
    file = (await demo.seat("juan"))["messages"][0]["document"]["file_id"]

    async with demo.http.get(f"{demo.url}/media/juan/{file}") as response:
        assert response.headers["Content-Disposition"] == 'attachment; filename="a____.html"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_too_much_at_once_is_refused(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_BYTES", 1 << 20)

    status, said = await demo.send(
        {"seat": "juan", "kind": "document"}, ("file", bytes(2 << 20), "a.bin", "application/octet-stream")
    )

    assert (status, said["error"]) == (413, "That is more than 1 MB.")
    assert (await demo.seat("juan"))["messages"] == []


async def test_nothing_is_no_file(demo: Demo) -> None:
    status, said = await demo.send({"seat": "juan", "kind": "photo"})

    assert (status, said["error"]) == (400, "There is no file to send.")


# modals


async def opened_modal(demo: Demo) -> None:
    await demo.act(seat="ana", do="shortcut", callback_id="rep")
    await demo.bot.call("views.open", trigger_id=demo.bot.heard[-1]["trigger_id"], view=MODAL)


async def test_a_modal_is_submitted_with_its_files(demo: Demo) -> None:
    await opened_modal(demo)

    values = json.dumps({"what": "Seal broken"})
    status, _ = await demo.send(
        {"seat": "ana", "kind": "modal", "values": values}, ("file:photos", JPEG, "a.jpg", "image/jpeg")
    )

    said = demo.bot.heard[-1]["view"]["state"]["values"]
    assert status == 200
    assert said["what"]["words"]["value"] == "Seal broken"
    assert [file["name"] for file in said["photos"]["files"]["files"]] == ["a.jpg"]
    assert (await demo.seat("ana"))["modal"] is None


async def test_a_modal_that_is_not_complete_stays_and_says_why(demo: Demo) -> None:
    await opened_modal(demo)

    status, _ = await demo.act(seat="ana", do="submit", values={"what": None})

    ana = await demo.seat("ana")
    assert status == 422
    assert ana["modal"] is not None
    assert list(ana["errors"]) == ["what"]


async def test_what_the_bot_finds_wrong_is_shown_under_its_field(demo: Demo) -> None:
    await opened_modal(demo)
    demo.bot.answers["view_submission"] = {"response_action": "errors", "errors": {"what": "Say more."}}

    await demo.act(seat="ana", do="submit", values={"what": "x"})

    assert (await demo.seat("ana"))["errors"] == {"what": "Say more."}


async def test_a_modal_can_be_closed(demo: Demo) -> None:
    await opened_modal(demo)

    await demo.act(seat="ana", do="close")

    assert (await demo.seat("ana"))["modal"] is None


# what changes


async def _events(response: aiohttp.ClientResponse) -> AsyncIterator[dict[str, Any]]:
    async for line in response.content:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


async def test_whoever_looks_sees_all_seats_and_then_each_change(demo: Demo) -> None:
    async with demo.http.get(f"{demo.url}/changes") as response:
        events = _events(response)
        begin = [await anext(events), await anext(events)]
        await demo.bot.call("chat.postMessage", channel=demo.slack.person("U1", "Ana").channel, text="Good morning")
        changed = await anext(events)

    assert response.headers["Content-Type"] == "text/event-stream"
    assert [seat["id"] for seat in begin] == ["ana", "juan"]
    assert (changed["id"], changed["messages"][-1]["text"]) == ("ana", "Good morning")


async def test_changes_close_together_are_shown_as_one(demo: Demo) -> None:
    async with demo.http.get(f"{demo.url}/changes") as response:
        events = _events(response)
        await anext(events), await anext(events)
        person = demo.telegram.person(7, "Juan")
        for text in ("one", "two", "three"):
            person.say(text)
        changed = await anext(events)

    assert [message["text"] for message in changed["messages"]] == ["one", "two", "three"]


async def test_a_silent_connection_has_a_heartbeat(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.page.feed.HEARTBEAT", 0.05)

    async with demo.http.get(f"{demo.url}/changes") as response:
        lines = [line async for line in _first_lines(response, 8)]

    assert b": still here\n" in lines


async def _first_lines(response: aiohttp.ClientResponse, most: int) -> AsyncIterator[bytes]:
    for _ in range(most):
        yield await response.content.readline()


async def test_the_server_stops_while_someone_is_looking() -> None:
    app, telegram = web.Application(), TelegramSandbox()
    seat = Seat("juan", "Juan", "telegram", "es", telegram.person(7, "Juan"), "")
    add_page(app, [seat], telegram=telegram, slack=None)

    async with aiohttp.ClientSession() as http, asyncio.timeout(5):
        async with served(app) as url:
            response = await http.get(f"{url}/changes")
            begin = await response.content.readline()
        rest = await response.content.read()

    assert begin == b"event: seat\n"
    assert rest.endswith(b"\n\n")
