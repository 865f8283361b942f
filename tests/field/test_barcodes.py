"""A barcode in the photo of a seal, before both platforms: it is offered, and an answer only when somebody says so."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.sql import answer
from tests.field.filling import fill
from tests.field.house import House, house
from tests.scanned import scanned

TRIP = {"unit_kind": "trailer", "trailer_number": "TR11", "documents": "UL0012345"}


@pytest.fixture
async def yard(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Sam Carter", "warehouse", "en", "slack")
        made.enrol("Rosa Díaz", "supervisor", "es", "telegram")
        yield made


async def shows(yard: House, first: str, *texts: str, format: str = "Code128") -> None:
    """Somebody sends a photo with these barcodes."""
    seat, photo = yard.seat(first), scanned(*texts, format=format)
    if (first, "telegram") in yard.seats:
        seat.person.send_photo(photo)  # type: ignore[attr-defined]
    else:
        seat.person.upload(photo, "seal.jpg", "image/jpeg")  # type: ignore[attr-defined]
    await yard.settled()


async def kept(yard: House, step: str) -> list[object]:
    rows = sa.select(answer.c.value).where(answer.c.step.endswith(step)).order_by(answer.c.id)
    found = await yard.apps[0].storage.transaction(lambda tx: tx.connection.execute(rows).scalars().all())
    return [json.loads(one) for one in found]


async def test_the_number_in_the_photo_of_a_seal_is_offered_and_one_press_answers(yard):
    await fill(yard, "Rosa", "seals-issued", "es", until="picture", person="Sam Carter")
    await shows(yard, "Rosa", "UL-0012345")
    assert "[Leído en la foto: UL0012345]" in yard.newest("Rosa")
    assert not await kept(yard, ".number")  # never without a press
    await yard.press("Rosa", "Leído en la foto: UL0012345")
    assert await kept(yard, ".number") == ["UL0012345"]

    await fill(yard, "Sam", "seals-issued", "en", until="picture", person="Rosa Díaz")
    await shows(yard, "Sam", "UL-0012346", format="DataMatrix")
    await yard.press("Sam", "Read from the photo: UL0012346")
    assert await kept(yard, ".number") == ["UL0012345", "UL0012346"]


async def test_a_number_that_its_photo_does_not_show_is_asked_about_once(yard):
    await fill(yard, "Sam", "seals-issued", "en", until="picture", person="Rosa Díaz")
    await shows(yard, "Sam", "UL-0012345")
    await yard.say("Sam", "UL0012354")

    assert "The barcode in the photo says UL0012345, and you typed UL0012354. Which is so?" in yard.newest("Sam")
    assert not await kept(yard, ".number")
    await yard.press("Sam", "Keep UL0012354")

    assert await kept(yard, ".number") == ["UL0012354"]
    assert "Is there another seal" in yard.newest("Sam")


async def test_what_was_typed_first_stays_on_record_when_the_photo_is_right(yard):
    await fill(yard, "Sam", "seals-issued", "en", until="picture", person="Rosa Díaz")
    await shows(yard, "Sam", "UL-0012345")
    await yard.say("Sam", "UL0012354")
    await yard.press("Sam", "Read from the photo: UL0012345")

    assert await kept(yard, ".number") == ["UL0012354", "UL0012345"]


async def test_a_barcode_without_the_letters_in_front_agrees_with_the_number_that_has_them(yard):
    await fill(yard, "Sam", "seals-issued", "en", until="picture", person="Rosa Díaz")
    await shows(yard, "Sam", "0012345")
    await yard.say("Sam", "UL0012345")

    assert await kept(yard, ".number") == ["UL0012345"]


async def test_a_photo_that_comes_after_the_number_and_shows_another_asks_which_is_so(yard):
    sealed = {"unit_kind": "trailer", "trailer_number": "TR11", "issued": "UL0012345", "stamped": "UL0012345",
              "documents": "UL0012345"}  # fmt: skip
    await fill(yard, "Sam", "seal-affixing", "en", until="pictures", **sealed)
    await shows(yard, "Sam", "UL-0012399")
    if "[Done]" in yard.newest("Sam"):
        await yard.press("Sam", "Done")
    assert "The barcode in the photo says UL0012399, and you typed UL0012345. Which is so?" in yard.newest("Sam")
    await yard.press("Sam", "Keep UL0012345")

    assert "Which is so?" not in yard.newest("Sam")
    assert (await kept(yard, "stamped"))[-1] == "UL0012345"


async def test_a_photo_at_the_question_for_the_number_itself_is_read_and_kept_with_it(yard):
    await fill(yard, "Rosa", "seals-issued", "es", until="number", person="Sam Carter")
    await shows(yard, "Rosa", "UL-0012345", format="QRCode")
    assert "[Leído en la foto: UL0012345]" in yard.newest("Rosa")
    await yard.press("Rosa", "Leído en la foto: UL0012345")

    assert await kept(yard, ".number") == ["UL0012345"]
    assert len(await kept(yard, ".number#files")) == 1


async def test_whoever_sends_a_photo_for_the_number_hears_that_no_barcode_could_be_read(yard):
    await fill(yard, "Rosa", "seals-issued", "es", until="number", person="Sam Carter")
    await shows(yard, "Rosa")
    assert "No se pudo leer ningún código de barras en la foto" in yard.newest("Rosa")

    await yard.say("Rosa", "UL0012345")
    assert await kept(yard, ".number") == ["UL0012345"]


async def test_nothing_is_said_of_a_photo_without_a_barcode_that_the_form_asked_for(yard):
    await fill(yard, "Rosa", "seals-issued", "es", until="picture", person="Sam Carter")
    await shows(yard, "Rosa")

    assert "barras" not in yard.newest("Rosa")
    assert "Leído en la foto" not in yard.newest("Rosa")


async def test_a_picture_with_many_barcodes_offers_none_of_them(yard):
    await fill(yard, "Rosa", "seals-issued", "es", until="picture", person="Sam Carter")
    await shows(yard, "Rosa", *(f"UL-00123{n}" for n in range(40, 48)), format="QRCode")
    assert "Leído en la foto" not in yard.newest("Rosa")
    await yard.say("Rosa", "UL0099999")

    assert await kept(yard, ".number") == ["UL0099999"]


async def test_both_ends_of_a_box_are_offered_from_the_photo_of_its_label(yard):
    await fill(yard, "Rosa", "seals-received", "es", until="picture")
    await shows(yard, "Rosa", "UL-0012301", "UL-0012400", format="QRCode")
    await yard.press("Rosa", "Listo", "Leído en la foto: UL0012301", "Omitir", "Leído en la foto: UL0012400")

    assert await kept(yard, "first") == ["UL0012301"]
    assert await kept(yard, "last") == ["UL0012400"]


async def test_a_barcode_on_a_unit_is_offered_where_the_unit_is_asked_for(yard):
    await fill(yard, "Sam", "seal-affixing", "en", until="trailer_number", unit_kind="trailer")
    await shows(yard, "Sam", "TR-4711", format="Code39")
    await yard.press("Sam", "Read from the photo: TR4711")

    assert await kept(yard, "trailer_number") == ["TR4711"]


async def test_another_photo_in_place_of_the_first_takes_what_that_one_said_with_it(yard):
    await fill(yard, "Sam", "seals-issued", "en", until="picture", person="Rosa Díaz")
    await shows(yard, "Sam", "UL-0012345")
    await yard.press("Sam", "Back")
    await shows(yard, "Sam", "UL-0012377")

    assert "[Read from the photo: UL0012377]" in yard.newest("Sam")
    assert "UL0012345" not in yard.newest("Sam")
