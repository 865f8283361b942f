"""People at work while everything fails around them: they press what they see, and are patient.

Knows screens, not calls: what the program did is judged elsewhere.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.engine.talk import Typed
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from tests.running import Person, command, next_page, press
from tests.scripts import PHOTO, Act
from tests.seats import photo

BUTTONS = re.compile(r'"(r:(\d+):(\d+):[^"]+)"')
REPORT = re.compile(r'"(t:(\d+))"')
GLANCE = 0.05  # seconds between two looks at a screen
AGAIN = "couldn't download"
BACK = 40  # messages that somebody scrolls back
NUDGE = 20.0  # seconds without an answer after which they press again what they see

Messages = list[dict[str, Any]]


def newest(person: Person) -> Iterator[str]:
    """The messages of the bot, the newest first, as text with the data of their buttons."""
    for message in reversed(person.messages[-BACK:]):
        if isinstance(person, TelegramPerson):
            if message["from"]["is_bot"]:
                yield json.dumps([message.get("text"), message.get("reply_markup")], ensure_ascii=False)
        elif "bot_id" in message and not message.get("ephemeral"):
            yield json.dumps([message["text"], message.get("blocks")], ensure_ascii=False)


def card(person: Person) -> tuple[int, int]:
    """Run and version of the newest card; zeros if there is none."""
    for shown in newest(person):
        if found := BUTTONS.search(shown):
            return int(found[2]), int(found[3])
    return 0, 0


def furthest(person: Person, run: int) -> int:
    """The highest version of a run's cards that somebody sees who scrolls back."""
    found = (match for shown in newest(person) for match in BUTTONS.findall(shown))
    return max((int(version) for _, of, version in found if int(of) == run), default=0)


def recorded(person: Person, before: int) -> bool:
    """Whether a form was finished in one of the messages that came after so many."""
    return any("Recorded." in json.dumps(message, ensure_ascii=False) for message in person.messages[before:])


@dataclass(frozen=True)
class Job:
    """A flow to go through: the command that begins it, and the acts."""

    word: tuple[str, str]
    acts: list[Act]


@dataclass
class Worker:
    """One person at work, job after job. `runs` are those they began, by id; `left` those they gave up, after how many acts."""

    person: Person
    account: str
    jobs: Iterator[Job]
    dice: random.Random
    pause: float
    company: int
    runs: dict[int, Job] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    acts: int = 0
    nudges: int = 0
    stands: str = ""
    over: bool = False
    """Whether they leave off, as soon as what they have done is answered."""

    async def work(self) -> None:
        run = 0
        while not self.over:
            job = next(self.jobs)
            run = await self._begun(job, run)
            self.runs[run] = job
            await self._gone_through(job, run)

    async def _begun(self, job: Job, earlier: int) -> int:
        """Says what they want to begin until it begins; their platform tells them if that was not delivered."""
        told = self.failures
        command(self.person, *job.word)
        while (run := card(self.person)[0]) <= earlier:
            await self._glance(f"begins {job.word}")
            if self.failures > told:
                told = self.failures
                command(self.person, *job.word)
        return run

    async def _gone_through(self, job: Job, run: int) -> None:
        before = len(self.person.messages) - 1
        for version, act in enumerate(job.acts):
            if self.over:
                return
            await self._until(lambda v=version: card(self.person) >= (run, v), run, f"run {run} card {version}")
            await asyncio.sleep(self.dice.uniform(0.5, 1.5) * self.pause)
            if card(self.person)[0] > run:  # what they were told had failed has begun all the same, twice
                self.left[run] = version
                return
            if act.key == "c":
                await self._turned_pages(run, version)
            await self._done(act, run, version, lambda v=version: self._moved(run, v, before))
            if run in self.left:
                return

    def _moved(self, run: int, version: int, before: int) -> bool:
        """Whether what was done has been answered."""
        last = self.runs[run].acts[version].key == "c"
        return recorded(self.person, before) if last else card(self.person) > (run, version)

    async def _done(self, act: Act, run: int, version: int, moved: Callable[[], bool]) -> None:
        """Presses or types, and waits for the answer; again, if the platform says that it did not work."""
        told, again = self.failures, self._again()
        self._act(act, run, version)
        began = time.monotonic()
        while not await self._seen(moved, f"run {run} act {version}"):
            unsent = act.said == PHOTO and self.failures > told
            if (
                unsent or self._again() > again
            ):  # the photo; whoever sends it twice may be a question further than they think
                self.left[run] = version
                return
            late = time.monotonic() - began > NUDGE
            if act.key and (self.failures > told or late):  # what is typed, Slack delivers again by itself
                told, began = self.failures, time.monotonic()
                self.nudges += late
                self._act(act, run, version)
            elif late and furthest(self.person, run) > version:  # above an earlier card that a late call put up
                self.nudges += 1
                return

    async def _turned_pages(self, run: int, version: int) -> None:
        """To the last page: before, nobody can finish. A page that does not come, they turn again."""
        while button := next_page(self.person, run, version):
            told, began = self.failures, time.monotonic()
            press(self.person, button)
            while next_page(self.person, run, version) == button:
                await self._glance(f"run {run} turns a page of card {version}")
                if self.failures > told or time.monotonic() - began > NUDGE:
                    break

    async def _until(self, true: Callable[[], bool], run: int, what: str) -> None:
        """An earlier card may stand there again, after a change that came late: any of its buttons brings the right one."""
        began = time.monotonic()
        while not await self._seen(true, what):
            if time.monotonic() - began > NUDGE and card(self.person)[0] == run:
                began = time.monotonic()
                self.nudges += 1
                self._press_any(run)

    async def _seen(self, true: Callable[[], bool], what: str) -> bool:
        """Whether it is so, now or a moment later: whoever acts in vain has just looked."""
        if not true():
            await self._glance(what)
        return true()

    async def _glance(self, what: str) -> None:
        self.stands = what
        await asyncio.sleep(GLANCE)

    @property
    def failures(self) -> int:
        return len(self.person.failures) if isinstance(self.person, SlackPerson) else 0

    def _again(self) -> int:
        """How often they read that a photo could not be fetched."""
        return sum(AGAIN in shown for shown in newest(self.person))

    def _act(self, act: Act, run: int, version: int) -> None:
        self.acts += 1
        if isinstance(act.said, Typed):
            self.person.say(act.said.text)
            return
        if act.said == PHOTO:
            self._send_photo(photo(run % 6))
            return
        try:
            press(self.person, f"r:{run}:{version}:{act.key}")
        except LookupError:  # an earlier card stands there again
            if button := next_page(self.person, run, version):
                press(self.person, button)
            else:
                self._press_any(run)

    def _send_photo(self, data: bytes) -> None:
        if isinstance(self.person, TelegramPerson):
            self.person.send_photo(data)
        else:
            self.person.upload(data, "photo.jpg", "image/jpeg")

    def _press_any(self, run: int) -> None:
        for shown in newest(self.person):
            for button, of, _ in BUTTONS.findall(shown):
                if int(of) == run and not button.endswith((":x", ":xx")) and ":o" not in button:
                    press(self.person, button)
                    return


@dataclass
class Reader:
    """Somebody who gets notices, and says of most that they have it."""

    person: Person
    account: str
    dice: random.Random
    company: int
    seen: set[str] = field(default_factory=set)
    acts: int = 0

    async def read(self) -> None:
        while True:
            await asyncio.sleep(self.dice.uniform(0.5, 1.5))
            for button in self._fresh():
                self.seen.add(button)
                if self.dice.random() < 0.7:
                    self.acts += 1
                    press(self.person, button)
                    break

    def _fresh(self) -> list[str]:
        found = (REPORT.search(shown) for shown in newest(self.person))
        return [match[1] for match in found if match and match[1] not in self.seen]
