"""What the history of an incident has besides: notes that its reporter never reads, and its files once more."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.presses.buttons import encode
from bot.presses.following import ShowFiles, ShowTimeline, WriteNote
from bot.store.sql import incident_event
from tests.field.house import House, house

NOTE = "The police say that it was somebody who works here"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver", "es")
        made.enrol("Ana Ruiz", "supervisor", "en", "slack")
        made.enrol("Luis Vega", "manager", "es")
        yield made


async def alarm(yard: House) -> None:
    await yard.say("Juan", "/alarma")
    await yard.press("Juan", "Asalto o robo de la unidad")
    yard.seat("Juan").send("a photo")
    await yard.settled()
    yard.seat("Juan").place()
    await yard.settled()


async def note(yard: House, first: str = "Ana", words: str = NOTE) -> None:
    await yard.press(first, "🔒 Add a note")
    await yard.say(first, words)


async def forged(yard: House, first: str, press: Any) -> str:
    person = yard.seat(first, "telegram").person
    await yard.say(first, "/menu")
    person._press_inline(person.messages[-1], {"text": "x", "callback_data": encode(press)})
    await yard.settled()
    return yard.newest(first)


def files(yard: House, first: str) -> list[str]:
    return [file for one in yard.seat(first).seen() for file in one.files]


async def test_a_note_stands_in_the_history_of_those_who_lead_and_not_in_that_of_its_reporter(yard: House) -> None:
    await alarm(yard)
    await yard.press("Ana", "I'll handle it")
    before = yard.screen("Juan")

    await note(yard)

    assert "Your note is kept. Juan Pérez cannot read it." in yard.newest("Ana")
    assert yard.screen("Juan") == before
    await yard.press("Luis", "Historial")
    assert f"🔒 Ana Ruiz: {NOTE}" in yard.newest("Luis")
    await yard.press("Ana", "Done", "History")
    assert f"🔒 Ana Ruiz: {NOTE}" in yard.newest("Ana")
    seen = await forged(yard, "Juan", ShowTimeline(1))
    assert "Historial" in seen
    assert NOTE not in seen
    assert "🔒" not in seen
    await yard.say("Juan", "/misdatos")
    assert not any(NOTE in one for one in yard.screen("Juan"))


async def test_a_photo_can_be_a_note_and_more_of_it_goes_to_nobody_else(yard: House) -> None:
    await alarm(yard)
    await yard.press("Ana", "I'll handle it", "🔒 Add a note")
    before = yard.screen("Juan"), yard.screen("Luis")

    yard.seat("Ana").send("2 photos")
    await yard.settled()
    await yard.say("Ana", "From the camera at the gate")

    assert (yard.screen("Juan"), yard.screen("Luis")) == before
    await yard.press("Luis", "Historial")
    assert yard.newest("Luis").count("🔒 Ana Ruiz: ") == 3
    assert "🔒 Ana Ruiz: From the camera at the gate" in yard.newest("Luis")


async def test_what_comes_long_after_a_note_is_no_note(yard: House) -> None:
    await alarm(yard)
    await yard.press("Ana", "I'll handle it")
    await note(yard)
    await yard.passes(61)

    await yard.say("Ana", "the gate is open again and I am going home")

    await yard.press("Luis", "Historial")
    assert yard.newest("Luis").count("🔒 Ana Ruiz: ") == 1
    assert not any("going home" in one for one in yard.screen("Juan"))


async def test_a_command_after_a_note_is_a_command(yard: House) -> None:
    await alarm(yard)
    await yard.press("Ana", "I'll handle it")
    await note(yard)

    await yard.say("Ana", "menu")

    assert "What would you like to do?" in yard.newest("Ana")


async def test_a_manager_who_has_reported_it_reads_no_notes_about_it(yard: House) -> None:
    await yard.say("Luis", "/alarma")
    await yard.press("Luis", "Asalto o robo de la unidad")
    await yard.press("Ana", "I'll handle it")

    await note(yard)

    assert NOTE not in await forged(yard, "Luis", ShowTimeline(1))
    assert "🔒" not in await forged(yard, "Luis", WriteNote(1))


async def test_whoever_was_notified_and_neither_has_it_nor_leads_reads_no_notes(yard: House) -> None:
    yard.enrol("Beto Luna", "dispatch", "es")
    await alarm(yard)
    await yard.press("Ana", "I'll handle it")
    await note(yard)

    await yard.press("Beto", "Historial")

    assert "Historial" in yard.newest("Beto")
    assert NOTE not in yard.newest("Beto")
    assert "🔒" not in yard.newest("Beto")


async def test_files_and_places_are_sent_once_more_with_those_of_the_notes_for_those_who_may_see_them(
    yard: House,
) -> None:
    await alarm(yard)
    await yard.press("Ana", "I'll handle it", "🔒 Add a note")
    yard.seat("Ana").send("2 photos")
    await yard.settled()
    await yard.press("Luis", "Historial")
    theirs, mine = len(files(yard, "Luis")), len(files(yard, "Juan"))

    await yard.press("Luis", "Mostrar archivos")
    await forged(yard, "Juan", ShowTimeline(1))
    await yard.press("Juan", "Mostrar archivos")

    shown = next(one for one in reversed(yard.screen("Luis")) if "Archivos y lugares" in one)
    assert "Juan Pérez: 1 archivo" in shown
    assert "Lugar: 27.50640, -99.50750" in shown
    assert "Mapa: https://www.google.com/maps" in shown
    assert len(files(yard, "Luis")) == theirs + 2  # two that are the same are one
    assert len(files(yard, "Juan")) == mine + 1
    assert not any("Ana Ruiz" in one for one in yard.screen("Juan") if "Archivos y lugares" in one)


@pytest.mark.parametrize("press", [WriteNote(1), ShowFiles(1)])
async def test_a_bystander_gets_nothing_by_a_forged_button(yard: House, press: Any) -> None:
    yard.enrol("Beto Luna", "guard", "es")
    await alarm(yard)

    await forged(yard, "Beto", press)

    assert not any("Juan" in one for one in yard.screen("Beto"))
    assert files(yard, "Beto") == []
    with yard.apps[0].storage.engine.connect() as connection:
        kinds = set(connection.execute(sa.select(incident_event.c.kind)).scalars())
    assert "noted" not in kinds
