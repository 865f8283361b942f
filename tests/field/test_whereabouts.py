"""A location shared by somebody who has called for help: who reads it, and what its sender reads of that."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.sandbox.telegram.person import TelegramPerson
from bot.store.sql import answer
from tests.field.house import House, house
from tests.field.test_reach import PEOPLE

MAP = "Map: https://www.google.com/maps/search/?api=1&query=27.50640,-99.50750"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver")
        made.enrol("Ana Ruiz", "supervisor", "es", "slack")
        made.enrol("Marta Gil", "manager")
        yield made


async def shares(yard: House, first: str = "Juan", live: int | None = None, place=(27.5064, -99.5075)) -> None:
    person = yard.seat(first).person
    assert isinstance(person, TelegramPerson)
    person.send_location(*place, live=live)
    await yard.settled()


async def alarmed(yard: House) -> None:
    """An alarm that has ended: the place was typed."""
    await yard.say("Juan", "SOS")
    await yard.press("Juan", "I am in danger")
    await yard.say("Juan", "km 20")


async def test_the_answer_to_where_has_a_map_for_those_who_are_told(yard: House) -> None:
    await yard.say("Juan", "SOS")
    await yard.press("Juan", "I am in danger")

    await shares(yard)

    assert MAP in yard.newest("Marta")
    assert MAP.replace("Map", "Mapa") in yard.newest("Ana")


@pytest.mark.parametrize("live", [None, 900])
async def test_a_location_after_an_alarm_goes_to_those_who_were_told(yard: House, live: int | None) -> None:
    await alarmed(yard)

    await shares(yard, live=live)

    assert "Juan Pérez shares where they are now." in yard.newest("Marta")
    assert MAP in yard.newest("Marta")
    assert "Juan Pérez comparte dónde está ahora." in yard.newest("Ana")
    told = yard.newest("Juan")
    assert "Your location has been passed on." in told
    assert "Notified: Ana Ruiz (supervisor), 11:" in told
    assert "Notified: Marta Gil (manager), 11:" in told


async def test_it_is_kept_with_the_record_of_the_alarm(yard: House) -> None:
    await alarmed(yard)

    await shares(yard)

    with yard.apps[0].storage.engine.connect() as connection:
        rows = connection.execute(sa.select(answer.c.value, answer.c.shown).order_by(answer.c.id)).all()
    assert rows[-1] == ('"geo:27.50640,-99.50750"', "27.50640, -99.50750")


async def test_its_sender_is_not_told_that_it_was_passed_on_to_somebody_who_cannot_be_reached(yard: House) -> None:
    await alarmed(yard)
    yard.block("Marta")

    await shares(yard)

    told = next(one for one in reversed(yard.screen("Juan")) if one.startswith("Location"))
    assert "Notified: Ana Ruiz (supervisor)" in told
    assert "Not reached: Marta Gil (manager)" in told


async def test_where_nobody_can_be_reached_its_sender_reads_whom_to_call(tmp_path: Path, sqlite_url: str) -> None:
    async with house(tmp_path, sqlite_url) as yard:
        yard.enrol("Juan Pérez", "driver", "es")
        yard.enrol("Marta Gil", "manager")
        await yard.say("Juan", "auxilio")
        await yard.press("Juan", "Estoy en peligro")
        await yard.say("Juan", "km 20")
        yard.block("Marta")

        await shares(yard)

        told = next(one for one in reversed(yard.screen("Juan")) if "Ubicación" in one.splitlines()[0])
        assert "No se pudo avisar a: Marta Gil (gerente)" in told
        assert "Llamar a emergencias: 911" in told
        assert "Su ubicación" not in told


async def test_a_location_at_another_form_that_asks_for_none_goes_there_too_and_the_form_stays(yard: House) -> None:
    await alarmed(yard)
    await yard.say("Juan", "/incident")
    question = yard.newest("Juan")

    await shares(yard)

    assert yard.newest("Juan") == question
    assert sum(one == question for one in yard.screen("Juan")) == 1
    assert "Your location has been passed on." in yard.screen("Juan")[-2]
    assert MAP in yard.newest("Marta")


async def test_an_alarm_that_waits_for_the_place_has_it_though_the_menu_is_shown(yard: House) -> None:
    await yard.say("Juan", "SOS")
    await yard.press("Juan", "I am in danger")
    await yard.say("Juan", "menu")

    await shares(yard)

    assert "Recorded." in yard.newest("Juan")
    assert MAP in yard.newest("Marta")


async def test_a_location_at_the_alarm_card_is_told_with_the_alarm(yard: House) -> None:
    await yard.say("Juan", "SOS")

    await shares(yard)
    assert "Your location is kept. It is passed on when you press the first button." in yard.newest("Juan")
    assert yard.screen("Marta") == []
    await yard.press("Juan", "I am in danger")

    assert MAP in yard.newest("Marta")
    assert "SOS" in yard.newest("Marta")
    assert "geo:" not in yard.newest("Marta")


async def test_a_location_after_a_report_of_danger_goes_to_those_who_were_told(yard: House) -> None:
    await yard.say("Juan", "/incident")
    await yard.press("Juan", *PEOPLE)

    await shares(yard)

    assert MAP in yard.newest("Marta")
    assert "Your location has been passed on." in yard.screen("Juan")[-2]


async def test_after_the_silent_word_a_location_is_passed_on_and_nothing_is_said_of_it(yard: House) -> None:
    yard.decide('{"silent_word": "lluvia"}')
    await yard.say("Juan", "lluvia")
    menu = yard.newest("Juan")

    await shares(yard)

    assert MAP in yard.newest("Marta")
    assert yard.newest("Juan") == menu
    assert not any("assed on" in one or "otified" in one for one in yard.screen("Juan"))


async def test_a_location_of_somebody_who_called_for_no_help_goes_nowhere(yard: House) -> None:
    await yard.say("Juan", "menu")

    await shares(yard)

    assert yard.screen("Marta") == yard.screen("Ana") == []


async def test_long_after_the_alarm_a_location_is_not_about_it_anymore(yard: House) -> None:
    await alarmed(yard)
    await yard.passes(13 * 60)
    before = yard.screen("Marta")

    await shares(yard)

    assert yard.screen("Marta") == before
