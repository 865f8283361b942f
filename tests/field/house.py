"""The whole program before both stand-ins, with people of a test's own and a clock that is told the time."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from bot.app import App
from bot.sandbox.demo import Demo, settings_for, stand_ins
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from bot.store.sql import letter
from bot.store.tables import Handle, Organisation, Person, Site
from tests.conftest import LINES
from tests.seats import Seat, SlackSeat, TelegramSeat
from tests.stage import Told

TEAM = "T0DEMO"
ZONE = "America/Chicago"
PATIENCE = 50  # looks at what is still to be sent, until time goes on
BEGINS = "2026-11-21 11:30"


@dataclass
class House:
    """`apps` are the running processes: what is said is heard by the first, and any of them sends."""

    demo: Demo
    folder: Path
    url: str
    clock: Told
    apps: list[App] = field(default_factory=list)
    seats: dict[tuple[str, str], Seat] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    # Who is there.

    def enrol(
        self, name: str, role: str, lang: str = "en", *channels: str, site: str = "Laredo yard", phone: str = ""
    ) -> None:
        """Somebody with an account on each of the channels, on Telegram if none is given."""
        number = 7000 + len(self.people)
        with Session(self.apps[0].storage.engine) as session:
            place = self._site(session, site)
            person = Person(
                organisation_id=1, site_id=place, name=name, role=role, lang=lang, joined_at=self.clock(), phone=phone
            )
            session.add(person)
            session.flush()
            assert person.id
            self.people[name] = person.id
            for channel in channels or ("telegram",):
                account = self._account(name, channel, number, lang)
                session.add(Handle(person_id=person.id, line_id=LINES[channel], account=account, address=account))
            session.commit()

    def _site(self, session: Session, name: str) -> int:
        if not self.sites:
            session.add(Organisation(id=1, name="Transportes del Norte", region="MX"))
            session.flush()
        if name not in self.sites:
            site = Site(organisation_id=1, name=name, zone=ZONE)
            session.add(site)
            session.flush()
            assert site.id
            self.sites[name] = site.id
        return self.sites[name]

    def _account(self, name: str, channel: str, number: int, lang: str) -> str:
        first = name.split(maxsplit=1)[0]
        if channel == "telegram":
            self.seats[first, channel] = TelegramSeat(self.demo.telegram.person(number, first, lang))
            return str(number)
        locale = {"es": "es-419", "en": "en-US"}[lang]
        self.seats[first, channel] = SlackSeat(self.demo.slack.person(f"U{number}", name, locale))
        return f"{TEAM}:U{number}"

    def decide(self, settings: str) -> None:
        """What the organisation has decided, as JSON."""
        with self.apps[0].storage.engine.begin() as connection:
            connection.execute(sa.text("UPDATE organisation SET settings = :s"), {"s": settings})

    def seat(self, first: str, channel: str = "") -> Seat:
        return next(seat for (name, over), seat in self.seats.items() if name == first and channel in ("", over))

    def full(self, first: str) -> str:
        """Their whole name."""
        return next(name for name in self.people if name.split(maxsplit=1)[0] == first)

    # What they do, and see.

    async def say(self, first: str, words: str, channel: str = "") -> None:
        await self.passes(1)
        self.seat(first, channel).say(words)
        await self.settled()

    async def press(self, first: str, *labels: str, channel: str = "") -> None:
        for label in labels:
            await self.passes(1)
            self.seat(first, channel).press(label, "")
            await self.settled()

    async def passes(self, minutes: int) -> None:
        """Time goes by, and what is due by then is done."""
        self.clock.at += timedelta(minutes=minutes)
        for app in self.apps:
            await app.watch.look()
        await self.settled()

    def screen(self, first: str, channel: str = "") -> list[str]:
        """Every message on somebody's screen as it stands now, oldest first, its buttons in brackets."""
        seen = self.seat(first, channel).seen()
        return ["\n".join((*one.lines, *(f"[{label}]" for label in one.buttons))) for one in seen]

    def newest(self, first: str, channel: str = "") -> str:
        return self.screen(first, channel)[-1]

    async def settled(self) -> None:
        """Until everything is heard, shown and told."""
        for seat in self.seats.values():
            await seat.settled()
        async with asyncio.timeout(30):
            for look in itertools.count():
                for app in self.apps:
                    await app.sender.quiet()
                if not await self.waiting():
                    return
                await asyncio.sleep(0.02)
                if look > PATIENCE:  # what was put back is due later, by a clock that is told the time
                    self.clock.at += timedelta(seconds=1)

    async def waiting(self) -> int:
        open_ones = sa.select(sa.func.count()).select_from(letter).where(letter.c.settled_at.is_(None))
        return await self.apps[0].storage.transaction(lambda tx: int(tx.connection.execute(open_ones).scalar_one()))

    # What befalls them.

    def block(self, first: str, *, blocked: bool = True) -> None:
        person = self.seat(first, "telegram").person  # type: ignore[attr-defined]
        assert isinstance(person, TelegramPerson)
        person.blocked = blocked

    def at_slack(self, first: str) -> SlackPerson:
        person = self.seat(first, "slack").person  # type: ignore[attr-defined]
        assert isinstance(person, SlackPerson)
        return person

    async def restart(self) -> None:
        """The processes end, and as many others begin."""
        count = len(self.apps)
        for app in self.apps:
            await app.close()
        self.apps = []
        await self.open(count)

    async def open(self, processes: int) -> None:
        for number in range(processes):
            deaf = {} if number == 0 else {"transport": "webhook", "telegram_webhook_secret": "nobody-calls"}
            app = App(replace(settings_for(self.demo, self.folder), database_url=self.url, **deaf), clock=self.clock)
            self.apps.append(app)
            await app.open()
            await app.greeted()


@contextlib.asynccontextmanager
async def house(folder: Path, url: str, processes: int = 1) -> AsyncIterator[House]:
    clock = Told()
    clock.set(BEGINS)
    async with stand_ins(0) as demo:
        made = House(demo, folder, url, clock)
        try:
            await made.open(processes)
            yield made
        finally:
            for app in made.apps:
                await app.close()
