"""The companies that are soaked: who works there, what they have to do, who reads of it, and the timers that are set.

All of it is thrown from one seed.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.engine.flow import Flow
from bot.people import add
from bot.sandbox.calls import ChatId
from bot.sandbox.telegram.person import TelegramPerson
from bot.store.database import Storage
from bot.store.transaction import Transaction
from tests.running import Person, StandIns
from tests.scripts import read_flow, script
from tests.soak.life import TICK
from tests.soak.people import Job, Reader, Worker

LINES = {"telegram": 1, "slack": 2}  # as the migrations make them
COMPANIES = 4  # more of them, and each reader gets fewer notices: a chat takes one a second
READERS = 2  # of each


@dataclass
class Company:
    """All of them: half of the people are on Telegram, half on Slack."""

    workers: list[Worker]
    readers: list[Reader]

    @property
    def people(self) -> list[Worker | Reader]:
        return [*self.workers, *self.readers]

    def chats(self) -> dict[str, list[ChatId]]:
        """Those of each platform, as its stand-in calls them."""
        persons = [one.person for one in self.people]
        return {
            "telegram": [person.id for person in persons if isinstance(person, TelegramPerson)],
            "slack": [person.user_id for person in persons if not isinstance(person, TelegramPerson)],
        }

    def enrol(self, url: str) -> None:
        storage = Storage(url)
        for number, one in enumerate(self.people):
            role = "supervisor" if isinstance(one, Reader) else "warehouse"
            given = {
                "name": _name(role, number), "role": role, "lang": "en", "site": "Yard", "org": f"Company {one.company}",
                "zone": "America/Chicago", "telegram": "", "slack": "", _platform(one): one.account,
            }  # fmt: skip
            storage.now(lambda tx, g=given: add(tx, ("en", "es"), datetime.now(UTC), create=True, **g))
        storage.close()

    def set_timers(self, url: str, seconds: float, every: float, dice: random.Random) -> dict[int, float]:
        """Timers all over these seconds, for the same few chats; when each is due, by this machine's clock."""
        storage, start = Storage(url), datetime.now(UTC)
        dues = {number: start + timedelta(seconds=dice.uniform(0, seconds)) for number in range(int(seconds / every))}

        def work(tx: Transaction) -> None:
            for number, due in dues.items():
                one = dice.choice(self.readers)
                tx.timers.set(TICK, due, f"{number}:{LINES[_platform(one)]}:{one.account}")

        storage.now(work)
        storage.close()
        return {number: due.timestamp() for number, due in dues.items()}


def _name(role: str, number: int) -> str:
    """What the books call somebody, and how they sign; `people` has the workers first."""
    return f"{role} {number}"


def _platform(one: Worker | Reader) -> str:
    return "telegram" if isinstance(one.person, TelegramPerson) else "slack"


def founded(both: StandIns, workers: int, pause: float, dice: random.Random) -> Company:
    """So many people at work, each with so many seconds between two acts."""
    made = Company([], [])
    flows = read_flow("inspections/seal-vvtt"), read_flow("reports/incident")
    for number in range(workers):
        account, person = _person(both, number % 2, 500 + number, f"Worker {number}")
        own, company = random.Random(dice.random()), number // 2 % COMPANIES
        made.workers.append(
            Worker(person, account, _jobs(number, _name("warehouse", number), *flows), own, pause, company)
        )
    for number in range(READERS * COMPANIES):
        account, person = _person(both, number % 2, 900 + number, f"Reader {number}")
        made.readers.append(Reader(person, account, random.Random(dice.random()), number // READERS))
    return made


def _person(both: StandIns, on_telegram: int, number: int, name: str) -> tuple[str, Person]:
    if on_telegram:
        return str(number), both.telegram.person(number, name, "en")
    return f"T0DEMO:U0W{number}", both.slack.person(f"U0W{number}", name, "en-US")


def _jobs(worker: int, name: str, inspection: Flow, report: Flow) -> Iterator[Job]:
    """Inspections and reports in turn; two of three inspections find something, with a photo."""
    for number in itertools.count(worker):
        mark = f"{worker}{number}"
        if number % 2:
            yield Job(("incident", ""), script(report, mark, name))
        else:
            found = ("seals.1.tug",) if number % 3 else ()
            yield Job(("inspect", "seal-vvtt"), script(inspection, mark, name, found, ("seals.1.tug.photo",)))
