"""The quick alarm: two taps, and those who must know are told; the rest comes afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.field.house import House, house


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        yield made


def enrol(yard: House) -> None:
    yard.enrol("Juan Pérez", "driver", "es", phone="+52 81 5555 0101")
    yard.enrol("Ana Ruiz", "manager", "en", "slack")


async def test_two_taps_tell_the_manager_what_it_is_and_the_form_goes_on_with_the_place(yard: House) -> None:
    enrol(yard)
    await yard.say("Juan", "menu")
    print(yard.newest("Juan"))
    await yard.press("Juan", "🚨 Alarma")
    print(yard.newest("Juan"))
    await yard.press("Juan", "Asalto o robo de la unidad")
    print(*yard.screen("Juan"), sep="\n-----\n")
    print(*yard.screen("Ana"), sep="\n-----\n")
    yard.seat("Juan").place()
    await yard.settled()
    print(*yard.screen("Juan"), sep="\n-----\n")
    print(*yard.screen("Ana"), sep="\n-----\n")
    assert 0
