"""What the programmes ask of whoever has an incident: which steps, by when, who has done them, and what if nobody has."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.field.house import House, house

PARTIES, SPECIALIST, OWN = "Seal parties informed", "Specialist and port informed", "Own investigation begun"


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Juan Pérez", "driver", "es")
        made.enrol("Ana Ruiz", "supervisor", "en", "slack")
        made.enrol("Luis Vega", "manager", "es")
        yield made


async def report(yard: House, kind: str = "El número no coincide") -> None:
    """The number of the seal is another one."""
    await yard.say("Juan", "/incidente")
    await yard.press("Juan", "Sello roto, faltante o distinto", kind)


async def taken(yard: House) -> None:
    await report(yard)
    await yard.press("Ana", "I'll handle it")


async def test_whoever_takes_an_incident_sees_the_steps_and_says_who_was_informed(yard: House) -> None:
    await taken(yard)
    notice = yard.screen("Ana")[0]
    for label in (PARTIES, SPECIALIST, OWN):
        assert f"{label}: until" in notice
    assert not any("hasta" in one for one in yard.screen("Luis"))

    await yard.press("Ana", "Required steps (3 open)")
    assert "(CTPAT 6.1 · BASC 6.0.1 2.6): until 12:33" in yard.newest("Ana")
    assert "min since the report" in yard.newest("Ana")
    assert "these targets are your company's own" in yard.newest("Ana")
    await yard.press("Ana", f"Done: {PARTIES}")
    await yard.say("Ana", "Shipper and broker by phone, importer by mail")

    assert f"✓ {PARTIES}: done" in yard.screen("Ana")[0]
    assert "done, Ana Ruiz, 11:" in yard.newest("Ana")
    await yard.press("Ana", "History")
    assert "Ana Ruiz, done: Seal parties informed. Shipper and broker by phone" in yard.newest("Ana")
    await yard.press("Luis", "Historial")
    assert "Ana Ruiz, hecho: Aviso a los interesados en el sello. Shipper and broker" in yard.newest("Luis")


async def test_whoever_has_it_is_reminded_once_when_a_target_passes_and_then_those_who_are_next(yard: House) -> None:
    yard.enrol("Eva Sol", "manager", "en")
    yard.decide('{"escalation": "demo"}')
    await taken(yard)
    await yard.restart()

    await yard.passes(61)
    reminders = [
        one for one in yard.screen("Ana") if "The target has passed and this is open: Inform the shipper" in one
    ]
    assert len(reminders) == 1
    await yard.passes(5)
    assert "Inform the shipper, the broker and the importer" in yard.newest("Eva")
    assert "Pasó el plazo y esto sigue abierto: Informe al embarcador" in yard.newest("Luis")
    await yard.passes(200)

    assert len([one for one in yard.screen("Ana") if "The target has passed" in one]) == 1
    await yard.press("Ana", "Required steps (3 open)")
    assert "overdue since" in yard.newest("Ana")
    await yard.press("Ana", "History")
    assert "The target has passed: Seal parties informed" in yard.newest("Ana")


async def test_nobody_is_reminded_of_what_is_done(yard: House) -> None:
    await taken(yard)
    await yard.press("Ana", "Required steps (3 open)", f"Done: {PARTIES}")
    await yard.say("Ana", "By phone")

    await yard.passes(180)

    assert not any("The target has passed" in one for one in yard.screen("Ana"))


async def test_a_grave_one_is_closed_when_something_is_said_of_every_step(yard: House) -> None:
    await taken(yard)
    await yard.press("Ana", "Required steps (3 open)", f"Done: {PARTIES}")
    await yard.say("Ana", "By phone")
    await yard.press("Ana", "Resolved")
    await yard.say("Ana", "A typing mistake on the bill of lading")
    await yard.say("Ana", "Documents corrected, second reader from now on")
    await yard.press("Ana", "Close")
    assert "say of each step that it is done, or why not" in yard.newest("Ana")

    await yard.press("Ana", f"Not done: {SPECIALIST}")
    await yard.say("Ana", "ok")
    assert "Please write it in a few words." in yard.newest("Ana")
    await yard.say("Ana", "Not bound for the United States")
    assert "[Close]" not in yard.newest("Ana")
    await yard.press("Ana", f"Done: {OWN}")
    await yard.say("Ana", "Luis Vega leads it, file 2026-14")
    await yard.press("Ana", "Close")

    assert "Closed" in yard.screen("Ana")[0]
    await yard.press("Luis", "Historial")
    assert "no hecho: Especialista y puerto informados. Motivo: Not bound for the United States" in yard.newest("Luis")


async def test_who_does_not_have_it_ticks_nothing(yard: House) -> None:
    await taken(yard)
    await yard.press("Ana", "Required steps (3 open)", f"Done: {PARTIES}")
    await yard.press("Luis", "Atenderlo yo")

    await yard.say("Ana", "By phone")

    assert "[Done: Seal parties informed]" not in yard.newest("Ana")
    await yard.press("Luis", "Pasos requeridos (por hacer: 3)")
    assert "[Hecho: Aviso a los interesados en el sello]" in yard.newest("Luis")


async def test_a_company_can_choose_that_nothing_is_asked(yard: House) -> None:
    yard.decide('{"obligations": "none"}')

    await taken(yard)

    assert "[Required steps" not in "\n".join(yard.screen("Ana"))


@pytest.mark.parametrize("pressed", ["the steps", "the last answer"])
async def test_where_it_was_closed_nothing_is_left_to_press(yard: House, pressed: str) -> None:
    await taken(yard)
    await yard.press("Ana", "Required steps (3 open)")
    for label in (PARTIES, SPECIALIST, OWN):
        await yard.press("Ana", f"Done: {label}")
        await yard.say("Ana", "By phone, file 2026-14")
    await yard.press("Ana", "Resolved")
    await yard.say("Ana", "A typing mistake on the bill of lading")
    await yard.say("Ana", "Documents corrected, second reader from now on")
    if pressed == "the steps":
        await yard.press("Ana", "Required steps")

    await yard.press("Ana", "Close")

    assert not any("[Close]" in one for one in yard.screen("Ana")[1:])
    assert not any("[Not done:" in one for one in yard.screen("Ana"))
