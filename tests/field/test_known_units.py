"""What is known of a unit before a question is asked: its carrier from its own last run, or that it has no plate."""

import json

import pytest

from bot.engine.kinds import Plate
from bot.engine.kinds.codes import NO_PLATE
from bot.engine.talk import Pressed, Refused, Text, Typed
from bot.store.sql import answer, run
from tests.conftest import World
from tests.field.going import Going
from tests.saying import Say, saying

FLOW = "tractor-trailer-17"
SUBJECT = {"subject": "both"}


@pytest.fixture
def say(storage, world: World, now) -> Say:
    return saying(storage, now)


def earlier(storage, world: World, now, who: str, unit: str, carrier: str, **more: object) -> None:
    """A finished run of somebody about a unit."""

    def work(tx) -> None:
        at = tx.people.who(*{"Juan": (1, "77"), "Greta": (2, "T1:U7")}[who])
        id = tx.runs.begin(at, "seal-check", world.digest, {}, now)
        tx.connection.execute(
            answer.insert().values(
                run_id=id, version=1, step="carrier", value=json.dumps(carrier), asked="", shown=carrier, lang="es",
                finding=False, person_id=at.person_id, channel=at.channel, account=at.account, at=now,
            )
        )  # fmt: skip
        tx.connection.execute(
            run.update().where(run.c.id == id).values({"unit": unit, "status": "finished", "finished_at": now, **more})
        )

    storage.now(work)


def offered(going: Going) -> list[str]:
    return [label for label in going.labels if label.startswith("Como la última vez")]


def test_the_carrier_is_that_of_the_last_run_about_this_unit_whoever_inspected_it(storage, say, world, now) -> None:
    earlier(storage, world, now, "Greta", "ABC1234, 53TX118", "Fletes Norte")
    earlier(storage, world, now, "Greta", "ABC12345", "Otra unidad")
    earlier(storage, world, now, "Juan", "ZZZ9999", "Fletes Sur")

    going = Going(storage, say, "Juan", FLOW)
    going.to("carrier", tractor_plate="ABC1234", trailer_number="53TX999")

    assert offered(going) == ["Como la última vez: Fletes Norte"]


def test_of_a_unit_that_nobody_knows_it_is_what_this_person_said_last(storage, say, world, now) -> None:
    earlier(storage, world, now, "Greta", "ABC1234", "Fletes Norte")
    earlier(storage, world, now, "Juan", "ZZZ9999", "Fletes Sur")

    going = Going(storage, say, "Juan", FLOW)
    going.to("carrier", tractor_plate="NEW5678", trailer_number="53TX999")

    assert offered(going) == ["Como la última vez: Fletes Sur"]


@pytest.mark.parametrize("more", [{"confidential": True}, {"status": "cancelled"}])
def test_a_run_that_is_confidential_or_canceled_gives_nothing_away(storage, say, world, now, more) -> None:
    earlier(storage, world, now, "Greta", "ABC1234", "Fletes Norte", **more)

    going = Going(storage, say, "Juan", FLOW)
    going.to("carrier", tractor_plate="ABC1234", trailer_number="53TX999")

    assert offered(going) == []


def test_a_unit_without_a_plate_is_said_by_a_button_and_stands_in_the_record(storage, say) -> None:
    going = Going(storage, say, "Juan", FLOW)
    going.to("tractor_plate")

    going.press("No tiene placa ni número")

    assert going.values["tractor_plate"] == NO_PLATE
    assert going.kept("tractor_plate") == ["sin placa"]
    going.to("carrier", trailer_number="53TX999")
    assert storage.now(lambda tx: tx.runs.get(1)).unit == "53TX999"


@pytest.mark.parametrize(
    "words",
    ["no plate", "No plates.", "without a plate", "it has no plate", "sin placa", "Sin placas", "no tiene placas",
     "No tiene placa ni número"],
)  # fmt: skip
def test_that_there_is_no_plate_can_be_typed(words: str) -> None:
    assert Plate().read(Typed(words), (), None) == NO_PLATE


@pytest.mark.parametrize("words", ["plate", "no", "placa", "no sé"])
def test_other_words_are_no_plate_and_not_none_either(words: str) -> None:
    with pytest.raises(Refused):
        Plate().read(Typed(words), (), None)


def test_it_is_read_in_the_words_of_whoever_reads_it() -> None:
    assert Plate().shown(Plate().read(Pressed(NO_PLATE), (), None)) == Text("no plate")


@pytest.mark.parametrize(
    ("before", "now_typed"),
    [("ABC1234", "TX ABC1234"), ("TX ABC1234", "ABC1234"), ("ABC1234 Texas", "Texas plate ABC 1234"), ("tx-abc1234", "abc 1234")],
)  # fmt: skip
def test_a_plate_with_its_state_and_without_it_is_one_unit(storage, say, before, now_typed) -> None:
    first = Going(storage, say, "Greta", FLOW)
    first.to("where", tractor_plate=before, trailer_number="53TX999", carrier="Fletes Norte")
    storage.now(lambda tx: tx.connection.execute(run.update().values(status="finished")))

    going = Going(storage, say, "Juan", FLOW)
    going.to("carrier", tractor_plate=now_typed, trailer_number="53TX999")

    assert offered(going) == ["Como la última vez: Fletes Norte"]
    assert storage.now(lambda tx: tx.runs.get(2)).unit == "ABC1234, 53TX999"


def test_the_state_of_a_plate_stands_in_the_record_and_is_offered_with_it() -> None:
    assert Plate().read(Pressed("TX ABC1234"), (), None) == "TX ABC1234"
