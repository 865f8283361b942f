"""Several seals on one unit: each is on the list once."""

import pytest

from tests.field.going import Going
from tests.saying import Say, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


FLOWS = [
    ("seal-affixing", "issued", "others.1.next_issued", {"another": "yes"}),
    ("pre-load", "seal_number", "more_seals.1.next_number", {"can_seal": "yes", "another_seal": "yes"}),
    ("seal-vvtt", "seals.1.documents", "seals.2.documents", {"seals.1.more": "yes", "occasion": "pickup"}),
    ("arrival", "seals.1.documents", "seals.2.documents", {"can_seal": "yes", "seals.1.more": "yes"}),
    ("in-transit", "seals.1.documents", "seals.2.documents", {"seals.1.more": "yes"}),
]


def second(storage, say, flow: str, step: str, given: dict[str, str]) -> Going:
    """Somebody who is asked for the number of a second seal; the first is UL0012345."""
    going = Going(storage, say, "Juan" if flow == "in-transit" else "Luis", flow)
    going.to(step, **given)
    return going


@pytest.mark.parametrize(("flow", "first", "step", "given"), FLOWS)
def test_the_number_of_an_earlier_seal_is_refused_by_name(storage, say, flow, first, step, given):
    going = second(storage, say, flow, step, given)
    assert going.values[first] == "UL0012345"

    going.types("ul 001-2345")

    assert going.step == step
    assert going.card.note.startswith("Este sello ya está en la lista: UL0012345.")
    going.types("UL7700123")
    assert going.values[step] == "UL7700123"


@pytest.mark.parametrize(("flow", "first", "step", "given"), FLOWS[:3])
def test_a_number_that_only_looks_like_an_earlier_one_is_asked_about(storage, say, flow, first, step, given):
    going = second(storage, say, flow, step, given)

    going.types("ULOO12345")

    assert going.step == step
    assert going.card.note.startswith("Este sello ya está en la lista: UL0012345.")
    assert going.labels == ["Conservar ULOO12345"]
    going.press("Conservar ULOO12345")
    assert going.values[step] == "ULOO12345"


def test_an_earlier_seal_cannot_be_corrected_to_the_number_of_a_later_one(storage, say):
    going = second(storage, say, "pre-load", "more_seals.1.next_number", {"can_seal": "yes", "another_seal": "yes"})
    going.types("UL7700123")
    while going.step != "seal_number":
        going.press("Atrás")

    going.types("UL7700123")

    assert going.card.note.startswith("Este sello ya está en la lista: UL7700123.")
    going.types("UL0012345")
    assert going.values["seal_number"] == "UL0012345"


def test_the_same_number_on_the_seal_and_on_its_documents_is_as_it_should_be(storage, say):
    going = Going(storage, say, "Juan", "seal-vvtt")

    going.to("seals.1.more", occasion="pickup")

    assert going.values["seals.1.documents"] == going.values["seals.1.stamped"] == "UL0012345"
