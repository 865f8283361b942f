"""Slack: carries what people do to the program and what it says to them, by Socket Mode or by signed HTTP.

slack-bolt is the transport; what a payload means is in heard.py, how a message looks in blocks.py.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.channel import Ack, Fetch, Hear, Heard, Message, NotHeard, Undeliverable
from bot.channels.pace import Pause
from bot.channels.platform import Answer
from bot.channels.slack.blocks import aside, drawn
from bot.channels.slack.completed import completed
from bot.channels.slack.ear import Ear
from bot.channels.slack.errors import TOO_LONG
from bot.channels.slack.files import Files
from bot.channels.slack.heard import gist, hear
from bot.channels.slack.lines import Json
from bot.channels.slack.pictures import Pictures
from bot.channels.slack.request import Malformed, genuine, unpacked
from bot.channels.slack.socket import Line
from bot.channels.slack.toast import toast
from bot.channels.slack.web import Web, sdk

log = logging.getLogger(__name__)

ACKNOWLEDGE = 2.5  # seconds; Slack waits three: https://docs.slack.dev/tools/bolt-python/concepts/acknowledge
FAREWELL = 5.0  # seconds for what is under way when the channel closes
SHORTER = 3_000  # characters, when Slack finds a message too long after all
HOME = "home"  # the ref of the App Home
ANYTHING = re.compile("")

# Errors of https://docs.slack.dev/reference/methods/chat.update after which a new message is the answer.
GONE = ("message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found")

# D0123:1700000000.000100. Older ones end in a sign of the pictures sent after it.
REF = re.compile(r"([A-Z0-9]+):(\d+\.\d+)(?:~[0-9a-f]{8})?")


class Slack:
    """The app of one workspace. `fetch` gives the bytes of kept files that are shown."""

    name = "slack"
    path = "/slack/events"
    rate = 25.0  # Slack bounds each conversation, and a workspace at some hundreds a minute without saying how many

    def __init__(
        self,
        bot_token: str,
        *,
        app_token: str = "",
        signing_secret: str = "",
        api_url: str = "https://slack.com/api/",
        fetch: Fetch,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._token, self._app_token, self._secret = bot_token, app_token, signing_secret
        self._api_url, self._fetch, self._now = api_url, fetch, now
        self.pause = Pause()
        self.invites = ""
        self.patience = 1.0  # seconds before the second attempt to reach Slack; doubled each time
        self.check = 10.0  # seconds between two looks at the Socket Mode connection
        self.quiet = 300.0  # seconds without a word after which that connection is replaced
        self.team = ""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._web: Web | None = None
        self._heard: Ear | None = None
        # By the type of the payload, which a command has none of: what comes so often that it goes past slack-bolt.
        self._straight = {"event_callback": self._event, "block_actions": self._interaction, None: self._command}

    async def open(self, hear: Hear) -> None:
        """Learns who we are; waits for Slack as long as it takes. Raises Undeliverable if it does not want us."""
        if self._web:  # of a greeting that failed
            await self._web.close()
        self._web = web = Web(self._token, self._api_url, self.pause)
        self._files = Files(web, self._token, self._api_url)
        self._pictures = Pictures(web, self._fetch)
        self._heard = Ear(hear, partial(completed, web, self._files), self._told, self.patience)
        us = await web.ourselves(self.patience)
        self.team = str(us["team_id"])
        self._app = self._bolt(us)

    async def close(self) -> None:
        """Lets what is under way come to its end, for a moment."""
        if under_way := {*self._tasks, *(self._heard.under_way if self._heard else ())}:
            _, late = await asyncio.wait(under_way, timeout=FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._web:
            await self._web.close()

    @property
    def web(self) -> Web:
        assert self._web, "open() comes first"
        return self._web

    @property
    def _ear(self) -> Ear:
        assert self._heard, "open() comes first"
        return self._heard

    # What arrives.

    async def webhook(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request: events, interactions and commands alike. Names of headers are lower-case."""
        if not genuine(headers, body, self._secret, self._now()):
            return Answer(401)
        try:
            payload = unpacked(body)
        except Malformed:
            return Answer(400)
        if payload.get("type") == "url_verification":
            return Answer(200, str(payload.get("challenge", "")))
        response = await self._reply(payload)
        return Answer(response.status, response.body, response.headers["content-type"][0])

    async def listen(self) -> None:
        """Socket Mode, until cancelled; one connection after the other."""
        while True:
            opened = self.web.client.apps_connections_open
            said = await self.web.insist(opened, self.patience, app_token=self._app_token)
            line = Line(self._app, self._app_token, self._reply, self.web.client.proxy)
            try:
                await line.attend(str(said["url"]), self.check, self.quiet)
                log.info("slack.silent seconds=%.0f", line.silence)
            finally:
                self._later(line.client.close())  # type: ignore[no-untyped-call]  # a dead line takes its time to close

    async def hook(self) -> None:
        """Nothing to do: Slack has our address in the settings of the app."""

    async def _reply(self, body: Json) -> BoltResponse:
        """The way of every payload, however it came. What is nothing to us is acknowledged, or it would come again."""
        heard = hear(body, datetime.fromtimestamp(self._now(), UTC))
        if heard is None:
            return BoltResponse(status=200)
        if straight := self._straight.get(body.get("type")):
            ack = AsyncAck()  # type: ignore[no-untyped-call]
            return await _answered(straight(body, heard, ack), ack)
        return await self._dispatched(body, heard)

    async def _dispatched(self, body: Json, heard: Heard) -> BoltResponse:
        """By slack-bolt. It comes to the same as going straight, and looks at every listener and middleware first."""
        # Bolt is given what it needs to find a listener; its other mode would verify and unpack the same once more.
        request = AsyncBoltRequest(mode="socket_mode", body=gist(body), context={"heard": heard, "whole": body})
        return await self._app.async_dispatch(request)

    def _bolt(self, us: AsyncSlackResponse) -> AsyncApp:
        """One listener for each kind of payload: with more of them every click takes longer."""
        team, user, bot = us.get("team_id"), us.get("user_id"), us.get("bot_id")
        known = AuthorizeResult(enterprise_id=None, team_id=team, bot_user_id=user, bot_id=bot, bot_token=self._token)

        async def authorize() -> AuthorizeResult:
            return known  # without asking Slack again

        app = AsyncApp(
            name=self.name,
            logger=sdk,
            client=self.web.without(token=None),
            authorize=authorize,
            request_verification_enabled=False,  # done before, and more strictly
            process_before_response=True,  # acknowledged when it is kept, and without 10 ms of waiting in Bolt
            attaching_conversation_kwargs_enabled=False,
        )
        app.error(_failed)
        app.event(ANYTHING)(self._event)
        app.action(ANYTHING)(self._interaction)
        app.shortcut(ANYTHING)(self._interaction)
        app.command(ANYTHING)(self._command)
        return app

    async def _event(self, whole: Json, heard: Heard, ack: AsyncAck) -> None:
        """Not acknowledged before it is kept, however long that takes: Slack delivers it again meanwhile."""
        await asyncio.shield(self._ear.work(whole, heard))
        await ack()

    async def _interaction(self, whole: Json, heard: Heard, ack: AsyncAck) -> None:
        """Acknowledged in time in any case: Slack does not deliver these again."""
        await self._in_time(self._ear.work(whole, heard))
        await ack()

    async def _command(self, whole: Json, heard: Heard, ack: AsyncAck) -> None:
        """A toast goes into the acknowledgement; after it, if it is late."""
        work = self._ear.work(whole, heard)
        acked = await self._in_time(work)
        if acked is None:
            self._later(self._toast_late(whole, work))
        if acked and acked.toast:
            await ack(response_type="ephemeral", **aside(acked.toast))
        else:
            await ack()

    async def _in_time(self, work: asyncio.Task[Ack]) -> Ack | None:
        done, _ = await asyncio.wait({work}, timeout=ACKNOWLEDGE)
        if done:
            return work.result()
        work.add_done_callback(_fell)
        return None

    # What is heard.

    def _told(self, body: Mapping[str, Any], words: str) -> None:
        self._later(toast(self.web, body, words))

    async def _toast_late(self, body: Json, work: asyncio.Task[Ack]) -> None:
        await asyncio.wait({work})
        if not work.exception() and work.result().toast:
            await toast(self.web, body, work.result().toast)

    # What is shown.

    def same(self, ref: str, other: str) -> bool:
        return ref.partition("~")[0] == other.partition("~")[0]

    async def show(self, address: str, message: Message, ref: str = "") -> str:
        """Shows a message in the conversation with a person, in the place of an earlier one, or on their App Home."""
        if message.album:
            await self._pictures.send(address.rpartition(":")[2], message.pictures)
            return ""
        try:
            return await self._show(address, message, ref, drawn(message))
        except Undeliverable as refused:
            if refused.reason not in TOO_LONG:
                raise
        log.warning("slack.too_long")
        return await self._show(address, message, ref, drawn(message, SHORTER))

    async def _show(self, address: str, message: Message, ref: str, drawn: Json) -> str:
        user = address.rpartition(":")[2]
        if not message.home:
            return await self._post(user, drawn, ref, only_in_place=message.only_in_place)
        await self.web.call(
            self.web.client.views_publish, user_id=user, view={"type": "home", "blocks": drawn["blocks"]}
        )
        return HOME

    async def _post(self, user: str, drawn: Json, ref: str, *, only_in_place: bool) -> str:
        """The ref of the message that is there now."""
        if earlier := REF.fullmatch(ref):
            channel, ts = earlier.groups()
            try:
                await self.web.post("chat.update", {"channel": channel, "ts": ts, "parse": "none", **drawn})
                return f"{channel}:{ts}"
            except Undeliverable as refused:
                if refused.reason not in GONE:
                    raise
        if only_in_place:
            return ref
        quiet = {"unfurl_links": False, "unfurl_media": False}
        said = await self.web.post("chat.postMessage", {"channel": user, **quiet, **drawn})
        return f"{said.get('channel')}:{said.get('ts')}"

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_fell)


async def _answered(handling: Awaitable[None], ack: AsyncAck) -> BoltResponse:
    """What slack-bolt would make of a handler that has found its payload."""
    try:
        await handling
    except Exception as error:  # noqa: BLE001  bolt lets nothing fall either
        return await _failed(error) or BoltResponse(status=500)
    return ack.response or BoltResponse(status=200)


async def _failed(error: Exception) -> BoltResponse | None:
    """Bolt answers 500 by itself, and Slack delivers an event again."""
    if isinstance(error, NotHeard):
        return BoltResponse(status=503)
    log.error("slack.failed", exc_info=error)
    return None


def _fell(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("slack.failed", exc_info=error)
