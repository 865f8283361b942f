"""The summary that comes by itself at `sello run`, of which one process is killed a second before it is time."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.duties.subscribing import TIMER, next_time
from bot.people import add
from bot.store.database import Storage
from bot.store.sql import letter, subscription, timer
from bot.store.subscriptions import Order
from tests.mortal import live_by
from tests.running import StandIns, place_settings, stand_ins, telegram_settings, until, webhook_settings

STANDS, BEFORE = "2026-11-23T11:59:57+00:00", 2.0  # in Bogotá it is three seconds before seven; and then one second
SEVEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUMMARY = "Weekly summary 2026-W47"
STARTS = 60  # seconds, on a busy machine
A_WHILE = 4.0  # seconds in which it would come for the second time


@pytest.fixture(scope="module")
def nursery() -> Iterator[multiprocessing.context.ForkServerContext]:
    """Where processes begin without importing everything anew."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.mortal"])
    yield context
    forkserver._forkserver._stop()


def ordered(url: str) -> None:
    """Rosa, who manages a yard in Bogotá, has asked for it every Monday at seven."""
    storage = Storage(url)
    given = {"org": "", "site": "Bogotá yard", "zone": "America/Bogota", "telegram": "4712", "slack": ""}
    given |= {"name": "Rosa Díaz", "role": "manager", "lang": "en"}
    asked = datetime(2026, 11, 20, 15, tzinfo=UTC)
    storage.now(lambda tx: add(tx, ("en", "es"), asked, **given))
    due = next_time(0, "07:00", "America/Bogota", asked)
    assert due == SEVEN
    storage.now(lambda tx: tx.subscriptions.order(Order(1, 0, "07:00", (), due), asked))
    storage.now(lambda tx: tx.timers.set(TIMER, due, "1"))
    storage.close()


class Yard:
    """The processes of one program, which have one clock."""

    def __init__(self, both: StandIns, url: str, folder: Path, nursery: Any) -> None:
        self.both, self.url, self.folder, self.nursery = both, url, folder, nursery
        self.runs_from = nursery.Value("d", 0.0)
        self.log = folder / "log"

    async def process(self) -> BaseProcess:
        place = place_settings(self.url, self.folder)
        settings = place | telegram_settings(self.both) | webhook_settings(place)
        settings.pop("SELLO_SLACK_SIGNING_SECRET")
        settings = {name: value for name, value in settings.items() if value}
        given = (settings, STANDS, self.runs_from, str(self.log))
        made: BaseProcess = self.nursery.Process(target=live_by, args=given, daemon=True)
        made.start()
        await self._ready(f"http://{place['SELLO_BIND']}/readyz")
        return made

    async def _ready(self, url: str) -> None:
        async with aiohttp.ClientSession() as http, asyncio.timeout(STARTS):
            while True:
                try:
                    async with http.get(url) as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    def came(self) -> int:
        return sum(SUMMARY in str(message.get("text")) for message in self.both.rosa.messages)


async def killed(process: BaseProcess) -> None:
    process.kill()
    await asyncio.to_thread(process.join, 20)


async def test_the_summary_of_monday_at_seven_comes_once_though_a_process_is_killed_a_second_before(
    database_url: str, nursery: multiprocessing.context.ForkServerContext, tmp_path: Path
) -> None:
    """PostgreSQL has two processes, and the other one sends it. SQLite has one, and the next one sends it."""
    ordered(database_url)
    async with stand_ins() as both:
        both.managers_are_there()
        yard = Yard(both, database_url, tmp_path, nursery)
        running = [await yard.process() for _ in range(1 if database_url.startswith("sqlite") else 2)]
        try:
            assert yard.came() == 0
            yard.runs_from.value = time.time()
            await asyncio.sleep(BEFORE)
            await killed(running.pop(0))
            assert yard.came() == 0
            if not running:
                running.append(await yard.process())

            await until(lambda: yard.came() == 1, STARTS)
            await asyncio.sleep(A_WHILE)
            assert yard.came() == 1
            assert all(one.is_alive() for one in running)
        finally:
            for one in running:
                await killed(one)

    assert "Traceback" not in yard.log.read_text()
    storage = Storage(database_url)
    keys = sa.select(letter.c.key).where(letter.c.key.startswith("summary/"))
    times = (sa.select(subscription.c.next_at), sa.select(timer.c.due_at).where(timer.c.name == TIMER))
    written = storage.now(lambda tx: tx.connection.execute(keys).all())
    moved = [storage.now(lambda tx, t=one: tx.connection.execute(t).scalar_one()) for one in times]
    storage.close()
    assert len(written) == 1
    assert moved == [datetime(2026, 11, 30, 12, tzinfo=UTC)] * 2
