"""Units: on hold from the form that finds something, told to the next who names them, released by whoever may."""

import pytest

from tests.duties.test_seals import neighbour, sealed
from tests.field.going import Going
from tests.saying import Say, card, pressed, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def held(storage, say, unit: str = "TR11") -> None:
    """A check at a hand-over finds another number, and ends with a hold."""
    going = Going(storage, say, "Juan", "seal-vvtt")
    going.to("seals.1.stamped", unit_kind="trailer", trailer_number=unit)
    going.types("UL7700123")
    going.finish()


def test_a_unit_that_was_put_on_hold_is_said_on_the_next_card_of_whoever_names_it(storage, say):
    held(storage, say)
    going = Going(storage, say, "Luis", "seal-vvtt")
    going.to("trailer_number", unit_kind="trailer")

    going.types("tr-11")

    assert going.card.note.startswith("La unidad TR11 está retenida desde el ")
    assert "PV-26-0001" in going.card.note
    assert going.step == "by_road"


def test_a_unit_on_hold_cannot_be_sealed_by_somebody_without_the_right(storage, say):
    held(storage, say)
    going = Going(storage, say, "Luis", "seal-affixing")
    going.to("trailer_number", unit_kind="trailer")

    going.types("TR11")

    assert going.step == ""
    assert "No la cargue, mueva ni selle" in "\n".join(going.card.lead)


def test_whoever_may_release_a_unit_is_told_and_may_seal_it(storage, say):
    held(storage, say)
    going = Going(storage, say, "Ana", "seal-affixing")
    going.to("trailer_number", unit_kind="trailer")

    going.types("TR11")

    assert going.card.note.startswith("Unit TR11 is on hold since ")
    assert going.step == "by_road"


def test_a_unit_is_released_once_by_whoever_may_and_is_free_then(storage, say):
    held(storage, say)
    shown = say("Ana", command="unit", rest="TR 11")
    asked = say("Ana", press=pressed(shown, "Release the unit"))
    sure = pressed(asked, "Yes, release it")

    first, second = say("Ana", press=sure), say("Ana", press=sure)

    assert (first.acked.toast, second.acked.toast) == ("Released.", "It is not on hold anymore.")
    assert [line.value[:3] for line in card(first).lines if line.label == "Released"] == ["Ana"]
    going = Going(storage, say, "Luis", "seal-affixing")
    going.to("by_road", unit_kind="trailer", trailer_number="TR11")


def test_nobody_without_the_right_releases_a_unit(storage, say, now):
    held(storage, say)
    button = pressed(say("Ana", command="unit", rest="TR11"), "Release the unit")

    assert "Liberar la unidad" not in [b.label for b in card(say("Luis", command="unidad", rest="TR11")).controls]
    forged = say("Luis", press=f"{button}:y")
    neighbours = say(neighbour(storage, now), press=f"{button}:y")

    assert forged.acked.toast == "Eso solo puede hacerlo quien libera unidades aquí."
    assert neighbours.acked.toast == "It is not on hold anymore."
    assert card(say("Ana", command="unit", rest="TR11")).note.startswith("Unit TR11 is on hold")


def test_the_organisation_says_who_releases(storage, say, world):
    held(storage, say)
    storage.now(lambda tx: tx.organisations.change(world.organisation, settings='{"release": "supervisor"}'))

    labels = [b.label for b in card(say("Luis", command="unidad", rest="TR11")).controls]

    assert "Liberar la unidad" in labels
    assert "Release the unit" not in [b.label for b in card(say("Ana", command="unit", rest="TR11")).controls]


def test_the_history_of_a_unit_is_one_card_with_its_seals_and_inspections(storage, say):
    sealed(storage, say)
    held(storage, say)

    shown = card(say("Ana", command="unit", rest="TR11"))

    assert shown.title == "Unit TR11"
    assert shown.lines[0].label == "UL0012345: affixed"
    assert shown.lines[1].label == "Seal check at a handover (VVTT)"
    assert shown.lines[1].value.startswith("On hold · Findings: 1 · Juan · Patio Vallejo")
    assert "Seal UL0012345" in [b.label for b in shown.controls]


def test_a_trailer_is_found_by_its_number_also_where_the_tractor_was_named_first(storage, say):
    going = Going(storage, say, "Juan", "in-transit")
    going.to("signature", tractor_plate="AB1234", trailer_number="TR77")
    going.types("Juan")
    going.finish()

    assert [card(say("Luis", command="unidad", rest=one)).title for one in ("TR77", "AB1234")] == [
        "Unidad TR77", "Unidad AB1234",
    ]  # fmt: skip


def test_the_next_organisation_learns_nothing_of_a_unit(storage, say, now):
    held(storage, say)
    stranger = neighbour(storage, now)

    shown = card(say(stranger, command="unit", rest="TR11"))

    assert (shown.text, shown.lines, shown.note) == ("Nothing is on record about unit TR11.", (), "")


def test_the_units_that_came_last_are_offered_instead_of_typed(storage, say):
    held(storage, say, "TR11")
    held(storage, say, "TR22")
    going = Going(storage, say, "Luis", "arrival")
    going.to("trailer_number", unit_kind="trailer")

    assert going.labels[:2] == ["TR22", "TR11"]
    going.press("TR11")

    assert going.values["trailer_number"] == "TR11"
    assert going.card.note.startswith("La unidad TR11 está retenida")


def test_a_trailer_is_not_offered_for_a_container(storage, say):
    held(storage, say, "TR11")
    going = Going(storage, say, "Luis", "arrival")

    going.to("container_number", unit_kind="container")

    assert going.labels == []
