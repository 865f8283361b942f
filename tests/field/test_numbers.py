"""Numbers of the trade as people type them, through the assistant: seals, containers, plates, amounts, signatures."""

import pytest
import sqlalchemy as sa

from bot.store.sql import person
from tests.field.going import Going
from tests.saying import Say, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    """Greta works in the warehouse here."""
    storage.now(
        lambda tx: tx.connection.execute(
            sa.update(person).where(person.c.id == world.people["Greta"]).values(role="warehouse")
        )
    )
    return saying(storage, now)


@pytest.fixture
def affixing(storage, say) -> Going:
    """Greta affixes a seal; the log has issued UL0012345."""
    return Going(storage, say, "Greta", "seal-affixing")


@pytest.mark.parametrize("typed", ["No. 123456", "Seal 123456", "sello 123456", "N.º 123456", "seal # 123456"])
def test_the_label_before_a_seal_number_raises_no_alarm(affixing, typed):
    affixing.to("issued")
    affixing.types("123456", typed)

    assert affixing.values["stamped"] == "123456"
    assert affixing.step != "stamped"
    assert "Don't use this seal" not in str(affixing.card)


def test_two_numbers_at_once_are_asked_one_at_a_time(affixing):
    affixing.to("issued")
    affixing.types("123456 y 123457")

    assert "One number at a time" in affixing.card.note
    assert affixing.labels == ["123456", "123457"]
    affixing.press("123457")
    assert affixing.values["issued"] == "123457"


def test_an_o_for_a_zero_is_asked_about_once_before_the_alarm(affixing):
    affixing.to("issued")
    affixing.types("UL0012345", "ULOO12345")

    assert "look alike" in affixing.card.note
    assert affixing.labels == ["UL0012345", "ULOO12345"]
    assert affixing.kept("stamped") == []

    affixing.press("UL0012345")

    assert affixing.values["stamped"] == "UL0012345"
    assert affixing.kept("stamped") == ["ULOO12345", "UL0012345"], "what was typed first is on record"


@pytest.mark.parametrize("insists", ["pressed", "typed"])
def test_whoever_insists_on_the_letter_o_has_found_another_seal(affixing, insists):
    affixing.to("issued")
    affixing.types("UL0012345", "ULOO12345")
    if insists == "pressed":
        affixing.press("ULOO12345")
    else:
        affixing.types("ULOO12345")

    assert affixing.values["stamped"] == "ULOO12345"
    assert affixing.kept("stamped") == ["ULOO12345"]
    assert "Don't use this seal" in str(affixing.card)


def test_another_number_is_an_alarm_at_once(affixing):
    affixing.to("issued")
    affixing.types("UL0012345", "UL0012346")

    assert affixing.values["stamped"] == "UL0012346"
    assert "Don't use this seal" in str(affixing.card)


@pytest.mark.parametrize("typed", ["ML\u2011MX 0012345", "ML\u2013MX0012345", "\u202aML\u2014MX0012345\u202c"])
def test_dashes_of_any_length_and_invisible_signs_are_noise(affixing, typed):
    affixing.to("issued")
    affixing.types(typed)

    assert affixing.values["issued"] == "MLMX0012345"


@pytest.fixture
def container(storage, say) -> Going:
    going = Going(storage, say, "Greta", "container-7")
    going.to("container_number")
    return going


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("RAIU 6900114 25U1", "RAIU6900114"),
        ("CSQU3054383 22G1", "CSQU3054383"),
        ("HLXU\u2011200841\u20119", "HLXU2008419"),
        ("ATBE1003091", "ATBE1003091"),
    ],
)
def test_a_container_number_with_its_size_or_of_europe_is_verified(container, typed, kept):
    container.types(typed)

    assert container.values["container_number"] == kept
    assert container.step != "container_number.why"


def test_a_slip_in_the_serial_is_read_again_and_the_first_reading_stays_on_record(container):
    container.types("HLXU2008519")

    assert "read it again" in container.card.note
    assert container.labels == ["Keep HLXU2008519"]

    container.types("HLXU2008419")

    assert container.values["container_number"] == "HLXU2008419"
    assert container.kept("container_number") == ["HLXU2008519", "HLXU2008419"]


def test_a_number_that_is_kept_on_purpose_is_kept_as_typed(container):
    container.types("HLXU2008519")
    container.press("Keep HLXU2008519")

    assert container.kept("container_number") == ["HLXU2008519"]
    assert container.step == "container_number.why"


@pytest.mark.parametrize("typed", ["no tiene", "NO SE", "S/N", "n/a"])
def test_words_are_no_plate(storage, say, typed):
    going = Going(storage, say, "Juan", "tractor-trailer-17")
    going.to("tractor_plate")
    going.types(typed)

    assert going.step == "tractor_plate"
    assert "número pintado en la unidad" in going.card.note


@pytest.mark.parametrize(
    ("typed", "kept"), [("1,200", "1200"), ("~20", "20"), ("20.0", "20"), ("24 pallets", "24"), ("1200 cajas", "1200")]
)
def test_pieces_are_counted_as_people_write_them(storage, say, typed, kept):
    going = Going(storage, say, "Greta", "arrival")
    going.to("pieces")
    going.types(typed)

    assert going.values["pieces"] == kept


def test_a_full_stop_between_thousands_is_asked_about_in_english(storage, say):
    going = Going(storage, say, "Greta", "arrival")
    going.to("pieces")
    going.types("1.200")

    assert going.labels == ["1,200"]
    going.press("1,200")
    assert going.values["pieces"] == "1200"


def called(storage, world, who: str, name: str) -> None:
    row = sa.update(person).where(person.c.id == world.people[who]).values(name=name)
    storage.now(lambda tx: tx.connection.execute(row))


@pytest.mark.parametrize("name", ["Sukarno", "the driver Pérez 🚛"])
def test_the_name_in_the_books_is_always_a_signature(storage, say, world, name):
    called(storage, world, "Greta", name)
    going = Going(storage, say, "Greta", "container-7")
    going.to("signature")
    going.types(name)

    assert going.step == ""
    assert going.values["signature"] == name.removesuffix(" 🚛")


def test_somebody_elses_name_does_not_pass_in_silence(storage, say, world):
    called(storage, world, "Greta", "Greta Lang")
    going = Going(storage, say, "Greta", "container-7")
    going.to("signature")
    going.types("Pedro López")

    assert "You are in our books as Greta Lang" in going.card.note
    assert going.labels == ["Sign as Greta Lang", "Sign as Pedro López"]
    going.press("Sign as Greta Lang")
    assert going.kept("signature") == ["Pedro López", "Greta Lang"]


def test_an_answer_changed_after_the_signature_is_signed_again(storage, say, world):
    called(storage, world, "Greta", "Greta Lang")
    going = Going(storage, say, "Greta", "container-7")
    going.to("signature")
    going.types("Greta Lang")
    going.press("Back")
    while going.step != "container_number":
        going.press("Back")
    going.types("HLXU2008419")

    assert going.step == "signature"
    assert "sign again" in str(going.card)
    going.types("Greta Lang")
    assert going.step == ""
    assert going.kept("signature") == ["Greta Lang", "Greta Lang"]
