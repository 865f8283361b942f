"""The whole program before both stand-ins, one person on each of them, and what is kept of what they do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.app import App
from bot.sandbox.demo import Demo, settings_for, stand_ins
from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.telegram.person import TelegramPerson
from bot.store.migrate import migrate
from bot.store.sql import answer, letter, run
from bot.store.tables import Handle, Organisation, Person, Site
from bot.store.transaction import Transaction
from tests.conftest import LINES
from tests.seats import SlackSeat, TelegramSeat
from tests.stage import Told

TEAM = "T0DEMO"
JUAN, ANA = 7007, "U7008"


@dataclass
class Yard:
    """Juan, a driver, writes on Telegram; Ana, a guard, on Slack. Both read English."""

    app: App
    demo: Demo
    juan: TelegramPerson
    ana: SlackPerson

    @property
    def seats(self) -> tuple[TelegramSeat, SlackSeat]:
        return TelegramSeat(self.juan), SlackSeat(self.ana)

    async def settled(self) -> None:
        """Until everything is heard, shown and told."""
        telegram, slack = self.app.telegram, self.app.slack
        assert telegram
        assert slack
        for seat in self.seats:
            await seat.settled()
        async with asyncio.timeout(20):
            while True:
                await self.app.sender.quiet()
                if errands := {*telegram._errands, *slack._tasks}:
                    await asyncio.wait(errands)
                if not await self.app.storage.transaction(_open_letters):
                    return
                await asyncio.sleep(0.02)

    async def juan_does(self, *words: str) -> None:
        """Presses the button of this label on the newest card or, where there is none, types the words."""
        for one in words:
            self._does(self.seats[0], one)
            await self.settled()

    async def ana_does(self, *words: str) -> None:
        for one in words:
            self._does(self.seats[1], one)
            await self.settled()

    def _does(self, seat: TelegramSeat | SlackSeat, words: str) -> None:
        try:
            seat.press(words, "")
        except LookupError:
            seat.say(words)

    def juan_sees(self) -> str:
        return _text(self.seats[0])

    def ana_sees(self) -> str:
        return _text(self.seats[1])

    def kept(self) -> list[tuple[str, Any]]:
        """Every answer ever given, as step and value, in order."""
        rows = sa.select(answer.c.step, answer.c.value).order_by(answer.c.id)
        return [(step, _json(value)) for step, value in self._read(rows)]

    def runs(self) -> int:
        return len(self._read(sa.select(run.c.id)))

    def rows(self, *columns: Any) -> list[Any]:
        return self._read(sa.select(*columns).order_by(answer.c.id))

    def _read(self, query: sa.Select[Any]) -> list[Any]:
        with self.app.storage.engine.connect() as connection:
            return list(connection.execute(query))


def _json(value: str) -> Any:
    import json

    return json.loads(value)


def _text(seat: TelegramSeat | SlackSeat) -> str:
    """The newest message."""
    seen = seat.seen()[-1]
    return "\n".join((*seen.lines, *(f"[{label}]" for label in seen.buttons)))


def _open_letters(tx: Transaction) -> int:
    waiting = sa.select(sa.func.count()).where(letter.c.settled_at.is_(None))
    return int(tx.connection.execute(waiting).scalar_one())


@contextlib.asynccontextmanager
async def yard(folder: Path) -> AsyncIterator[Yard]:
    clock = Told()
    clock.set("2026-11-21 11:30")
    async with stand_ins(0) as demo:
        app = App(settings_for(demo, folder), clock=clock)
        await asyncio.to_thread(migrate, app.storage.engine)
        people = Yard(app, demo, demo.telegram.person(JUAN, "Juan", "en"), demo.slack.person(ANA, "Ana Ruiz", "en-US"))
        _enrol(app, clock)
        await app.open()
        await app.greeted()
        try:
            yield people
        finally:
            await app.close()


def _enrol(app: App, clock: Told) -> None:
    with Session(app.storage.engine) as session:
        session.add(Organisation(id=1, name="Transportes del Norte"))
        session.flush()
        session.add(Site(id=1, organisation_id=1, name="Laredo yard", zone="America/Chicago"))
        session.flush()
        for id, name, role, channel, account in (
            (1, "Juan Gómez", "driver", "telegram", str(JUAN)),
            (2, "Ana Ruiz", "guard", "slack", f"{TEAM}:{ANA}"),
        ):
            session.add(Person(id=id, organisation_id=1, site_id=1, name=name, role=role, lang="en", joined_at=clock()))
            session.flush()
            session.add(Handle(person_id=id, line_id=LINES[channel], account=account, address=account))
        session.commit()
