"""`sello demo`: the real bot with the real SDKs, local stand-ins of both platforms, and a page that shows three people.

Everything on this machine's loopback address. What was said on the page is gone when it ends; the record stays.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click
from aiohttp import web

from bot.app import ROOT, App
from bot.assistant import commands as offered
from bot.content.library import Unusable
from bot.content.schedules import Written
from bot.conversation.wording import Wording
from bot.named import Rejected, organisation_named
from bot.organisation import settle
from bot.people import add
from bot.policy import kept
from bot.running.server import serving
from bot.sample.making import Making, Refusal
from bot.sample.papers import papers
from bot.sample.photos import photos
from bot.sample.scope import FEW, Wanted
from bot.sandbox.history import remember
from bot.sandbox.page.seats import Seat
from bot.sandbox.page.site import add_page
from bot.sandbox.port import Port
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.telegram.person import TelegramPerson
from bot.sandbox.telegram.sandbox import TelegramSandbox
from bot.schedules import load
from bot.settings import Settings
from bot.store.database import Storage
from bot.store.hold import InUse
from bot.store.migrate import migrate
from bot.store.transaction import Transaction

FOLDER = Path("var/demo")
HERE = "127.0.0.1"
ORGANISATION = "Demo Logistics"
AGAIN = (
    "The windows begin empty; forms and records of the earlier demo are still there: see the menu and the weekly summary. "
    "To forget them: sello demo --fresh"
)
PAST = (
    "It has eight weeks of an invented past, of Demo Logistics at three sites: see the weekly summary, or type seal and unit. "
    "To begin without it: sello demo --fresh"
)
SITE, ZONE = "Laredo yard", "America/Chicago"
LAST_PORT = 65535
SOON = timedelta(minutes=2)
WEEKS = timedelta(weeks=8)
# Forms a day at each site, at first and in the last two weeks: few, since it is played while somebody waits.
RATE, LATELY = 0.4, 0.8
# 555-0100 to 555-0199 are numbers that nobody has: they are kept for stories.
SETTINGS = {
    "country": "US",
    "dispatch": "+1 956 555 0110",
    "supervisor": "+1 956 555 0120",
    "security": "+1 956 555 0130",
    "escalation": "demo",
    "tip_minutes": "1",
    "witness": "managers",
}
BIGGEST = 40 * 1024 * 1024  # bytes of a request to the stand-ins


@dataclass(frozen=True)
class Demo:
    """The two stand-ins, the people in front of them, the channel of the yard, and the address of the page."""

    telegram: TelegramSandbox
    slack: SlackSandbox
    seats: tuple[Seat, ...]
    channel: Seat
    address: str


def seats(telegram: TelegramSandbox, slack: SlackSandbox) -> tuple[Seat, ...]:
    """A warehouse worker, a manager and a driver."""
    wording = Wording.read(ROOT / "locales")
    return (
        _at_slack("worker", "Sam Carter, warehouse", "en", slack.person("U0SAM", "Sam Carter", "en-US"), wording,
                  "Press a button below, type /sello inspect, or open Home.", "Report an incident"),
        _at_slack("manager", "Lucía Herrera, gerente", "es", slack.person("U0LUCIA", "Lucía Herrera", "es-419"), wording,
                  "Aquí llegan los avisos. Escriba /sello resumen o abra Inicio.", "Reportar un incidente"),
        Seat("driver", "Juan Pérez, conductor", "telegram", "es", telegram.person(4711, "Juan", "es"),
             "Presione un botón o escriba /incidente."),
    )  # fmt: skip


def channel(slack: SlackSandbox, manager: Seat) -> Seat:
    """The channel of the yard, as the manager reads it: for notices that everybody there may read."""
    assert isinstance(manager.person, SlackPerson)
    there = slack.channel("C0YARD", "patio-laredo", manager.person)
    hint = "Escriba /sello aqui para mostrar avisos en este canal."
    return Seat("channel", "#patio-laredo, Slack", "slack", "es", there, hint, manager.commands, aside=True)


def _at_slack(
    id: str, title: str, lang: Literal["en", "es"], person: SlackPerson, wording: Wording, hint: str, shortcut: str
) -> Seat:
    """A window with what the app's manifest offers there: the command with its words, and the shortcut."""
    commands = {f"sello {c.word}": c.description for c in offered(wording)[lang]}
    return Seat(id, title, "slack", lang, person, hint, commands, {"report_incident": shortcut})


def enrol(storage: Storage) -> None:
    """The three people and the numbers to call, in the bot's own books."""
    for name, role, lang, account in (
        ("Sam Carter", "warehouse", "en", {"slack": "T0DEMO:U0SAM", "phone": "+1 956 555 0101"}),
        ("Lucía Herrera", "manager", "es", {"slack": "T0DEMO:U0LUCIA", "phone": "+1 956 555 0102"}),
        ("Juan Pérez", "driver", "es", {"telegram": "4711", "phone": "+1 956 555 0103"}),
    ):
        _enrolled(storage, {"name": name, "role": role, "lang": lang, **account})
    storage.now(_numbered)


def _numbered(tx: Transaction) -> None:
    """What somebody has set in an earlier demo stays."""
    if not kept(organisation_named(tx, ORGANISATION).settings):
        settle(tx, ORGANISATION, "", SETTINGS)


def before(tx: Transaction, app: App, now: datetime) -> None:
    """What everybody finds there when they begin: seals that went through the yard, and something that is due soon."""
    seals(tx, app, now)
    plan(tx, now)


def plan(tx: Transaction, now: datetime) -> None:
    """A seal check that is due in two minutes and then every day at that time; what somebody has planned stays."""
    at = (now + SOON).astimezone(ZoneInfo(ZONE))
    check = Written(
        line=1, name="seal-check", flow="seal-vvtt", site=SITE, role="warehouse", person="", each=False, rule="FREQ=DAILY",
        at=f"{at:%H:%M}", grace=30, draws=False,
    )  # fmt: skip
    if not any(one.planned.name == check.name for one in tx.schedules.going(organisation_named(tx, ORGANISATION).id)):
        load(tx, ORGANISATION, [check], now)


def _enrolled(storage: Storage, given: dict[str, str]) -> None:
    """Whoever has another role or site since an earlier demo keeps it."""
    placed = {**given, "site": SITE, "zone": ZONE, "org": ORGANISATION}
    with contextlib.suppress(Rejected):
        storage.now(lambda tx: add(tx, ("en", "es"), datetime.now(UTC), create=False, **placed))


@contextlib.asynccontextmanager
async def stand_ins(port: int) -> AsyncIterator[Demo]:
    """Both platforms and the page on one loopback port; 0 takes a free one."""
    telegram, slack = TelegramSandbox(), SlackSandbox()
    people = seats(telegram, slack)
    site = web.Application(client_max_size=BIGGEST)
    telegram.add_routes(site)
    slack.add_routes(site)
    yard = channel(slack, people[1])
    add_page(site, (*people, yard), telegram=telegram, slack=slack)
    served = Port(site)
    try:
        await served.open(port)
        yield Demo(telegram, slack, people, yard, served.address)
    finally:
        await served.close()


def settings_for(demo: Demo, folder: Path, bind: str = "127.0.0.1:0") -> Settings:
    """The settings that point the real bot at the stand-ins."""
    return Settings(
        database_url=f"sqlite:///{folder / 'sello.db'}",
        media_url=str(folder / "media"),
        bind=bind,
        telegram_token=demo.telegram.token,
        telegram_api_url=f"{demo.address}/bot",
        telegram_file_url=f"{demo.address}/file/bot",
        slack_bot_token="xoxb-demo",  # noqa: S106  the stand-in's own
        slack_app_token="xapp-demo",  # noqa: S106
        slack_signing_secret="demo-secret",  # noqa: S106
        slack_api_url=f"{demo.address}/api/",
    )


@contextlib.asynccontextmanager
async def bot(chosen: Settings, *, past: bool = False) -> AsyncIterator[App]:
    """The running bot, with the three people in its books; with some weeks of a past, if nothing was begun there yet."""
    app = App(chosen)
    await asyncio.to_thread(migrate, app.storage.engine)
    await asyncio.to_thread(enrol, app.storage)
    if past:
        await remembered(app, datetime.now(UTC))
    await app.open()
    await app.greeted()
    try:
        yield app
    finally:
        await app.close()


async def remembered(app: App, now: datetime) -> None:
    """Some weeks of a past, before anything can be heard or sent."""
    kept = [await app.files.keep(data, "photo") for data in photos()]
    drawn = {name: await app.files.keep(data, "photo") for name, data in papers(now)}
    wanted = Wanted(ORGANISATION, now - WEEKS, now, FEW, RATE, lately=LATELY, sealed=True)
    making = Making(app.storage, app.library, app.wording, wanted, kept, drawn, besides=lambda tx: seals(tx, app, now))
    with contextlib.suppress(Refusal):
        await asyncio.to_thread(making.make)


def seals(tx: Transaction, app: App, now: datetime) -> None:
    """Those that went through the yard just before."""
    remember(tx, organisation_named(tx, ORGANISATION).id, app.library, app.wording, now)


async def run_demo(port: int, *, fresh: bool) -> None:
    """Until it is stopped with Ctrl-C."""
    logging.getLogger().setLevel(logging.WARNING)
    again = _folder(fresh=fresh)
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    try:
        async with (
            stand_ins(port) as demo,
            bot(settings_for(demo, FOLDER, f"{HERE}:{free_port()}"), past=not fresh) as app,
            web_port(app),
        ):
            await greet(demo)
            await app.storage.transaction(lambda tx: before(tx, app, datetime.now(UTC)))
            running = f"Sello is running. Open {demo.address} in a browser. Ctrl-C ends it."
            click.echo("\n".join((running, *([AGAIN] if again else [] if fresh else [PAST]))))
            await stopped.wait()
    except InUse as taken:
        raise click.ClickException(f"A demo already runs over {taken}: end it first, or use its page.") from taken
    except Unusable as wrong:
        told = "\n".join(map(str, wrong.problems))
        raise click.ClickException(f"{told}\nTo forget the earlier demo, run: sello demo --fresh") from wrong
    except OSError as wrong:
        raise click.ClickException(_sentence(port, wrong)) from wrong


def _sentence(port: int, wrong: OSError) -> str:
    """What is in the way of the demo, and what to do about it."""
    if wrong.errno == errno.EADDRINUSE:
        other = port + 1 if port < LAST_PORT else port - 1
        return f"Port {port} is taken; choose another: make run PORT={other}, or sello demo --port {other}"
    return f"The demo cannot begin: {wrong.strerror}. Its files are in {FOLDER}, below this folder."


def _folder(*, fresh: bool) -> bool:
    """Whether something is left of an earlier demo."""
    if fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    return FOLDER.exists()


def free_port() -> int:
    """One that nobody listens at just now."""
    with socket.create_server((HERE, 0)) as found:
        return int(found.getsockname()[1])


@contextlib.asynccontextmanager
async def web_port(app: App) -> AsyncIterator[None]:
    """Health, numbers and the page for managers, on a free port."""
    await app.reached_at(f"http://{app.settings.bind}")
    async with serving(app.web(), app.settings.host, app.settings.port):
        yield


async def greet(demo: Demo) -> None:
    """Everybody opens their chat once, so that nobody begins before an empty window."""
    for person in (seat.person for seat in demo.seats):
        if isinstance(person, SlackPerson):
            person.open_home()
        person.say("/start" if isinstance(person, TelegramPerson) else "menu")
