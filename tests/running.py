"""The whole program as a process of its own, against stand-ins of both platforms that run in this one.

Knows settings, addresses and the four people of a small company. Does not know what the program should say.
"""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.people import add
from bot.sandbox.port import Port
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.sandbox import TelegramSandbox
from bot.store.database import Storage

SELLO = Path(sys.executable).with_name("sello")
SECRET = "webhook-secret"
PATIENCE = 60  # seconds for a start on a busy machine
# An environment of a machine that knows nothing of us: what Python and the loopback address need, and no more.
KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")


@dataclass
class StandIns:
    """Both platforms on one loopback address. `before` and `after` see every call by its name; `before` may lose it."""

    address: str = ""
    port: Port = field(default_factory=lambda: Port(web.Application()))
    telegram: TelegramSandbox = field(default_factory=TelegramSandbox)
    slack: SlackSandbox = field(default_factory=SlackSandbox)
    before: Callable[[str], bool] = lambda _call: False
    after: Callable[[str], object] = lambda _call: None

    @property
    def juan(self) -> TelegramPerson:
        return self.telegram.person(4711, "Juan", "en")

    @property
    def rosa(self) -> TelegramPerson:
        return self.telegram.person(4712, "Rosa", "en")

    @property
    def sam(self) -> SlackPerson:
        return self.slack.person("U0SAM", "Sam Carter", "en-US")

    @property
    def lucia(self) -> SlackPerson:
        return self.slack.person("U0LUCIA", "Lucía Herrera", "es-419")

    def managers_are_there(self) -> None:
        """A platform shows nothing to somebody it has never seen, and the reporter would hear of that."""
        assert not self.rosa.messages + self.lucia.messages

    @web.middleware
    async def watched(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        call = request.match_info.get("method", "")
        if self.before(call):
            raise web.HTTPServiceUnavailable
        response = await handler(request)
        self.after(call)
        return response


@asynccontextmanager
async def stand_ins(port: int = 0) -> AsyncIterator[StandIns]:
    both = StandIns()
    site = web.Application(middlewares=[both.watched], client_max_size=64 * 1024 * 1024)
    both.telegram.add_routes(site)
    both.slack.add_routes(site)
    both.port = Port(site, farewell=0.1)
    await both.port.open(port)
    both.address = both.slack.base_url = both.port.address
    try:
        yield both
    finally:
        await both.port.close()


PEOPLE = (
    ("Juan Pérez", "driver", "en", "telegram", "4711"),
    ("Rosa Díaz", "manager", "en", "telegram", "4712"),
    ("Sam Carter", "warehouse", "en", "slack", "T0DEMO:U0SAM"),
    ("Lucía Herrera", "manager", "es", "slack", "T0DEMO:U0LUCIA"),
)


def enrol(url: str, people: tuple[tuple[str, str, str, str, str], ...] = PEOPLE) -> None:
    """Writes people into the books, as `sello people add` does: name, role, language, channel, account."""
    storage = Storage(url)
    for name, role, lang, channel, account in people:
        given = {"name": name, "role": role, "lang": lang, "site": "Laredo yard", "org": "", "zone": "America/Chicago"}
        given |= {"telegram": "", "slack": "", channel: account}
        storage.now(lambda tx, g=given: add(tx, ("en", "es"), datetime.now(UTC), **g))
    storage.close()


# A word from Juan and one from Sam, as their platforms deliver them.
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": {"id": 4711, "type": "private", "first_name": "Juan"},
        "from": {"id": 4711, "is_bot": False, "first_name": "Juan"},
        "text": "/menu",
    },
}
EVENT = {
    "type": "event_callback",
    "team_id": "T0DEMO",
    "event_id": "Ev1",
    "event": {
        "type": "message",
        "channel_type": "im",
        "channel": "D0SAM",
        "user": "U0SAM",
        "text": "menu",
        "ts": "1.0",
    },
}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def telegram_settings(both: StandIns) -> dict[str, str]:
    return {
        "SELLO_TELEGRAM_TOKEN": both.telegram.token,
        "SELLO_TELEGRAM_API_URL": f"{both.address}/bot",
        "SELLO_TELEGRAM_FILE_URL": f"{both.address}/file/bot",
    }


def slack_settings(both: StandIns) -> dict[str, str]:
    return {
        "SELLO_SLACK_BOT_TOKEN": both.slack.bot_token,
        "SELLO_SLACK_APP_TOKEN": both.slack.app_token,
        "SELLO_SLACK_API_URL": f"{both.address}/api/",
    }


def place_settings(url: str, folder: Path) -> dict[str, str]:
    """Where things are kept, and a port of its own."""
    return {
        "SELLO_DATABASE_URL": url,
        "SELLO_MEDIA_URL": str(folder / "media"),
        "SELLO_BIND": f"127.0.0.1:{free_port()}",
    }


def webhook_settings(place: dict[str, str]) -> dict[str, str]:
    """The signed way in, without an app token."""
    return {
        "SELLO_TRANSPORT": "webhook",
        "SELLO_PUBLIC_URL": f"http://{place['SELLO_BIND']}",
        "SELLO_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "SELLO_SLACK_SIGNING_SECRET": "demo-secret",
        "SELLO_SLACK_APP_TOKEN": "",
    }


def environment(settings: dict[str, str]) -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ} | settings


@dataclass
class Program:
    """A started `sello run`, and its one port."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path
    http: aiohttp.ClientSession

    async def get(self, path: str) -> tuple[int, str]:
        async with self.http.get(f"{self.address}{path}") as response:
            return response.status, await response.text()

    async def post(self, path: str, body: bytes | BytesIO, headers: dict[str, str]) -> int:
        async with self.http.post(f"{self.address}{path}", data=body, headers=headers) as response:
            return response.status

    async def ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.said()}"
            try:
                if (await self.get("/readyz"))[0] == 200:
                    return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.03)
        raise TimeoutError(self.said())

    async def stopped(self) -> int:
        """Asks it to end, as a service manager does; its exit code."""
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, 20)

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@asynccontextmanager
async def running(settings: dict[str, str], folder: Path, *, ready: bool = True) -> AsyncIterator[Program]:
    """`sello run` in an empty folder, `ready` or just begun; ended in any case."""
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [SELLO, "run"], cwd=folder, env=environment(settings), stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )
    try:
        async with aiohttp.ClientSession() as http:
            program = Program(process, f"http://{settings['SELLO_BIND']}", log, http)
            if ready:
                await program.ready()
            yield program
    finally:
        process.kill()
        process.wait()


def refused(settings: dict[str, str], folder: Path, *command: str | Path) -> tuple[int, str]:
    """What a program that must not start says, and its exit code."""
    ended = subprocess.run(
        [*(command or (SELLO, "run"))], cwd=folder, env=environment(settings), capture_output=True, check=False,
        text=True, timeout=PATIENCE,
    )  # fmt: skip
    return ended.returncode, ended.stderr


async def until(true: Callable[[], object], seconds: float = 40) -> None:
    """Waits for something to become true on a screen or in a database."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("it did not come true")
        await asyncio.sleep(0.01)


Person = TelegramPerson | SlackPerson


def newest(person: Person) -> str:
    """The newest card on somebody's screen, buttons included."""
    return next(cards(person), "")


def cards(person: Person) -> Iterator[str]:
    """The cards on somebody's screen, from below: neither pictures nor the key that shares a place."""
    for message in reversed(person.messages):
        if isinstance(person, TelegramPerson) and message["from"]["is_bot"] and message.get("text", "📍")[0] != "📍":
            yield json.dumps([message["text"], message.get("reply_markup")], ensure_ascii=False)
        if isinstance(person, SlackPerson) and _is_card(message):
            yield json.dumps([message["text"], message["blocks"]], ensure_ascii=False)


def next_page(person: Person, run: int, version: int) -> str:
    """The button that leads towards the last page of a card, where alone it can be finished; nothing if that is shown.

    From 100 on, the pages show the points without a problem.
    """
    onwards = re.compile(rf'"(r:{run}:{version}:p([0-9]{{1,2}}))"')
    shown = [card for card in cards(person) if f'"r:{run}:{version}:' in card]
    if any(f'"r:{run}:{version}:c"' in card for card in shown):
        return ""
    found = [(int(number), button) for card in shown for button, number in onwards.findall(card)]
    return max(found, default=(0, ""))[1]


def _is_card(message: dict[str, Any]) -> bool:
    return "bot_id" in message and bool(message.get("blocks")) and not message.get("ephemeral")


def screen(person: Person) -> str:
    """Everything the program ever said to somebody and still stands there."""
    return json.dumps(person.messages, ensure_ascii=False)


async def reads(person: Person, words: str, seconds: float = 20) -> None:
    """Until the newest message has the words."""
    try:
        await until(lambda: words in newest(person), seconds)
    except TimeoutError:
        raise AssertionError(f"{words!r} did not come; there is {newest(person)[:1500]}") from None


def press(person: Person, button: str) -> None:
    if isinstance(person, TelegramPerson):
        person.press(button)
    else:
        person.click(button)


def command(person: Person, word: str, rest: str = "") -> None:
    if isinstance(person, TelegramPerson):
        person.say(f"/{word} {rest}")
    else:
        person.command("/sello", f"{word} {rest}")
