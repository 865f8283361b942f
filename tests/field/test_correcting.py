"""A report that was sent is corrected by its reporter: both versions stay, and those who were notified read it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.presses.buttons import encode
from bot.presses.correcting import CorrectAnswer, CorrectReport
from bot.store.sql import answer, run
from tests.field.house import House, house


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver", "es")
        made.enrol("Ana Ruiz", "supervisor", "en", "slack")
        yield made


async def reported(yard: House) -> None:
    """Somebody is ill at km 23."""
    await yard.say("Juan", "/alarma")
    await yard.press("Juan", "Una persona enferma o herida")
    await yard.say("Juan", "Km 23")
    await yard.press("Juan", "Sí")
    await yard.say("Juan", "Se desmayó en la caja")
    yard.seat("Juan").send("a photo")
    await yard.settled()
    await yard.press("Juan", "Listo", "Omitir", "Enviar el reporte")


def kept(yard: House, step: str) -> list[str]:
    with yard.apps[0].storage.engine.connect() as connection:
        rows = sa.select(answer.c.shown).where(answer.c.step == step).order_by(answer.c.id)
        return list(connection.execute(rows).scalars())


def how_it_stands(yard: House) -> Any:
    with yard.apps[0].storage.engine.connect() as connection:
        return connection.execute(sa.select(run.c.status, run.c.number, run.c.finished_at)).one()


async def forge(yard: House, first: str, press: Any) -> None:
    person = yard.seat(first).person
    await yard.say(first, "/menu")
    person._press_inline(person.messages[-1], {"text": "x", "callback_data": encode(press)})
    await yard.settled()


async def test_a_place_is_corrected_both_are_kept_and_those_who_were_notified_hear_it(yard: House) -> None:
    await reported(yard)
    before = how_it_stands(yard)

    await yard.press("Juan", "Corregir o agregar")
    assert "[Lugar: Km 23]" in yard.newest("Juan")
    await yard.press("Juan", "Lugar: Km 23")
    assert "Su respuesta actual: Km 23" in yard.newest("Juan")
    await yard.say("Juan", "Km 32")

    assert kept(yard, "where") == ["Km 23", "Km 32"]
    assert how_it_stands(yard) == before
    assert "Su corrección quedó guardada." in yard.newest("Juan")
    assert "Avisado: Ana Ruiz (supervisor)" in yard.newest("Juan")
    card, word = yard.screen("Ana")[0], yard.newest("Ana")
    assert "Corrected: Place: Km 23 → Km 32 · 11/21/26" in card
    assert "Place: Km 32" in card
    assert "Begun, not finished" not in card
    assert "Juan Pérez has corrected this answer." in word
    assert "Place: Km 32" in word
    await yard.press("Ana", "History")
    assert "Juan Pérez has corrected: Place: Km 23 → Km 32" in yard.newest("Ana")


async def test_what_decides_nothing_is_read_and_not_heard(yard: House) -> None:
    await reported(yard)
    count = len(yard.screen("Ana"))

    await yard.press("Juan", "Corregir o agregar", "Relato: Se desmayó en la caja")
    await yard.say("Juan", "Se desmayó junto a la caja")

    assert "Corrected: Account: Se desmayó en la caja → Se desmayó junto a la caja" in yard.screen("Ana")[0]
    assert len(yard.screen("Ana")) == count


async def test_an_answer_by_button_reads_in_the_language_of_whoever_reads_it(yard: House) -> None:
    await reported(yard)

    await yard.press("Juan", "Corregir o agregar", "Sigue ocurriendo: Sí", "No")
    while "[Omitir]" in yard.newest("Juan") or "[Hoy]" in yard.newest("Juan"):
        await yard.press("Juan", "Hoy" if "[Hoy]" in yard.newest("Juan") else "Omitir")

    assert "Corrected: Still going on: Yes → No" in yard.screen("Ana")[0]
    assert how_it_stands(yard).status == "finished"


async def test_photos_are_added_to_those_that_are_there_and_only_the_new_ones_are_sent(yard: House) -> None:
    await reported(yard)

    await yard.press("Juan", "Corregir o agregar", "Fotos y documentos: 1 archivo")
    yard.seat("Juan").send("2 photos")
    await yard.settled()
    await yard.press("Juan", "Listo")

    assert kept(yard, "evidence") == ["1 archivo", "2 archivos"]  # one of the two is the one that was there
    assert [file for one in yard.seat("Ana").seen() for file in one.files] == ["photo", "photo"]


async def test_left_as_it_is_nothing_has_happened(yard: House) -> None:
    await reported(yard)
    before, screen = how_it_stands(yard), yard.screen("Ana")

    await yard.press("Juan", "Corregir o agregar", "Lugar: Km 23", "Conservarla como está")

    assert how_it_stands(yard) == before
    assert yard.screen("Ana") == screen
    assert kept(yard, "where") == ["Km 23"]


async def test_a_question_that_was_opened_and_forgotten_is_closed_again(yard: House) -> None:
    await reported(yard)
    before, screen = how_it_stands(yard), yard.screen("Ana")
    await yard.press("Juan", "Corregir o agregar", "Lugar: Km 23")
    assert how_it_stands(yard).status == "open"

    await yard.passes(31)

    assert how_it_stands(yard) == before
    assert not any("Corrected" in one for one in yard.screen("Ana"))
    assert len(yard.screen("Ana")) >= len(screen)
    assert "¿Dónde?" not in yard.newest("Juan")


async def test_while_a_question_is_open_once_more_the_notice_says_so(yard: House) -> None:
    await reported(yard)
    await yard.press("Juan", "Corregir o agregar", "Lugar: Km 23")

    await yard.press("Ana", "I'll handle it")
    assert "Its reporter is correcting it" in yard.screen("Ana")[0]
    await yard.say("Juan", "Km 32")

    assert "correcting" not in yard.screen("Ana")[0]
    assert "Handled by: Ana Ruiz" in yard.screen("Ana")[0]


async def test_what_is_corrected_cannot_be_canceled(yard: House) -> None:
    await reported(yard)
    await yard.press("Juan", "Corregir o agregar", "Lugar: Km 23")

    await yard.say("Juan", "/cancelar")

    assert "Este reporte ya se envió y quedó registrado." in yard.newest("Juan")


async def test_something_is_added_in_words_and_reaches_those_who_were_notified(yard: House) -> None:
    await reported(yard)

    await yard.press("Juan", "Corregir o agregar", "Agregar algo")
    await yard.say("Juan", "Ya llegó la ambulancia")

    assert any("Juan Pérez (driver): Ya llegó la ambulancia" in one for one in yard.screen("Ana"))


async def test_a_button_of_an_earlier_list_corrects_nothing(yard: House) -> None:
    await reported(yard)
    await yard.press("Juan", "Corregir o agregar", "Lugar: Km 23")
    await yard.say("Juan", "Km 32")

    await forge(yard, "Juan", CorrectAnswer(1, 1, 0))

    assert how_it_stands(yard).status == "finished"
    assert "¿Qué respuesta no es correcta?" in yard.newest("Juan")


@pytest.mark.parametrize("press", [CorrectReport(1), CorrectAnswer(1, 12, 0)])
async def test_nobody_corrects_what_somebody_else_has_sent(yard: House, press: Any) -> None:
    yard.enrol("Beto Luna", "manager", "es")
    await reported(yard)
    before = how_it_stands(yard)

    await forge(yard, "Beto", press)

    assert how_it_stands(yard) == before
    assert "Km 23" not in yard.newest("Beto")


async def test_a_long_list_of_answers_has_pages(yard: House) -> None:
    await yard.say("Juan", "/alarma")
    await yard.press("Juan", "Asalto o robo de la unidad")
    await yard.say("Juan", "Km 23")
    await yard.press("Juan", "Sí", "No", "No", "Hoy", "Omitir", "Omitir")
    await yard.say("Juan", "Eran dos")
    await yard.press("Juan", "Omitir", "Omitir", "Enviar el reporte", "Corregir o agregar", "›", "Relato: Eran dos")

    await yard.say("Juan", "Eran tres")

    assert any("Corrected: Account: Eran dos → Eran tres" in one for one in yard.screen("Ana"))
