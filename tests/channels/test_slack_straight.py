"""What goes past slack-bolt comes to the same as what goes through it: what is heard, and what Slack is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.channels.channel import Ack, Button, Heard, Message, NotHeard
from bot.channels.slack import channel
from bot.channels.slack.channel import Slack
from bot.channels.slack.request import unpacked
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.sandbox import SlackSandbox
from tests.channels.test_slack import ODD, PAYLOADS, clicked, command, fetch, serve, shortcut, typed

Json = dict[str, Any]

UNUSUAL = [
    {**typed("a"), "command": "/sello"},
    {**typed("a"), "actions": [{"action_id": "a"}], "callback_id": "report_incident"},
    {**clicked(type="button", value="a"), "command": "/sello", "event": {"type": "message"}},
    {**command("menu"), "event": {"type": "message"}, "actions": [{"action_id": "a"}], "ssl_check": "1"},
    {**clicked(type="button", value="a"), "bot_id": "B0BOT", "function_data": {"execution_id": "Fx1"}},
    {**typed("a"), "authorizations": [{"user_id": "U0BOT", "is_bot": True}], "is_enterprise_install": True},
    shortcut("message_action", "anything"),
]
SAID = [payload for payload, heard in PAYLOADS if heard is not None] + UNUSUAL


@dataclass
class Ear:
    """Keeps what is heard, and comes to the same end each time."""

    ends: Callable[[], Awaitable[Ack]]
    kept: list[Heard] = field(default_factory=list)

    async def __call__(self, heard: Heard) -> Ack:
        self.kept.append(heard)
        return await self.ends()


async def kept() -> Ack:
    return Ack()


async def toasted() -> Ack:
    return Ack("Kept <b> & “seen”")


async def not_saved() -> Ack:
    raise NotHeard(Ack("Not saved"))


async def mistaken() -> Ack:
    raise RuntimeError("a mistake")


async def late() -> Ack:
    await asyncio.sleep(0.03)
    return Ack("Late")


@dataclass
class Desk:
    sandbox: SlackSandbox
    ana: SlackPerson
    base: str

    async def opened(self, ear: Ear) -> Slack:
        slack = Slack("xoxb-demo", api_url=f"{self.base}/api/", fetch=fetch, now=lambda: 1_700_000_000.0)
        slack.patience = 60  # what is not saved is heard once
        await slack.open(ear)
        return slack


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    sandbox = SlackSandbox()
    app = web.Application()
    sandbox.add_routes(app)
    runner, base = await serve(app)
    yield Desk(sandbox, sandbox.person("U0ANA", "Ana Ruiz", "es-MX"), base)
    await runner.cleanup()


async def came_to(desk: Desk, payload: Json, ends: Callable[[], Awaitable[Ack]], *, bolt: bool) -> tuple[Any, ...]:
    """What was heard of a payload, its answer, and what was said to the person afterwards."""
    ear, before = Ear(ends), len(desk.sandbox.calls)
    slack = await desk.opened(ear)
    if bolt:
        slack._straight = {}
    response = await slack._reply(payload)
    await asyncio.gather(*slack._ear._hearing.values(), return_exceptions=True)
    await asyncio.gather(*slack._tasks, return_exceptions=True)
    for task in slack._ear._trying:
        task.cancel()
    await slack.close()
    said = [arguments for name, arguments in desk.sandbox.calls[before:] if name == "chat.postEphemeral"]
    return ear.kept, response.status, response.body, response.headers, said


@pytest.mark.parametrize("ends", [kept, toasted, not_saved, mistaken, late], ids=lambda ends: ends.__name__)
async def test_a_payload_comes_to_the_same_past_bolt_and_through_it(desk, ends, monkeypatch):
    monkeypatch.setattr(channel, "ACKNOWLEDGE", 0.01 if ends is late else 5)

    for payload in SAID:
        straight = await came_to(desk, payload, ends, bolt=False)
        through = await came_to(desk, payload, ends, bolt=True)

        assert straight == through, payload
        assert len(straight[0]) == 1, payload


@pytest.mark.parametrize("payload", [typed("a"), clicked(type="button", value="a"), command("a")], ids=["said", "press", "command"])  # fmt: skip
async def test_an_odd_payload_comes_to_the_same_past_bolt_and_through_it(desk, payload):
    ear = Ear(kept)
    straight, through = await desk.opened(ear), await desk.opened(ear)
    through._straight = {}

    for odd in ODD:
        for name in [*payload, "event", "actions", "channel", "user", "team", "command", "authorizations"]:
            told = {**payload, name: odd}
            answers = [await way._reply(told) for way in (straight, through)]

            assert vars(answers[0]) == vars(answers[1]), told
    assert ear.kept[::2] == ear.kept[1::2]
    await straight.close()
    await through.close()


async def test_whatever_a_person_does_comes_to_the_same_past_bolt_and_through_it(desk):
    bodies: list[bytes] = []

    async def hook(request: web.Request) -> web.Response:
        bodies.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/slack", hook)
    runner, base = await serve(app)
    desk.sandbox.request_url = f"{base}/slack"
    slack = await desk.opened(Ear(kept))
    await slack.show("T0DEMO:U0ANA", Message(text="Clean?", options=(Button("Yes", "7:3:yes"), Button("No", "7:3:no"))))
    await slack.show("T0DEMO:U0ANA", Message(text="When?", entry="date"))
    await slack.show("T0DEMO:U0ANA", Message(title="Desk", home=True, options=(Button("Start", "start"),)))
    await slack.close()
    everything(desk.ana)
    await desk.ana.settled()
    await runner.cleanup()

    for payload in map(unpacked, bodies):
        assert await came_to(desk, payload, kept, bolt=False) == await came_to(desk, payload, kept, bolt=True), payload
    assert len(bodies) > 12


def everything(ana: SlackPerson) -> None:
    ana.click("Yes")
    ana.click("No")
    ana.pick("2026-11-21")
    ana.say("ABC & 123")
    said = ana.messages[-1]["ts"]
    for text in ("menu", "inspect trailer", ""):
        ana.command("/sello", text)
    ana.me("waves")
    ana.edit(said, "ABC 124")
    ana.delete(said)
    ana.upload(b"\xff\xd8\xff\xe0", "seal.jpg", "image/jpeg")
    ana.forward("the seal is cut", "Rosa", "1700000000.000000")
    ana.open_home()
    ana.shortcut("report_incident")


async def test_a_click_is_answered_before_bolt_is_asked(desk):
    slack = await desk.opened(Ear(kept))
    del slack._app

    assert (await slack._reply(clicked(type="button", value="a"))).status == 200
    assert (await slack._reply(typed("a"))).status == 200
    assert (await slack._reply(command("menu"))).status == 200
    await slack.close()
