"""The program as a contestant: the whole `App` with the webhook transport, fed where its web server would feed it.

All is as shipped: signatures, dedupe, two languages, the outbox, the durable queue with its threads. A turn is done when
the webhook has answered 200 and every task has ended that this turn began: the next question is out.
"""

from __future__ import annotations

import asyncio
import contextvars
import gc
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

from tests.bench import from_slack, from_telegram, journey, scenery
from tests.bench.terms import Payload

LATE = 60.0  # seconds after which a turn that does not end is a fault
TURN: contextvars.ContextVar[list[asyncio.Task[Any]] | None] = contextvars.ContextVar("turn", default=None)


class Own:
    """One running program."""

    def __init__(self, cfg: Any, channel: str) -> None:
        self._cfg, self._name = cfg, channel
        self._platform: Any = None

    async def setup(self) -> None:
        from bot.app import App
        from bot.settings import read

        asyncio.get_running_loop().set_task_factory(noted)
        runs_of_their_people()
        self.app = App(read(self._settings()), scenery.root(Path(self._cfg.dir)))
        await self.app.open()
        await self.app.greeted()
        self.channel = self.app.channels[self._name]
        self.web = self.app.web()
        gc.freeze()  # as App.serve does

    def _settings(self) -> dict[str, str]:
        cfg = self._cfg
        common = {
            "SELLO_DATABASE_URL": url(cfg), "SELLO_MEDIA_URL": f"{cfg.dir}/media", "SELLO_BIND": "127.0.0.1:8080",
            "SELLO_TRANSPORT": "webhook",
        }  # fmt: skip
        address = self._address()
        if self._name == "slack":
            return common | {
                "SELLO_SLACK_BOT_TOKEN": from_slack.TOKEN, "SELLO_SLACK_SIGNING_SECRET": from_slack.SIGNING_SECRET,
                "SELLO_SLACK_API_URL": f"{address}/api/",
            }  # fmt: skip
        return common | {
            "SELLO_TELEGRAM_TOKEN": from_telegram.TOKEN, "SELLO_TELEGRAM_WEBHOOK_SECRET": from_telegram.SECRET,
            "SELLO_TELEGRAM_API_URL": f"{address}/bot", "SELLO_TELEGRAM_FILE_URL": f"{address}/file/bot",
        }  # fmt: skip

    def _address(self) -> str:
        """Calls go out over HTTP even where nobody has given an address: the program has no seam inside."""
        if self._cfg.api_base:
            return str(self._cfg.api_base)
        from tests.bench.standin import StandIn

        self._platform = StandIn(core=1)
        return str(self._platform.address)

    async def feed(self, payload: Payload) -> bytes | None:
        headers, body = self._ours(payload)
        begun: list[asyncio.Task[Any]] = []
        TURN.set(begun)
        answer = await self.channel.webhook(headers, body)
        if answer.status != 200:
            raise RuntimeError(f"turn {payload.t} of user {payload.i}: {answer.status}")
        async with asyncio.timeout(LATE):
            while begun:
                await begun.pop()
        return answer.body.encode() if isinstance(answer.body, str) else answer.body

    def _ours(self, payload: Payload) -> tuple[Mapping[str, str], bytes]:
        """As it would come to us: on Slack our command is another, and a button is pressed on the card that is there."""
        if self._name == "slack" and payload.t == 0:
            return asked_our_way(payload)
        if elsewhere := ELSEWHERE[self._name](payload):
            return elsewhere
        return payload.headers, payload.body

    async def settled(self) -> None:
        """Until nothing is on its way or waits to be noted as sent."""
        await self.app.sender.quiet()

    async def teardown(self) -> None:
        await self.app.close()
        if self._platform:
            self._platform.close()


def noted(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **more: Any) -> asyncio.Task[Any]:
    """A task as ever, and known to the turn in which it was begun."""
    task = asyncio.Task(work, loop=loop, **more)
    begun = TURN.get()
    if begun is not None:
        begun.append(task)
    return task


def asked_our_way(payload: Payload) -> tuple[Mapping[str, str], bytes]:
    """On Slack the program's command is /sello and a word; signed again, on one turn of 23."""
    lang = journey.language(payload.i)
    body = payload.body.replace(f"command=%2Finspect&text={lang}".encode(), b"command=%2Fsello&text=inspect")
    at = payload.headers["x-slack-request-timestamp"]
    return from_slack.signed(body, from_slack.FORM, at), body


def telegram_elsewhere(payload: Payload) -> tuple[Mapping[str, str], bytes] | None:
    """Others may number the message under a button by themselves; the platform's answers know only one."""
    theirs = f'"message_id":{1000 + 2 * payload.t},'.encode()
    if b'"callback_query"' not in payload.body or theirs not in payload.body:
        return None
    return payload.headers, payload.body.replace(theirs, f'"message_id":{from_telegram.CARD},'.encode())


def slack_elsewhere(payload: Payload) -> tuple[Mapping[str, str], bytes] | None:
    if not payload.body.startswith(b"payload=") or from_slack.CARD.encode() in payload.body:
        return None
    body = payload.body.replace(f"1795200000.{100000 + payload.t:06d}".encode(), from_slack.CARD.encode())
    body = body.replace(from_slack.channel(payload.i).encode(), from_slack.channel(1).encode())
    return from_slack.signed(body, from_slack.FORM, payload.headers["x-slack-request-timestamp"]), body


ELSEWHERE = {"telegram": telegram_elsewhere, "slack": slack_elsewhere}


def runs_of_their_people() -> None:
    """The run of person n gets the id n: buttons are made before the clock, and carry the id of their run."""
    from bot.store.runs import Runs

    begin = Runs.begin
    if begin.__name__ == "named":
        return

    def named(self: Runs, who: Any, *rest: Any, **more: Any) -> int:
        given, wanted = begin(self, who, *rest, **more), int(who.person_id)
        self.connection.exec_driver_sql(f"UPDATE run SET id = {wanted} WHERE id = {given:d}")
        return wanted

    Runs.begin = named  # type: ignore[method-assign]


def url(cfg: Any) -> str:
    return str(cfg.pg_dsn) or f"sqlite:///{cfg.dir}/sello.db"


def pressed(kind: str, i: int, n: int = 0, value: str = "") -> str:
    """What our buttons carry: run, version, choice. The card of point n was drawn when all before it was answered."""
    if kind == "confirm":
        return f"r:{i + 1}:{journey.ANSWERS - 1}:c"
    version = 1 + n + sum(fails < n for fails in journey.failing(i))
    return f"r:{i + 1}:{version}:{0 if value == 'pass' else 1}"


def action(kind: str, i: int, n: int = 0, value: str = "") -> tuple[str, str]:
    return f"button-{kind}-{n}-{value}", pressed(kind, i, n, value)
