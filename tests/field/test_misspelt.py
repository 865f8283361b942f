"""Commands with a wrong letter: gloves, a small screen, Spanish that agrees with another noun."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.field.house import House, house


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Rosa Díaz", "manager", "es", "telegram")
        made.enrol("Ana Torres", "manager", "en", "slack")
        yield made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/esperados", "/esperadas"),
        ("/resumn", "/resumen"),
        ("/abiertas", "/abiertos"),
        ("/misdato", "/misdatos"),
        ("/pendiente", "/pendientes"),
        ("/personales", "/personal"),
        ("/criterios 6.7", "/criterio 6.7"),
        ("/sumary", "/summary"),
        ("/idiomma", "/idioma"),
    ],
)
async def test_a_command_with_a_wrong_letter_is_the_one_it_can_be(yard: House, typed: str, meant: str) -> None:
    await yard.say("Rosa", meant)
    right = yard.newest("Rosa")

    await yard.say("Rosa", typed)

    assert yard.newest("Rosa") == right


async def test_what_stands_behind_it_is_read_too(yard: House) -> None:
    await yard.say("Rosa", "/esperados TR22 10:30")
    await yard.say("Ana", "/sello expectd TR11 9:15")

    assert "TR11, 9:15" in yard.newest("Ana")
    assert "TR22, 10:30" in yard.newest("Ana")


@pytest.mark.parametrize("typed", ["/saldo", "/cajas", "/vender", "/tap", "/vacaciones", "/comentario"])
async def test_another_word_is_no_command(yard: House, typed: str) -> None:
    await yard.say("Rosa", "/xyzzy")
    unknown = yard.newest("Rosa").replace("xyzzy", "…")

    await yard.say("Rosa", typed)

    assert yard.newest("Rosa").replace(typed[1:], "…") == unknown
