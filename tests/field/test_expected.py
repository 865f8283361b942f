"""Units and drivers that are expected today: entered in chat, offered where a unit is asked for, gone when they have come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.presses.awaiting import NotExpected
from bot.presses.buttons import encode
from bot.store.sql import awaited, due
from tests.field.filling import fill
from tests.field.house import House, house
from tests.field.test_due import at, planned, pressed, rows


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Greta Ruiz", "guard", "en", "slack")
        made.enrol("Rosa Díaz", "supervisor", "es", "telegram")
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Juan Pérez", "driver", "es", "telegram")
        made.enrol("José Luis Mora", "driver", "es", "telegram")
        made.enrol("Beto Gil", "guard", "es", "telegram", site="Tijuana dock")
        yield made


async def test_expected_units_are_offered_first_and_are_gone_when_they_have_come(yard):
    await yard.say("Rosa", "/esperadas TR22 10:30\n- CSQU 305438-3\nTR11, 9:15\nJuan Pérez 7:00")
    card = yard.newest("Rosa")
    assert "Anotados: 4." in card
    assert card.index("TR11, 9:15") < card.index("TR22, 10:30") < card.index("CSQU3054383")
    assert "Juan Pérez, 7:00" in card
    assert "lista sin hacer" in card

    await fill(yard, "Greta", "seal-vvtt", "en", until="trailer_number", unit_kind="trailer")
    assert yard.newest("Greta").index("[Expected: TR11]") < yard.newest("Greta").index("[Expected: TR22]")
    assert "CSQU3054383" not in yard.newest("Greta")
    await yard.press("Greta", "Expected: TR11", "Cancel", "Yes, cancel")
    await fill(
        yard,
        "Juan",
        "seal-vvtt",
        "es",
        unit_kind="trailer",
        trailer_number="TR11",
        documents="UL0012345",
        stamped="UL0012345",
    )

    await yard.say("Greta", "expected")
    assert "[Take off: TR11]" not in yard.newest("Greta")
    assert "TR22, 10:30" in yard.newest("Greta")
    await fill(yard, "Greta", "seal-vvtt", "en", until="trailer_number", unit_kind="trailer")
    assert "[Expected: TR11]" not in yard.newest("Greta")
    assert "[Expected: TR22]" in yard.newest("Greta")
    await yard.press("Greta", "Cancel", "Yes, cancel")
    await yard.passes(24 * 60)
    await yard.say("Greta", "expected")
    assert "Nothing is expected today." in yard.newest("Greta")


async def test_a_line_that_is_neither_a_number_nor_a_name_is_named_and_the_others_are_entered(yard):
    await yard.say("Rosa", "/esperadas TR22\nel camión grande\nMora 6:30 pm")

    assert "Anotados: 2." in yard.newest("Rosa")
    assert "No se anotó" in yard.newest("Rosa")
    assert "el camión grande" in yard.newest("Rosa")
    assert "José Luis Mora, 18:30" in yard.newest("Rosa") or "José Luis Mora, 6:30" in yard.newest("Rosa")


async def test_what_is_entered_twice_is_there_once_with_the_newer_hour(yard):
    await yard.say("Greta", "expected TR22 10:30")
    await yard.say("Greta", "expected tr-22 11:00")

    assert yard.newest("Greta").count("TR22, ") == 1
    assert "TR22, 11:00" in yard.newest("Greta")
    assert len(await rows(yard, awaited)) == 1


async def test_a_unit_that_does_not_come_is_taken_off_the_list(yard):
    await yard.say("Greta", "expected TR22")
    await yard.press("Greta", "Take off: TR22")

    assert "Nothing is expected today." in yard.newest("Greta")


async def test_who_may_not_plan_the_gate_enters_nothing(yard):
    await yard.say("Juan", "/esperadas TR22")

    assert "Solo guardias, supervisores y gerentes" in yard.newest("Juan")
    assert not await rows(yard, awaited)


async def test_what_another_site_expects_is_neither_shown_nor_taken_off(yard):
    await yard.say("Greta", "expected TR22")
    await yard.say("Beto", "/esperadas")
    assert "TR22" not in yard.newest("Beto")
    (row,) = await rows(yard, awaited)

    await pressed(yard, "Beto", encode(NotExpected(row.id)))

    assert len(await rows(yard, awaited)) == 1


async def test_a_sentence_that_begins_with_the_word_is_no_list(yard):
    await yard.say("Greta", "expected more of the new trailer from you all")

    assert not await rows(yard, awaited)


async def test_a_manager_sees_who_drives_today_and_has_not_done_the_list(yard):
    await yard.say("Greta", "expected Juan Pérez\nJosé Luis Mora")
    await yard.say("Ana", "due")
    drive = yard.newest("Ana").partition("Drive today, list not done")[2]
    assert "José Luis Mora" in drive
    assert "Juan Pérez" in drive


async def test_of_each_driver_only_those_on_the_list_of_today_are_reminded(yard):
    await planned(
        yard,
        "Each person (driver)",
        "Every Monday",
        "7:00 AM",
        flow="17 points: tractor and trailer (CBP training list)",
    )
    await at(yard, "2026-11-23 12:00")
    await yard.say("Greta", "expected Juan Pérez")
    await at(yard, "2026-11-23 13:00")

    assert [row.person_id for row in await rows(yard, due)] == [yard.people["Juan Pérez"]]


async def test_of_a_list_that_is_too_long_the_rest_is_asked_for_again(yard):
    lines = "\n".join(f"TR{number}" for number in range(100, 207))

    await yard.say("Rosa", f"/esperadas {lines}\nno sé qué\nni esto")
    assert "Anotados: 100." in yard.newest("Rosa")
    assert "Por favor envíe otra vez las últimas 9." in yard.newest("Rosa")

    await yard.say("Rosa", "/esperadas " + "\n".join(f"nadie {word} de aquí" for word in "abcdefgh"))
    assert "+3" in yard.newest("Rosa")
