"""Bulletins: a manager tells roles and sites something, each confirms it by a button, and who has not is listed and reminded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.sql import bulletin, bulletin_copy
from tests.field.house import House, house
from tests.field.test_actions import rows


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Ana, a manager, reads English on Slack; Luis is a driver who reads Spanish on Telegram, Nora a driver on Slack, Gil a guard."""
    async with house(tmp_path, database_url) as made:
        made.clock.set("2026-11-23 10:00")
        made.enrol("Ana Torres", "manager", "en", "slack")
        made.enrol("Luis Vega", "driver", "es")
        made.enrol("Nora Paz", "driver", "en", "slack")
        made.enrol("Gil Soto", "guard", "en", site="Bridge yard")
        yield made


async def test_a_bulletin_goes_to_the_roles_chosen_and_is_confirmed_by_a_button(home: House) -> None:
    await home.say("Ana", "/bulletin Two trailers were followed near the bridge.")
    await home.press("Ana", "In Español")
    await home.say("Ana", "Siguieron a dos remolques cerca del puente.")
    await home.press("Ana", "Which roles", "Driver", "Done", "Handling", "Internal only")
    assert "People: 2" in home.newest("Ana")
    await home.press("Ana", "Send it")
    await home.passes(1)

    assert "Siguieron a dos remolques" in home.newest("Luis")
    assert "Uso interno" in home.newest("Luis")
    assert "Two trailers were followed" in home.newest("Nora")
    assert "followed" not in "".join(home.screen("Gil"))
    await home.press("Luis", "Visto")
    await home.say("Ana", "/bulletin")
    await home.press("Ana", next(b for b in home.seat("Ana").seen()[-1].buttons if "Two trailers" in b))
    assert "Not seen by 1 of 2" in home.newest("Ana")
    assert "delivered, not seen" in home.newest("Ana")
    await home.press("Ana", "Remind them")
    assert "A reminder" in home.newest("Nora")
    await home.press("Nora", "Seen")
    assert [row.seen_at is not None for row in await rows(home, bulletin_copy)] == [True, True]
    assert len(await rows(home, bulletin)) == 1
