"""An incident from the alarm until it is closed: who has it, who is told next, what is written about it, what is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.field.house import House, house


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        yield made


async def sends(yard: House, first: str, what: str) -> None:
    yard.seat(first).send(what)
    await yard.settled()


def files(yard: House, first: str) -> list[str]:
    """Every file that somebody was sent."""
    return [file for one in yard.seat(first).seen() for file in one.files]


async def alarm(yard: House) -> None:
    """Juan is being robbed: two taps."""
    await yard.say("Juan", "me están robando")
    await yard.press("Juan", "Estoy en peligro")


def enrol(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es", phone="+52 81 5555 0101")
    yard.enrol("Ana Ruiz", "supervisor", "en", "slack")
    yard.enrol("Luis Vega", "manager", "en", "slack")
    yard.enrol("Eva Sol", "admin", "es")


async def test_an_alarm_lives_until_it_is_closed_and_its_history_tells_it_all_in_either_language(yard: House) -> None:
    enrol(yard)
    await alarm(yard)
    await sends(yard, "Juan", "a photo")
    yard.seat("Juan").place()
    await yard.settled()
    assert "Severity: Critical" in yard.screen("Ana")[0]
    assert files(yard, "Ana") == ["photo"]

    await yard.restart()
    await yard.passes(16)
    assert "Nobody has taken this for 16 minutes." in yard.newest("Luis")
    assert "Nadie atiende su reporte desde hace 16 minutos." in yard.newest("Juan")
    await yard.passes(15)
    assert "Nadie atiende esto desde hace 31 minutos." in yard.newest("Eva")

    await yard.press("Luis", "I'll handle it")
    assert "Luis Vega atiende su reporte." in yard.newest("Juan")
    assert "Lo atiende: Luis Vega" in yard.newest("Eva")
    await yard.press("Luis", "Write to Juan Pérez")
    await yard.say("Luis", "Are you hurt?")
    assert "Luis Vega (gerente): Are you hurt?" in yard.newest("Juan")
    await yard.press("Juan", "Responder")
    await sends(yard, "Juan", "a voice note")
    assert any("Juan Pérez (driver): voice note" in one for one in yard.screen("Luis"))
    assert "voice note" in files(yard, "Luis")
    await yard.press("Luis", "Resolved")
    await yard.say("Luis", "Robbed at a red light")
    await yard.say("Luis", "Another route, and the police have the plate")
    assert "resuelto" in yard.newest("Juan")
    await yard.press("Luis", "Close")

    await yard.press("Luis", "History")
    await yard.press("Eva", "Historial")
    english, spanish = yard.newest("Luis"), yard.newest("Eva")
    for line in (
        "Juan Pérez reports: Somebody is in danger", "Juan Pérez: 1 file", "Nobody has taken it for 16 minutes",
        "Luis Vega is handling it", "Luis Vega: Are you hurt?", "Luis Vega, the cause: Robbed at a red light",
        "Luis Vega has resolved it", "Luis Vega has closed it",
    ):  # fmt: skip
        assert line in english
    for line in (
        "Juan Pérez reporta: Alguien está en peligro", "Juan Pérez: 1 archivo", "Nadie lo atiende desde hace 16 minutos",
        "Luis Vega lo atiende", "Luis Vega: Are you hurt?", "Luis Vega, la causa: Robbed at a red light",
        "Luis Vega lo dio por resuelto", "Luis Vega lo cerró",
    ):  # fmt: skip
        assert line in spanish
