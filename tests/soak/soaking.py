"""The whole of it: platforms, front, processes, people and chaos for a while, then quiet, then the verdict."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot import people
from bot.sandbox import faults
from bot.store.database import Storage, engine_for
from tests.running import StandIns, slack_settings, stand_ins, telegram_settings, webhook_settings
from tests.scripts import read_flow, script
from tests.soak.chaos import Chaos, Weather
from tests.soak.front import Front
from tests.soak.life import BEAT, TICK
from tests.soak.people import Job, Reader, Worker
from tests.soak.processes import Processes
from tests.soak.trail import Step, followed
from tests.soak.verdict import Evidence, Verdict, judged

LINES = {"telegram": 1, "slack": 2}  # as the migrations make them
SITES = 4  # more of them, and each reader gets fewer notices: a chat takes one a second
ENOUGH = 10**9
PATIENCE = 120.0  # seconds for people to finish what they are at
QUIET = 60.0  # seconds until nothing is open any more


@dataclass(frozen=True)
class Plan:
    """`pause` in seconds between two acts of one person; `tick` between two timers."""

    seconds: float
    processes: int
    workers: int = 16
    pause: float = 0.9
    tick: float = 1.5
    beat: float = 0.0
    weather: Weather = field(default_factory=Weather)
    seed: int = 1


@dataclass
class Soak:
    plan: Plan
    url: str
    folder: Path
    both: StandIns
    front: Front = field(default_factory=Front)
    trail: list[Step] = field(default_factory=list)

    async def run(self) -> Evidence:
        dice = random.Random(self.plan.seed)
        clock = time.time() - time.monotonic()
        sandboxes = {"telegram": self.both.telegram, "slack": self.both.slack}
        for platform, sandbox in sandboxes.items():
            followed(platform, sandbox._faults, self.trail)
        self.both.slack.request_url = f"{self.front.address}/slack/events"
        self.both.slack.carrier.retry_delays = (0.2, 3.0, 12.0)
        workers, readers = self._people(dice)
        await asyncio.to_thread(self._enrol, workers, readers)
        processes = Processes(self.front, self._settings(), self.folder, dice, self._held_by, self.plan.weather.freezes)
        chats = {
            name: [
                w.person.id if name == "telegram" else w.person.user_id
                for w in (*workers, *readers)
                if (w.account.isdigit()) == (name == "telegram")
            ]
            for name in sandboxes
        }
        chaos = Chaos(sandboxes, chats, self.plan.weather, dice)
        try:
            await processes.start()
            await asyncio.gather(*(processes.start() for _ in range(self.plan.processes - 1)))
            timers = await asyncio.to_thread(self._timers, readers, dice)
            await self._suffered(processes, chaos, workers, readers)
            quiet_after = await self._quiet()
        finally:
            processes.end()
        return Evidence(
            self.url, clock, self.trail, self.front.told, chaos.spells, processes.lives, workers, readers,
            {n: at - clock for n, at in timers.items()}, quiet_after,
        )  # fmt: skip

    def _settings(self) -> dict[str, str]:
        place = {"SELLO_DATABASE_URL": self.url, "SELLO_MEDIA_URL": str(self.folder / "media"), "SELLO_BIND": ""}
        given = place | telegram_settings(self.both) | slack_settings(self.both) | webhook_settings(place)
        given["SELLO_PUBLIC_URL"] = self.front.address
        return given | ({BEAT: str(self.plan.beat)} if self.plan.beat else {})

    def _people(self, dice: random.Random) -> tuple[list[Worker], list[Reader]]:
        workers, readers = [], []
        flows = read_flow("inspections/container-7"), read_flow("reports/incident")
        for number in range(self.plan.workers):
            site = number // 2 % SITES
            jobs = self._jobs(number, flows)
            account, person = self._person("telegram" if number % 2 else "slack", 500 + number, f"Worker {number}")
            workers.append(Worker(person, account, jobs, random.Random(dice.random()), self.plan.pause, site))
        for number in range(2 * SITES):
            account, person = self._person("telegram" if number % 2 else "slack", 900 + number, f"Reader {number}")
            readers.append(Reader(person, account, "supervisor", random.Random(dice.random()), number // 2))
        return workers, readers

    def _person(self, platform, number: int, name: str):
        if platform == "telegram":
            return str(number), self.both.telegram.person(number, name, "en")
        return f"T0DEMO:U0W{number}", self.both.slack.person(f"U0W{number}", name, "en-US")

    def _jobs(self, worker: int, flows) -> Iterator[Job]:
        inspection, report = flows
        for number in itertools.count():
            mark = f"{worker}{number}"
            if (number + worker) % 2:
                yield Job(("incident", ""), script(report, mark))
            else:
                found = ("floor",) if number % 3 else ()
                yield Job(("inspect", "container-7"), script(inspection, mark, found, ("floor.photo",)))

    def _enrol(self, workers: list[Worker], readers: list[Reader]) -> None:
        storage = Storage(self.url)
        for number, one in enumerate((*workers, *readers)):
            role = one.role if isinstance(one, Reader) else "warehouse"
            given = {
                "name": f"{role} {number}", "role": role, "lang": "en", "site": "Yard", "org": f"Company {one.site}",
                "zone": "America/Chicago", "telegram": "", "slack": "",
            }  # fmt: skip
            given["telegram" if one.account.isdigit() else "slack"] = one.account
            storage.now(lambda tx, g=given: people.add(tx, ("en", "es"), datetime.now(UTC), **g))
        storage.close()

    def _timers(self, readers: list[Reader], dice: random.Random) -> dict[int, float]:
        """Timers all over the time, for the same few chats. When each is due."""
        storage, start, due = Storage(self.url), datetime.now(UTC), {}

        def work(tx) -> None:
            for number in range(int(self.plan.seconds / self.plan.tick)):
                at = start + timedelta(seconds=dice.uniform(0, self.plan.seconds))
                account = dice.choice(readers).account
                line = LINES["telegram" if account.isdigit() else "slack"]
                tx.timers.set(TICK, at, f"{number}:{line}:{account}")
                due[number] = at.timestamp()

        storage.now(work)
        storage.close()
        return due

    async def _suffered(self, processes: Processes, chaos: Chaos, workers: list[Worker], readers: list[Reader]) -> None:
        """The bad time, and then until everybody is done with what they are at."""
        reading = [asyncio.create_task(one.read()) for one in readers]
        working = [asyncio.create_task(one.work()) for one in workers]
        bad = [asyncio.create_task(chaos.ills()), asyncio.create_task(chaos.blows(processes.strike))]
        try:
            done, _ = await asyncio.wait(
                (*bad, *working, *reading), timeout=self.plan.seconds, return_when=asyncio.FIRST_COMPLETED
            )
            for one in done:
                one.result()
            for one in workers:
                one.over = True
            chaos.over.set()
            await asyncio.gather(*bad)
            _, left = await asyncio.wait(working, timeout=PATIENCE)
            for one in left:
                one.cancel()
        finally:
            for one in (*bad, *working, *reading):
                one.cancel()
            await asyncio.gather(*bad, *working, *reading, return_exceptions=True)

    async def _quiet(self) -> float:
        """Seconds until nothing is open any more, or none is left."""
        began = time.monotonic()
        while time.monotonic() - began < QUIET and await asyncio.to_thread(self._open):
            await asyncio.sleep(0.25)
        return time.monotonic() - began

    def _open(self) -> int:
        engine = engine_for(self.url)
        with engine.begin() as books:
            found = books.execute(sa.text(OPEN)).scalar_one()
        engine.dispose()
        return int(found)

    def _held_by(self, name: str) -> list[int]:
        engine = engine_for(self.url)
        with engine.begin() as books:
            found = books.execute(sa.text(HELD), {"name": name}).scalars().all()
        engine.dispose()
        return list(found)


OPEN = "SELECT (SELECT count(*) FROM letter WHERE settled_at IS NULL) + (SELECT count(*) FROM timer)"
HELD = """
    SELECT letter.id FROM letter JOIN worker ON worker.id = letter.worker
    WHERE worker.name = :name AND letter.settled_at IS NULL
"""


async def soak(plan: Plan, url: str, folder: Path) -> Verdict:
    faults.MOST_CALLS = ENOUGH
    async with AsyncExitStack() as stack:
        both = await stack.enter_async_context(stand_ins())
        one = Soak(plan, url, folder, both)
        await one.front.open()
        stack.push_async_callback(one.front.close)
        evidence = await one.run()
    return await asyncio.to_thread(judged, evidence)
