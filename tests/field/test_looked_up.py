"""What is typed behind the words for a seal and a unit: nothing known yet, signs that are no number, somebody else's."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.duties.units import MEANT
from bot.engine.kinds.codes import SEAL
from bot.presses.sealing import is_number, numbers_in
from bot.store.sql import run, run_unit
from bot.store.tables import Organisation, Person, Site
from tests.field.filling import fill
from tests.field.house import ZONE, House, house

PEOPLE = (("Sam", "/seal", "/unit"), ("Ana", "/sello", "/unidad"), ("Rosa", "/sello", "/unidad"))


@pytest.fixture
async def yard(tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    """Sam and Ana are in Slack, where the command of the app is called /sello."""
    async with house(tmp_path, sqlite_url) as made:
        made.enrol("Sam Carter", "warehouse", "en", "slack")
        made.enrol("Ana Ruiz", "warehouse", "es", "slack")
        made.enrol("Rosa Díaz", "supervisor", "es", "telegram")
        yield made


@pytest.mark.parametrize(("who", "seal", "unit"), PEOPLE)
async def test_with_nothing_in_the_ledger_a_number_is_asked_for_or_said_to_be_unknown(yard, who, seal, unit):
    for command, asked in ((seal, ("Which seal?", "¿Qué sello?")), (unit, ("Which unit?", "¿Qué unidad?"))):
        for nothing in ("", " 😀", f" {'😀' * 500}", " -", f" {'A' * 500}", f" {'1' * 500}", f" {'x ' * 250}"):
            await yard.say(who, f"{command}{nothing}")
            assert any(words in yard.newest(who) for words in asked), nothing
            assert len(yard.newest(who)) < 200

        await yard.say(who, f"{command} 12")
        assert " 12" in yard.newest(who)


@pytest.mark.parametrize(
    "typed",
    [
        "UL0012345", "ul 001-2345", "🔒 UL0012345 🔒", "number UL0012345", "sello UL0012345", "12345", "UL0012345\nUL0099999",
        "“UL0012345”",
    ],
)  # fmt: skip
async def test_a_seal_is_found_by_its_number_whatever_stands_around_it(yard, typed):
    await fill(yard, "Rosa", "seals-received", "es", first="UL0012345", last="UL0012346")

    await yard.say("Ana", f"/sello {typed}")
    if "[UL0012345]" in yard.newest("Ana"):
        await yard.press("Ana", "UL0012345")

    assert "Sello UL0012345" in yard.newest("Ana")


async def test_of_two_seals_behind_the_word_each_can_be_pressed(yard):
    await fill(yard, "Rosa", "seals-received", "es", first="UL0012345", last="UL0012346")

    await yard.say("Sam", "/seal UL0012345, UL0012346")

    assert yard.newest("Sam").startswith("Which seal?")
    assert "[UL0012345]\n[UL0012346]" in yard.newest("Sam")


async def test_seals_and_units_of_the_next_organisation_are_unknown(yard):
    await fill(yard, "Rosa", "seals-received", "es", first="UL0012345", last="UL0012346")
    await fill(yard, "Rosa", "seals-issued", "es", person="Sam Carter", number="UL0012345")
    sealed = {"issued": "UL0012345", "stamped": "UL0012345", "documents": "UL0012345"}
    await fill(yard, "Sam", "seal-affixing", "en", unit_kind="trailer", trailer_number="TR11", **sealed)
    move_to_the_next_organisation(yard, "Ana Ruiz")

    for command, known in (("/sello UL0012345", "Sello UL0012345"), ("/unidad TR11", "Unidad TR11")):
        await yard.say("Rosa", command)
        assert known in yard.newest("Rosa")
    for command in ("/sello UL0012345", "/sello 12345", "/unidad TR11", "/unidad R11", "/sello"):
        await yard.say("Ana", command)
        shown = yard.newest("Ana")
        assert not any(known in shown for known in ("Sam", "Unidad TR11", "[UL0012345]", "[TR11]", "UL0012346")), shown


async def test_a_unit_of_a_confidential_record_is_not_offered_by_the_end_of_its_number(yard):
    await fill(yard, "Sam", "seal-affixing", "en", unit_kind="trailer", trailer_number="TR11", issued="UL0012345")
    with yard.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.insert(run_unit), {"run_id": 1, "organisation_id": 1, "unit": "TR11"})
    await yard.say("Rosa", "/unidad R11")
    assert "[TR11]" in yard.newest("Rosa")

    with yard.apps[0].storage.engine.begin() as connection:
        connection.execute(sa.update(run).values(confidential=True))
    await yard.say("Rosa", "/unidad R11")

    assert "[TR11]" not in yard.newest("Rosa")


def move_to_the_next_organisation(yard: House, name: str) -> None:
    with Session(yard.apps[0].storage.engine) as session:
        session.add(Organisation(id=2, name="Aduanas del Sur"))
        session.flush()
        session.add(Site(id=77, organisation_id=2, name="Patio Sur", zone=ZONE))
        session.flush()
        person = session.get(Person, yard.people[name])
        assert person
        person.organisation_id, person.site_id = 2, 77
        session.commit()


@pytest.mark.parametrize(
    "words",
    [
        "seal broken 5 minutes ago", "seal cut at gate 300", "unit TR11 is on fire", "unit TR11 stolen", "seal UL0012345 broken",
        "unit on hold 300",
    ],
)  # fmt: skip
async def test_words_about_a_seal_or_a_unit_are_not_taken_for_a_number(yard, words):
    await yard.say("Sam", words)

    assert "The seal ledger" not in yard.newest("Sam")
    assert "Nothing is known" not in yard.newest("Sam")


@pytest.mark.parametrize("words", ["TR11", "tr 11", "number TR11", "MSCU 663987-1", "UL0012345"])
def test_a_number_alone_is_one(words: str):
    assert is_number(words, MEANT)


@pytest.mark.parametrize("words", ["", "😀", "12", "UL", "A" * 500, "1" * 500, "1 " * 500, "UL0012345 broken"])
def test_what_is_too_short_too_long_or_says_more_is_none(words: str):
    assert not is_number(words, SEAL)


@pytest.mark.parametrize("sign", ["A", "1", "A1 ", "1-", "seal 1: ", "n. o", "😀"])
def test_very_long_words_are_read_in_no_time(sign: str):
    began = time.monotonic()

    numbers_in(sign * 4000)

    assert time.monotonic() - began < 2
