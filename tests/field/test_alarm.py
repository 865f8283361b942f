"""The quick alarm: two taps, and those who must know are notified; the rest comes afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.presses.alarming import RaiseAlarm
from bot.presses.buttons import encode
from bot.store.sql import incident, run
from tests.field.house import House, house

ROBBERY = "Asalto o robo de la unidad"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver", "es", phone="+52 81 5555 0101")
        made.enrol("Ana Ruiz", "manager", "en", "slack")
        yield made


async def alarm(yard: House, kind: str = ROBBERY) -> None:
    await yard.say("Juan", "menú")
    await yard.press("Juan", "🚨 Alarma", kind)


async def sends(yard: House, what: str) -> None:
    yard.seat("Juan").send(what)
    await yard.settled()


async def shares(yard: House) -> None:
    yard.seat("Juan").place()
    await yard.settled()


def count(yard: House, table: sa.Table) -> int:
    with yard.apps[0].storage.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


async def test_two_taps_notify_the_manager_and_the_form_goes_on_with_the_place(yard: House) -> None:
    await alarm(yard)

    told, asked = yard.newest("Ana"), yard.newest("Juan")
    assert "🚨 Alarm · Robbery or hijacking" in told
    assert "Severity: Critical" in told
    assert "1. Obedezca." in asked
    assert "¿Dónde?" in asked
    assert "Avisado: Ana Ruiz (gerente), 11:" in asked

    await shares(yard)
    assert "Place: 27.50640, -99.50750" in yard.newest("Ana")
    assert "¿Está usted ahora en un lugar seguro?" in yard.newest("Juan")
    await yard.press("Juan", "Sí")
    assert "In a safe place: Yes" in yard.newest("Ana")
    assert len(yard.screen("Ana")) == 1


async def test_in_slack_it_is_the_same(yard: House) -> None:
    yard.enrol("Beto Luna", "guard", "es", "slack")

    await yard.say("Beto", "/alarma")
    await yard.press("Beto", "Incendio o explosión")

    assert "🚨 Alarm · Fire or explosion" in yard.newest("Ana")
    assert "¿Dónde?" in yard.newest("Beto")
    await yard.say("Beto", "Muelle 4")
    assert "Place: Muelle 4" in yard.newest("Ana")


async def test_it_is_on_the_home_page_of_slack_too(yard: House) -> None:
    yard.enrol("Beto Luna", "guard", "es", "slack")
    yard.seat("Beto").open_home()
    await yard.settled()

    yard.seat("Beto").press("🚨 Alarma", "at home")
    await yard.settled()
    yard.seat("Beto").press("Una persona enferma o herida", "")
    await yard.settled()

    assert "🚨 Alarm · Someone is ill or injured" in yard.newest("Ana")


async def test_pressed_twice_it_is_one_alarm(yard: House) -> None:
    await yard.say("Juan", "menú")
    await yard.press("Juan", "🚨 Alarma")
    yard.seat("Juan").press(ROBBERY, "twice")
    await yard.settled()
    yard.seat("Juan").press("Alguien me sigue", "")
    await yard.settled()
    await alarm(yard)

    assert count(yard, run) == count(yard, incident) == 1
    assert len(yard.screen("Ana")) == 1
    assert "¿Dónde?" in yard.newest("Juan")


async def test_it_tells_the_last_known_place_and_unit_until_the_reporter_says_where_they_are(yard: House) -> None:
    await yard.say("Juan", "SOS")
    await yard.press("Juan", "Estoy en peligro")
    await shares(yard)
    await yard.passes(60)

    await alarm(yard)

    told = yard.newest("Ana")
    assert "Last known place: 27.50640, -99.50750, 11/21/26, 11:32" in told
    assert "Map: https://www.google.com/maps/search/?api=1&query=27.50640,-99.50750" in told
    await yard.say("Juan", "Km 23")
    assert "Place: Km 23" in yard.newest("Ana")
    assert "Last known place" not in yard.newest("Ana")
    await yard.press("Ana", "History")
    assert "Juan Pérez, last known place: 27.50640, -99.50750" in yard.newest("Ana")
    assert "Juan Pérez has sent the alarm: Robbery or hijacking" in yard.newest("Ana")


async def test_it_tells_the_unit_of_the_last_form(yard: House) -> None:
    await yard.say("Juan", "/incidente")
    await yard.apps[0].storage.transaction(lambda tx: tx.runs.name_unit(1, "TR 11"))

    await alarm(yard)

    assert "Unit of the last form: TR 11" in yard.newest("Ana")
    await yard.press("Ana", "History")
    assert "Juan Pérez, unit of the last form: TR 11" in yard.newest("Ana")


async def test_a_photo_sent_while_the_place_is_asked_for_reaches_those_who_were_notified(yard: House) -> None:
    await alarm(yard)

    await sends(yard, "a photo")

    assert [file for one in yard.seat("Ana").seen() for file in one.files] == ["photo"]
    assert "¿Dónde?" in yard.newest("Juan")


async def test_a_file_that_the_form_asks_for_is_its_answer(yard: House) -> None:
    await alarm(yard, "Una persona enferma o herida")
    await yard.say("Juan", "Muelle 4")
    await yard.press("Juan", "Sí")

    await sends(yard, "a voice note")

    assert "Account: 1 file" in yard.newest("Ana") or "Account: voice note" in yard.newest("Ana")
    assert len(yard.screen("Ana")) == 1


async def test_a_false_alarm_is_said_to_those_who_were_notified(yard: House) -> None:
    await alarm(yard)

    await yard.press("Juan", "Fue un error")
    assert "¿Fue una falsa alarma?" in yard.newest("Juan")
    assert len(yard.screen("Ana")) == 1
    await yard.press("Juan", "Sí, fue un error")

    assert "Juan Pérez says that it was a mistake. Call to make sure." in yard.newest("Ana")
    assert "Canceled before it was finished" in yard.screen("Ana")[0]


async def test_after_a_false_alarm_the_next_is_another_one(yard: House) -> None:
    await alarm(yard)
    await yard.press("Juan", "Fue un error", "Sí, fue un error")

    await alarm(yard)

    assert count(yard, incident) == 2
    assert sum("🚨 Alarm" in one and "Begun" in one for one in yard.screen("Ana")) == 1


async def test_what_would_wait_in_a_report_is_told_at_once_as_an_alarm(yard: House) -> None:
    yard.enrol("Rosa Díaz", "supervisor")

    await alarm(yard, "Parada no programada o larga")

    assert "🚨 Alarm · Unplanned or long stop" in yard.newest("Rosa")
    assert "Avisado: Rosa Díaz (supervisor)" in yard.newest("Juan")


async def test_its_sender_reads_what_is_so_where_nobody_can_be_reached(yard: House) -> None:
    yard.enrol("Rosa Díaz", "supervisor")
    yard.block("Rosa")

    await alarm(yard, "Parada no programada o larga")

    said = "".join(yard.screen("Juan"))
    assert "No se pudo avisar a: Rosa Díaz (supervisor)" in said
    assert "Avisado: Rosa" not in said


async def test_it_goes_on_to_the_next_when_nobody_takes_it(yard: House) -> None:
    yard.enrol("Eva Sol", "admin", "es")
    await alarm(yard)

    await yard.passes(16)
    await yard.passes(16)

    assert "Nadie atiende esto desde hace 3" in yard.newest("Eva")
    assert "🚨 Alarma" in yard.newest("Eva")


async def test_in_the_middle_of_another_report_it_is_one_of_its_own(yard: House) -> None:
    await yard.say("Juan", "/incidente")
    await yard.say("Juan", "/alarma")
    await yard.press("Juan", ROBBERY)

    await yard.say("Juan", "Km 23")

    assert "Place: Km 23" in yard.newest("Ana")
    assert count(yard, run) == 2


async def test_an_old_or_forged_button_sends_no_alarm(yard: House) -> None:
    yard.enrol("Beto Luna", "guard", "es")
    await yard.say("Juan", "/alarma")
    shown = yard.seat("Juan").person.messages[-1]["reply_markup"]["inline_keyboard"]
    theirs = next(b["callback_data"] for row in shown for b in row if b["text"] == ROBBERY)

    for forged in (
        theirs,  # in somebody else's hands
        encode(RaiseAlarm(999_999, "incident", "road_kind", "hijacking")),
        encode(RaiseAlarm(1, "incident", "road_kind", "gps_loss")),
        encode(RaiseAlarm(1, "incident", "nowhere", "hijacking")),
        encode(RaiseAlarm(1, "nothing", "road_kind", "hijacking")),
    ):
        person = yard.seat("Beto").person
        await yard.say("Beto", "/alarma")
        message = person.messages[-1]
        person._press_inline(message, {"text": "x", "callback_data": forged})
        await yard.settled()
        assert "Ese botón es demasiado viejo" in yard.newest("Beto")

    assert count(yard, run) == 0
    assert yard.screen("Ana") == []


async def test_a_notice_says_when_it_was_told_however_late_it_is_taken(yard: House) -> None:
    await alarm(yard)
    begun = next(line for line in yard.newest("Ana").splitlines() if line.startswith("When: "))

    await yard.passes(90)
    await yard.press("Ana", "I'll handle it")

    assert begun in yard.screen("Ana")[0].splitlines()
    assert "Ana Ruiz atiende su reporte." in "".join(yard.screen("Juan"))


async def test_what_to_do_is_said_once_and_stands_above_the_place(yard: House) -> None:
    await alarm(yard)
    assert "1. Obedezca." in yard.newest("Juan")

    await shares(yard)
    assert "1. Obedezca." not in yard.newest("Juan")

    await yard.press("Juan", "No")
    assert sum("1. Obedezca." in one for one in yard.screen("Juan")) <= 1


async def test_a_call_for_help_that_was_a_mistake_is_asked_about_as_one(yard: House) -> None:
    await yard.say("Juan", "menú")
    await yard.press("Juan", "🚨 Alarma", "Estoy en peligro", "Fue un error")
    assert "falsa alarma" in yard.newest("Juan")

    await yard.press("Juan", "Sí, fue un error")
    assert "Juan Pérez says that it was a mistake. Call to make sure." in yard.newest("Ana")


async def test_an_alarm_that_is_not_finished_is_told_apart_from_a_report_in_the_menu(yard: House) -> None:
    await yard.say("Juan", "/incidente")
    await alarm(yard)

    await yard.say("Juan", "menú")

    unfinished = [line for line in yard.newest("Juan").splitlines() if line.startswith("[21/11/26, 11:")]
    assert [line.partition(" · ")[2] for line in unfinished] == ["🚨 Alarma]", "Reporte de incidente de seguridad]"]
