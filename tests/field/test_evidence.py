"""What a year proves of the criteria, in chat: shown, written, attached, acted on; and to whom it is not shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.sql import action, profile_entry
from tests.field.filling import fill
from tests.field.house import House, house

PLATFORMS = ("telegram", "slack")


@pytest.fixture(params=PLATFORMS)
async def yard(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Luis is the manager, Sara looks after security, Juan drives; all on the platform that is tried."""
    async with house(tmp_path, database_url) as made:
        made.enrol("Luis Vega", "manager", "en", request.param)
        made.enrol("Sara Paz", "security", "es", request.param)
        made.enrol("Juan Pérez", "driver", "es", request.param)
        yield made


def rows(yard: House, *columns: sa.ColumnElement[object]) -> list[tuple[object, ...]]:
    with yard.apps[0].storage.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns))]


async def test_a_manager_reads_by_category_what_is_on_record_and_writes_the_narrative_of_a_criterion(
    yard: House,
) -> None:
    await yard.say("Luis", "/evidence")
    assert "Musts with nothing on record: 62" in yard.newest("Luis")
    assert "6 · Seal Security · BASC 6.0.1 2.6" in yard.newest("Luis")
    await yard.press("Luis", "6")
    await yard.press("Luis", "6.7")
    assert "CTPAT 6.7 · BASC 6.0.1 2.6" in yard.newest("Luis")
    assert "Nothing on record" in yard.newest("Luis")
    await yard.press("Luis", "Write the narrative")
    await yard.say("Luis", "Every guard does VVTT before the unit leaves.")

    assert "The narrative is kept." in yard.newest("Luis")
    assert "Every guard does VVTT before the unit leaves." in yard.newest("Luis")
    assert "The narrative is not written." not in yard.newest("Luis")
    assert rows(yard, profile_entry.c.criterion, profile_entry.c.kind) == [("6.7", "narrative")]


async def test_an_inspection_counts_for_its_criteria_and_its_number_opens_the_list(yard: House) -> None:
    await fill(yard, "Luis", "seals-received", "en", first="UL0012345", last="UL0012346")

    await yard.say("Sara", "/evidencia 6.5")
    seen = yard.newest("Sara")
    assert "Inspecciones" in seen
    assert "1; la última vez" in seen
    await yard.restart()
    await yard.press("Sara", next(one for one in seen.splitlines() if one.endswith(": 1]")).strip("[]"))
    assert "Luis Vega" in yard.newest("Sara")


async def test_a_driver_gets_nothing_of_the_profile(yard: House) -> None:
    await yard.say("Juan", "/evidence 6.7")

    assert "El perfil de seguridad es para gerentes y seguridad." in yard.newest("Juan")


async def test_a_gap_becomes_a_corrective_action_with_its_criterion(yard: House) -> None:
    await yard.say("Luis", "/evidence 6.3")
    await yard.press("Luis", "Make an action", "No", "Finish")

    made = [str(row[0]) for row in rows(yard, action.c.what)]
    assert len(made) == 1
    assert made[0].startswith("CTPAT 6.3 · BASC 6.0.1 2.6")
    assert "Not attached: Written procedure" in made[0]


async def test_a_photo_is_attached_and_taken_back(yard: House) -> None:
    await yard.say("Luis", "/evidence 1.1")
    await yard.press("Luis", "Attach a photo or a file", "Signed statement")
    await yard.say("Luis", "here it is")
    assert "Words alone do not show it here." in yard.newest("Luis")
    yard.seat("Luis").send("a photo")
    await yard.settled()
    assert "It is attached." in yard.newest("Luis")
    assert "Attached only" in yard.newest("Luis")

    await yard.press("Luis", "What was written and attached")
    back = next(one for text in yard.screen("Luis")[-3:] for one in text.splitlines() if one.startswith("[Take back"))
    await yard.press("Luis", back.strip("[]"))

    assert "It was taken back and counts no more." in yard.newest("Luis")
    assert "Nothing on record" in yard.newest("Luis")
