"""A seal from its box to its end, and one that is found twice, before both platforms and in both languages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.field.filling import fill, finish
from tests.field.house import House, house


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with house(tmp_path, database_url) as made:
        made.enrol("Sam Carter", "warehouse", "en", "slack")
        made.enrol("Rosa Díaz", "supervisor", "es", "telegram")
        made.enrol("Juan Pérez", "driver", "es", "telegram")
        made.enrol("Lucy Hill", "manager", "en", "slack")
        yield made


async def test_a_seal_goes_from_its_box_to_its_end_and_one_that_is_found_twice_stops_the_unit(yard):
    await fill(yard, "Rosa", "seals-received", "es", first="UL0012345", last="UL0012347")
    await fill(yard, "Rosa", "seals-issued", "es", person="Sam Carter", number="UL0012345")
    sealed = {"unit_kind": "trailer", "trailer_number": "TR11", "issued": "UL0012345", "stamped": "UL0012345",
              "documents": "UL0012345", "pictures": "photo"}  # fmt: skip
    await fill(yard, "Sam", "seal-affixing", "en", **sealed)
    trip = {"unit_kind": "trailer", "trailer_number": "TR11", "documents": "UL0012345", "stamped": "UL0012345"}
    await fill(yard, "Juan", "seal-vvtt", "es", **trip)

    # The same number at another trailer: in Slack, in English, and in Telegram, in Spanish.
    await fill(yard, "Sam", "seal-affixing", "en", until="stamped", **{**sealed, "trailer_number": "TR22"})
    await yard.say("Sam", "UL0012345")
    assert "seal UL0012345 is on unit TR11 since" in yard.newest("Sam")
    assert "Don't touch the seal" not in yard.newest("Sam")
    assert "Don't use this seal" in yard.newest("Sam")
    await finish(yard, "Sam", "en")
    assert "it is on unit TR11" in yard.newest("Lucy")
    await yard.press("Lucy", "I'll handle it")
    await fill(yard, "Juan", "seal-vvtt", "es", until="stamped", **{**trip, "trailer_number": "TR33"})
    await yard.say("Juan", "UL0012345")
    assert "el sello UL0012345 está en la unidad TR11 desde el" in yard.newest("Juan")
    assert "No toque el sello" in yard.newest("Juan")
    assert "TR33" in yard.newest("Lucy")
    await yard.press("Lucy", "I'll handle it")
    await finish(yard, "Juan", "es")

    await fill(yard, "Rosa", "arrival", "es", can_seal="yes", sealed="yes", **trip)
    await fill(yard, "Rosa", "seal-destroyed", "es", reason="used", number="UL0012345")
    await fill(yard, "Rosa", "seals-issued", "es", until="number", person="Sam Carter")
    await yard.say("Rosa", "UL0012345")
    assert "el sello UL0012345 lo destruyó" in yard.newest("Rosa")

    await yard.say("Lucy", "seal ul-0012345")
    card = yard.newest("Lucy")
    words = ("received", "issued", "affixed", "verified", "not valid: it was on another unit", "broken", "destroyed")
    places = [card.index(word) for word in words]
    assert places == sorted(places), card
    assert "to Sam Carter" in card
    await yard.press("Lucy", "Photos")
    assert yard.seat("Lucy").seen()[-1].files
