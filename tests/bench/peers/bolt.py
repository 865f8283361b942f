"""The inspection on slack-bolt. Nothing is acknowledged before it is durable: `process_before_response=True`, its fastest way."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.bench import from_slack
from tests.bench.peers import inspection
from tests.bench.peers.inspection import Screen, Store
from tests.bench.terms import Payload


class Shell:
    """The app and its client, with one session for all calls: else the SDK opens a connection for each."""

    def __init__(self, address: str) -> None:
        self.client = AsyncWebClient(from_slack.TOKEN, f"{address}/api/", session=aiohttp.ClientSession())
        self.app = AsyncApp(
            signing_secret=from_slack.SIGNING_SECRET, client=self.client, process_before_response=True
        )  # fmt: skip

    async def feed(self, payload: Payload) -> None:
        request = AsyncBoltRequest(body=payload.body.decode(), headers=payload.headers)
        response = await self.app.async_dispatch(request)
        if response.status != 200:
            raise RuntimeError(f"{response.status} {response.body}")

    async def close(self) -> None:
        assert self.client.session
        await self.client.session.close()


class Inspector:
    """Listeners of the inspection."""

    def __init__(self, address: str, store: Store) -> None:
        self.shell, self._store = Shell(address), store
        app = self.shell.app
        app.command("/inspect")(self.start)
        app.event("message")(self.typed)
        app.action(re.compile(r"^p:\d+:(pass|fail)$"))(self.pressed)
        app.action("c:yes")(self.confirmed)

    async def start(self, ack: Any, command: Any) -> None:
        lang = "es" if command["text"] == "es" else "en"
        screen = await inspection.started(self._store, from_slack.number(command["user_id"]), lang)
        await ack()
        await self._post(command["channel_id"], screen)

    async def typed(self, event: Any) -> None:
        if screen := await inspection.typed(self._store, from_slack.number(event["user"]), event["text"]):
            await self._post(event["channel"], screen)

    async def pressed(self, ack: Any, body: Any, action: Any) -> None:
        _, n, value = action["action_id"].split(":")
        screen = await inspection.pressed(self._store, from_slack.number(body["user"]["id"]), int(n), value)
        await ack()
        await self._update(body, screen)

    async def confirmed(self, ack: Any, body: Any) -> None:
        screen = await inspection.confirmed(self._store, from_slack.number(body["user"]["id"]))
        await ack()
        await self._update(body, screen)

    async def _post(self, channel: str, screen: Screen) -> None:
        await self.shell.client.chat_postMessage(channel=channel, text=screen.text, blocks=_blocks(screen))

    async def _update(self, body: Any, screen: Screen | None) -> None:
        if screen:
            where = {"channel": body["container"]["channel_id"], "ts": body["container"]["message_ts"]}
            await self.shell.client.chat_update(**where, text=screen.text, blocks=_blocks(screen))


def _blocks(screen: Screen) -> list[dict[str, Any]]:
    words = {"type": "section", "text": {"type": "mrkdwn", "text": screen.text}}
    if not screen.buttons:
        return [words]
    keys = [_key(label, carried) for label, carried in screen.buttons]
    return [words, {"type": "actions", "block_id": "insp", "elements": keys}]


def _key(label: str, carried: str) -> dict[str, Any]:
    style = "danger" if carried.endswith("fail") else "primary"
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "text": text, "action_id": carried, "value": carried, "style": style}
