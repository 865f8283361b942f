"""The demo ended and started again over the same folder: the stand-ins begin anew, the bot's books do not."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.sandbox.demo import Demo, before, bot, greet, plan, settings_for, stand_ins
from bot.sandbox.telegram.person import TelegramPerson
from bot.schedules import going
from tests.running import Person, newest, press, reads, until


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Demo]:
    """The demo, once everybody has their menu in front of them."""
    async with stand_ins(0) as demo, bot(settings_for(demo, folder)):
        await greet(demo)
        for seat in demo.seats:
            await until(lambda seat=seat: newest(seat.person))
        yield demo


def person(demo: Demo, seat: str) -> Any:
    return next(one.person for one in demo.seats if one.id == seat)


async def pressed(someone: Person, button: str, then: str) -> None:
    press(someone, next((label for label in someone.buttons() if button in label), button))
    await reads(someone, then)


async def begin_reports(demo: Demo) -> None:
    """The driver and the worker each begin a report and answer its first question."""
    driver, worker = person(demo, "driver"), person(demo, "worker")
    driver.say("/incidente")
    worker.command("/sello", "incident")
    await reads(driver, "¿Qué pasó?")
    await reads(worker, "What happened?")
    await pressed(driver, "Otra cosa", "herido")
    await pressed(worker, "Something else", "hurt")


async def test_a_demo_that_is_started_again_answers_everybody(tmp_path: Path):
    async with started(tmp_path) as first:
        await begin_reports(first)

    async with started(tmp_path) as second:
        driver, worker = person(second, "driver"), person(second, "worker")
        driver.say("/ayuda")
        worker.command("/sello", "help")

        await reads(driver, "/incidente")
        await reads(worker, "/sello incident")
        assert worker.home
        assert person(second, "manager").home
        assert second.telegram.commands("es")


async def test_a_demo_that_is_started_again_goes_on_with_what_was_open(tmp_path: Path):
    async with started(tmp_path) as first:
        await begin_reports(first)

    async with started(tmp_path) as second:
        driver, worker = person(second, "driver"), person(second, "worker")
        driver.say("/pendientes")
        worker.command("/sello", "open")
        await reads(driver, "Sin terminar")
        await reads(worker, "Not finished")
        await pressed(driver, "· Reporte de incidente", "herido")
        await pressed(driver, "No", "Sigue ocurriendo")
        await pressed(worker, "· Security incident report", "hurt")
        await pressed(worker, "No", "going on")

        assert driver.spinning == []
        assert worker.failures == []


async def test_a_demo_in_which_somebody_has_another_role_is_started_again(tmp_path: Path):
    async with started(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "sello.db") as database:
        database.execute("UPDATE person SET role = 'manager' WHERE name = 'Juan Pérez'")
    database.close()

    async with started(tmp_path) as second:
        driver = person(second, "driver")
        driver.say("/resumen")
        await reads(driver, "Resumen semanal")


async def test_cards_of_a_demo_that_is_started_again_take_no_place_of_the_one_before(tmp_path: Path):
    async with started(tmp_path) as first:
        await begin_reports(first)
        before = places(first)

    async with started(tmp_path) as second:
        await begin_reports(second)

        assert places(second) & before == set()


def places(demo: Demo) -> set[object]:
    """Where messages stand, as the bot remembers it."""
    return {
        message["message_id"] if isinstance(seat.person, TelegramPerson) else message["ts"]
        for seat in demo.seats
        for message in seat.person.messages
    }


ROOT = Path(__file__).parents[2]


def said(folder: Path, *more: str) -> str:
    """What `sello demo` says until it is asked to end."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", "0", *more], cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        return first + process.stdout.read()


def test_a_demo_that_is_started_again_says_what_is_left_and_how_to_forget_it(tmp_path: Path) -> None:
    assert "earlier demo" not in said(tmp_path)
    assert "The windows begin empty; forms and records of the earlier demo are still there" in said(tmp_path)
    assert "earlier demo" not in said(tmp_path, "--fresh")


async def test_the_demo_names_a_number_to_call_that_nobody_has(tmp_path: Path):
    async with started(tmp_path) as demo:
        driver = person(demo, "driver")
        driver.say("/incidente")
        await reads(driver, "su número de emergencias (911)")
        await pressed(driver, "Incendio, fuga o emergencia médica", "Una persona enferma")
        await pressed(driver, "Una persona enferma", "Avisado: Lucía Herrera (gerente)")

        manager = person(demo, "manager")
        await until(lambda: "tel:+19565550103" in json.dumps(manager.messages[-1]))


async def test_something_is_due_soon_in_the_demo_unless_somebody_has_planned_there(tmp_path: Path):
    now = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    async with stand_ins(0) as demo, bot(settings_for(demo, tmp_path)) as app:
        for later in (0, 60):
            await app.storage.transaction(lambda tx, later=later: plan(tx, now + timedelta(minutes=later)))

        planned = await app.storage.transaction(lambda tx: going(tx, ""))

    assert planned == [
        "seal-check: seal-vvtt at Laredo yard, any warehouse, FREQ=DAILY at 11:32, next 2026-11-21 11:32 (America/Chicago)"
    ]


async def test_a_seal_is_on_a_trailer_before_the_demo_begins_and_another_number_stops_the_driver(tmp_path: Path):
    async with stand_ins(0) as demo, bot(settings_for(demo, tmp_path)) as app:
        await app.storage.transaction(lambda tx: before(tx, app, datetime.now(UTC)))
        driver = person(demo, "driver")

        driver.say("/inspeccion seal-vvtt")
        await reads(driver, "Cuándo se hace")
        await pressed(driver, "Al recoger la unidad", "Qué unidad es")
        await pressed(driver, "Remolque", "la placa del remolque")
        await pressed(driver, "TR11", "enganchada")
        await pressed(driver, "No", "Quién entrega")
        await said_by(driver, ("Sam Carter", "Quién la recibe"), ("Juan Pérez", "Dónde está"), ("Andén 4", "embarque"))
        await pressed(driver, "Omitir", "Hay un sello")
        await pressed(driver, "Sí", "Primero los documentos")
        await pressed(driver, "Sí", "como aparece en los documentos")
        await said_by(driver, ("UL0012349", "Quién colocó"), ("Sam Carter", "Ahora vaya al sello"))
        await pressed(driver, "Conforme", "Foto del sello")
        await pressed(driver, "Omitir", "grabado")
        await said_by(driver, ("UL0012349", "esta unidad lleva otro sello: UL0012345"))

        await until(lambda: "TR11" in newest(person(demo, "manager")))


async def said_by(someone: Person, *said: tuple[str, str]) -> None:
    """Each typed when the one before was answered, with what is read then."""
    for words, then in said:
        someone.say(words)
        await reads(someone, then)


async def test_the_demo_has_a_seal_that_was_issued_and_seals_in_stock_and_only_once(tmp_path: Path):
    async with stand_ins(0) as demo, bot(settings_for(demo, tmp_path)) as app:
        for _ in range(2):
            await app.storage.transaction(lambda tx: before(tx, app, datetime.now(UTC)))
        await greet(demo)
        worker = person(demo, "worker")

        worker.command("/sello", "seal")
        await reads(worker, "8 (UL0012347 – UL0012354)")
        assert "UL0012346" in newest(worker)
        worker.command("/sello", "seal 12345")
        await reads(worker, "UL0012345")
        await pressed(worker, "UL0012345", "TR11 · Sam Carter · Laredo yard")
        assert newest(worker).count("affixed") == 1


async def test_the_channel_of_the_yard_shows_what_the_manager_wants_there(tmp_path: Path):
    async with started(tmp_path) as demo:
        manager, worker, yard = person(demo, "manager"), person(demo, "worker"), demo.channel.person
        yard.command("/sello", "aqui")
        await reads(manager, "Avisos en #patio-laredo")
        await pressed(manager, "Mostrar: Reportes de incidentes", "Dejar de mostrar: Reportes de incidentes")
        await reads(yard, "A partir de ahora se muestra aquí: Reportes de incidentes.")

        worker.say("they are robbing me")
        await reads(worker, "Are you in danger?")
        press(worker, "I am in danger")

        await reads(yard, "Alguien está en peligro")
