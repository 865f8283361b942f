"""A box of seals by its first number and how many there are; and the stock, row by row, held against the seal ledger."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.sql import answer, seal_event
from tests.field.filling import fill, finish
from tests.field.house import House, house


@pytest.fixture
async def yard(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Sam Carter", "warehouse", "en", "slack")
        made.enrol("Rosa Díaz", "supervisor", "es", "telegram")
        made.enrol("Lucy Hill", "manager", "en", "slack")
        yield made


async def numbers(yard: House, event: str, disputed: str = "") -> list[str]:
    c = seal_event.c
    rows = sa.select(c.number).where(c.event == event, c.disputed == disputed).order_by(c.number)
    return list(await yard.apps[0].storage.transaction(lambda tx: tx.connection.execute(rows).scalars().all()))


async def answers(yard: House, step: str) -> list[object]:
    rows = sa.select(answer.c.value).where(answer.c.step == step).order_by(answer.c.id)
    found = await yard.apps[0].storage.transaction(lambda tx: tx.connection.execute(rows).scalars().all())
    return [json.loads(one) for one in found]


async def test_a_box_by_its_first_number_and_its_count_is_received_and_a_part_of_it_issued(yard):
    await fill(yard, "Rosa", "seals-received", "es", until="last", first="0012301", count="100")
    assert "[0012301 – 0012400: 100 sellos]" in yard.newest("Rosa")
    assert not await numbers(yard, "received")
    await yard.press("Rosa", "0012301 – 0012400: 100 sellos")
    received = await numbers(yard, "received")
    assert (len(received), received[0], received[-1]) == (100, "0012301", "0012400")

    await fill(
        yard, "Sam", "seals-issued", "en", until="last", person="Ana Gil", how="row", first="0012301", count="10"
    )
    await yard.press("Sam", "0012301 – 0012310: 10 seals")
    assert len(await numbers(yard, "issued")) == 10
    await yard.say("Lucy", "seal 0012310")
    assert "to Ana Gil" in yard.newest("Lucy")
    await yard.say("Lucy", "seal")
    assert "90 (0012311 – 0012400)" in yard.newest("Lucy")


async def test_a_single_seal_has_the_same_first_and_last_number(yard):
    await fill(yard, "Sam", "seals-received", "en", until="last", first="UL0012301", count="1")
    await yard.press("Sam", "UL0012301, one seal")

    assert await numbers(yard, "received") == ["UL0012301"]


async def test_a_last_number_that_gives_another_count_is_asked_about_once(yard):
    await fill(yard, "Sam", "seals-received", "en", until="last", first="UL0012301", count="100")
    await yard.say("Sam", "UL0012399")
    assert "That is not the number that follows from the first one and the count." in yard.newest("Sam")
    assert "[UL0012301 – UL0012400: 100 seals]" in yard.newest("Sam")
    await yard.press("Sam", "Keep UL0012399")

    assert len(await numbers(yard, "received")) == 99


async def test_a_count_that_has_no_room_in_the_digits_is_refused_with_what_to_do(yard):
    await fill(yard, "Sam", "seals-received", "en", until="count", first="UL95")
    await yard.say("Sam", "10")

    assert "There are no 10 numbers from UL95 on with as many digits." in yard.newest("Sam")


async def test_more_seals_than_a_box_may_have_are_refused_with_the_limit(yard):
    await fill(yard, "Rosa", "seals-received", "es", until="count", first="UL0012301")
    await yard.say("Rosa", "1001")

    assert "1,000" in yard.newest("Rosa")
    assert not await answers(yard, "count")


async def test_a_row_that_goes_backwards_is_refused_with_the_reason(yard):
    await fill(yard, "Sam", "seals-received", "en", until="last", first="UL0012400")
    await yard.say("Sam", "UL0012301")

    assert "UL0012400 to UL0012301 is not one row of seals." in yard.newest("Sam")


async def test_a_box_that_overlaps_one_received_before_names_the_first_and_how_many_more(yard):
    await fill(yard, "Sam", "seals-received", "en", first="UL0012301", last="UL0012400")
    await fill(yard, "Rosa", "seals-received", "es", until="last", first="UL0012391", count="20")
    await yard.press("Rosa", "UL0012391 – UL0012410: 20 sellos")

    assert "UL0012391" in yard.newest("Rosa")
    assert "y 9 más de la serie, hasta el UL0012400" in yard.newest("Rosa")
    assert len(await numbers(yard, "received")) == 100


async def test_a_row_of_which_one_was_issued_already_is_not_issued(yard):
    await fill(yard, "Sam", "seals-received", "en", first="UL0012301", last="UL0012400")
    await fill(yard, "Sam", "seals-issued", "en", person="Ana Gil", number="UL0012305")
    await fill(
        yard, "Sam", "seals-issued", "en", until="last", person="Leo Paz", how="row", first="UL0012301", count="10"
    )
    await yard.press("Sam", "UL0012301 – UL0012310: 10 seals")

    assert "seal UL0012305 was issued to Ana Gil" in yard.newest("Sam")
    assert await numbers(yard, "issued") == ["UL0012305"]


async def test_another_first_number_asks_for_the_last_one_again(yard):
    await fill(yard, "Sam", "seals-received", "en", until="stored", first="UL0012301", last="UL0012310", count="10")
    await yard.press("Sam", "Back", "Back", "Back")
    await yard.say("Sam", "UL0012201")
    assert "Please answer this again" in yard.newest("Sam")
    await yard.press("Sam", "UL0012201 – UL0012210: 10 seals")

    assert (await answers(yard, "last"))[-1] == "UL0012210"


async def stock(yard: House, first: str, lang: str, rows: str, counted: str) -> None:
    """A seal audit up to what is said of these rows."""
    await fill(yard, first, "seal-audit", lang, until="listed", counted=counted)
    await yard.say(first, rows)


async def test_a_stock_that_is_counted_row_by_row_names_what_is_missing_and_what_is_left_over(yard):
    await fill(yard, "Sam", "seals-received", "en", first="UL0012301", last="UL0012400")
    await stock(yard, "Rosa", "es", "UL0012301 a UL0012340, UL0012351 x 50\nUL0099999", "100")

    assert "faltan: 10 (UL0012341 – UL0012350); sobran: 1 (UL0099999)" in yard.newest("Rosa")
    await stock(yard, "Lucy", "en", "UL0012301-UL0012340, UL0012351 x 50", "100")
    assert "missing: 10 (UL0012341 – UL0012350); left over: 0" in yard.newest("Lucy")


async def test_a_stock_that_agrees_with_the_ledger_is_no_finding(yard):
    await fill(yard, "Sam", "seals-received", "en", first="UL0012301", last="UL0012400")
    await fill(yard, "Rosa", "seal-audit", "es", counted="100", listed="UL-0012301-UL-0012400", sample="UL0012310")

    assert "La auditoría queda registrada" in yard.newest("Rosa")
    assert "difiere" not in yard.newest("Rosa")


async def test_many_missing_numbers_are_named_by_the_first_of_them_and_their_count(yard):
    await fill(yard, "Sam", "seals-received", "en", first="UL0012301", last="UL0012400")
    await stock(yard, "Lucy", "en", ", ".join(f"UL00123{n:02d}" for n in range(1, 100, 2)), "50")

    assert "missing: 50 (UL0012302, UL0012304, UL0012306, UL0012308, UL0012310 …)" in yard.newest("Lucy")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("UL0012301 to UL0012303", "UL0012301-UL0012303"),
        ("del UL0012301 al UL0012303", "UL0012301-UL0012303"),
        ("UL-0012301 - UL-0012303", "UL0012301-UL0012303"),
        ("0012301-0012303", "0012301-0012303"),
        ("ul0012301 × 3", "UL0012301-UL0012303"),
        ("UL0012301 cantidad 3; UL0012310", "UL0012301-UL0012303 UL0012310"),
        ("UL0012301\nUL0012302\nUL0012304.", "UL0012301-UL0012302 UL0012304"),
        ("UL0012301 UL0012302 UL0012301", "UL0012301-UL0012302"),
        ("UL 0012301 y UL 0012302", "UL0012301-UL0012302"),
        ("UL-0012301", "UL0012301"),
    ],
)
async def test_rows_are_read_as_people_type_them(yard, typed, kept):
    await stock(yard, "Lucy", "en", typed, "0")

    assert await answers(yard, "listed") == [kept]


@pytest.mark.parametrize(
    "typed", ["UL0012400 to UL0012301", "UL0012301 to XX0012400", "UL95 x 10", "UL0012301 x 5000", "none"]
)
async def test_what_is_no_row_is_refused_with_how_to_type_one(yard, typed):
    await stock(yard, "Lucy", "en", typed, "0")

    assert not await answers(yard, "listed")
    assert "row of seals" in yard.newest("Lucy")


async def test_a_finished_audit_that_differs_tells_the_manager_what_is_missing(yard):
    await fill(yard, "Sam", "seals-received", "en", first="UL0012301", last="UL0012310")
    await stock(yard, "Rosa", "es", "UL0012301 x 9", "10")
    for _ in range(12):
        if "Revise" in yard.newest("Rosa") or "[Terminar]" in yard.newest("Rosa"):
            break
        await fill_on(yard)
    await finish(yard, "Rosa", "es")

    assert "missing: 1 (UL0012310); left over: 0" in yard.newest("Lucy")


async def fill_on(yard: House) -> None:
    """The rest of an audit in which all is well."""
    newest = yard.newest("Rosa")
    for label in ("Omitir", "Conforme", "No", "Firmar como Rosa Díaz"):
        if f"[{label}]" in newest:
            await yard.press("Rosa", label)
            return
    await yard.say("Rosa", "UL0012301" if "sello" in newest and "Escriba" in newest else "No se sabe todavía.")
