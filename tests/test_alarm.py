"""The quick alarm at `sello run` itself, which is killed twice before anybody has taken it."""

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.sandbox.calls import Call
from bot.store.database import engine_for
from bot.store.migrate import migrate
from bot.store.sql import incident, timer
from tests.running import (
    StandIns,
    enrol,
    place_settings,
    running,
    slack_settings,
    stand_ins,
    telegram_settings,
    until,
    webhook_settings,
)
from tests.seats import LAREDO, Seat, SlackSeat, TelegramSeat

COMPANY = (
    ("Juan Pérez", "driver", "es", "telegram", "4711"),
    ("Lucy Hart", "manager", "en", "slack", "T0DEMO:U0LUCY"),
    ("Eva Sol", "admin", "es", "telegram", "4713"),
)
PAGED = 2.0  # seconds from the tap to the call that pages the manager
LATE = timedelta(seconds=5)  # after the program has come back, on a machine that does other things besides
SHORT = timedelta(minutes=14, seconds=56)  # so long is the program gone, and four seconds less than a step takes


def settings_for(both: StandIns, url: str, folder: Path) -> dict[str, str]:
    place = place_settings(url, folder)
    both.slack.request_url = f"http://{place['SELLO_BIND']}/slack/events"
    settings = {**place, **telegram_settings(both), **slack_settings(both), **webhook_settings(place)}
    return {name: value for name, value in settings.items() if value}


def screen(seat: Seat) -> list[str]:
    return ["\n".join((*one.lines, *(f"[{label}]" for label in one.buttons))) for one in seat.seen()]


def files(seat: Seat) -> list[str]:
    return [file for one in seat.seen() for file in one.files]


async def sees(seat: Seat, words: str) -> None:
    """Until one of their messages says it."""
    try:
        await until(lambda: any(words in one for one in screen(seat)))
    except TimeoutError:
        raise AssertionError(f"{words!r} did not come; there is {screen(seat)}") from None


async def press(seat: Seat, label: str) -> float:
    """When it was pressed."""
    await sees(seat, f"[{label}]")
    at = time.monotonic()
    seat.press(label, "")
    return at


def paged(both: StandIns, tapped: float) -> Call:
    """The call that made the manager's phone ring."""
    return next(one for one in both.slack.done("chat.postMessage", chat="U0LUCY") if one.at > tapped)


def goes_by(url: str, gone: timedelta) -> datetime:
    """Time goes by while no process runs: all that waits for it is so much nearer. When the next step is due then."""
    engine = engine_for(url)
    with engine.begin() as connection:
        for table, columns in ((timer, (timer.c.due_at,)), (incident, (incident.c.since, incident.c.rung_at))):
            for row in connection.execute(sa.select(table)).mappings().all():
                earlier = {c.name: row[c.name] - gone for c in columns if row[c.name] is not None}
                key = next(iter(table.primary_key))
                connection.execute(sa.update(table).where(key == row[key.name]).values(**earlier))
        due = connection.execute(sa.select(timer.c.due_at).where(timer.c.name == "escalate")).scalar_one()
    engine.dispose()
    return due


@asynccontextmanager
async def killed(settings: dict[str, str], folder: Path) -> Any:
    """One life of the program, which ends without a word."""
    async with running(settings, folder) as program:
        yield program
        program.process.kill()
        await asyncio.to_thread(program.process.wait)


async def test_an_alarm_of_two_taps_goes_on_to_the_next_though_the_program_is_killed_and_ends_in_a_history(
    database_url: str, tmp_path: Path
) -> None:
    engine = engine_for(database_url)
    migrate(engine)
    engine.dispose()
    enrol(database_url, COMPANY)
    async with stand_ins() as both:
        settings = settings_for(both, database_url, tmp_path)
        juan = TelegramSeat(both.juan)
        eva = TelegramSeat(both.telegram.person(4713, "Eva", "es"))
        lucy = SlackSeat(both.slack.person("U0LUCY", "Lucy Hart", "en-US"))
        assert not lucy.seen() + eva.seen()

        async with killed(settings, tmp_path):
            juan.say("menú")
            await press(juan, "🚨 Alarma")
            tapped = await press(juan, "Asalto o robo de la unidad")
            await sees(lucy, "🚨 Alarm · Robbery or hijacking")
            await sees(juan, "Avisado: Lucy Hart (gerente)")
            assert paged(both, tapped).at - tapped < PAGED
            juan.send("a photo")
            await until(lambda: files(lucy) == ["photo"])
            await until(lambda: both.juan.keyboard)
            juan.place()
            await sees(lucy, f"Place: {LAREDO[0]:.5f}, {LAREDO[1]:.5f}")

        goes_by(database_url, SHORT)
        async with killed(settings, tmp_path):
            await sees(lucy, "Nobody has taken this for 15 min")
            await sees(juan, "Nadie atiende su reporte desde hace 15 min.")
            assert not any("Asalto" in one for one in screen(eva))

        due = goes_by(database_url, SHORT)
        async with running(settings, tmp_path):
            due = max(due, datetime.now(UTC))
            await sees(eva, "Nadie atiende esto desde hace 30 min")
            assert datetime.now(UTC) - due < LATE

            await press(lucy, "I'll handle it")
            await sees(juan, "Lucy Hart atiende su reporte.")
            await press(lucy, "Write to Juan Pérez")
            await sees(lucy, "Your message to Juan Pérez")
            lucy.say("Are you hurt?")
            await sees(juan, "Lucy Hart (gerente): Are you hurt?")
            await press(juan, "Responder")
            await sees(juan, "Su mensaje para Lucy Hart")
            juan.send("a voice note")
            await sees(lucy, "Juan Pérez (driver): voice note")
            await until(lambda: "voice note" in files(lucy))
            await press(lucy, "Resolved")
            await sees(lucy, "What was the cause?")
            lucy.say("Robbed at a red light")
            await sees(lucy, "so that it does not happen again?")
            lucy.say("Another route, and the police have the plate")
            await sees(juan, "resuelto")

            await press(lucy, "History")
            await press(eva, "Historial")
            for seat, lines in ((lucy, ENGLISH), (eva, SPANISH)):
                for line in lines:
                    await sees(seat, line)


ENGLISH = (
    "Juan Pérez has sent the alarm: Robbery or hijacking", "Lucy Hart was notified",
    "Juan Pérez: 1 file", "Nobody had taken it for 15 min", "Nobody had taken it for 30 min", "Lucy Hart is handling it",
    "Lucy Hart: Are you hurt?", "Lucy Hart, the cause: Robbed at a red light", "Lucy Hart has resolved it",
)  # fmt: skip
SPANISH = (
    "Juan Pérez envió la alarma: Asalto o robo de la unidad", "Se avisó a Lucy Hart",
    "Juan Pérez: 1 archivo", "Llevaba 15 min sin que nadie lo atendiera", "Llevaba 30 min sin que nadie lo atendiera",
    "Lucy Hart lo atiende", "Lucy Hart: Are you hurt?", "Lucy Hart, la causa: Robbed at a red light",
    "Lucy Hart lo dio por resuelto",
)  # fmt: skip
