"""Inspections by stations, and answers that are known: what is kept, and what two devices can do to it."""

import json

import pytest

from bot.conversation.record import read_record
from bot.engine.run import Run
from bot.store.sql import organisation
from tests.saying import LIBRARY, Say, buttons, card, pressed, saying

FLOW = "tractor-trailer-17"
ENTRY = ("ABC1234", "53TX118", "Fletes Norte", "Patio 2")


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


@pytest.fixture
def kept(storage):
    """The answers of a run as (step, value), in the order of their rows."""

    def read(run: int = 1) -> list[tuple[str, object]]:
        rows = storage.now(lambda tx: tx.runs.journal(run))
        return [(row.step, json.loads(row.value)) for row in rows]

    return read


def at_the_front(say, first: int = 0):
    """Before the first station."""
    say("Juan", press=f"s:{FLOW}", later=first)
    said = say("Juan", typed=ENTRY[0], later=first)
    said = say("Juan", press=pressed(said, "Caja seca"), later=first)
    for words in ENTRY[1:]:
        said = say("Juan", typed=words, later=first)
    for label in ("Omitir", "Vacío"):
        said = say("Juan", press=pressed(said, label), later=first)
    return said


def test_all_ok_keeps_an_answer_of_its_own_for_every_point(say, kept):
    said = at_the_front(say)
    before = kept()

    said = say("Juan", press=pressed(said, "Todo conforme aquí"))

    assert kept()[len(before) :] == [("bumper", "ok"), ("engine", "ok"), ("tires", "ok")]


def test_one_point_that_is_ok_must_be_shown_and_skipping_it_is_on_record(say, kept):
    said = at_the_front(say)
    said = say("Juan", press=pressed(said, "Todo conforme aquí"))
    assert card(said).text == "Ahora muéstrelo. Envíe una foto de este punto tal como está: 3. Llantas"

    said = say("Juan", press=pressed(said, "Omitir"))

    assert kept()[-1] == ("tires.shown", None)
    assert card(said).text == "En la cabina"


def test_a_problem_is_followed_up_and_then_the_others_are_ok(say, kept):
    said = at_the_front(say)

    said = say("Juan", press=pressed(said, "Problema: 2. Motor"))
    said = say("Juan", press=pressed(said, "No"))
    said = say("Juan", typed="una caja que no es original")
    said = say("Juan", press=pressed(said, "Omitir"))
    assert card(said).text == "Al frente del tractocamión"
    assert "Problema: 2. Motor" not in [b.label for b in buttons(card(said))]
    say("Juan", press=pressed(said, "El resto, conforme"))

    answers = dict(kept())
    assert (answers["bumper"], answers["engine"], answers["tires"]) == ("ok", "problem", "ok")
    assert [step for step, _ in kept()].count("engine") == 1


def test_all_ok_pressed_on_two_devices_counts_once(say, kept):
    said = at_the_front(say)
    press = pressed(said, "Todo conforme aquí")
    say("Juan", press=press)
    there = kept()

    again = say("Juan", press=press)

    assert kept() == there
    assert "3. Llantas" in card(again).text


def test_a_point_can_be_answered_by_itself_and_set_back_to_ok(say, kept):
    said = at_the_front(say)
    said = say("Juan", press=pressed(said, "Problema: 2. Motor"))
    said = say("Juan", press=pressed(said, "Atrás"))
    assert card(said).text == "2. Motor"

    said = say("Juan", press=pressed(said, "Conforme"))

    assert card(said).text == "Al frente del tractocamión"
    assert dict(kept())["engine"] == "ok"


def test_what_is_typed_at_a_station_answers_no_point_out_of_sight(say, kept):
    at_the_front(say)
    before = kept()

    said = say("Juan", typed="no sé")

    assert kept() == before
    assert card(said).text == "Al frente del tractocamión"
    assert card(said).note


def test_an_organisation_that_inspects_one_by_one_sees_one_point_a_card(storage, say, world):
    storage.now(
        lambda tx: tx.connection.execute(organisation.update().values(settings=json.dumps({"inspect": "single"})))
    )

    said = at_the_front(say)

    assert card(said).text == "1. Defensa"


def test_the_driver_is_known_and_the_last_answers_are_offered(say, kept):
    said = at_the_front(say)
    assert ("driver_name", "Juan") in kept()
    while "Terminar" not in [b.label for b in buttons(card(said))]:
        labels = [b.label for b in buttons(card(said))]
        wanted = ("Todo conforme aquí", "Omitir", "No")
        named = [*(w for w in wanted if w in labels), *(b for b in labels if b.startswith("Firmar como"))]
        said = say("Juan", press=pressed(said, named[0])) if named else say("Juan", typed="Juan Pérez")
    say("Juan", press=pressed(said, "Terminar"))

    said = say("Juan", press=f"s:{FLOW}")
    said = say("Juan", press=pressed(said, "Como la última vez: ABC1234"))
    said = say("Juan", press=pressed(said, "Caja seca"))
    said = say("Juan", typed="53TX119")

    assert "Como la última vez: Fletes Norte" in [b.label for b in buttons(card(said))]
    assert ("tractor_plate", "ABC1234") in kept(2)


def test_the_record_says_how_many_minutes_each_station_took(storage, say):
    said = at_the_front(say)
    said = say("Juan", press=pressed(said, "Todo conforme aquí"), later=120)
    said = say("Juan", press=pressed(said, "Omitir"), later=180)
    say("Juan", press=pressed(said, "Todo conforme aquí"), later=480)

    def read(tx):
        kept = tx.runs.get(1)
        flow = LIBRARY.by_digest(tx, kept.digest)
        return read_record(tx, kept, flow, Run.from_json(kept.state, tx.runs.answers(1)))

    record = storage.now(read)

    assert [(station.id, count) for station, count in record.stays] == [("front", 3), ("cab", 5)]
