"""The whole of it: platforms, front, processes, people and chaos for a while, then quiet, then the verdict."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.sandbox import faults
from bot.store.database import engine_for
from tests.running import StandIns, slack_settings, stand_ins, telegram_settings, webhook_settings
from tests.soak.chaos import Chaos, Weather
from tests.soak.company import Company, founded
from tests.soak.duties import Duties
from tests.soak.evidence import Evidence
from tests.soak.front import Front
from tests.soak.life import BEAT
from tests.soak.people import Worker, newest
from tests.soak.processes import Processes
from tests.soak.trail import Step, followed
from tests.soak.verdict import Verdict, judged

ENOUGH = 10**9
PATIENCE = 90.0  # seconds for people to get the answer to what they have done
SOON = 5.0  # seconds until what is opened is reminded of
OPENINGS = 5  # of actions, in the bad time
QUIET = 60.0  # seconds until nothing is open any more


@dataclass(frozen=True)
class Plan:
    """`pause` in seconds between two acts of one person, `tick` between two timers; `beat` 0 is that of the program."""

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
        plan, dice = self.plan, random.Random(self.plan.seed)
        sandboxes = {"telegram": self.both.telegram, "slack": self.both.slack}
        self._listen()
        company = founded(self.both, plan.workers, plan.pause, dice)
        await asyncio.to_thread(company.enrol, self.url)
        processes = Processes(self.front, self._settings(), self.folder, dice, self._held_by, plan.weather.freezes)
        chaos = Chaos(sandboxes, company.chats(), plan.weather, dice)
        duties = Duties(self.url, random.Random(plan.seed))
        clock = time.time() - time.monotonic()
        try:
            await processes.start()
            await asyncio.gather(*(processes.start() for _ in range(plan.processes - 1)))
            due = await asyncio.to_thread(company.set_timers, self.url, plan.seconds, plan.tick, dice)
            await asyncio.to_thread(duties.plan, plan.seconds, 4 * plan.tick)
            stuck = await self._suffered(processes, chaos, company, duties)
            quiet_after = await self._quiet()
        finally:
            processes.end()
        timers = {number: at - clock for number, at in due.items()}
        return Evidence(
            self.url,
            clock,
            self.trail,
            self.front.told,
            chaos.spells,
            processes.lives,
            company,
            timers,
            duties,
            stuck,
            quiet_after,
        )

    def _listen(self) -> None:
        """Writes down every call, and has the platforms deliver to the front."""
        followed("telegram", self.both.telegram._faults, self.trail)
        followed("slack", self.both.slack._faults, self.trail)
        self.both.slack.request_url = f"{self.front.address}/slack/events"
        self.both.slack.carrier.retry_delays = (0.2, 4.0, 40.0)  # Slack's own are at once, a minute and five

    def _settings(self) -> dict[str, str]:
        place = {"SELLO_DATABASE_URL": self.url, "SELLO_MEDIA_URL": str(self.folder / "media"), "SELLO_BIND": ""}
        given = place | telegram_settings(self.both) | slack_settings(self.both) | webhook_settings(place)
        given["SELLO_PUBLIC_URL"] = self.front.address
        return given | ({BEAT: str(self.plan.beat)} if self.plan.beat else {})

    async def _suffered(self, processes: Processes, chaos: Chaos, company: Company, duties: Duties) -> list[str]:
        """The bad time, and until everybody has the answer to what they have done; who waits for it in vain."""
        reading = _begun(one.read() for one in company.readers)
        working = _begun(one.work() for one in company.workers)
        bad = _begun((chaos.ills(), chaos.blows(processes.strike), self._opens(duties, chaos.over)))
        every = (*reading, *working, *bad)
        try:
            ended, _ = await asyncio.wait(every, timeout=self.plan.seconds, return_when=asyncio.FIRST_COMPLETED)
            for one in ended:
                one.result()  # nobody ends by themselves, but by a mistake
            for worker in company.workers:
                worker.over = True
            chaos.over.set()
            await asyncio.gather(*bad)
            await asyncio.wait(working, timeout=PATIENCE)
            stuck = [worker for worker, work in zip(company.workers, working, strict=True) if not work.done()]
            for worker in stuck:
                (self.folder / f"stuck-{worker.account}.txt").write_text(await asyncio.to_thread(self._story, worker))
            return [f"{worker.account}: {worker.stands}" for worker in stuck]
        finally:
            for one in every:
                one.cancel()
            await asyncio.gather(*every, return_exceptions=True)

    async def _opens(self, duties: Duties, over: asyncio.Event) -> None:
        """Opens actions several times, until it is over."""
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.plan.seconds / OPENINGS):
                    await over.wait()
            await asyncio.to_thread(duties.open, SOON)

    def _story(self, worker: Worker) -> str:
        """What somebody sees who waits in vain, the latest calls to their chat, and what the books say."""
        where = worker.account.rpartition(":")[2]
        mine = [step for step in self.trail if str(step.call.chat) == where][-40:]
        calls = [f"{s.call.at:.2f} letter {s.letter}@{s.port} {s.call.method} {s.target} {s.message} {s.call.outcome} {s.call.fault}"
                 for s in mine]  # fmt: skip
        letters = [str(row) for row in self._rows(LETTERS, address=f"%{where}")]
        runs = [str(row) for row in self._rows(RUNS, run=max(worker.runs))]
        return "\n".join([*newest(worker.person), "", *calls, "", *letters, "", *runs])

    async def _quiet(self) -> float:
        """Seconds until nothing is open any more, or none is left."""
        began = time.monotonic()
        while time.monotonic() - began < QUIET and await asyncio.to_thread(self._is_open):
            await asyncio.sleep(0.25)
        return time.monotonic() - began

    def _is_open(self) -> int:
        return self._read(OPEN, soon=f"{datetime.now(UTC) + timedelta(seconds=SOON):%Y-%m-%d %H:%M:%S.%f}")[0]

    def _held_by(self, name: str) -> list[int]:
        return self._read(HELD, name=name)

    def _read(self, sentence: str, **values: str) -> list[int]:
        return [row[0] for row in self._rows(sentence, **values)]

    def _rows(self, sentence: str, **values: str | int) -> list[Any]:
        engine = engine_for(self.url)
        with engine.begin() as books:
            found = list(books.execute(sa.text(sentence), values).all())
        engine.dispose()
        return found


def _begun(works: Any) -> list[asyncio.Task[None]]:
    coroutines: list[Coroutine[Any, Any, None]] = list(works)
    return [asyncio.create_task(one) for one in coroutines]


OPEN = """
    SELECT (SELECT count(*) FROM letter WHERE settled_at IS NULL) + (SELECT count(*) FROM timer WHERE name = 'tick' OR (due_at <= :soon AND name != 'escalate'))
"""  # forms that nobody finished have timers for the next day
LETTERS = """
    SELECT letter.id, slot, edit, ref, shown, failed, tries, written_at, settled_at, substr(body, 1, 90)
    FROM letter WHERE address LIKE :address ORDER BY letter.id DESC LIMIT 40
"""
RUNS = "SELECT id, status, version, touched_at, finished_at, told_at, number FROM run WHERE id = :run"
HELD = """
    SELECT letter.id FROM letter JOIN worker ON worker.id = letter.worker
    WHERE worker.name = :name AND letter.settled_at IS NULL
"""


async def soak(plan: Plan, url: str, folder: Path) -> Verdict:
    async with AsyncExitStack() as stack:
        stack.callback(setattr, faults, "MOST_CALLS", faults.MOST_CALLS)
        faults.MOST_CALLS = ENOUGH
        both = await stack.enter_async_context(stand_ins())
        one = Soak(plan, url, folder, both)
        await one.front.open()
        stack.push_async_callback(one.front.close)
        evidence = await one.run()
    return await asyncio.to_thread(judged, evidence)
