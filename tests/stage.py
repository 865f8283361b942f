"""Plays a transcript: the real program and the real SDKs, the stand-ins of both platforms, people nobody met before.

What comes out is the transcript again, with what was really seen, told and kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from bot.app import App
from bot.assistant import Assistant
from bot.channels.channel import Ack, Heard
from bot.hearing import Hearing
from bot.sandbox.demo import Demo, settings_for, stand_ins
from bot.sandbox.faults import ChatGone, Illness
from bot.settings import Settings
from bot.store.numbering import initials
from bot.store.sql import answer, letter, line, run
from bot.store.tables import Handle, Organisation, Person, Site
from bot.store.transaction import Transaction
from tests.conftest import LINES
from tests.listening import listening
from tests.seats import Seat, Seen, SlackSeat, TelegramSeat
from tests.transcripts import Act, Actor, Clock, Transcript, block

ZONE = "America/Chicago"
SITE = "Laredo yard"
SITES = {SITE: ZONE, "Tijuana dock": "America/Tijuana"}
BEGINS = "2026-11-21 11:30"  # Saturday
TEAM = "T0DEMO"


@dataclass
class Told:
    """A clock that is told the time."""

    at: datetime = datetime(2026, 11, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def set(self, local: str) -> None:
        self.at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@dataclass
class Kept:
    """How far the record of the people had got: the last answer, and how each run stood."""

    answer: int = 0
    runs: dict[int, str] = field(default_factory=dict)


@dataclass
class Play:
    """One transcript on its way: the seats by first name and channel, and what each had on the screen."""

    people: dict[str, int]
    seats: dict[tuple[str, str], Seat]
    screens: dict[tuple[str, str], dict[str, Seen]] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    codes: list[str] = field(default_factory=list)
    company: str = ""

    def anywhere(self, line: str) -> str:
        """The line as it is on every platform: an account is another one on each."""
        for code in self.codes:
            line = line.replace(code, "(platform and account)")
        return line.replace(self.company, "the company")


class Stage:
    def __init__(self, apps: list[App], demo: Demo, clock: Told, english: set[str]) -> None:
        self._apps = apps
        self._app = apps[0]
        self._demo = demo
        self._clock = clock
        self._english = english
        self._barred: dict[str, Illness] = {}

    def told_in_english(self) -> set[str]:
        """What readers of another language were told in English since somebody asked for it last."""
        told = set(self._english)
        self._english.clear()
        return told

    async def play(self, transcript: Transcript, channel: str) -> str:
        """The transcript as it really goes. `channel` is where those write whose channel is not given."""
        self._clock.set(BEGINS)
        play = self._enter(transcript, channel)
        lines: list[str] = []
        for part in transcript.parts:
            match part:
                case Clock(line, at):
                    self._clock.set(at)
                    lines.append(line)
                    lines += map(play.anywhere, await self._due(play))
                case Act():
                    self._clock.at += timedelta(minutes=1)
                    lines.append(part.line)
                    try:
                        lines += map(play.anywhere, await self._act(play, part))
                    except LookupError as wrong:
                        raise LookupError("\n".join([str(wrong), *lines[-20:]])) from None
                case _:
                    lines.append(part)
        return "\n".join(lines) + "\n"

    # Who takes part.

    def _enter(self, transcript: Transcript, channel: str) -> Play:
        """An organisation of this transcript alone, its people with ids of their own: those decide the order of quizzes."""
        play = Play({}, {}, company=f"{transcript.name} {channel}")
        with Session(self._app.storage.engine) as session:
            organisation = Organisation(
                name=play.company, settings='{"escalation": "none"}'
            )  # no clock but the transcript's
            session.add(organisation)
            session.flush()
            sites = {
                name: Site(organisation_id=organisation.id, name=name, zone=zone, code=initials(name))  # type: ignore[arg-type]
                for name, zone in SITES.items()
            }
            session.add_all(sites.values())
            session.flush()
            for actor in transcript.cast:
                id = zlib.crc32(f"{transcript.name} {actor.name}".encode()) & 0x7FFFFFFF
                play.people[actor.first] = id
                accounts = {c: self._seat(play, actor, id, c) for c in actor.channels or (channel,)}
                play.codes += [f"{named} {account}" for c, account in accounts.items() for named in (c, c.capitalize())]
                if actor.role:
                    self._enrol(session, sites[actor.site or SITE], actor, id, accounts)
            session.connection().execute(
                sa.update(line).values(organisation_id=organisation.id)
            )  # both bots are theirs
            session.commit()
        return play

    def _seat(self, play: Play, actor: Actor, id: int, channel: str) -> str:
        """A chat of the person; returns their account."""
        if channel == "telegram":
            play.seats[actor.first, channel] = TelegramSeat(self._demo.telegram.person(id, actor.name, actor.lang))
            return str(id)
        user = f"U{id:X}"
        locale = {"es": "es-419", "en": "en-US"}[actor.lang]
        play.seats[actor.first, channel] = SlackSeat(self._demo.slack.person(user, actor.name, locale))
        return f"{TEAM}:{user}"

    def _enrol(self, session: Session, site: Site, actor: Actor, id: int, accounts: dict[str, str]) -> None:
        person = Person(
            id=id, organisation_id=site.organisation_id, site_id=site.id, name=actor.name, role=actor.role,
            lang=actor.lang, joined_at=self._clock(),
        )  # fmt: skip
        session.add(person)
        session.flush()
        for channel, account in accounts.items():
            session.add(Handle(person_id=id, line_id=LINES[channel], account=account, address=account))

    # What they do, and what comes of it.

    async def _act(self, play: Play, act: Act) -> list[str]:
        place = next(p for p in play.seats if p[0] == act.first and act.channel in ("", p[1]))
        seat = play.seats[place]
        heard = {where: other.toasts() for where, other in play.seats.items()}
        seat.pressed = ""
        if act.what in ("blocks", "unblocks"):
            self._bar(seat, blocked=act.what == "blocks")
        _do(seat, act)
        await self._settled(play)
        lines = (
            [f" toast: {seat.toast(n)}" for n in range(heard[place], seat.toasts())] if act.what == "presses" else []
        )
        for where, other in sorted(play.seats.items(), key=lambda pair: pair[0] != place):
            whispers = [] if where == place and act.what == "presses" else _whispers(other, heard[where])
            lines += _news(play, where, whispers, told=where != place)
        return [*lines, *await self._recorded(play)]

    async def _due(self, play: Play) -> list[str]:
        """What was to be done by then is done."""
        for app in self._apps:
            await app.watch.look()
        await self._settled(play)
        return [line for where in sorted(play.seats) for line in _news(play, where, [], told=True)]

    def _bar(self, seat: Seat, *, blocked: bool) -> None:
        """The person wants nothing more from the bot; or does again."""
        if isinstance(seat, TelegramSeat):
            seat.person.blocked = blocked
            return
        assert isinstance(seat, SlackSeat)
        user = seat.person.user_id
        if blocked:
            self._barred[user] = self._demo.slack.ill(ChatGone(), chats=[user])
        else:
            self._demo.slack.well(self._barred.pop(user))

    async def _settled(self, play: Play) -> None:
        """Until everything is heard, shown and told."""
        for seat in play.seats.values():
            await seat.settled()
        async with asyncio.timeout(10):
            while True:
                for app in self._apps:
                    await app.sender.quiet()
                errands = {errand for app in self._apps for errand in _errands(app)}
                if errands:
                    await asyncio.wait(errands)
                if not await self._app.storage.transaction(_open_letters):
                    return
                await asyncio.sleep(0.02)

    async def _recorded(self, play: Play) -> list[str]:
        people = list(play.people.values())
        answers, runs = await self._app.storage.transaction(lambda tx: _record(tx, people, play.kept.answer))
        lines = [_answer(row) for row in answers]
        for row in runs:
            if play.kept.runs.get(row.id, "open") != row.status:
                lines.append(_ended(row))
            play.kept.runs[row.id] = row.status
        play.kept.answer = max([play.kept.answer, *(row.id for row in answers)])
        return lines


def _errands(app: App) -> set[asyncio.Task[Any]]:
    """What a process still does beside its letters."""
    assert app.telegram
    assert app.slack
    return {*app.telegram._errands, *app.slack._tasks}


def _do(seat: Seat, act: Act) -> None:
    match act.what:
        case "says":
            seat.say(act.words)
        case "presses":
            seat.press(act.words, act.how)
        case "sends":
            seat.send(act.words)
        case "shares":
            seat.place()
        case "picks":
            seat.pick(act.words)
        case "opens":
            seat.open_home()


def _whispers(seat: Seat, heard: int) -> list[Seen]:
    return [Seen(f"whisper {n}", (seat.toast(n),), aside=True) for n in range(heard, seat.toasts())]


def _news(play: Play, place: tuple[str, str], whispers: list[Seen], *, told: bool) -> Iterator[str]:
    """What is new on somebody's screen: further up first, then what was pressed, then what came below."""
    seat, before = play.seats[place], play.screens.get(place, {})
    now = seat.seen()
    play.screens[place] = {seen.key: seen for seen in now}
    changed = [s for s in now if before.get(s.key) not in (None, s)]
    new = [s for s in now if s.key not in before]
    here = {seat.pressed, now[-1].key} if now and not told else {s.key for s in changed}
    head = f"told {place[0]}:" if told else " bot:"
    asides = [*whispers, *(s for s in new if s.aside)]
    for seen in (s for s in changed if s.key not in here):
        yield from block(" above:", seen.lines, seen.buttons)
    for seen in (*(s for s in changed if s.key in here), *asides, *(s for s in new if not (s.aside or s.files))):
        yield from block(" home:" if seen.key == "home" else head, seen.lines, seen.buttons)
    if sent := [f for s in new for f in s.files]:
        yield f"{head} ({', '.join(sent)})"


def _open_letters(tx: Transaction) -> int:
    waiting = sa.select(sa.func.count()).where(letter.c.settled_at.is_(None))
    return int(tx.connection.execute(waiting).scalar_one())


def _record(tx: Transaction, people: list[int], after: int) -> tuple[list[Any], list[Any]]:
    answers = sa.select(answer).where(answer.c.person_id.in_(people), answer.c.id > after).order_by(answer.c.id)
    runs = sa.select(run).where(run.c.person_id.in_(people)).order_by(run.c.id)
    return list(tx.connection.execute(answers)), list(tx.connection.execute(runs))


def _answer(row: Any) -> str:
    value = json.loads(row.value)
    if isinstance(value, list):
        shown = row.shown if any(len(one) == 64 for one in value) else ", ".join(value)
    else:
        # A location shared on Telegram is typed on Slack: the same words.
        shown = (
            value.removeprefix("geo:").replace(",", ", ") if (value or "").startswith("geo:") else value or "skipped"
        )
    return f"kept: {row.step} = {' / '.join(shown.splitlines())}" + ("  (a finding)" if row.finding else "")


def _ended(row: Any) -> str:
    if row.status == "cancelled":
        return f"recorded: {row.flow_id} cancelled"
    severity = f", severity {row.severity}" if row.severity else ""
    return f"recorded: {row.flow_id}, outcome {row.outcome}{severity}, score {row.score}"


@contextlib.asynccontextmanager
async def stage(folder: Path, database_url: str = "", processes: int = 1) -> AsyncIterator[Stage]:
    """The program, running, before an empty house. Of several processes each hears the next thing that is said."""
    clock = Told()
    async with stand_ins(0) as demo, contextlib.AsyncExitStack() as stack:
        settings = settings_for(demo, folder)
        apps: list[App] = []
        english: set[str] = set()
        for number in range(processes):
            # Only the first listens; what it hears goes round. A webhook that nobody calls listens to nothing.
            how = {} if number == 0 else {"transport": "webhook", "telegram_webhook_secret": "nobody-calls"}
            chosen = replace(settings, database_url=database_url or settings.database_url, **how)
            apps.append(_app(chosen, clock, english))
        if processes > 1:
            apps[0].hearing.hear = _in_turn([app.hearing for app in apps])  # type: ignore[method-assign]
        for app in apps:
            await app.open()
            stack.push_async_callback(app.close)
            await app.greeted()
        yield Stage(apps, demo, clock, english)


def _app(settings: Settings, clock: Told, english: set[str]) -> App:
    app = App(settings, clock=clock)
    wording = listening(app.wording, english)
    app.assistant = app.hearing.assistant = Assistant(wording, app.library)
    return app


def _in_turn(hearings: list[Hearing]) -> Callable[[Heard], Awaitable[Ack]]:
    hears = itertools.cycle([hearing.hear for hearing in hearings])

    async def hear(heard: Heard) -> Ack:
        return await next(hears)(heard)

    return hear
