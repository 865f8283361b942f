"""The seal ledger: from the answers of a run, and held against the answers of the next."""

import pytest

from tests.field.going import Going
from tests.saying import Say, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def chain(storage, world, number="UL0012345"):
    events = storage.now(lambda tx: tx.ledger.chain(world.organisation, number))
    return [(one.event, one.unit, one.disputed) for one in events]


def affixing(storage, say, unit: str, who: str = "Luis") -> Going:
    going = Going(storage, say, who, "seal-affixing")
    going.to("affixed", unit_kind="trailer", trailer_number=unit)
    return going


def test_a_seal_is_in_the_ledger_once_it_is_on_the_unit_and_not_before(storage, say, world):
    going = affixing(storage, say, "TR11")
    assert chain(storage, world) == []

    going.press("OK", "Conforme")

    assert chain(storage, world) == [("affixed", "TR11", "")]


def test_a_seal_that_is_used_twice_stops_the_second_unit(storage, say, world):
    affixing(storage, say, "TR11").press("OK", "Conforme")
    going = Going(storage, say, "Luis", "seal-affixing")

    going.to("stamped", unit_kind="trailer", trailer_number="TR22")
    going.types("UL0012345")

    assert going.step == ""
    assert "TR11" in "\n".join(going.card.lead)
    assert chain(storage, world)[1:] == [("affixed", "TR22", "elsewhere")]
