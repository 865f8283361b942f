"""Slack from both ends: what is heard of payloads, and the channel against the stand-in, by HTTP and by Socket Mode."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from aiohttp import web

from bot.channels.channel import (
    FILE,
    Ack,
    Attachment,
    Button,
    Fault,
    Forwarded,
    Heard,
    Line,
    Message,
    NotFetched,
    NotHeard,
    Picture,
    Undeliverable,
)
from bot.channels.platform import Answer
from bot.channels.slack import channel
from bot.channels.slack import ear as ear_module
from bot.channels.slack import files as slack_files
from bot.channels.slack.channel import Slack
from bot.channels.slack.files import Files
from bot.channels.slack.heard import SHORTCUTS, hear
from bot.engine.talk import Typed
from bot.sandbox import faults
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.sandbox import SlackSandbox

Json = dict[str, Any]

NOW = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
SECRET = "demo-secret"
ROOT = Path(__file__).parents[2]
PHOTO = b"\xff\xd8\xff\xe0 a photo"
KEPT = {"d1": PHOTO, "d2": PHOTO * 2}

# Payloads as Slack sends them, shortened to what is read and what must not disturb.


def event(**event: Any) -> Json:
    said = {"user": "U0ANA", "ts": "1700000000.000100", "event_ts": "1700000000.000100", "channel": "D0ANA", **event}
    return {"type": "event_callback", "team_id": "T0DEMO", "event_id": "Ev01", "event_time": 1700000000, "event": said}


def typed(text: str, **more: Any) -> Json:
    return event(type="message", channel_type="im", text=text, client_msg_id="m1", **more)


def clicked(**action: Any) -> Json:
    return {
        "type": "block_actions",
        "team": {"id": "T0DEMO", "domain": "demo"},
        "user": {"id": "U0ANA", "username": "ana", "team_id": "T0DEMO"},
        "trigger_id": "13.37.abc",
        "channel": {"id": "D0ANA", "name": "directmessage"},
        "actions": [{"action_id": "button-1-ab-0", "block_id": "1-ab", "action_ts": "1700000001.5", **action}],
    }


def clicked_on(**container: Any) -> Json:
    on = {"type": "message", "message_ts": "1700000000.000100", "is_ephemeral": False, **container}
    return {**clicked(type="button", value="a"), "container": on}


def command(text: str, **more: Any) -> Json:
    return {
        "command": "/sello", "text": text, "user_id": "U0ANA", "team_id": "T0DEMO", "channel_id": "C0YARD",
        "trigger_id": "13.37.abc", "response_url": "https://hooks.slack.com/commands/1", **more,
    }  # fmt: skip


IN_YARD = {"elsewhere": True, "place": "T0DEMO:C0YARD", "place_name": "C0YARD"}


def shortcut(kind: str, callback_id: str) -> Json:
    return {**clicked(), "type": kind, "callback_id": callback_id, "action_ts": "1700000001.5"}


def heard(**what: Any) -> Heard:
    at = datetime(2023, 11, 14, 22, 13, 20, 100, tzinfo=UTC)
    return replace(Heard("slack", "Ev01", "T0DEMO:U0ANA", "T0DEMO:U0ANA", at), **what)


CLICK = {"delivery": "13.37.abc:1700000001.5", "at": datetime(2023, 11, 14, 22, 13, 21, 500_000, tzinfo=UTC)}
FILED = {
    "id": "F1",
    "name": "seal.jpg",
    "mimetype": "image/jpeg",
    "size": 5,
    "url_private": "https://files.slack.com/1",
}
CLIP = {"id": "F2", "title": "Clip", "mimetype": "video/webm", "subtype": "slack_audio", "size": 5}
PAPER = {"id": "F3", "name": "bill.pdf", "mimetype": "application/pdf", "size": FILE + 1}


def spoken(**what: Any) -> Heard:
    """A message in the conversation."""
    return heard(**{"ref": "D0ANA:1700000000.000100", **what})


SAID = {"type": "message", "user": "U0ANA", "ts": "1700000000.000002", "text": "a"}
SINCE = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
PASSED_ON = {"is_share": True, "author_name": "Rosa", "ts": "1700000000.000000", "text": "the seal is cut"}
BELOW = {"thread": "D0ANA:1700000000.000001"}


def changed(before: str, after: str, **more: Any) -> Json:
    """What Slack says of a message that has other words now."""
    made = event(
        type="message", subtype="message_changed", channel_type="im", message={**SAID, "text": after, **more},
        previous_message={**SAID, "text": before},
    )  # fmt: skip
    return {**made, "event": {k: v for k, v in made["event"].items() if k != "user"}}


PAYLOADS: list[tuple[Json, Heard | None]] = [
    (typed("ABC 123"), spoken(said=Typed("ABC 123"))),
    (typed("5 &lt; 6 &amp; <https://a.mx/x|a.mx/x>"), spoken(said=Typed("5 < 6 & a.mx/x"))),
    (typed("<tel:+5215512345678|+52 1 55 1234 5678>"), spoken(said=Typed("+52 1 55 1234 5678"))),
    (typed("<mailto:a@b.mx|a@b.mx> <https://b.mx> <@U1> <!here> <#C1|yard>"), spoken(said=Typed("a@b.mx https://b.mx @U1 @here #yard"))),
    (typed("in a thread", ts="1700000000.000002", thread_ts="1700000000.000001"),
     spoken(said=Typed("in a thread"), ref="D0ANA:1700000000.000002", **BELOW)),
    (typed("to the channel, too", thread_ts="1700000000.000001", subtype="thread_broadcast"),
     spoken(said=Typed("to the channel, too"), **BELOW)),
    (typed("waves", subtype="me_message"), spoken(said=Typed("waves"))),
    (typed(":warning: Dock 4 :truck: gate, 12:30:15, :our_logo:"),
     spoken(said=Typed("⚠️ Dock 4 🚚 gate, 12:30:15, :our_logo:"))),
    (typed("", subtype="something_new"), spoken(files=(Attachment("document", "", trouble="unread"),))),
    (typed("look", attachments=[PASSED_ON]),
     spoken(said=Typed("look\nthe seal is cut"), forwarded=Forwarded("Rosa", SINCE))),
    (typed("", subtype="file_share", files=[FILED]), spoken(files=(Attachment("photo", "seal.jpg"),))),
    (
        typed("three of them", subtype="file_share", files=[FILED, CLIP, PAPER]),
        spoken(said=Typed("three of them"), files=(
            Attachment("photo", "seal.jpg", "m1"),
            Attachment("voice", "Clip", "m1", "unavailable"),
            Attachment("document", "bill.pdf", "m1", "too_big"),
        )),
    ),
    (typed("I am a bot", bot_id="B0"), None),
    (typed("changed", subtype="message_changed"), None),
    (typed("deleted", subtype="message_deleted"), None),
    (changed("a", "b"), heard(said=Typed("b"), edits=True, ref="D0ANA:1700000000.000002")),
    (changed("a", "a"), None),
    (changed("a", "b", bot_id="B0"), None),
    (event(type="message", subtype="message_deleted", channel_type="im", previous_message=SAID),
     heard(edits=True, ref="D0ANA:1700000000.000002")),
    (event(type="message", channel_type="channel", text="chatter"), None),
    (event(type="app_mention", text="<@U0BOT> hello", channel="C0YARD"), heard(command="help", elsewhere=True)),
    (event(type="app_home_opened", tab="home", event_ts="1700000000000100"), heard(command="home")),
    (event(type="app_home_opened", tab="messages"), None),
    (event(type="reaction_added"), None),
    (clicked(type="button", value="7:3:ok"), heard(press="7:3:ok", **CLICK)),
    (clicked(type="static_select", selected_option={"value": "7:3:b"}), heard(press="7:3:b", **CLICK)),
    (clicked(type="datepicker", selected_date="2026-11-21"), heard(said=Typed("2026-11-21"), **CLICK)),
    (clicked(type="timepicker", selected_time="17:30"), heard(said=Typed("17:30"), **CLICK)),
    (clicked(type="timepicker", selected_time=None), None),
    (clicked(type="button", action_id="link-1", value="x"), None),
    (clicked(type="button"), None),
    ({**clicked(type="button", value="a"), "channel": {"id": "C0YARD"}}, heard(press="a", elsewhere=True, **CLICK)),
    ({**clicked(type="button", value="a"), "channel": None, "view": {"type": "home"}}, heard(press="a", **CLICK)),
    (clicked_on(channel_id="D0ANA"), heard(press="a", message="D0ANA:1700000000.000100", **CLICK)),
    (clicked_on(channel_id="C0YARD"), heard(press="a", **CLICK)),
    (clicked_on(channel_id="D0ANA", is_ephemeral=True), heard(press="a", **CLICK)),
    (clicked_on(channel_id="D0ANA", type="view"), heard(press="a", **CLICK)),
    (clicked_on(channel_id="D0ANA", message_ts="soon"), heard(press="a", **CLICK)),
    ({**clicked(type="button", value="a"), "container": "D0ANA"}, heard(press="a", **CLICK)),
    (command("inspect  trailer 7 "), heard(delivery="13.37.abc", at=NOW, command="inspect", rest="trailer 7", **IN_YARD)),
    (command("here", channel_name="yard"), heard(delivery="13.37.abc", at=NOW, command="here", **{**IN_YARD, "place_name": "#yard"})),
    (command("here", channel_name="privategroup"), heard(delivery="13.37.abc", at=NOW, command="here", **IN_YARD)),
    (command("", channel_id="D0ANA"), heard(delivery="13.37.abc", at=NOW, command="menu")),
    (shortcut("shortcut", "report_incident"), heard(command="incident", **CLICK)),
    (shortcut("shortcut", "menu"), heard(command="menu", **CLICK)),
    (shortcut("message_action", "report_incident_from_message"), heard(command="incident", elsewhere=True, **CLICK)),
    ({"type": "view_submission", "team": {"id": "T"}, "user": {"id": "U"}, "view": {}}, None),
    ({"type": "block_suggestion", "team": {"id": "T"}, "user": {"id": "U"}}, None),
]  # fmt: skip


@pytest.mark.parametrize(("payload", "expected"), PAYLOADS)
def test_what_is_heard(payload, expected):
    assert hear(payload, NOW) == expected


ODD = [None, 0, "x", [], {}, [1], [[]], {"id": 3}, {"id": []}, [None], {"type": []}, True]


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize(
    "payload", [typed("a", files=[FILED]), clicked(type="button", value="a"), command("a"), shortcut("shortcut", "a")]
)
def test_nothing_in_a_payload_makes_the_ear_fall(payload, odd):
    for name in [*payload, "event", "actions", "channel", "user", "team", "authorizations"]:
        hear({**payload, name: odd}, NOW)
    for name in ("files", "user", "event_ts", "text", "subtype", "channel", "ts"):
        hear({**payload, "event": {**typed("a")["event"], name: odd}}, NOW)
    for name in ("action_id", "type", "value", "action_ts", "selected_option"):
        hear({**payload, "actions": [{"action_id": "a", name: odd}]}, NOW)


# The channel and the stand-in.


@dataclass
class Ear:
    """What the program would be: it keeps what it heard, and answers with a toast or trouble if told to."""

    kept: list[Heard] = field(default_factory=list)
    acked: Ack = field(default_factory=Ack)
    trouble: Exception | None = None
    wait: asyncio.Event | None = None
    fetched: list[bytes | str] = field(default_factory=list)
    """The files that were heard, or why they could not be had."""

    async def __call__(self, heard: Heard) -> Ack:
        if self.wait:
            await self.wait.wait()
        if self.trouble:
            raise self.trouble
        self.fetched += [await _got(file) for file in heard.files]
        self.kept.append(heard)
        return self.acked

    async def until(self, count: int = 1) -> list[Heard]:
        async with asyncio.timeout(10):
            while len(self.kept) < count:
                await asyncio.sleep(0.005)
        return self.kept


async def _got(file: Attachment) -> bytes | str:
    try:
        return await file.fetch() if file.fetch else file.trouble
    except NotFetched as wrong:
        return wrong.trouble


@dataclass
class Desk:
    sandbox: SlackSandbox
    ana: SlackPerson
    slack: Slack
    ear: Ear
    base: str
    posted: int = 0

    async def at_the_door(self, count: int) -> None:
        """Until so many requests have come in: over HTTP the order is the network's, and only what came is in order."""
        async with asyncio.timeout(10):
            while self.sandbox.request_url and self.posted < count:
                await asyncio.sleep(0.001)

    def called(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.sandbox.calls if name == method]


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return runner, f"http://{host}:{port}"


async def fetch(digest: str) -> bytes:
    if digest == "away":
        raise TimeoutError
    if digest not in KEPT:
        raise FileNotFoundError(digest)
    return KEPT[digest]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    sandbox = SlackSandbox()
    app = web.Application()
    sandbox.add_routes(app)
    runner, base = await serve(app)
    slack = Slack("xoxb-demo", app_token="xapp-demo", signing_secret=SECRET, api_url=f"{base}/api/", fetch=fetch)
    slack.patience, slack.check = 0.01, 0.02
    ear = Ear()
    await slack.open(ear)
    yield Desk(sandbox, sandbox.person("U0ANA", "Ana Ruiz", "es-MX"), slack, ear, base)
    await slack.close()
    await runner.cleanup()


@pytest.fixture
async def online(desk: Desk) -> AsyncIterator[Desk]:
    """Connected by Socket Mode."""
    listening = asyncio.create_task(desk.slack.listen())
    yield desk
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


@pytest.fixture
async def posted(desk: Desk) -> AsyncIterator[Desk]:
    """Behind a URL."""

    async def hook(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.read()
        desk.posted += 1
        answer = await desk.slack.webhook(headers, body)
        return web.Response(status=answer.status, text=answer.body, headers={"Content-Type": answer.type})

    app = web.Application()
    app.router.add_post("/slack", hook)
    runner, base = await serve(app)
    desk.sandbox.request_url = f"{base}/slack"
    yield desk
    await runner.cleanup()


@pytest.fixture(params=["socket", "http"])
def connected(request: pytest.FixtureRequest) -> Desk:
    return request.getfixturevalue("online" if request.param == "socket" else "posted")


CARD = Message(title="Trailer", text="Is it clean?", options=(Button("Yes", "7:3:yes", "good"), Button("No", "7:3:no")))
ANA = "T0DEMO:U0ANA"


async def test_an_app_that_is_installed_for_a_whole_organisation_is_refused_and_told_so(desk):
    desk.sandbox.workspace.org_wide = True

    with pytest.raises(Undeliverable, match="Enterprise Grid") as refused:
        await desk.slack.open(desk.ear)

    assert refused.value.fault is Fault.CREDENTIALS


# Hearing, either way.


async def test_what_is_said_comes_with_name_and_language(connected):
    connected.ana.say("ABC & 123")
    await connected.ana.settled()

    [said] = connected.ear.kept
    assert (said.account, said.address, said.said) == (ANA, ANA, Typed("ABC & 123"))
    assert (said.name, said.language, said.at.tzinfo) == ("Ana Ruiz", "es-MX", UTC)


async def test_a_button_a_command_a_shortcut_and_the_home_are_heard(connected):
    await connected.slack.show(ANA, CARD)

    connected.ana.click("Yes")
    await connected.ana.settled()
    connected.ana.command("/sello", "inspect trailer")
    await connected.ana.settled()
    connected.ana.shortcut("report_incident")
    await connected.ana.settled()
    connected.ana.open_home()
    await connected.ana.settled()

    assert [one.press or one.command for one in connected.ear.kept] == ["7:3:yes", "inspect", "incident", "home"]
    assert connected.ana.failures == []


async def test_a_press_carries_the_message_it_was_made_on(connected):
    ref = await connected.slack.show(ANA, CARD)
    await connected.slack.show(ANA, Message(title="Your desk", home=True, controls=(Button("Inspect", "do:1"),)))

    connected.ana.click("Yes")
    await connected.ana.settled()
    connected.ana.click("Inspect", where="home")
    await connected.ana.settled()

    assert [one.message for one in connected.ear.kept] == [ref, ""]


async def test_dates_times_and_selects_are_heard(connected):
    await connected.slack.show(ANA, Message(text="When?", entry="date"))
    connected.ana.pick("2026-11-21")
    await connected.ana.settled()
    await connected.slack.show(ANA, Message(text="At?", entry="time"))
    connected.ana.pick("17:30")
    await connected.ana.settled()
    options = tuple(Button(f"Yard {n}", f"7:3:{n}") for n in range(12))
    await connected.slack.show(ANA, Message(text="Where?", options=options))
    connected.ana.choose("Yard 11")
    await connected.ana.settled()

    assert [one.said or one.press for one in connected.ear.kept] == [Typed("2026-11-21"), Typed("17:30"), "7:3:11"]


async def test_a_shared_photo_is_fetched(connected):
    connected.ana.upload(PHOTO, "seal.jpg", "image/jpeg")
    await connected.ana.settled()

    assert connected.ear.kept[0].files == (Attachment("photo", "seal.jpg"),)
    assert connected.ear.fetched == [PHOTO]


async def test_several_files_of_a_message_are_one_album(connected):
    connected.ana.upload_several(
        [(PHOTO, "a.jpg", "image/jpeg"), (b"OggS", "b.ogg", "audio/ogg"), (b"%PDF", "c.pdf", "application/pdf")]
    )
    await connected.ana.settled()

    files = connected.ear.kept[0].files
    assert [file.type for file in files] == ["photo", "voice", "document"]
    assert connected.ear.fetched == [PHOTO, b"OggS", b"%PDF"]
    assert len({file.album for file in files}) == 1
    assert files[0].album


async def test_things_of_one_person_are_heard_in_order(connected):
    connected.ana.upload(PHOTO, "seal.jpg", "image/jpeg")  # takes longest
    for number in range(10):
        await connected.at_the_door(number + 1)
        connected.ana.say(str(number))
    await connected.ana.settled()

    assert [bool(one.files) for one in connected.ear.kept] == [True] + [False] * 10
    assert [one.said.text for one in connected.ear.kept[1:]] == [str(number) for number in range(10)]


async def test_people_do_not_wait_for_each_other(connected):
    juan = connected.sandbox.person("U0JUAN", "Juan")
    gate = asyncio.Event()
    kept: list[str] = []

    async def slow_for_ana(heard: Heard) -> Ack:
        if heard.account == ANA:
            await gate.wait()
        kept.append(heard.account)
        return Ack()

    connected.slack._ear._hear = slow_for_ana
    connected.ana.say("first")
    juan.say("second")
    await juan.settled()
    gate.set()
    await connected.ana.settled()

    assert kept == ["T0DEMO:U0JUAN", ANA]


async def test_an_event_that_could_not_be_kept_is_delivered_again(connected, caplog):
    connected.sandbox.carrier.ack_within = 0.2
    connected.ear.trouble = RuntimeError("the database is away")
    connected.ana.say("ABC 123")
    async with asyncio.timeout(5):
        while not caplog.records:
            await asyncio.sleep(0.005)
    connected.ear.trouble = None
    await connected.ear.until()

    await connected.ana.settled()
    assert [one.said for one in connected.ear.kept] == [Typed("ABC 123")]
    assert caplog.records[0].getMessage() == "slack.failed"
    assert "ABC 123" not in caplog.text


@pytest.mark.parametrize("trouble", [NotHeard(Ack("Not saved"))])
async def test_an_event_that_was_not_saved_is_not_acknowledged_and_comes_again(connected, trouble, caplog):
    connected.sandbox.carrier.ack_within = 0.2
    connected.ear.trouble = trouble
    connected.ana.say("ABC 123")
    await asyncio.sleep(0.1)
    assert connected.sandbox.carrier.outstanding()
    connected.ear.trouble = None
    await connected.ear.until()

    await connected.ana.settled()
    assert {(one.said, one.delivery) for one in connected.ear.kept} == {
        (Typed("ABC 123"), connected.ear.kept[0].delivery)
    }
    assert not [message for message in connected.ana.messages if "bot_id" in message]
    assert not caplog.records


async def test_what_was_not_saved_is_heard_in_order_as_soon_as_it_can_be_and_not_when_slack_comes_again(connected):
    connected.sandbox.carrier.retry_delays = (0.02, 60, 300)
    connected.ear.trouble = NotHeard(Ack("Not saved"))
    connected.ana.say("one")
    connected.ana.say("two")
    await asyncio.sleep(0.3)

    connected.ear.trouble = None
    connected.ana.say("three")
    async with asyncio.timeout(10):
        while Typed("three") not in [one.said for one in connected.ear.kept]:
            await asyncio.sleep(0.02)

    said = [one.said for one in connected.ear.kept]
    assert sorted(set(said), key=said.index) == [Typed("one"), Typed("two"), Typed("three")]


async def test_a_button_does_not_overtake_what_is_not_saved_yet(connected):
    await connected.slack.show(ANA, CARD)
    connected.slack._ear._wait = 60
    connected.ear.trouble = NotHeard(Ack("Not saved"))
    connected.ana.say("one")
    await asyncio.sleep(0.2)
    connected.ear.trouble = None

    connected.ana.click("Yes")
    async with asyncio.timeout(10):
        while not [message for message in connected.ana.messages if message.get("ephemeral")]:
            await asyncio.sleep(0.02)

    assert connected.ear.kept == []


async def test_whoever_waits_for_what_is_not_saved_is_told_so_once(connected, monkeypatch):
    monkeypatch.setattr(ear_module, "UNSAVED", 0.1)
    connected.slack._ear._wait = 0.05
    connected.ear.trouble = NotHeard(Ack("Not saved"), Ack("Not saved yet"))
    connected.ana.open_home()
    connected.ana.say("one")
    connected.ana.say("two")
    await asyncio.sleep(1.5)

    told = [message["text"] for message in connected.ana.messages if message.get("ephemeral")]
    assert told == ["Not saved yet"]


async def test_an_event_that_alone_cannot_be_saved_does_not_stop_its_person_for_ever(connected, monkeypatch, caplog):
    monkeypatch.setattr(ear_module, "STUBBORN", -1.0)
    connected.slack._ear._wait = 0.05
    connected.sandbox.carrier.retry_delays = (60, 60, 60)

    async def ear(heard: Heard) -> Ack:
        if heard.said == Typed("poison"):
            raise NotHeard(Ack("Not saved"))
        return await connected.ear(heard)

    connected.slack._ear._hear = ear
    connected.ana.say("fine before")
    await connected.ear.until()
    connected.ana.say("poison")
    connected.ana.say("fine")
    await connected.ear.until(2)

    assert [message["text"] for message in connected.ana.messages if message.get("ephemeral")] == ["Not saved"]
    assert "slack.event.lost" in caplog.text


async def test_a_request_that_was_not_saved_is_answered_503(desk):
    desk.ear.trouble = NotHeard(Ack("Not saved"))

    assert (await desk.slack.webhook(signed(desk, EVENT), EVENT)).status == 503


async def test_what_slack_never_repeats_is_acknowledged_and_said_not_to_be_saved(connected):
    await connected.slack.show(ANA, CARD)
    connected.ear.trouble = NotHeard(Ack("Not saved", alert=True))

    connected.ana.click("Yes")
    await connected.ana.settled(quiet=0.1)
    connected.ana.command("/sello", "menu")
    await connected.ana.settled(quiet=0.1)
    connected.ana.shortcut("report_incident")
    await connected.ana.settled(quiet=0.1)

    told = [message["text"] for message in connected.ana.messages if message.get("ephemeral")]
    assert told == ["Not saved"] * 3
    assert connected.ana.failures == []


async def test_a_delivery_repeated_while_it_is_being_heard_is_heard_once(desk):
    desk.ear.wait = asyncio.Event()
    attempts = [asyncio.create_task(desk.slack.webhook(signed(desk, EVENT), EVENT)) for _ in range(3)]
    await asyncio.wait(attempts, timeout=0.05)
    desk.ear.wait.set()

    assert [answer.status for answer in await asyncio.gather(*attempts)] == [200, 200, 200]
    assert len(desk.ear.kept) == 1


async def test_a_click_that_fails_is_not_called_a_success(desk, caplog):
    desk.ear.trouble = RuntimeError("the database is away")
    body = urlencode({"payload": json.dumps(clicked(type="button", value="7:3:ok"))}).encode()

    assert (await desk.slack.webhook(signed(desk, body), body)).status == 500
    assert [record.getMessage() for record in caplog.records] == ["slack.failed"]


async def test_the_same_delivery_later_has_the_same_id(connected):
    connected.ana.command("/sello", "menu")
    await connected.ana.settled()
    connected.sandbox.redeliver()
    await connected.ana.settled()

    first, second = connected.ear.kept
    assert first.delivery == second.delivery


async def test_a_slow_click_is_acknowledged_in_time_and_still_heard(connected, monkeypatch):
    monkeypatch.setattr(channel, "ACKNOWLEDGE", 0.05)
    await connected.slack.show(ANA, CARD)
    connected.ear.wait = asyncio.Event()

    connected.ana.click("Yes")
    await connected.ana.settled()
    assert connected.ear.kept == []
    connected.ear.wait.set()

    assert (await connected.ear.until())[0].press == "7:3:yes"
    assert connected.ana.failures == []


async def test_an_unknown_interaction_is_acknowledged(connected):
    connected.sandbox.inject({"type": "interactive", "payload": {"type": "view_closed", "user": {"id": "U0ANA"}}})
    connected.sandbox.inject(
        {"type": "events_api", "payload": {"type": "event_callback", "event": {"type": "team_join"}}}
    )

    await connected.sandbox.settled()
    assert connected.ear.kept == []


# Toasts.


async def test_a_toast_to_a_click_is_seen_by_that_person_alone(connected):
    await connected.slack.show(ANA, CARD)
    connected.ear.acked = Ack("Saved <b> *not bold*")

    connected.ana.click("Yes")
    await connected.ana.settled()

    toast = connected.ana.messages[-1]
    assert toast["ephemeral"]
    assert toast["text"] == "Saved &lt;b&gt; *not bold*"
    assert toast["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": "Saved <b> *not bold*"}]


async def test_a_toast_to_a_command_is_its_answer(connected):
    connected.ear.acked = Ack("See our conversation.")

    connected.ana.command("/sello", "menu", channel="C0YARD")
    await connected.ana.settled()

    assert connected.ana.messages[-1]["ephemeral"]
    assert connected.ana.messages[-1]["channel"] == "C0YARD"
    assert connected.called("chat.postEphemeral") == []


async def test_a_late_toast_to_a_command_follows_it(connected, monkeypatch):
    monkeypatch.setattr(channel, "ACKNOWLEDGE", 0.05)
    connected.ear.acked, connected.ear.wait = Ack("See our conversation."), asyncio.Event()

    connected.ana.command("/sello", "menu", channel="C0YARD")
    await connected.ana.settled()
    connected.ear.wait.set()
    await connected.ear.until()
    await connected.sandbox.settled(quiet=0.1)

    assert [message["text"] for message in connected.ana.messages] == ["See our conversation."]


async def test_a_toast_without_a_place_comes_into_the_conversation(connected):
    connected.ear.acked = Ack("Started.")

    connected.ana.shortcut("report_incident")
    await connected.ana.settled(quiet=0.1)

    assert connected.ana.messages[-1]["channel"] == connected.ana.channel


@pytest.mark.parametrize("illness", [faults.BadGateway(), faults.Reset(), faults.TooMany(1)])
async def test_a_toast_comes_although_slack_is_ill_for_a_moment(connected, illness):
    await connected.slack.show(ANA, CARD)
    connected.ear.acked = Ack("Saved")
    connected.sandbox.ill(illness, methods=["chat.postEphemeral"], times=1)

    connected.ana.click("Yes")
    connected.ana.say("next")
    await connected.ear.until(2)
    async with asyncio.timeout(5):
        while not any(message.get("ephemeral") for message in connected.ana.messages):
            await asyncio.sleep(0.01)

    assert connected.ana.failures == []


async def test_a_lost_toast_disturbs_nobody(connected):
    connected.sandbox.fail("chat.postEphemeral", times=5, error="not_in_channel")
    connected.ear.acked = Ack("Saved")

    connected.ana.say("ABC")
    await connected.ana.settled(quiet=0.1)

    assert len(connected.ear.kept) == 1


# Who they are.


async def test_who_somebody_is_is_asked_once(connected):
    connected.ana.say("one")
    await connected.ana.settled()
    connected.ana.say("two")
    await connected.ana.settled()

    assert len(connected.called("users.info")) == 1


async def test_a_person_slack_does_not_introduce_is_heard_all_the_same(connected):
    connected.sandbox.fail("users.info", status=500)

    connected.ana.say("one")
    await connected.ana.settled()

    assert (connected.ear.kept[0].name, connected.ear.kept[0].language) == ("", "")


# Files.


async def test_a_file_of_thirty_megabytes_is_too_big_and_not_fetched(posted):
    posted.ana.upload(b"x" * (30 * 1024 * 1024), "video.mp4", "video/mp4")
    await posted.ana.settled()

    assert posted.ear.kept[0].files == (Attachment("video", "video.mp4", trouble="too_big"),)


async def test_a_login_page_is_not_the_file(posted):
    posted.slack._files._token = "xoxb-wrong"

    posted.ana.upload(PHOTO, "seal.jpg", "image/jpeg")
    await posted.ana.settled()

    assert posted.ear.fetched == ["unavailable"]


@pytest.mark.parametrize(
    "illness", [faults.BadGateway(), faults.Reset(), faults.TooMany(1), faults.ServerError()], ids=repr
)
async def test_a_file_is_fetched_although_slack_is_ill_for_a_moment(posted, illness):
    posted.sandbox.ill(illness, methods=["download"], times=1)

    posted.ana.upload(PHOTO, "seal.jpg", "image/jpeg")
    await posted.ear.until()

    assert posted.ear.fetched == [PHOTO]


async def test_a_file_that_cannot_be_fetched_in_time_is_given_up(posted, monkeypatch):
    monkeypatch.setattr(slack_files, "FETCHING", 0.3)
    posted.sandbox.ill(faults.Hang(), methods=["download"])

    posted.ana.upload(PHOTO, "seal.jpg", "image/jpeg")
    await posted.ear.until()

    assert posted.ear.fetched == ["unavailable"]


async def other_server(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> tuple[web.AppRunner, str, list[str]]:
    seen: list[str] = []

    async def spy(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Authorization", ""))
        return await answer(request)

    app = web.Application()
    app.router.add_get("/{anything:.*}", spy)
    runner, base = await serve(app)
    return runner, base, seen


async def test_the_token_is_never_shown_to_a_stranger(posted):
    async def bytes_of_it(_request: web.Request) -> web.Response:
        return web.Response(body=PHOTO)

    runner, base, seen = await other_server(bytes_of_it)
    event = typed("", subtype="file_share", files=[{**FILED, "url_private": f"{base}/files/seal.jpg"}])

    await posted.sandbox.carrier.post_raw(
        json.dumps(event), {**posted.sandbox.carrier.sign(json.dumps(event)), "Content-Type": "application/json"}
    )
    await runner.cleanup()

    assert posted.ear.fetched == ["unavailable"]
    assert seen == []


async def test_the_token_does_not_follow_a_redirection_to_a_stranger(desk):
    async def page(_request: web.Request) -> web.Response:
        return web.Response(body=PHOTO)

    stranger, strange, seen_there = await other_server(page)

    async def away(_request: web.Request) -> web.Response:
        raise web.HTTPFound(f"{strange}/steal")

    home, base, seen_here = await other_server(away)
    files = Files(desk.slack.web, "xoxb-demo", f"{base}/api/")
    with pytest.raises(NotFetched, match="unavailable"):
        await files.fetch(f"{base}/seal.jpg")
    await stranger.cleanup()
    await home.cleanup()

    assert seen_here == ["Bearer xoxb-demo"]
    assert seen_there == []


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://files.slack.com/files-pri/T1/a.jpg", True),
        ("https://slack-files.com/a", True),
        ("https://api.example/files/a", True),
        ("http://files.slack.com/a", False),
        ("https://files.slack.com.evil.example/a", False),
        ("https://evilslack.com/a", False),
        ("https://files.slack.com@evil.example/a", False),
        ("https://files.slack.com\\@evil.example/a", False),
        ("http://api.example/a", False),
        ("https://api.example:8443/a", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
async def test_whom_the_token_is_shown(url, trusted):
    assert Files(None, "xoxb", "https://api.example/api/").trusts(url) is trusted


async def test_a_file_that_says_it_is_small_and_is_not_is_too_big(desk):
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(FILE // 2**20 + 2):
            await response.write(b"x" * 2**20)
        return response

    runner, base, _ = await other_server(endless)
    with pytest.raises(NotFetched, match="too_big"):
        await Files(desk.slack.web, "xoxb", base).fetch(f"{base}/seal.jpg")
    await runner.cleanup()


# Requests over HTTP.

EVENT = json.dumps(typed("ABC")).encode()


def signed(slack: Desk, body: bytes, **headers: str) -> dict[str, str]:
    return {name.lower(): value for name, value in slack.sandbox.carrier.sign(body).items()} | headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": "v0=ñ" + "0" * 60},
        {"x-slack-signature": "\udcff"},
        {"x-slack-signature": ""},
        {"x-slack-request-timestamp": "yesterday"},
        {"x-slack-request-timestamp": "٣"},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "1e9"},
        {"x-slack-request-timestamp": "9" * 5000},
        {"x-slack-request-timestamp": "0"},
    ],
    ids=repr,
)
async def test_a_forged_request_is_refused(desk, headers):
    answer = await desk.slack.webhook(signed(desk, EVENT) | headers if headers else {}, EVENT)

    assert answer == Answer(401)
    assert desk.ear.kept == []


async def test_a_request_of_six_minutes_ago_is_refused(desk):
    old = {name.lower(): value for name, value in desk.sandbox.carrier.sign(EVENT, int(time.time()) - 360).items()}

    assert await desk.slack.webhook(old, EVENT) == Answer(401)


async def test_a_changed_body_is_refused(desk):
    assert await desk.slack.webhook(signed(desk, EVENT), EVENT.replace(b"ABC", b"XYZ")) == Answer(401)


async def test_without_a_secret_every_request_is_refused(desk):
    desk.slack._secret = ""

    assert await desk.slack.webhook(signed(desk, EVENT), EVENT) == Answer(401)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"42", b"null", b'"x"', b"{", b'{"a": }', b"\xff\xfe{}", b"payload=", b"payload=[1]", b"payload=%7B",
        b"payload=%FF", b"nothing=1", b"&&&", b"[" * 100_000, b'{"a":' * 100_000, b"x" * 2_000_000, b"a=1&" * 200,
    ],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
async def test_a_signed_body_that_makes_no_sense_is_refused(desk, body):
    assert await desk.slack.webhook(signed(desk, body), body) == Answer(400)


@pytest.mark.parametrize("odd", ODD, ids=repr)
async def test_no_oddity_in_a_signed_payload_is_our_mistake(desk, odd):
    for payload in (typed("a"), clicked(type="button", value="a"), command("a"), shortcut("shortcut", "a")):
        for name in (
            *payload,
            "authorizations",
            "enterprise",
            "event",
            "view",
            "response_urls",
            "is_ext_shared_channel",
        ):
            body = json.dumps({**payload, name: odd}).encode()
            answer = await desk.slack.webhook(signed(desk, body), body)
            assert answer.status in (200, 400)


async def test_the_url_is_verified(desk):
    body = b'{"type": "url_verification", "challenge": "3eZbrw1aB"}'

    assert await desk.slack.webhook(signed(desk, body), body) == Answer(200, "3eZbrw1aB")


async def test_an_unknown_kind_of_request_is_answered_and_forgotten(desk):
    for payload in ({"type": "dialog_submission"}, {"type": "block_suggestion", "action_id": "a"}, {}):
        body = urlencode({"payload": json.dumps(payload)}).encode()
        assert (await desk.slack.webhook(signed(desk, body), body)).status == 200
    assert desk.ear.kept == []


# Socket Mode.


async def test_the_line_is_taken_up_again_when_slack_asks_for_it(online):
    online.ana.say("one")
    await online.ear.until(1)
    online.sandbox.drop_connections()
    online.ana.say("two")

    await online.ear.until(2)
    await online.ana.settled()
    assert [one.said.text for one in online.ear.kept] == ["one", "two"]


async def test_a_silent_line_is_replaced(online):
    online.slack.quiet = 0.1
    online.ana.say("one")
    await online.ear.until(1)
    online.sandbox.drop_connections()  # the next one has been told
    await asyncio.sleep(0.1)
    online.sandbox.carrier.ack_within = 0.1
    online.sandbox.silence_connections()
    online.ana.say("two")

    await online.ear.until(2)
    await online.ana.settled()
    assert online.ear.kept[-1].said == Typed("two")


async def test_a_line_that_cannot_be_had_at_once_is_asked_for_again(desk):
    desk.sandbox.fail("apps.connections.open", times=3, status=503)
    listening = asyncio.create_task(desk.slack.listen())
    desk.sandbox.base_url = desk.base
    desk.ana.say("hello")

    await desk.ear.until(1)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_a_wrong_app_token_is_said_and_not_tried_for_ever(desk):
    desk.slack._app_token = "xapp-wrong"

    with pytest.raises(Undeliverable, match="invalid_auth") as refused:
        await desk.slack.listen()

    assert refused.value.fault is Fault.CREDENTIALS


# Opening.


async def test_opening_waits_for_slack(desk):
    desk.sandbox.fail("auth.test", times=3, status=502)
    again = Slack("xoxb-demo", api_url=f"{desk.base}/api/", fetch=fetch)
    again.patience = 0.01

    await again.open(desk.ear)
    await again.close()

    assert again.team == "T0DEMO"


async def test_opening_with_a_wrong_token_says_so(desk):
    wrong = Slack("xoxb-wrong", api_url=f"{desk.base}/api/", fetch=fetch)

    with pytest.raises(Undeliverable, match="invalid_auth"):
        await wrong.open(desk.ear)

    await wrong.close()


async def test_nothing_of_people_or_tokens_is_logged(connected, caplog):
    caplog.set_level(logging.DEBUG)

    connected.ana.say("container MSKU1234565")
    connected.ana.upload(PHOTO, "passport.jpg", "image/jpeg")
    await connected.ana.settled()

    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("bot.channels", "slack"))
    )
    assert not any(word in ours for word in ("MSKU", "passport", "Ana", "xoxb", "xapp", "ticket"))


# Showing.


async def test_a_card_is_shown_and_changed_in_its_place(desk):
    ref = await desk.slack.show(ANA, CARD)
    again = await desk.slack.show(ANA, replace(CARD, text="And dry?"), ref)

    assert again == ref == f"{desk.ana.channel}:{desk.ana.messages[0]['ts']}"
    assert len(desk.ana.messages) == 1
    assert desk.ana.messages[0]["text"] == "Trailer · And dry?"
    assert desk.called("chat.postMessage")[0]["unfurl_links"] is False
    assert desk.called("chat.postMessage")[0]["unfurl_media"] is False
    assert desk.sandbox.warnings == []


async def test_an_edit_that_changes_nothing_is_no_error(desk):
    ref = await desk.slack.show(ANA, CARD)

    assert await desk.slack.show(ANA, CARD, ref) == ref


async def test_a_deleted_card_is_shown_anew(desk):
    ref = await desk.slack.show(ANA, CARD)
    desk.ana.screen.remove_message(ref.split(":")[1])

    again = await desk.slack.show(ANA, CARD, ref)

    assert again != ref
    assert len(desk.ana.messages) == 1


async def test_what_only_changes_a_card_is_not_shown_where_the_card_is_gone(desk):
    closed = replace(CARD, options=(), only_in_place=True)
    ref = await desk.slack.show(ANA, CARD)

    assert await desk.slack.show(ANA, closed, ref) == ref
    desk.ana.screen.remove_message(ref.split(":")[1])
    assert await desk.slack.show(ANA, closed, ref) == ref
    assert await desk.slack.show(ANA, closed) == ""
    assert desk.ana.messages == []


@pytest.mark.parametrize("error", ["cant_update_message", "edit_window_closed"])
async def test_a_card_that_may_not_be_changed_is_shown_anew(desk, error):
    ref = await desk.slack.show(ANA, CARD)
    desk.sandbox.fail("chat.update", error=error)

    assert await desk.slack.show(ANA, CARD, ref) != ref


@pytest.mark.parametrize("ref", ["nonsense", "home", "D1:2", "telegram:12"])
async def test_a_ref_that_is_not_ours_is_a_new_message(desk, ref):
    assert (await desk.slack.show(ANA, CARD, ref)).startswith(desk.ana.channel)


async def test_the_desk_is_published_on_the_app_home(desk):
    ref = await desk.slack.show(ANA, Message(title="Your desk", home=True, controls=(Button("Inspect", "do:1"),)))

    assert ref == "home"
    assert desk.ana.messages == []
    assert desk.ana.home["blocks"][0]["elements"][0]["elements"][0]["text"] == "Your desk"


async def test_a_click_on_the_desk_is_heard(connected):
    await connected.slack.show(ANA, Message(title="Your desk", home=True, controls=(Button("Inspect", "do:1"),)))

    connected.ana.click("Inspect", where="home")
    await connected.ana.settled()

    assert (connected.ear.kept[0].press, connected.ear.kept[0].elsewhere) == ("do:1", False)


async def test_an_album_is_one_message(desk):
    album = (Picture("d1", "image/jpeg", "seal.jpg"), Picture("d2", "image/jpeg", "door.jpg"))

    await desk.slack.show(ANA, Message(pictures=album))

    [sent] = desk.ana.messages
    assert [file["name"] for file in sent["files"]] == ["seal.jpg", "door.jpg"]
    assert not any(file["is_public"] for file in sent["files"])
    assert desk.sandbox.files.get(sent["files"][1]["id"]).content == PHOTO * 2


async def test_beside_words_no_pictures_are_sent(desk):
    ref = await desk.slack.show(ANA, replace(CARD, pictures=(Picture("d1", "image/jpeg", "a.jpg"),)))

    assert await desk.slack.show(ANA, CARD, f"{ref}~0123abcd") == ref
    [card] = desk.ana.messages
    assert "files" not in card


@pytest.mark.parametrize("method", ["conversations.open", "files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize(
    ("illness", "fault", "after"),
    [
        (faults.BadGateway(), Fault.LATER, 0),
        (faults.ServerError(), Fault.LATER, 0),
        (faults.Reset(), Fault.LATER, 0),
        (faults.TooMany(600), Fault.LATER, 600),
        (faults.BadToken(), Fault.CREDENTIALS, 0),
    ],
)
async def test_pictures_that_cannot_be_sent_are_told_like_any_card(desk, method, illness, fault, after):
    desk.sandbox.ill(illness, methods=[method])

    with pytest.raises(Undeliverable) as refused:
        await desk.slack.show(ANA, Message(pictures=(Picture("d1", "image/jpeg", "a.jpg"),)))
    desk.sandbox.well()

    assert (refused.value.fault, refused.value.after) == (fault, after)
    assert desk.ana.messages == []


@pytest.mark.parametrize(("digest", "fault"), [("gone", Fault.LETTER), ("away", Fault.LATER)])
async def test_a_file_that_is_lost_is_told_from_a_store_that_is_away(desk, digest, fault):
    with pytest.raises(Undeliverable, match="file") as refused:
        await desk.slack.show(ANA, Message(pictures=(Picture(digest, "image/jpeg", "a.jpg"),)))

    assert refused.value.fault is fault


async def test_what_people_write_calls_nobody_and_formats_nothing(desk):
    words = "<!channel> <!here> <@U0ANA> @here <https://evil.example|x> *b* :tada: &lt;!channel&gt;"
    lines = (Line(words, words, "finding"),)
    ref = await desk.slack.show(ANA, Message(title=words, note=words, text=words, lines=lines, fallback=words))
    await desk.slack.show(ANA, Message(title=words, hint=words, options=(Button(words, "a"),), fallback=words), ref)
    await desk.slack.show(ANA, Message(title=words, text=words, home=True, fallback=words))

    assert desk.sandbox.pings == []


async def test_a_message_slack_finds_too_long_is_shown_shorter(desk):
    desk.sandbox.fail("chat.postMessage", error="msg_blocks_too_long")

    await desk.slack.show(ANA, replace(CARD, lead=("word " * 1_500,)))

    assert len(json.dumps(desk.ana.messages[0]["blocks"])) < 6_000
    assert desk.ana.buttons() == ["Yes", "No"]


@pytest.mark.parametrize(
    ("failure", "reason", "fault", "after"),
    [
        ({"error": "channel_not_found"}, "channel_not_found", Fault.ADDRESS, 0),
        ({"error": "user_not_found"}, "user_not_found", Fault.ADDRESS, 0),
        ({"error": "user_disabled"}, "user_disabled", Fault.ADDRESS, 0),
        ({"error": "is_archived"}, "is_archived", Fault.ADDRESS, 0),
        ({"error": "not_in_channel"}, "not_in_channel", Fault.ADDRESS, 0),
        ({"error": "token_revoked"}, "token_revoked", Fault.CREDENTIALS, 0),
        ({"error": "token_expired"}, "token_expired", Fault.CREDENTIALS, 0),
        ({"error": "missing_scope"}, "missing_scope", Fault.CREDENTIALS, 0),
        ({"error": "account_inactive"}, "account_inactive", Fault.CREDENTIALS, 0),
        ({"error": "messages_tab_disabled"}, "messages_tab_disabled", Fault.CREDENTIALS, 0),
        ({"error": "invalid_blocks"}, "invalid_blocks", Fault.LETTER, 0),
        ({"error": "invalid_arguments"}, "invalid_arguments", Fault.LETTER, 0),
        ({"error": "no_text"}, "no_text", Fault.LETTER, 0),
        ({"error": "internal_error"}, "internal_error", Fault.LATER, 0),
        ({"error": "fatal_error", "status": 500}, "fatal_error", Fault.LATER, 0),
        ({"error": "invalid_auth", "status": 503}, "invalid_auth", Fault.LATER, 0),
        ({"error": "never_heard_of_this"}, "never_heard_of_this", Fault.LATER, 0),
        ({"error": "no_such_page", "status": 404}, "no_such_page", Fault.LATER, 0),
        ({"retry_after": 12}, "ratelimited", Fault.LATER, 12),
        ({"retry_after": 4000}, "ratelimited", Fault.LATER, 4000),
    ],
)
async def test_what_slack_refuses_is_said_in_our_words(desk, failure, reason, fault, after):
    desk.sandbox.fail("chat.postMessage", times=2, **failure)

    with pytest.raises(Undeliverable) as refused:
        await desk.slack.show(ANA, CARD)

    assert (refused.value.reason, refused.value.fault, refused.value.after) == (reason, fault, after)
    assert refused.value.permanent is (fault in (Fault.ADDRESS, Fault.LETTER))


async def test_while_slack_wants_a_pause_nothing_is_sent_to_anybody(online):
    asked: list[float] = []
    online.slack.pause.on_pause = asked.append
    online.sandbox.fail("chat.postMessage", retry_after=4000)
    with pytest.raises(Undeliverable):
        await online.slack.show(ANA, CARD)
    calls = len(online.sandbox.calls)

    with pytest.raises(Undeliverable) as refused:
        await online.slack.show("T0DEMO:U0BOB", CARD)
    online.ana.say("I am still heard")
    await online.ear.until()

    assert refused.value.fault is Fault.LATER
    assert 3990 < refused.value.after <= 4000
    assert asked == [4000]
    assert {method for method, _ in online.sandbox.calls[calls:]} <= {"apps.connections.open"}


async def test_a_card_that_cannot_be_drawn_is_a_fault_of_the_letter(desk):
    with pytest.raises(Undeliverable, match="cannot be drawn") as refused:
        await desk.slack.show(ANA, replace(CARD, progress=("a", "b")))

    assert refused.value.fault is Fault.LETTER


async def test_a_stranger_cannot_be_written_to(desk):
    with pytest.raises(Undeliverable, match="channel_not_found"):
        await desk.slack.show("T0DEMO:U0NOBODY", CARD)


@pytest.mark.parametrize("page", [web.Response(text="<html>", content_type="text/html"), web.Response(text="gateway", status=502), web.Response(text="OK"), web.Response(text="<html>", content_type="text/html", status=403)], ids=["page", "502", "text", "403"])  # fmt: skip
async def test_a_proxy_in_between_is_not_the_end(desk, page):
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=page.text, status=page.status, content_type=page.content_type)

    app = web.Application()
    app.router.add_post("/api/{method}", answer)
    runner, base = await serve(app)
    desk.slack.web.client.base_url = f"{base}/api/"

    with pytest.raises(Undeliverable) as refused:
        await desk.slack.show(ANA, CARD)

    await runner.cleanup()
    assert refused.value.fault is Fault.LATER


async def test_no_line_at_all_is_not_the_end(desk):
    desk.slack.web.client.base_url = "http://127.0.0.1:9/api/"

    with pytest.raises(Undeliverable) as refused:
        await desk.slack.show(ANA, CARD)

    assert refused.value.fault is Fault.LATER


# The manifest.


def test_the_manifest_asks_for_what_is_used():
    manifest = yaml.safe_load((ROOT / "deploy" / "slack-manifest.yaml").read_text())

    assert {shortcut["callback_id"] for shortcut in manifest["features"]["shortcuts"]} == set(SHORTCUTS)
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == {
        "message.im",
        "app_mention",
        "app_home_opened",
    }
    assert [command["command"] for command in manifest["features"]["slash_commands"]] == ["/sello"]
    assert manifest["oauth_config"]["scopes"]["bot"] == sorted(
        [
            "app_mentions:read",
            "chat:write",
            "commands",
            "files:read",
            "files:write",
            "im:history",
            "im:write",
            "users:read",
        ]
    )
