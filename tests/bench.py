"""What a turn costs, in microseconds of CPU, beside the bare SDKs: `make bench`.

A whole inspection comes in by webhook, as both platforms send it, and is durable before the webhook is
answered. The bodies are recorded from the stand-ins; what goes out goes to a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import itertools
import json
import pstats
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlencode

import click
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from telegram import InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.app import App
from bot.content.library import Library
from bot.engine.reply import reply
from bot.engine.run import Question, begin, view
from bot.engine.stations import AtStation
from bot.engine.talk import AllOk, Buttons, Pressed, Said, Skip, Typed, Upload
from bot.running.server import serving
from bot.sandbox.slack.carrier import Carrier
from bot.sandbox.telegram.updates import HEADER
from bot.settings import read
from bot.store.migrate import migrate
from tests import postgres
from tests.conftest import LINES
from tests.running import (
    SECRET,
    Person,
    StandIns,
    enrol,
    newest,
    place_settings,
    press,
    slack_settings,
    stand_ins,
    telegram_settings,
    until,
    webhook_settings,
)

ROOT = Path(__file__).parent.parent
FLOW = "agricultural"
BEGINNING = f"/inspect {FLOW}"
TYPED = {"plate": "ABC1234", "place": "Dock 4", "container": "CSQU3054383"}
PEOPLE = (
    ("Juan Pérez", "warehouse", "en", "telegram", "4711"),
    ("Sam Carter", "warehouse", "en", "slack", "T0DEMO:U0SAM"),
)
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
TITLES = {"telegram": "Telegram", "slack": "Slack", "sqlite": "SQLite", "postgres": "PostgreSQL"}
INCLUDED = """
Medians of {rounds} interleaved rounds; each round is one agricultural inspection of {turns} turns (buttons and typed
answers, from the first word to the confirmation). CPU is `time.process_time` of the whole process, all threads, system
time included; neither the database server nor the platforms' stand-in, which are processes of their own, are in it.

- *kept*: from the body of the webhook to the answer that is given once the commit is durable (SQLite `synchronous=FULL`,
  PostgreSQL `fsync=on`, `synchronous_commit=on`): secret or signature, parsing, the question and the answer worked out,
  the next card translated and written to the outbox. The bare SDK: python-telegram-bot's `Update.de_json` and
  `process_update` with one `TypeHandler`; slack-bolt's `async_dispatch` with one listener, signature verified,
  `process_before_response=True`. It keeps nothing and says nothing.
- *kept and answered*: and the card sent over HTTP, and noted as sent. The bare SDK sends the same card with its own
  client as it comes, one call a turn, and acknowledges the button; a typed answer costs us two calls, since the card
  above it becomes a line.
"""


# What people do, recorded once.


@dataclass
class Tape:
    """The bodies of one inspection, and the last card that answered each."""

    bodies: list[bytes] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)


def acts(name: str) -> Iterator[str]:
    """What somebody of this name types, or `!` and a button, until every point was looked at."""
    yield BEGINNING
    flow = Library(ROOT).today[FLOW]
    run, today = begin(), date(2026, 11, 21)
    while isinstance(card := view(flow, run, today), Question | AtStation):
        said, act = _act(card, name) if isinstance(card, Question) else (AllOk(card.station.id), "!k")
        run = reply(flow, run, said, today).run
        yield act
    yield "!c"


def _act(card: Question, name: str) -> tuple[Said, str]:
    assert card.step.kind
    if isinstance(card.control, Upload):
        return Skip(), "!s"
    if not isinstance(card.control, Buttons):
        typed = name if card.step.kind.word == "sign" else TYPED.get(card.step.kind.word, "Transportes del Norte")
        return Typed(typed, name=name), typed
    options = [option.id for option in card.control.options]
    wanted = card.step.expect or options[0]
    return Pressed(wanted), f"!{options.index(wanted)}"


BUTTON = re.compile(r'"(r:\d+:\d+:)')


async def record(folder: Path) -> dict[str, Tape]:
    """Plays the inspection once on each platform, over the real webhooks."""
    async with stand_ins() as both, program(f"sqlite:///{folder / 'tape.db'}", folder, both.address) as app:
        both.slack.request_url = f"{app.settings.public_url}/slack/events"
        async with serving(app.web(), app.settings.host, app.settings.port):
            app._serving.set()
            await until(lambda: both.telegram._world.updates.webhook)
            return {
                "telegram": await _recorded(app, "telegram", ("Juan Pérez", both.juan), both.telegram.record),
                "slack": await _recorded(app, "slack", ("Sam Carter", both.sam), both.slack.record),
            }


async def _recorded(app: App, platform: str, who: tuple[str, Person], calls: list[Any]) -> Tape:
    (name, person), channel, tape = who, getattr(app, platform), Tape()
    webhook = channel.webhook

    async def listening(headers: Any, body: bytes) -> Any:
        tape.bodies.append(body)
        return await webhook(headers, body)

    channel.webhook = listening
    for act in acts(name):
        seen, before = len(calls), newest(person)
        if act.startswith("!"):
            found = BUTTON.search(before)
            press(person, f"{found[1]}{act[1:]}" if found else act[1:])
        else:
            person.say(act)
        await until(lambda b=before: newest(person) != b)
        await person.settled()
        tape.cards.append([call.arguments for call in calls[seen:] if call.arguments.get("text", "📍")[0] != "📍"][-1])
    assert "Recorded." in newest(person), newest(person)
    return tape


@asynccontextmanager
async def program(url: str, folder: Path, address: str) -> AsyncIterator[App]:
    """The program, ready for webhooks, with stand-ins of both platforms at an address."""
    place, away = place_settings(url, folder), StandIns(address)
    app = App(read(place | telegram_settings(away) | slack_settings(away) | webhook_settings(place)))
    await asyncio.to_thread(migrate, app.storage.engine)
    await asyncio.to_thread(enrol, url, PEOPLE)
    await app.open()
    await app.greeted()
    try:
        yield app
    finally:
        await app.close()


# What is measured.


@dataclass
class Bench:
    """The bodies as if they came in now, for any run and any number of times."""

    tapes: dict[str, Tape]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(200_000_000))
    signer: Carrier = field(default_factory=lambda: Carrier("A0DEMO", "demo-secret"))

    def request(self, platform: str, place: int, run: int, card: str) -> tuple[dict[str, str], bytes]:
        """`card` is the ref of the run's card, which is what a press is made on."""
        body = self.tapes[platform].bodies[place]
        number = next(self.numbers)
        if platform == "telegram":
            update = {**json.loads(_of_run(body.decode(), run)), "update_id": number}
            if card and "callback_query" in update:
                update["callback_query"]["message"]["message_id"] = int(card.partition("+")[0])
            return {HEADER.lower(): SECRET}, json.dumps(update).encode()
        fresh = self._slack(body.decode(), run, number, card)
        return {name.lower(): value for name, value in self.signer.sign(fresh).items()}, fresh

    def _slack(self, body: str, run: int, number: int, card: str) -> bytes:
        if body.startswith("{"):
            return json.dumps({**json.loads(body), "event_id": f"Ev{number}"}).encode()
        payload = json.loads(_of_run(dict(parse_qsl(body))["payload"], run))
        if card:
            payload["container"]["channel_id"], _, payload["container"]["message_ts"] = card.partition(":")
        return urlencode({"payload": json.dumps({**payload, "trigger_id": f"{number}.1.x"})}).encode()


def _of_run(body: str, run: int) -> str:
    """The buttons of the recorded run become those of another."""
    return re.sub(r'"r:\d+:', f'"r:{run}:', body)


Heard = Callable[[int, dict[str, str], bytes], Awaitable[None]]


async def cost(
    bench: Bench, platform: str, heard: Heard, run: Callable[[], Awaitable[int]], card: Callable[[int], Awaitable[str]]
) -> float:
    """Microseconds of CPU a turn, of one inspection."""
    turns, spent, number = len(bench.tapes[platform].bodies), 0.0, 0
    for place in range(turns):
        headers, body = bench.request(platform, place, number, await card(number))
        began = time.process_time()
        await heard(place, headers, body)
        spent += time.process_time() - began
        if place == 0:
            number = await run()
    return spent / turns * 1e6


class Ours:
    """The program: a body in, and until it is kept, or until it is answered too."""

    def __init__(self, app: App, platform: str, *, answers: bool) -> None:
        self.app, self.platform, self.answers = app, platform, answers
        self.channel = getattr(app, platform)

    async def heard(self, _place: int, headers: dict[str, str], body: bytes) -> None:
        answer = await self.channel.webhook(headers, body)
        assert answer.status == 200, answer
        if self.answers:
            await self.app.sender.quiet()
            await asyncio.gather(*getattr(self.channel, "_errands", ()))

    async def run(self) -> int:
        return int(await self.app.storage.transaction(lambda v: v.connection.execute(text(NEWEST)).scalar_one()))

    async def card(self, number: int) -> str:
        return await self.app.storage.transaction(
            lambda tx: (
                tx.connection.execute(text(CARD), {"slot": f"run:{number}", "line": LINES[self.platform]}).scalar()
                or ""
            )
        )

    async def cost(self, bench: Bench) -> float:
        with silenced(self.app) if not self.answers else unchanged():
            spent = await cost(bench, self.platform, self.heard, self.run, self.card)
        number = await self.run()
        kept = await self.app.storage.transaction(lambda tx: tx.runs.get(number))
        assert kept
        assert kept.status == "finished", "that was no inspection"
        await self.app.storage.transaction(lambda tx: tx.connection.execute(text(SENT)))
        return spent


CARD = "SELECT ref FROM place WHERE slot = :slot AND line_id = :line"
NEWEST = "SELECT coalesce(max(id), 0) FROM run"
SENT = "UPDATE letter SET settled_at = written_at WHERE settled_at IS NULL"


@contextmanager
def unchanged() -> Iterator[None]:
    yield


@contextmanager
def silenced(app: App) -> Iterator[None]:
    """Nothing goes out: letters stay in the outbox, buttons are not acknowledged."""
    app.hearing.hand_over = lambda _letters: None  # type: ignore[method-assign]
    app.telegram._soon = lambda errand: errand.close()  # type: ignore[method-assign,union-attr]
    yield
    app.hearing.hand_over = app.sender.hand_over
    del app.telegram._soon  # type: ignore[union-attr]


class BareTelegram:
    """python-telegram-bot with one handler that does nothing, or sends the card."""

    def __init__(self, address: str, cards: list[dict[str, Any]], *, answers: bool) -> None:
        self.cards, self.answers = cards, answers
        self.markups = [
            InlineKeyboardMarkup.de_json(c["reply_markup"], None) if "reply_markup" in c else None for c in cards
        ]
        builder = ApplicationBuilder().token("1:DEMO").base_url(f"{address}/bot").updater(None)
        self.application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
        self.application.add_handler(TypeHandler(Update, self.handler))
        self.place = self.message = 0

    async def handler(self, update: Update, _context: Any) -> None:
        if not self.answers:
            return
        words, markup, bot = self.cards[self.place]["text"], self.markups[self.place], self.application.bot
        if update.callback_query:
            await bot.edit_message_text(words, 4711, self.message, parse_mode=ParseMode.HTML, reply_markup=markup)
            await bot.answer_callback_query(update.callback_query.id)
        else:
            sent = await bot.send_message(4711, words, ParseMode.HTML, reply_markup=markup)
            self.message = sent.message_id

    async def heard(self, place: int, _headers: dict[str, str], body: bytes) -> None:
        self.place = place
        await self.application.process_update(Update.de_json(json.loads(body), self.application.bot))

    async def cost(self, bench: Bench) -> float:
        return await cost(bench, "telegram", self.heard, first, nowhere)


class BareSlack:
    """slack-bolt with a listener that acknowledges, or sends the card too."""

    def __init__(self, address: str, cards: list[dict[str, Any]], *, answers: bool) -> None:
        self.cards, self.answers = cards, answers
        self.client = AsyncWebClient("xoxb-demo", f"{address}/api/")
        self.app = AsyncApp(signing_secret="demo-secret", authorize=_authorize, process_before_response=True)
        self.app.action(re.compile(""))(self.pressed)
        self.app.event(re.compile(""))(self.typed)
        self.place, self.ts = 0, ""

    async def pressed(self, ack: Any) -> None:
        await ack()
        if self.answers:
            await self.client.chat_update(channel="D0SAM", ts=self.ts, **self.card())

    async def typed(self) -> None:
        if self.answers:
            self.ts = (await self.client.chat_postMessage(channel="U0SAM", **self.card()))["ts"]

    def card(self) -> dict[str, Any]:
        return {name: self.cards[self.place][name] for name in ("text", "blocks")}

    async def heard(self, place: int, headers: dict[str, str], body: bytes) -> None:
        self.place = place
        response = await self.app.async_dispatch(AsyncBoltRequest(body=body.decode(), headers=headers))
        assert response.status == 200, response

    async def cost(self, bench: Bench) -> float:
        return await cost(bench, "slack", self.heard, first, nowhere)


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T0DEMO", bot_id="B0DEMO", bot_user_id="U0BOT", bot_token="xoxb-demo"
    )


async def nowhere(_number: int) -> str:
    return ""


async def first() -> int:
    """The number of a run, for those who have none."""
    return 1


Figures = dict[str, list[float]]  # by "platform answers who"


async def measure(url: str, rounds: int, profile: str) -> Figures:
    """Rounds of all there is to compare, one after the other and again, on one database."""
    with tempfile.TemporaryDirectory() as folder, elsewhere() as address:
        bench = Bench(await record(Path(folder)))
        async with program(url, Path(folder), address) as app:
            if profile:
                await _profiled(app, bench, profile)
                return {}
            return await _rounds(await _subjects(app, bench, address), bench, rounds)


async def _subjects(app: App, bench: Bench, address: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for answers in (False, True):
        for platform, bare in (("telegram", BareTelegram), ("slack", BareSlack)):
            made[f"{platform} {answers:d} bare"] = bare(address, bench.tapes[platform].cards, answers=answers)
            made[f"{platform} {answers:d} ours"] = Ours(app, platform, answers=answers)
    for one in made.values():
        if isinstance(one, BareTelegram):
            await one.application.initialize()
    return made


async def _rounds(subjects: dict[str, Any], bench: Bench, rounds: int) -> Figures:
    for subject in subjects.values():
        await subject.cost(bench)  # to warm up
    figures: Figures = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            gc.collect()
            figures[name].append(await subject.cost(bench))
    for subject in subjects.values():
        if isinstance(subject, BareTelegram):
            await subject.application.shutdown()
    return figures


async def _profiled(app: App, bench: Bench, platform: str) -> None:
    """Where the CPU goes, without what goes out: in the loop's thread, then in the one that stores."""
    ours = Ours(app, platform, answers=False)
    await ours.cost(bench)
    profiler = cProfile.Profile(time.thread_time)
    profiler.enable()
    for _ in range(PROFILED):
        await ours.cost(bench)
    profiler.disable()
    _print("The loop", profiler)
    profiler, commit = cProfile.Profile(time.thread_time), app.storage._commit

    def profiled(turns: Any) -> None:
        profiler.enable()
        commit(turns)
        profiler.disable()

    app.storage._commit = profiled  # type: ignore[method-assign]
    for _ in range(PROFILED):
        await ours.cost(bench)
    _print("The storage", profiler)


PROFILED = 5  # inspections


def _print(title: str, profiler: cProfile.Profile) -> None:
    click.echo(f"\n## {title}\n")
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


# The other processes.


@contextmanager
def elsewhere() -> Iterator[str]:
    """The address of the stand-ins in a process of their own, which ends when nobody listens to it any more."""
    command = [sys.executable, "-m", "tests.bench", "--stand-ins"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as other:
        assert other.stdin
        assert other.stdout
        yield other.stdout.readline().strip()
        other.stdin.close()


async def stand_in() -> None:
    async with stand_ins() as both:
        both.juan, both.sam  # noqa: B018  they are there from the first time they are asked for
        both.telegram._world.queries = _EveryQuery()  # type: ignore[assignment]
        click.echo(both.address)
        await asyncio.to_thread(sys.stdin.read)


class _EveryQuery(dict[str, int]):
    """Every button was pressed by Juan."""

    def get(self, _key: str, _default: Any = None) -> int:  # type: ignore[override]
        return 4711


def measured(database: str, rounds: int) -> Figures:
    """The figures of one database, from a process of its own."""
    command = [sys.executable, "-m", "tests.bench", "--database", database, "--rounds", str(rounds), "--json"]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told)


@contextmanager
def database(name: str) -> Iterator[str]:
    if name == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/sello.db"
        return
    postgres.SETTINGS |= DURABLE
    server = postgres.Postgres()
    try:
        yield server.url(server.create())
    finally:
        server.stop()


def table(figures: dict[str, Figures]) -> str:
    lines = ["| | database | bare SDK | Sello | ratio |", "|---|---|---:|---:|---:|"]
    for platform, answers in itertools.product(("telegram", "slack"), (0, 1)):
        what = f"{TITLES[platform]}: {'kept and answered' if answers else 'kept'}"
        for name, found in figures.items():
            bare, ours = (median(found[f"{platform} {answers} {who}"]) for who in ("bare", "ours"))
            lines.append(f"| {what} | {TITLES[name]} | {bare:,.0f} µs | {ours:,.0f} µs | {ours / bare:.1f} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--database", choices=["sqlite", "postgres"], help="only this one")
    options.add_argument("--profile", choices=["telegram", "slack"], help="where the time goes, instead of the table")
    options.add_argument("--stand-ins", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.stand_ins:
        asyncio.run(stand_in())
    elif given.profile or given.json:
        with database(given.database or "sqlite") as url:
            figures = asyncio.run(measure(url, given.rounds, given.profile or ""))
        click.echo(json.dumps(figures) if given.json else "")
    else:
        names = [given.database] if given.database else ["sqlite", "postgres"]
        click.echo(f"CPU a turn\n\n{table({name: measured(name, given.rounds) for name in names})}")
        click.echo(INCLUDED.format(rounds=given.rounds, turns=len(list(acts("Juan Pérez")))))


if __name__ == "__main__":
    main()
