"""Killed without warning, again and again, while eight people inspect containers on both platforms.

What was acknowledged is in the books, once; what was on its way arrives; everybody ends where they meant to.
"""

import asyncio
import itertools
import json
import multiprocessing
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.channels.channel import Heard
from bot.content.library import Library
from bot.conversation.wording import Wording
from bot.engine.flow import Flow
from bot.engine.talk import Confirm, Typed
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from bot.store.database import Storage, engine_for
from tests.mortal import Fate, live
from tests.running import (
    Person,
    StandIns,
    cards,
    enrol,
    next_page,
    place_settings,
    screen,
    slack_settings,
    stand_ins,
    telegram_settings,
)
from tests.scripts import Act, read_flow, script

ROOT = Path(__file__).parent.parent
FLOW = "seal-vvtt"
FOUND = "seals.1.tug"  # what every third inspection finds a problem with
WORKERS = 8
INSPECTIONS = 6  # each of some 21 turns: a thousand in all
COPIES = 6  # cards from below among which the one that can be pressed stands
GLANCE = 0.02  # seconds between two looks at a screen
FINGERS = 2.0  # seconds after which somebody presses again
IDLE = 5  # presses that lead nowhere until somebody takes it for an old card
PATIENCE = 150  # seconds for all of it on a busy machine

# How a life ends: at which moment, and after how many of them. The numbers are the range a seed chooses from.
FATES = (
    ("time", "", 10, 40),
    ("call", "sendMessage", 5, 15),
    ("commit", "", 15, 40),
    ("called", "editMessageText", 5, 20),
    ("call", "getUpdates", 4, 10),
    ("before", "UPDATE letter SET tries", 20, 50),
    ("called", "chat.postMessage", 5, 12),
    ("kept", "", 15, 40),
    ("call", "chat.update", 5, 15),
    ("before", "INSERT INTO answer", 15, 40),
    ("time", "", 10, 40),
)


@pytest.fixture(scope="module")
def flow() -> Flow:
    return read_flow(f"inspections/{FLOW}")


# What they see and do.

CARD = re.compile(r'"r:(\d+):(\d+):')


def card(person: Person) -> tuple[int, int]:
    """Run and turn of the card that goes furthest of those that can be pressed; zeros if there is none.

    An answer that was lost leaves a copy somewhere; it can be of an earlier turn.
    """
    found = filter(None, map(CARD.search, itertools.islice(cards(person), COPIES)))
    return max(((int(one[1]), int(one[2])) for one in found), default=(0, 0))


@dataclass
class Worker:
    """One person at work. `done` are the acts so far, each with its delivery."""

    both: StandIns
    person: Person
    account: str
    scripts: list[list[Act]]
    dice: random.Random
    done: list[tuple[int, Act, str | int]] = field(default_factory=list)
    told: int = 0
    """How often the platform had said that something did not work, when the last act was done."""

    async def work(self) -> None:
        run = 0
        for inspection, acts in enumerate(self.scripts):
            words = f"inspect {FLOW}"
            self.person.say(f"/{words}" if isinstance(self.person, TelegramPerson) else words)
            run = await self.begun(run)
            for turn, act in enumerate(acts):
                await self.at(run, turn)
                if isinstance(act.said, Confirm):
                    await self.turn_pages(run, turn)
                await self.do(inspection, act, run, turn)

    async def begun(self, earlier: int) -> int:
        while (run := card(self.person)[0]) <= earlier:
            await asyncio.sleep(GLANCE)
        return run

    async def at(self, run: int, turn: int) -> None:
        """Until the card stands where it should be now."""
        while (shown := card(self.person)) != (run, turn):
            assert shown < (run, turn), f"{shown} is further than anybody went"
            await asyncio.sleep(GLANCE)

    async def turn_pages(self, run: int, turn: int) -> str | int | None:
        """To the last page: before, nobody can finish. A page that does not come, they turn again.

        The delivery of a press that leads nowhere, again and again though nothing failed: the run is finished, and this
        is a copy of its card.
        """
        idle = 0
        while button := next_page(self.person, run, turn):
            told, since = len(self.failures), time.monotonic()
            delivery = self.press(button)
            while next_page(self.person, run, turn) == button:
                await asyncio.sleep(GLANCE)
                if len(self.failures) > told:
                    await asyncio.sleep(0.1)
                    break
                if time.monotonic() - since > FINGERS:
                    idle += 1
                    break
            if idle >= IDLE:
                return delivery
        return None

    async def do(self, inspection: int, act: Act, run: int, turn: int) -> None:
        self.told = len(self.failures)
        self.done.append((inspection, act, self.act(act, run, turn)))
        if self.dice.random() < 0.1:
            self.once_more(act, run, turn)
        since = began = time.monotonic()
        while not self.shown_after(act, run, turn, time.monotonic() - began):
            await asyncio.sleep(GLANCE)
            if act.key and (len(self.failures) > self.told or time.monotonic() - since > FINGERS):
                await self.try_again(inspection, act, run, turn)  # what was typed, Slack delivers again by itself
                since = time.monotonic()

    def shown_after(self, act: Act, run: int, turn: int, waited: float) -> bool:
        """Is what follows there: a card that goes further or, after the last, none that goes as far?

        Of a finished run a copy can stay whose answer was lost. Pressing it tells them that it is finished.
        """
        if isinstance(act.said, Confirm):
            return self._taken(self.done[-1][2]) and (card(self.person) < (run, turn) or waited > 2 * FINGERS)
        return card(self.person) > (run, turn)

    async def try_again(self, inspection: int, act: Act, run: int, turn: int) -> None:
        """Slack said that it did not work, or nothing happens, because the card came twice and the other one was pressed:
        they wait a moment, look again, and press again."""
        await asyncio.sleep(0.1)
        stuck = await self.turn_pages(run, turn) if isinstance(act.said, Confirm) else None
        self.told = len(self.failures)
        if stuck is not None:
            self.done[-1] = (inspection, act, stuck)
        elif card(self.person) == (run, turn):
            self.done[-1] = (inspection, act, self.act(act, run, turn))

    @property
    def failures(self) -> list[Any]:
        return self.person.failures if isinstance(self.person, SlackPerson) else []

    def act(self, act: Act, run: int, turn: int) -> str | int:
        if isinstance(act.said, Typed):
            return self.person.say(act.said.text)
        return self.press(f"r:{run}:{turn}:{act.key}")

    def press(self, button: str) -> str | int:
        return self.person.press(button) if isinstance(self.person, TelegramPerson) else self.person.click(button)

    def once_more(self, act: Act, run: int, turn: int) -> None:
        """A thumb that presses twice, or a platform that delivers twice."""
        delivery = self.done[-1][2]
        if not isinstance(act.said, Typed):
            self.act(act, run, turn)
        elif isinstance(delivery, int):
            self.both.telegram.redeliver(delivery)
        else:
            self.both.slack.redeliver(delivery)

    def acknowledged(self) -> list[tuple[int, str]]:
        """Inspection and step of all that they saw the answer to, and of the last if its platform was told it is safe."""
        done = self.done if self.done and self._taken(self.done[-1][2]) else self.done[:-1]
        return [(inspection, act.step) for inspection, act, _ in done]

    def _taken(self, delivery: str | int) -> bool:
        if isinstance(delivery, int):
            return bool(self.both.telegram._world.updates._kept[delivery].confirmed)
        return self.both.slack.carrier._kept[delivery].done and len(self.failures) == self.told


def whole(flow: Flow, worker: int, number: int, name: str) -> list[Act]:
    """Every third inspection finds something."""
    return script(flow, f"{worker}{number}", name, (FOUND,) if number % 3 == 2 else ())


def workers(both: StandIns, flow: Flow, dice: random.Random) -> list[Worker]:
    """Half of them on Telegram, half on Slack."""
    made = []
    for number in range(WORKERS):
        person: Person
        if number % 2:
            person = both.slack.person(f"U0W{number}", f"Worker {number}", "en-US")
            account = f"T0DEMO:{person.user_id}"
        else:
            person = both.telegram.person(500 + number, f"Worker {number}", "en")
            account = str(person.id)
        scripts = [whole(flow, number, inspection, _name(account)) for inspection in range(INSPECTIONS)]
        made.append(Worker(both, person, account, scripts, dice))
    return made


# What is in the books.


def compare(url: str, people: list[Worker]) -> None:
    """Every answer once, in its run and step, versions without a gap; everything acknowledged is there."""
    engine = engine_for(url)
    with engine.begin() as books:
        runs = books.execute(sa.text(RUNS)).all()
        answered = books.execute(sa.text("SELECT run_id, version, step, value FROM answer ORDER BY id")).all()
    engine.dispose()
    for worker in people:
        mine = [run for run in runs if run.account == worker.account]
        for number, run in enumerate(mine):
            acts = enumerate(worker.scripts[number][:-1], start=1)
            meant = [(turn, step, value) for turn, act in acts for step, value in act.given]
            found = [(a.version, a.step, json.loads(a.value)) for a in answered if a.run_id == run.id]
            assert found == meant[: len(found)]
            assert run.version == len({version for version, _, _ in found}) + (run.status == "finished")
        there = {(n, a.step) for n, run in enumerate(mine) for a in answered if a.run_id == run.id}
        there |= {(n, "") for n, run in enumerate(mine) if run.status == "finished"}
        assert [one for one in worker.acknowledged() if one not in there] == []


RUNS = """
    SELECT run.id, run.version, run.status, handle.account FROM run JOIN handle ON handle.person_id = run.person_id
    ORDER BY run.id
"""


def unsent(url: str) -> int:
    engine = engine_for(url)
    with engine.begin() as books:
        found = books.execute(sa.text("SELECT count(*) FROM letter WHERE settled_at IS NULL")).scalar_one()
    engine.dispose()
    return int(found)


def cards_sent(both: StandIns) -> dict[str, list[tuple[int, int]]]:
    """Run and turn of every card, in the order in which the platforms were called, by chat."""
    chats: dict[str, list[tuple[int, int]]] = {}
    calls = [(str(params.get("chat_id")), params) for _, params in both.telegram.calls]
    calls += [(_conversation(str(params.get("channel"))), params) for _, params in both.slack.calls]
    for chat, params in calls:
        drawn = json.dumps([params.get("reply_markup"), params.get("blocks")])
        if found := CARD.search(drawn.replace('\\"', '"')):
            chats.setdefault(chat, []).append((int(found[1]), int(found[2])))
    return chats


def _conversation(channel: str) -> str:
    return f"D{channel[1:]}" if channel.startswith("U") else channel


# The lives of the program.


@pytest.fixture(scope="module")
def nursery() -> Iterator[multiprocessing.context.ForkServerContext]:
    """Where lives begin without importing everything anew."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.mortal"])
    yield context
    forkserver._forkserver._stop()


@dataclass
class Reaper:
    """Gives the program its lives, one after the other, and takes them."""

    both: StandIns
    settings: dict[str, str]
    nursery: multiprocessing.context.ForkServerContext
    log: Path
    process: BaseProcess | None = None

    async def life(self, fate: Fate, working: asyncio.Future[Any]) -> int | None:
        """One life, until it is taken or the work is done; its exit code."""
        self.process = self.nursery.Process(target=live, args=(self.settings, fate, str(self.log)), daemon=True)
        seen = self.watch(fate)
        self.process.start()
        while self.process.is_alive() and not working.done():
            await asyncio.sleep(0.005)
            if fate.where == "time" and seen and time.monotonic() > seen[0] + fate.number / 100:
                self.process.kill()
        self.process.join(0)
        return self.process.exitcode

    def watch(self, fate: Fate) -> list[float]:
        """Looks at the calls to the platforms; the moments of the calls that count."""
        seen: list[float] = []

        def strikes(where: str, call: str) -> bool:
            if fate.where == "time" or (where, call) == (fate.where, fate.what):
                seen.append(time.monotonic())
            if fate.where != where or len(seen) != fate.number:
                return False
            assert self.process
            self.process.kill()
            return True

        self.both.before = lambda call: strikes("call", call)
        self.both.after = lambda call: strikes("called", call)
        return seen

    def end(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()


@pytest.mark.parametrize("seed", [1])
async def test_whoever_is_killed_goes_on_where_they_were(
    seed: int, database_url: str, flow: Flow, nursery: multiprocessing.context.ForkServerContext, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    fates = [Fate(where, what, dice.randint(low, high)) for where, what, low, high in FATES]
    async with stand_ins() as both:
        both.slack.carrier.ack_within = 1.0
        people = workers(both, flow, dice)
        managers = [both.rosa, both.lucia]
        enrol(database_url, (*STAFF, *(_enrolled(worker) for worker in people)))
        settings = place_settings(database_url, tmp_path) | telegram_settings(both) | slack_settings(both)
        reaper = Reaper(both, settings, nursery, tmp_path / "log")
        working = asyncio.gather(*(worker.work() for worker in people))
        taken = Counter[int | None]()
        try:
            async with asyncio.timeout(PATIENCE):
                for fate in fates:
                    taken[await reaper.life(fate, working)] += 1
                    assert not working.done(), f"they were done before {fate}, after {taken}"
                    compare(database_url, people)
                await reaper.life(Fate("none"), working)
                await working
                while unsent(database_url):
                    await asyncio.sleep(0.1)
        except TimeoutError:
            stood = [f"{w.account} {len(w.done)} {w.done[-1:]} {card(w.person)} {w.failures}" for w in people]
            pytest.fail("\n".join([*stood, f"{taken}", reaper.log.read_text()[-3000:]]), pytrace=False)
        finally:
            working.cancel()
            reaper.end()
            await asyncio.gather(working, return_exceptions=True)

    compare(database_url, people)
    assert taken == {-9: len(fates)}
    assert "Traceback" not in reaper.log.read_text()
    assert all(len(worker.acknowledged()) == sum(map(len, worker.scripts)) for worker in people)
    found = [f"BL-{n}{i}-{n}{i}" for n in range(WORKERS) for i in range(INSPECTIONS) if i % 3 == 2]
    assert [(m, mark) for m in managers for mark in found if mark not in screen(m)] == []
    assert [sent for sent in cards_sent(both).values() if sent != sorted(sent)] == []


STAFF = (
    ("Rosa Díaz", "manager", "en", "telegram", "4712"),
    ("Lucía Herrera", "manager", "es", "slack", "T0DEMO:U0LUCIA"),
)


def _enrolled(worker: Worker) -> tuple[str, str, str, str, str]:
    channel = "telegram" if isinstance(worker.person, TelegramPerson) else "slack"
    return _name(worker.account), "warehouse", "en", channel, worker.account


def _name(account: str) -> str:
    """What the books call a worker, and how they sign."""
    return f"Worker {account}"


class Interrupted(Exception):
    """The power went."""


@dataclass
class Fuse:
    """Lets so many statements pass, and then none; a commit counts as one."""

    left: int = 0

    def burn(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise Interrupted

    def put_into(self, engine: sa.Engine) -> None:
        sa.event.listen(engine, "before_cursor_execute", self.burn)
        sa.event.listen(engine, "commit", self.burn)


HEARD = Heard(
    "telegram", "", "500", "500", datetime(2026, 11, 21, 17, 30, tzinfo=UTC), name="Worker", language="en", line=1
)


def everything_heard(acts: list[Act], begun: Callable[[], int]) -> Iterator[Heard]:
    """A whole inspection as it comes in. `begun` is asked for the number of the run when there is one."""
    yield replace(HEARD, delivery="begin", press=f"s:{FLOW}")
    run = begun()
    for turn, act in enumerate(acts):
        if isinstance(act.said, Typed):
            yield replace(HEARD, delivery=f"{turn}", said=act.said)
        else:
            yield replace(HEARD, delivery=f"{turn}", press=f"r:{run}:{turn}:{act.key}")


def test_a_turn_interrupted_before_any_of_its_statements_leaves_nothing(
    database_url: str, opened: Callable[[str], Storage], flow: Flow
) -> None:
    enrol(database_url, (*STAFF, ("Worker", "warehouse", "en", "telegram", "500")))
    storage, fuse, interruptions = opened(database_url), Fuse(), 0
    library = Library(ROOT)
    assistant = Assistant(Wording.read(ROOT / "locales"), library)
    storage.now(lambda tx: library.publish(tx, HEARD.at))
    acts = whole(flow, 0, 2, "Worker")
    fuse.put_into(storage.engine)

    for heard in everything_heard(acts, lambda: counted(database_url)[-1]):
        said = (heard.said,) if heard.said else ()
        before = counted(database_url)
        for statements in itertools.count(1):
            fuse.left = statements
            try:
                storage.now(lambda tx, h=heard, s=said: assistant.receive(tx, h, s, HEARD.at))
                break
            except Interrupted:
                interruptions += 1
                assert counted(database_url) == before
        assert counted(database_url) != before

    fuse.left = 0
    run = counted(database_url)[-1]
    journal = storage.now(lambda tx: tx.runs.journal(run))
    assert [(row.version, row.step, json.loads(row.value)) for row in journal] == [
        (turn, step, value) for turn, act in enumerate(acts[:-1], start=1) for step, value in act.given
    ]
    assert len(storage.now(lambda tx: tx.letters.told(f"report:{run}"))) == len(STAFF)
    assert interruptions > 5 * len(acts)


def counted(url: str) -> tuple[int, ...]:
    engine = engine_for(url)
    with engine.begin() as books:
        found = books.execute(sa.text(COUNTS)).one()
    engine.dispose()
    return tuple(found)


COUNTS = """
    SELECT (SELECT count(*) FROM delivery), (SELECT count(*) FROM answer), (SELECT count(*) FROM letter),
           (SELECT coalesce(max(version), -1) FROM run), (SELECT count(*) FROM run WHERE status = 'finished'),
           (SELECT coalesce(max(focus), 0) FROM person), (SELECT coalesce(max(id), 0) FROM run)
"""
