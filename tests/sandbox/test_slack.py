"""The stand-in of Slack, driven from the other side by the real slack-bolt and slack-sdk."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.messages import put_up
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.sandbox import SlackSandbox

Json = dict[str, Any]


@dataclass
class Desk:
    """A workspace, one person in it, and a bot's hands."""

    slack: SlackSandbox
    ana: SlackPerson
    client: AsyncWebClient
    app: AsyncApp
    base: str

    async def connect(self, ping_interval: float = 10) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(self.app, self.slack.app_token, ping_interval=ping_interval)
        await handler.connect_async()
        return handler

    async def post(self, **content: Any) -> str:
        answer = await self.client.chat_postMessage(channel=self.ana.user_id, **content)
        return str(answer["ts"])


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    return runner, f"http://{host}:{port}"


@asynccontextmanager
async def opened() -> AsyncIterator[Desk]:
    """A workspace that has just been started."""
    slack = SlackSandbox()
    server = web.Application()
    slack.add_routes(server)
    runner, base = await serve(server)
    client = AsyncWebClient(slack.bot_token, base_url=f"{base}/api/")
    app = AsyncApp(client=client, signing_secret="demo-secret")
    yield Desk(slack, slack.person("U0ANA", "Ana Ruiz", "es-MX"), client, app, base)
    await runner.cleanup()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened() as one:
        yield one


@pytest.fixture
async def online(desk: Desk) -> AsyncIterator[Desk]:
    """The same, with the bot connected by Socket Mode."""
    handler = await desk.connect()
    yield desk
    await handler.close_async()


@pytest.fixture
async def posted(desk: Desk) -> AsyncIterator[Desk]:
    """The same, with the bot behind a URL instead of Socket Mode."""

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await desk.app.async_dispatch(await to_bolt_request(request)))

    bot = web.Application()
    bot.router.add_post("/slack/events", events)
    runner, base = await serve(bot)
    desk.slack.request_url = f"{base}/slack/events"
    desk.slack.base_url = desk.base
    yield desk
    await runner.cleanup()


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": words(label), "action_id": action_id, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def entry(label: str, element: Json, block_id: str, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": words(label), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "seal",
        "title": words("Seal"),
        "submit": words("Send"),
        "blocks": list(blocks),
        **more,
    }


async def test_a_message_is_heard_and_answered(online: Desk) -> None:
    @online.app.event("message")
    async def echo(event: Json, say: Any) -> None:
        await say(text=f"You said {event['text']}")

    online.ana.say("hello <b> & co")
    await online.ana.settled()

    assert [message["text"] for message in online.ana.messages] == [
        "hello &lt;b&gt; &amp; co",
        "You said hello &lt;b&gt; &amp; co",
    ]
    assert online.ana.messages[0]["user"] == "U0ANA"
    assert online.ana.messages[1]["bot_id"] == online.slack.workspace.bot_id


async def test_a_pressed_button_updates_its_message(online: Desk) -> None:
    heard: list[Json] = []

    @online.app.action("pass")
    async def passed(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        heard.append(body)
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Done", blocks=[])

    ts = await online.post(
        text="Seal?", blocks=[section("*Seal?*"), actions(button("Pass", "pass", value="r:1"), button("Fail", "fail"))]
    )
    assert online.ana.buttons() == ["Pass", "Fail"]
    online.ana.click("Pass")
    await online.ana.settled()

    (body,) = heard
    action = body["actions"][0]
    assert (action["type"], action["action_id"], action["value"]) == ("button", "pass", "r:1")
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": online.ana.channel,
        "is_ephemeral": False,
    }
    assert body["user"] == {"id": "U0ANA", "username": "ana.ruiz", "name": "ana.ruiz", "team_id": "T0DEMO"}
    (message,) = online.ana.messages
    assert (message["text"], message["ts"], "blocks" in message) == ("Done", ts, False)


async def test_a_button_that_is_not_there_is_named_with_those_that_are(desk: Desk) -> None:
    await desk.post(text="Seal?", blocks=[actions(button("Pass", "pass"))])

    with pytest.raises(LookupError, match=r"'Fail'.*Pass"):
        desk.ana.click("Fail")


async def test_choices_in_a_message_arrive_with_the_state_of_the_rest(online: Desk) -> None:
    heard: list[Json] = []

    @online.app.action({"block_id": "b"})
    async def chosen(ack: Any, body: Json) -> None:
        await ack()
        heard.append(body)

    options = [{"text": words(label), "value": label.lower()} for label in ("Red", "Green", "Blue")]
    await online.post(
        text="When?",
        blocks=[
            {
                "block_id": "b",
                **actions(
                    {"type": "static_select", "action_id": "colour", "options": options},
                    {"type": "checkboxes", "action_id": "several", "options": options, "initial_options": options[:1]},
                    {"type": "datepicker", "action_id": "day"},
                    {"type": "timepicker", "action_id": "hour", "initial_time": "08:00"},
                ),
            }
        ],
    )
    online.ana.choose("Green")
    online.ana.choose("Red", "blue", of="several")
    online.ana.pick("2026-11-21")
    online.ana.pick("17:30")
    await online.ana.settled()

    assert heard[0]["actions"][0]["selected_option"]["value"] == "green"
    assert [option["value"] for option in heard[1]["actions"][0]["selected_options"]] == ["red", "blue"]
    assert heard[2]["actions"][0]["selected_date"] == "2026-11-21"
    values = heard[3]["state"]["values"]["b"]
    assert heard[3]["actions"][0]["selected_time"] == "17:30"
    assert values["day"] == {"type": "datepicker", "selected_date": "2026-11-21"}
    assert values["colour"]["selected_option"]["value"] == "green"


async def seal_modal(desk: Desk) -> None:
    """A bot whose /seal opens a modal that wants a seal of at least five characters."""

    @desk.app.command("/seal")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        number = {"type": "plain_text_input", "action_id": "number"}
        colour = {
            "type": "radio_buttons",
            "action_id": "colour",
            "options": [{"text": words("Red"), "value": "r"}, {"text": words("Green"), "value": "g"}],
        }
        view = modal(
            entry("Seal number", number, "seal"),
            entry("Colour", colour, "colour", optional=True),
            private_metadata="run 7",
            notify_on_close=True,
        )
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @desk.app.view("seal")
    async def submitted(ack: Any, view: Json, client: AsyncWebClient, body: Json) -> None:
        number = view["state"]["values"]["seal"]["number"]["value"]
        if len(number) < 5:
            await ack(response_action="errors", errors={"seal": "At least five characters."})
            return
        await ack()
        colour = view["state"]["values"]["colour"]["colour"]["selected_option"]
        kept = f"{number} {colour and colour['value']} {view['private_metadata']}"
        await client.chat_postMessage(channel=body["user"]["id"], text=kept)

    @desk.app.view_closed("seal")
    async def closed(ack: Any, client: AsyncWebClient, body: Json) -> None:
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"closed {body['is_cleared']}")


async def modal_round_trip(desk: Desk) -> None:
    await seal_modal(desk)

    desk.ana.command("/seal", "now")
    await desk.ana.settled()
    assert desk.ana.modal is not None
    assert desk.ana.modal["title"]["text"] == "Seal"
    desk.ana.submit({"seal": "ABC"})
    await desk.ana.settled()
    assert desk.ana.modal is not None
    assert desk.ana.modal_errors == {"seal": "At least five characters."}
    desk.ana.submit({"Seal number": "ABC12345", "Colour": "Green"})
    await desk.ana.settled()

    assert desk.ana.modal is None
    assert [message["text"] for message in desk.ana.messages] == ["ABC12345 g run 7"]
    assert desk.ana.failures == []


async def test_a_modal_is_opened_corrected_and_submitted(online: Desk) -> None:
    await modal_round_trip(online)


async def test_a_modal_is_opened_corrected_and_submitted_over_http(posted: Desk) -> None:
    await modal_round_trip(posted)


async def test_the_client_itself_refuses_an_incomplete_modal(online: Desk) -> None:
    await seal_modal(online)
    online.ana.command("/seal")
    await online.ana.settled()

    with pytest.raises(ValueError, match="required"):
        online.ana.submit({"colour": "Red"})

    assert online.ana.modal_errors == {"seal": "Please complete this required field."}


async def test_closing_a_modal_is_told_where_it_asked_to_be_told(online: Desk) -> None:
    await seal_modal(online)
    online.ana.command("/seal")
    await online.ana.settled()

    online.ana.close()
    await online.ana.settled()

    assert online.ana.modal is None
    assert online.ana.messages[-1]["text"] == "closed False"


async def test_modals_stack_three_high_and_are_cleared_together(online: Desk) -> None:
    answers = iter(["push", "push", "push", "clear"])

    @online.app.shortcut("report")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(section("one")))

    @online.app.view("seal")
    async def submitted(ack: Any) -> None:
        action = next(answers)
        await (ack(response_action="clear") if action == "clear" else ack(response_action=action, view=modal()))

    online.ana.shortcut("report")
    await online.ana.settled()
    heights = []
    for _ in range(4):
        online.ana.submit()
        await online.ana.settled()
        heights.append(len(online.ana.screen.stack))

    assert heights == [2, 3, 3, 0]
    assert online.ana.failures == [{"what": "view_submission", "reason": "cannot push"}]


async def test_typing_survives_an_update_of_the_modal(online: Desk) -> None:
    number = {"type": "plain_text_input", "action_id": "number"}
    seen: list[Json] = []

    @online.app.shortcut("report")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(entry("No", number, "a")))

    @online.app.action("more")
    async def more(ack: Any) -> None:
        await ack()

    @online.app.view("seal")
    async def submitted(ack: Any, view: Json) -> None:
        await ack()
        seen.append(view["state"]["values"])

    online.ana.shortcut("report")
    await online.ana.settled()
    online.ana.fill("No", "123")
    assert online.ana.modal is not None
    known = online.ana.modal
    wider = modal(entry("No", number, "a"), entry("Other", number, "b", optional=True))
    await online.client.views_update(view_id=known["id"], hash=known["hash"], view=wider)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await online.client.views_update(view_id=known["id"], hash=known["hash"], view=wider)
    online.ana.submit()
    await online.ana.settled()

    empty = {"type": "plain_text_input", "value": None}
    assert seen == [{"a": {"number": {**empty, "value": "123"}}, "b": {"number": empty}}]


async def test_a_trigger_opens_one_modal_and_only_while_it_is_fresh(desk: Desk) -> None:
    trigger = desk.slack.tickets.trigger(desk.ana.screen)
    stale = desk.slack.tickets.trigger(desk.ana.screen)

    await desk.client.views_open(trigger_id=trigger, view=modal())
    desk.slack.tickets.trigger_life = 0

    errors = []
    for trigger_id in (trigger, stale, "1.2.3"):
        with pytest.raises(SlackApiError) as refused:
            await desk.client.views_open(trigger_id=trigger_id, view=modal())
        errors.append(refused.value.response["error"])
    assert errors == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


async def test_the_home_is_published_and_its_buttons_work(online: Desk) -> None:
    pressed: list[Json] = []

    @online.app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [section("Desk"), actions(button("Start", "start"))]}
        await client.views_publish(user_id=event["user"], view=view)

    @online.app.action("start")
    async def start(ack: Any, body: Json) -> None:
        await ack()
        pressed.append(body)

    online.ana.open_home()
    await online.ana.settled()
    assert online.ana.home is not None
    online.ana.click("Start", where="home")
    await online.ana.settled()

    assert pressed[0]["view"]["type"] == "home"
    assert pressed[0]["container"] == {"type": "view", "view_id": online.ana.home["id"]}


async def test_a_command_is_answered_in_its_acknowledgement_and_later(online: Desk) -> None:
    @online.app.command("/sello")
    async def front_door(ack: Any, respond: Any, command: Json) -> None:
        await ack(f"help for {command['text']}")
        await respond(text="later", response_type="in_channel")

    online.ana.command("/sello", "inspect", channel="C0YARD")
    await online.ana.settled()

    shown = {(message["text"], message.get("ephemeral", False)) for message in online.ana.messages}
    assert shown == {("help for inspect", True), ("later", False)}


async def test_a_response_url_replaces_deletes_and_wears_out(online: Desk) -> None:
    urls: list[str] = []

    @online.app.action("go")
    async def go(ack: Any, body: Json) -> None:
        await ack()
        urls.append(body["response_url"])

    await online.post(text="Go?", blocks=[actions(button("Go", "go"))])
    online.ana.click("Go")
    await online.ana.settled()
    async with aiohttp.ClientSession() as session:
        texts, statuses = [], []
        for said in (
            {"text": "hint"},
            {"text": "gone", "replace_original": True},
            {"delete_original": True},
            {"text": ""},
            {"text": "<!here>", "response_type": "in_channel"},
            {"text": "too late"},
        ):
            async with session.post(urls[0], json=said) as response:
                statuses.append(response.status)
            texts.append([message["text"] for message in online.ana.messages])

    assert statuses == [200, 200, 200, 400, 200, 404]
    assert texts[:3] == [["Go?", "hint"], ["gone", "hint"], ["hint"]]
    assert texts[-1] == ["hint", "<!here>"]
    assert online.slack.pings == ["<!here>"]


async def test_shortcuts_carry_the_message_they_were_used_on(online: Desk) -> None:
    heard: list[Json] = []

    @online.app.shortcut("attach")
    async def attach(ack: Any, body: Json) -> None:
        await ack()
        heard.append(body)

    ts = await online.post(text="Report 12")
    online.ana.shortcut("attach")
    online.ana.shortcut("attach", ts=ts)
    await online.ana.settled()

    assert [body["type"] for body in heard] == ["shortcut", "message_action"]
    assert heard[1]["message"]["text"] == "Report 12"
    assert "response_url" not in heard[0]


async def test_an_uploaded_file_is_downloaded_only_with_the_token(online: Desk) -> None:
    heard: list[Json] = []

    @online.app.event("message")
    async def shared(event: Json) -> None:
        heard.append(event)

    online.ana.upload_several([(b"\xff\xd8one", "a.jpg", "image/jpeg"), (b"%PDF", "b b.pdf", "application/pdf")], "two")
    await online.ana.settled()
    (event,) = heard
    urls = [record["url_private_download"] for record in event["files"]]
    async with aiohttp.ClientSession() as session:
        async with session.get(urls[1], headers={"Authorization": "Bearer xoxb-demo"}) as response:
            content = await response.read()
        async with session.get(urls[1]) as response:
            page = await response.text()
            assert (response.status, response.content_type) == (200, "text/html")

    assert event["subtype"] == "file_share"
    assert event["files"][0]["mimetype"] == "image/jpeg"
    assert content == b"%PDF"
    assert "Sign in" in page
    assert (await online.client.files_info(file=event["files"][0]["id"]))["file"]["size"] == 5
    with pytest.raises(SlackApiError, match="unknown_method"):
        await online.client.files_sharedPublicURL(file=event["files"][0]["id"])


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_a_file_the_bot_uploads_appears_in_the_conversation(desk: Desk) -> None:
    big = b"x" * 3_000_000
    dm = (await desk.client.conversations_open(users="U0ANA"))["channel"]["id"]
    await desk.client.files_upload_v2(channel=dm, content=big, filename="report.pdf", initial_comment="Yours")

    (message,) = desk.ana.messages
    assert message["text"] == "Yours"
    stored = desk.slack.files.get(message["files"][0]["id"])
    assert stored is not None
    assert stored.content == big


async def test_a_file_input_takes_files_of_the_person(online: Desk) -> None:
    seen: list[Json] = []

    @online.app.shortcut("report")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        photos = {"type": "file_input", "action_id": "files", "max_files": 2}
        await client.views_open(trigger_id=body["trigger_id"], view=modal(entry("Photos", photos, "photos")))

    @online.app.view("seal")
    async def submitted(ack: Any, view: Json) -> None:
        await ack()
        seen.append(view["state"]["values"]["photos"]["files"])

    online.ana.shortcut("report")
    await online.ana.settled()
    files = [online.ana.add_file(b"x", f"{n}.jpg", "image/jpeg") for n in range(3)]
    with pytest.raises(ValueError, match="at most 2"):
        online.ana.submit({"Photos": files})
    online.ana.submit({"Photos": files[:2]})
    await online.ana.settled()

    assert [record["id"] for record in seen[0]["files"]] == files[:2]


async def test_an_external_select_offers_what_the_bot_finds(online: Desk) -> None:
    chosen: list[str] = []

    @online.app.options("driver")
    async def found(ack: Any, body: Json) -> None:
        await ack(options=[{"text": words(f"{body['value']} Pérez"), "value": "p1"}])

    @online.app.action("driver")
    async def picked(ack: Any, action: Json) -> None:
        await ack()
        chosen.append(action["selected_option"]["value"])

    await online.post(text="Who?", blocks=[actions({"type": "external_select", "action_id": "driver"})])
    online.ana.look_up("driver", "Juan")
    await online.ana.settled()
    online.ana.choose("Juan Pérez")
    await online.ana.settled()

    assert chosen == ["p1"]


async def test_an_event_not_acknowledged_comes_again_in_another_envelope(desk: Desk) -> None:
    desk.slack.carrier.ack_within = 0.02
    opened = await desk.client.apps_connections_open(app_token=desk.slack.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as line:
        hello = await line.receive_json()

        desk.ana.say("hello")
        first, second = await line.receive_json(), await line.receive_json()
        await line.send_json({"envelope_id": second["envelope_id"]})
        await desk.ana.settled()

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert [(one["retry_attempt"], one["retry_reason"]) for one in (first, second)] == [(0, ""), (1, "timeout")]
    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert desk.ana.failures == []


async def test_an_event_nobody_takes_is_given_up_after_three_retries(online: Desk) -> None:
    online.slack.carrier.ack_within = 0.02

    online.ana.say("nobody listens")
    await online.ana.settled()

    assert online.ana.failures == [{"what": "event_callback", "reason": "operation_timeout"}]


async def test_a_button_nobody_takes_is_shown_as_failed_and_not_sent_again(online: Desk) -> None:
    online.slack.carrier.ack_within = 0.02
    await online.post(text="Go?", blocks=[actions(button("Go", "go"))])

    online.ana.click("Go")
    await online.ana.settled()

    assert online.ana.failures == [{"what": "block_actions", "reason": "operation_timeout"}]


async def test_a_delivery_can_be_repeated(online: Desk) -> None:
    heard: list[str] = []

    @online.app.event("message")
    async def listen(body: Json) -> None:
        heard.append(body["event_id"])

    first = online.ana.say("one")
    online.ana.say("two")
    online.slack.redeliver(first)
    online.slack.redeliver()
    await online.ana.settled()

    assert heard == [heard[0], heard[1], heard[0], heard[1]]


async def test_rubbish_can_be_injected(online: Desk) -> None:
    heard: list[Json] = []

    @online.app.event("reaction_added")
    async def reaction(event: Json) -> None:
        heard.append(event)

    online.slack.inject({"type": "mystery"})
    online.slack.inject(
        {"type": "events_api", "payload": {"type": "event_callback", "event": {"type": "reaction_added"}}}
    )
    await online.slack.settled()

    assert heard == [{"type": "reaction_added"}]


async def test_the_bot_reconnects_and_loses_nothing(online: Desk) -> None:
    heard: list[str] = []

    @online.app.event("message")
    async def listen(event: Json) -> None:
        heard.append(event["text"])

    online.ana.say("before")
    online.slack.drop_connections()
    online.ana.say("between")
    await online.ana.settled()
    online.ana.say("after")
    await online.ana.settled()

    assert heard == ["before", "between", "after"]
    assert len(online.slack.carrier.sockets) == 1


async def test_a_line_that_breaks_is_taken_up_again(desk: Desk) -> None:
    heard: list[str] = []

    @desk.app.event("message")
    async def listen(event: Json) -> None:
        heard.append(event["text"])

    handler = await desk.connect(ping_interval=0.05)
    desk.slack.drop_connections(abruptly=True)
    await asyncio.sleep(0)
    desk.ana.say("hello")
    await desk.ana.settled()
    await handler.close_async()

    assert heard == ["hello"]


async def test_a_silent_connection_delivers_nothing(online: Desk) -> None:
    online.slack.carrier.ack_within = 0.02
    online.slack.silence_connections()

    online.ana.say("anybody?")
    await online.ana.settled()

    assert online.ana.failures != []


async def test_connections_take_turns(desk: Desk) -> None:
    heard: list[int] = []
    handlers = [await desk.connect(), await desk.connect()]

    @desk.app.event("message")
    async def listen() -> None:
        heard.append(1)

    seen = [0, 0]
    for place, handler in enumerate(handlers):

        async def count(_client: Any, _message: Json, _raw: str | None, at: int = place) -> None:
            seen[at] += 1

        handler.client.message_listeners.append(count)
    for number in range(4):
        desk.ana.say(str(number))
    await desk.ana.settled()
    for handler in handlers:
        await handler.close_async()

    assert len(heard) == 4
    assert min(seen) >= 2


async def test_what_is_said_before_the_bot_connects_waits_for_it(desk: Desk) -> None:
    heard: list[str] = []

    @desk.app.event("message")
    async def listen(event: Json) -> None:
        heard.append(event["text"])

    desk.ana.say("early")
    handler = await desk.connect()
    await desk.ana.settled()
    await handler.close_async()

    assert heard == ["early"]


async def test_settling_says_what_is_missing(desk: Desk) -> None:
    desk.ana.say("nobody is connected")

    with pytest.raises(TimeoutError, match="events_api"):
        await desk.ana.settled(timeout=0.05)


async def test_messages_buttons_and_retries_over_signed_http(posted: Desk) -> None:
    heard: list[tuple[str, str]] = []

    @posted.app.event("message")
    async def listen(event: Json, request: Any) -> None:
        heard.append((event["text"], request.headers.get("x-slack-retry-num", [""])[0]))

    @posted.app.middleware
    async def stumble(request: Any, next_: Any) -> None:
        event = request.body.get("event", {})
        if event.get("text") == "hard" and "x-slack-retry-num" not in request.headers:
            raise RuntimeError("first try")
        await next_()

    @posted.app.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="went", replace_original=True)

    assert await posted.slack.carrier.verify_url()
    posted.ana.say("easy")
    await posted.ana.settled()
    posted.ana.say("hard")
    await posted.ana.settled()
    await posted.post(text="Go?", blocks=[actions(button("Go", "go"))])
    posted.ana.click("Go")
    await posted.ana.settled()

    assert heard == [("easy", ""), ("hard", "1")]
    assert posted.ana.messages[-1]["text"] == "went"


async def test_forged_and_stale_requests_can_be_sent(posted: Desk) -> None:
    carrier, body = posted.slack.carrier, '{"type": "url_verification", "challenge": "x"}'
    kind = {"Content-Type": "application/json"}

    good = await carrier.post_raw(body, {**kind, **carrier.sign(body)})
    stale = await carrier.post_raw(body, {**kind, **carrier.sign(body, 1_600_000_000)})
    forged = await carrier.post_raw(body, {**kind, **carrier.sign(body + " ")})

    assert [good[0], stale[0], forged[0]] == [200, 401, 401]


async def test_failures_are_injected(desk: Desk) -> None:
    desk.slack.fail("chat.postMessage", retry_after=7)
    desk.slack.fail("chat.postMessage", error="fatal_error", status=503)
    desk.slack.fail("chat.postMessage", error="fatal_error", after=True)

    seen = []
    for _ in range(3):
        with pytest.raises(SlackApiError) as refused:
            await desk.post(text="hello")
        seen.append((refused.value.response.status_code, refused.value.response["error"]))
    assert refused.value.response.headers.get("Retry-After") is None
    await desk.post(text="again")

    assert seen == [(429, "ratelimited"), (503, "fatal_error"), (200, "fatal_error")]
    assert [message["text"] for message in desk.ana.messages] == ["hello", "again"]
    assert [method for method, _ in desk.slack.calls] == ["chat.postMessage"] * 4


async def test_tokens_and_methods_are_checked(desk: Desk) -> None:
    async with aiohttp.ClientSession() as session:
        errors = []
        for method, token in (
            ("auth.test", None),
            ("auth.test", "xoxb-other"),
            ("auth.test", "xapp-demo"),
            ("apps.connections.open", "xoxb-demo"),
            ("chat.scheduleMessage", "xoxb-demo"),
        ):
            form = {"token": token} if token else {}
            async with session.post(f"{desk.base}/api/{method}", data=form) as response:
                errors.append((await response.json())["error"])

    assert errors == [
        "not_authed",
        "invalid_auth",
        "not_allowed_token_type",
        "not_allowed_token_type",
        "unknown_method",
    ]


async def test_what_cannot_be_changed_is_refused(desk: Desk) -> None:
    desk.ana.say("mine")
    mine = desk.ana.messages[0]["ts"]
    hint = await desk.client.chat_postEphemeral(channel=desk.ana.channel, user="U0ANA", text="only you")
    client, channel = desk.client, desk.ana.channel

    refusals = [
        (client.chat_update(channel=channel, ts="1.2", text="x"), "message_not_found"),
        (client.chat_update(channel=channel, ts=mine, text="x"), "cant_update_message"),
        (client.chat_update(channel=channel, ts=hint["message_ts"], text="x"), "message_not_found"),
        (client.chat_delete(channel=channel, ts=mine), "cant_delete_message"),
        (client.chat_postMessage(channel="U0NOBODY", text="x"), "channel_not_found"),
        (client.api_call("chat.postMessage", json={"channel": channel}), "no_text"),
        (client.users_info(user="U0NOBODY"), "user_not_found"),
        (client.files_info(file="F0"), "file_not_found"),
    ]
    for call, error in refusals:
        with pytest.raises(SlackApiError) as refused:
            await call
        assert refused.value.response["error"] == error


async def test_blocks_stay_only_when_neither_text_nor_blocks_are_given(desk: Desk) -> None:
    ts = await desk.post(text="Card", blocks=[section("Card")])
    channel = desk.ana.channel

    await desk.client.chat_update(channel=channel, ts=ts, text="Card 2", blocks=[section("Card 2")])
    with_blocks = desk.ana.messages[0]
    await desk.client.chat_update(channel=channel, ts=ts, text="Plain")
    plain = desk.ana.messages[0]

    assert with_blocks["blocks"][0]["text"]["text"] == "Card 2"
    assert "edited" not in with_blocks
    assert ("blocks" in plain, "edited" in plain) == (False, True)


async def test_wrong_blocks_are_refused_in_slacks_words(desk: Desk) -> None:
    with pytest.raises(SlackApiError) as refused:
        await desk.post(text="x", blocks=[section("x" * 3001), actions(button("y" * 76, "a"))])
    with pytest.raises(SlackApiError) as bare:
        await desk.client.views_publish(user_id="U0ANA", view={"type": "home"})
    with pytest.raises(SlackApiError) as long:
        await desk.post(text="x", blocks=[section("x" * 2900) for _ in range(5)])

    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]",
    ]
    assert bare.value.response["error"] == "invalid_arguments"
    assert bare.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: blocks [json-pointer:/view]"
    ]
    assert long.value.response["error"] == "msg_blocks_too_long"


async def test_only_unescaped_marks_ping(desk: Desk) -> None:
    await desk.post(
        text="&lt;!channel&gt; said Ana", blocks=[section("&lt;@U0ANA&gt;"), actions(button("<!here>", "a"))]
    )
    quiet = list(desk.slack.pings)
    await desk.post(text="<!channel>", blocks=[section("<@U0ANA> look")])

    assert quiet == []
    assert desk.slack.pings == ["<!channel>", "<@U0ANA>"]


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
async def test_what_slack_takes_and_people_suffer_is_noted(desk: Desk) -> None:
    await desk.post(blocks=[actions(button("A", "go")), actions(button("B", "go"))])

    assert desk.slack.warnings == [
        "a message has blocks and no text: notifications and screen readers get nothing",
        "action_id 'go' is in 2 blocks of one message",
    ]


async def test_people_are_described_with_their_locale_on_request(desk: Desk) -> None:
    for number in range(3):
        desk.slack.person(f"U{number}", f"P {number}")
    plain = await desk.client.users_info(user="U0ANA")
    full = await desk.client.users_info(user="U0ANA", include_locale=True)
    pages = [page["members"] async for page in await desk.client.users_list(limit=3)]

    assert "locale" not in plain["user"]
    assert full["user"]["locale"] == "es-MX"
    assert [[member["id"] for member in members] for members in pages] == [["U0ANA", "U0", "U1"], ["U2", "U0BOT"]]


async def test_an_observer_hears_who_changed(desk: Desk) -> None:
    watching = desk.slack.watch()
    first = asyncio.ensure_future(anext(watching))
    await asyncio.sleep(0)

    await desk.post(text="hello")

    assert await asyncio.wait_for(first, 1) == {"person": "U0ANA"}
    await watching.aclose()


async def test_a_conversation_keeps_its_last_500_messages(desk: Desk) -> None:
    for number in range(503):
        put_up(desk.slack.workspace, desk.ana.screen, {"text": str(number)})

    assert len(desk.ana.messages) == 500
    assert desk.ana.messages[0]["text"] == "3"
    stamps = [message["ts"] for message in desk.ana.messages]
    assert stamps == sorted(set(stamps))


async def test_typed_addresses_become_links(desk: Desk) -> None:
    desk.ana.say("see https://a.example/x?a=1&b=2, or ask jo@a.example.")

    assert desk.ana.messages[0]["text"] == (
        "see <https://a.example/x?a=1&amp;b=2>, or ask <mailto:jo@a.example|jo@a.example>."
    )


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_views_are_found_by_their_own_id_or_the_bots(desk: Desk) -> None:
    client, trigger = desk.client, desk.slack.tickets.trigger
    home = {"type": "home", "blocks": [section("1")]}

    opened = await client.views_open(trigger_id=trigger(desk.ana.screen), view=modal(external_id="x1"))
    await client.views_update(external_id="x1", view=modal(section("2"), external_id="x2"))
    pushed = await client.views_push(trigger_id=trigger(desk.ana.screen), view=modal())
    await client.views_push(trigger_id=trigger(desk.ana.screen), view=modal())
    published = await client.views_publish(user_id="U0ANA", view=home)
    await client.views_publish(user_id="U0ANA", view=home, hash=published["view"]["hash"])

    assert pushed["view"]["previous_view_id"] == opened["view"]["id"]
    assert [
        await error_of(call)
        for call in (
            client.views_update(external_id="x1", view=modal()),
            client.views_push(trigger_id=trigger(desk.ana.screen), view=modal(external_id="x2")),
            client.views_open(trigger_id=trigger(desk.ana.screen), view=modal(external_id="x2")),
            client.views_publish(user_id="U0ANA", view=home, hash=published["view"]["hash"]),
            client.views_publish(user_id="U0NOBODY", view=home),
            client.views_publish(user_id="U0ANA", view=modal()),
            client.api_call("views.update", json={"view": modal()}),
        )
    ] == [
        "not_found",
        "push_limit_reached",
        "duplicate_external_id",
        "hash_conflict",
        "invalid_arguments",
        "invalid_arguments",
        "invalid_arguments",
    ]
    desk.ana.close(everything=True)
    assert desk.ana.screen.stack == []
    assert await error_of(client.views_push(trigger_id=trigger(desk.ana.screen), view=modal())) == "not_found"


async def test_an_answer_slack_cannot_use_is_shown_as_a_failure(online: Desk) -> None:
    answers: list[Json] = [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
        {"response_action": "update", "view": modal(section("two"))},
    ]

    @online.app.view("seal")
    async def submitted(ack: Any) -> None:
        await ack(**answers.pop(0))

    await online.client.views_open(
        trigger_id=online.slack.tickets.trigger(online.ana.screen), view=modal(section("one"))
    )
    for _ in range(3):
        online.ana.submit()
        await online.ana.settled()

    assert [failure["reason"] for failure in online.ana.failures] == [
        "errors must name input blocks of the view",
        "invalid_arguments",
    ]
    assert online.ana.modal is not None
    assert online.ana.modal["blocks"][0]["text"]["text"] == "two"


async def test_the_client_checks_numbers_addresses_and_lengths(desk: Desk) -> None:
    number = {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
    several = {
        "type": "multi_static_select",
        "action_id": "m",
        "options": [{"text": words(x), "value": x} for x in "abc"],
        "max_selected_items": 2,
    }
    text = {"type": "plain_text_input", "action_id": "t", "min_length": 3, "max_length": 5}
    mail = {"type": "email_text_input", "action_id": "e"}
    view = modal(entry("N", number, "n"), entry("M", several, "m"), entry("T", text, "t"), entry("E", mail, "e"))
    await desk.client.views_open(trigger_id=desk.slack.tickets.trigger(desk.ana.screen), view=view)

    good = {"n": "5", "m": ["a", "b"], "t": "four", "e": "a@b.mx"}
    for wrong in ({"n": "0"}, {"n": "10"}, {"n": "1.5"}, {"m": ["a", "b", "c"]}, {"t": "no"}, {"t": "longer"}):
        with pytest.raises(ValueError, match="not submitted"):
            desk.ana.submit(good | wrong)
        assert list(desk.ana.modal_errors) == list(wrong)
    for impossible in ({"n": "five"}, {"m": "z"}, {"e": "nobody"}):
        with pytest.raises(ValueError, match=r"takes|no option"):
            desk.ana.submit(good | impossible)


async def test_an_overflow_menu_is_pressed_by_its_entries(online: Desk) -> None:
    chosen: list[str] = []

    @online.app.action("menu")
    async def menu(ack: Any, action: Json) -> None:
        await ack()
        chosen.append(action["selected_option"]["value"])

    options = [{"text": words("Cancel run"), "value": "cancel"}, {"text": words("Help"), "value": "help"}]
    await online.post(
        text="Run", blocks=[section("Run", accessory={"type": "overflow", "action_id": "menu", "options": options})]
    )
    assert online.ana.buttons() == ["Cancel run", "Help"]
    online.ana.click("Cancel run")
    online.ana.click("help")
    await online.ana.settled()

    assert chosen == ["cancel", "help"]


async def test_a_button_on_a_hint_comes_without_its_message(online: Desk) -> None:
    heard: list[Json] = []

    @online.app.action("go")
    async def go(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        heard.append(body)
        await respond(delete_original=True)

    hint = {"text": "hint", "blocks": [actions(button("Go", "go"))]}
    await online.client.chat_postEphemeral(channel=online.ana.channel, user="U0ANA", **hint)
    online.ana.click("Go")
    await online.ana.settled()

    assert heard[0]["container"]["is_ephemeral"] is True
    assert "message" not in heard[0]
    assert online.ana.messages == []


async def test_calls_are_read_from_forms_and_json(desk: Desk) -> None:
    token = {"Authorization": f"Bearer {desk.slack.bot_token}"}
    url = f"{desk.base}/api/chat.postMessage"
    errors = []
    async with aiohttp.ClientSession(headers=token) as session:
        form = {"channel": "U0ANA", "text": "form", "blocks": '[{"type": "divider"}]'}
        async with session.post(url, data=form) as response:
            assert (await response.json())["ok"] is True
        for body in ('{"channel"', '["channel"]'):
            async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
                errors.append((await response.json())["error"])
        async with session.post(url, data={"channel": "U0ANA", "blocks": "[{"}) as response:
            errors.append((await response.json())["error"])

    assert errors == ["invalid_json", "json_not_object", "invalid_blocks_format"]
    assert desk.ana.messages[0]["blocks"][0]["type"] == "divider"


async def test_a_file_is_uploaded_as_a_form_too_and_downloads_can_fail(desk: Desk) -> None:
    place = await desk.client.files_getUploadURLExternal(filename="a.txt", length=3)
    unready = desk.client.files_completeUploadExternal(files=[{"id": place["file_id"]}])
    assert await error_of(unready) == "file_not_found"
    form = aiohttp.FormData()
    form.add_field("file", b"abc", filename="a.txt")
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer xoxb-demo"}) as session:
        async with session.post(place["upload_url"], data=form) as response:
            assert response.status == 200
        done = await desk.client.files_completeUploadExternal(files=[{"id": place["file_id"], "title": "A"}])
        desk.slack.fail("download", status=500)
        statuses = []
        for _ in range(2):
            async with session.get(done["files"][0]["url_private"]) as response:
                statuses.append(response.status)

    assert done["files"][0]["title"] == "A"
    assert statuses == [500, 200]
    assert desk.ana.messages == []


async def test_own_messages_are_told_when_asked_and_the_sdk_drops_them(online: Desk) -> None:
    online.slack.workspace.echo = True
    heard: list[Json] = []

    @online.app.event("message")
    async def listen(event: Json) -> None:
        heard.append(event)

    await online.post(text="me")
    await online.ana.settled()

    assert heard == []
    assert online.ana.failures == []


async def test_a_bot_that_is_slow_or_away_over_http_hears_events_again(desk: Desk) -> None:
    tries: list[str | None] = []

    async def bot(request: web.Request) -> web.Response:
        tries.append(request.headers.get("X-Slack-Retry-Reason"))
        if len(tries) == 1:
            await asyncio.sleep(0.2)
        return web.Response(status=200 if len(tries) < 4 else 500, headers={"X-Slack-No-Retry": "1"})

    server = web.Application()
    server.router.add_post("/", bot)
    runner, base = await serve(server)
    desk.slack.base_url, desk.slack.request_url = desk.base, base
    desk.slack.carrier.ack_within = 0.05
    desk.ana.say("slow")
    await desk.ana.settled()
    desk.ana.say("fine")
    await desk.ana.settled()
    desk.ana.say("refused for good")
    await desk.ana.settled()
    await runner.cleanup()
    desk.ana.say("away")
    await desk.ana.settled()

    assert tries == [None, "http_timeout", None, None]
    assert [failure["reason"] for failure in desk.ana.failures] == ["http_error", "connection_failed"]


async def test_an_eleventh_connection_is_sent_away(desk: Desk) -> None:
    async with aiohttp.ClientSession() as session:
        lines = []
        for _ in range(11):
            opened = await desk.client.apps_connections_open(app_token=desk.slack.app_token)
            lines.append(await session.ws_connect(opened["url"]))
        told = [(await line.receive_json())["type"] for line in lines]
        async with session.get(opened["url"].replace("ws", "http", 1)) as response:
            assert response.status == 403
        for line in lines:
            await line.close()

    assert told == ["hello"] * 10 + ["disconnect"]


async def test_the_workspace_describes_itself(desk: Desk) -> None:
    bot = await desk.client.bots_info(bot=desk.slack.workspace.bot_id)
    team = await desk.client.team_info()
    channel = await desk.client.conversations_info(channel=desk.ana.channel)
    said = await desk.client.api_test(hello="there")

    assert bot["bot"]["user_id"] == (await desk.client.auth_test())["user_id"]
    assert team["team"]["id"] == "T0DEMO"
    assert (channel["channel"]["user"], channel["channel"]["is_im"]) == ("U0ANA", True)
    assert said["args"] == {"hello": "there"}


async def test_a_restart_repeats_no_id() -> None:
    async with opened() as before:
        first = await ids_of_a_day(before)
    async with opened() as after:
        second = await ids_of_a_day(after)

    assert len(first) == len(second) > 12
    assert first & second == set()


async def ids_of_a_day(desk: Desk) -> set[str]:
    """Every id the bot is told while a card is sent and pressed, a file shared, Home opened and a command typed."""
    desk.slack.base_url = desk.base
    await desk.post(text="Card", blocks=[actions(button("Go", "go"))])
    await desk.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": []})
    desk.ana.click("Go")
    desk.ana.upload(b"x", "x.txt", "text/plain", "look")
    desk.ana.open_home()
    desk.ana.command("/sello")
    told = [json.loads(one.body) for one in desk.slack.carrier.outstanding()]
    return {value for payload in told for value in ids_in(payload)}


def ids_in(told: Any) -> Iterator[str]:
    """What names a delivery, a message, a file or a view. People, channels and the app stay who they are."""
    named = ("event_id", "event_context", "trigger_id", "response_url", "ts", "event_ts", "action_ts", "message_ts")
    if isinstance(told, list):
        for one in told:
            yield from ids_in(one)
    if isinstance(told, dict):
        kept = told.keys() & {"mimetype", "private_metadata"}
        yield from (value for name, value in told.items() if name in named or (kept and name in ("id", "url_private")))
        for value in told.values():
            yield from ids_in(value)
