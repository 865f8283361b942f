"""The seal ledger: from the answers of a run, and held against the answers of the next."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.store.database import Storage
from bot.store.sql import seal_event
from bot.store.tables import Handle, Organisation, Person, Site
from tests.conftest import LINES, World
from tests.field.going import Going
from tests.saying import Say, card, saying

OK = "Conforme"
NUMBER = "UL0012345"
Chain = list[tuple[str, str, str]]


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


def chain(storage: Storage, world: World, number: str = NUMBER) -> Chain:
    events = storage.now(lambda tx: tx.ledger.chain(world.organisation, number))
    return [(one.event, one.unit, one.disputed) for one in events]


def affixing(storage: Storage, say: Say, unit: str, until: str = "affixed", **given: str) -> Going:
    going = Going(storage, say, "Luis", "seal-affixing")
    going.to(until, unit_kind="trailer", trailer_number=unit, **given)
    return going


def sealed(storage: Storage, say: Say, unit: str = "TR11") -> None:
    affixing(storage, say, unit).press(OK)


def lead(going: Going) -> str:
    return "\n".join(going.card.lead)


def received(storage: Storage, say: Say, first: str = NUMBER, last: str = NUMBER) -> None:
    going = Going(storage, say, "Luis", "seals-received")
    going.to("last", first=first)
    going.types(last)


def issued(storage: Storage, say: Say, number: str = NUMBER) -> Going:
    going = Going(storage, say, "Luis", "seals-issued")
    going.to("seals.1.number")
    going.types(number)
    return going


def test_a_seal_is_in_the_ledger_once_it_is_on_the_unit_and_not_before(storage, say, world):
    going = affixing(storage, say, "TR11")
    assert chain(storage, world) == []

    going.press(OK)

    assert chain(storage, world) == [("affixed", "TR11", "")]


def test_a_seal_that_is_used_twice_stops_the_second_unit(storage, say, world):
    sealed(storage, say)
    going = affixing(storage, say, "TR22", "stamped")

    going.types(NUMBER)

    assert going.step == ""
    assert "TR11" in lead(going)
    assert chain(storage, world)[1:] == [("affixed", "TR22", "elsewhere")]


def test_a_number_that_was_mistyped_is_corrected_and_the_ledger_keeps_both(storage, say, world):
    sealed(storage, say)
    going = affixing(storage, say, "TR22", "stamped", issued="UL0099999")
    going.types(NUMBER)
    data = next(b.data for b in going.card.options if b.label.startswith("1. Sello, grabado"))
    going.said = say("Luis", press=data)

    going.types("UL0099999")

    assert going.step == "seal_sound"
    assert chain(storage, world) == [("affixed", "TR11", "")]
    rows = storage.now(lambda tx: tx.connection.execute(sa.select(seal_event.c.taken_back)).scalars().all())
    assert [row is not None for row in rows] == [False, False, True]


def test_a_unit_that_is_renamed_on_the_way_takes_its_seal_along(storage, say, world):
    going = affixing(storage, say, "TR11")
    going.press(OK)
    while going.step != "trailer_number":
        going.press("Atrás")

    going.types("TR12")

    assert chain(storage, world) == [("affixed", "TR12", "")]
    assert storage.now(lambda tx: tx.ledger.on_unit(world.organisation, "TR11")) == ()


def test_a_form_that_is_canceled_has_done_nothing_to_a_seal(storage, say, world):
    going = affixing(storage, say, "TR11")
    going.press(OK)

    going.press("Cancelar")
    going.press("Sí, cancelar")

    assert chain(storage, world) == []


def test_another_seal_than_the_one_that_was_affixed_stops_the_check(storage, say, world):
    sealed(storage, say)
    going = Going(storage, say, "Juan", "seal-vvtt")
    going.to("seals.1.stamped", unit_kind="trailer", trailer_number="TR11", documents="UL0077777")

    going.types("UL0077777")

    assert going.step == ""
    assert NUMBER in lead(going)
    assert chain(storage, world, "UL0077777") == [("verified", "TR11", "another")]


def test_a_seal_that_the_ledger_never_heard_of_is_fine_at_a_unit_it_knows_nothing_of(storage, say, world):
    going = Going(storage, say, "Juan", "seal-vvtt")

    going.to("seals.1.more", unit_kind="trailer", trailer_number="TR11")

    assert chain(storage, world) == [("verified", "TR11", "")]


def test_a_container_and_the_trailer_below_it_do_not_contradict_each_other(storage, say):
    going = Going(storage, say, "Luis", "seal-affixing")
    going.to("affixed", unit_kind="container", container_number="CSQU3054383")
    going.press(OK)
    trip = Going(storage, say, "Juan", "in-transit")

    trip.to("seals.1.more", trailer_number="TR11")

    assert trip.values["seals.1.stamped"] == NUMBER


def test_a_box_of_seals_is_received_in_a_row_with_the_zeros_in_front(storage, say, world):
    received(storage, say, "UL0000099", "UL0000102")

    numbers = storage.now(lambda tx: tx.ledger.in_hand(world.organisation, world.site, "received"))
    assert numbers == ("UL0000099", "UL0000100", "UL0000101", "UL0000102")


@pytest.mark.parametrize(
    ("first", "last"), [("UL102", "UL099"), ("UL100", "XL101"), ("UL1", "UL2000"), ("UL99", "UL100")]
)
def test_what_is_no_row_of_seals_is_refused(storage, say, world, first, last):
    going = Going(storage, say, "Luis", "seals-received")
    going.to("last", first=f"{first}")

    going.types(last)

    assert "no forman una serie de sellos" in going.card.note
    assert chain(storage, world, last) == []


def test_a_seal_that_is_issued_twice_is_said_at_once(storage, say, world):
    received(storage, say)
    issued(storage, say)

    going = issued(storage, say)

    assert "Juan Pérez" in lead(going)
    assert "se entregó" in lead(going)
    assert chain(storage, world)[2:] == [("issued", "", "issued")]


def test_where_a_stock_is_kept_a_seal_that_was_never_received_or_issued_is_not_affixed(storage, say, world):
    received(storage, say)

    unissued, unknown = affixing(storage, say, "TR11", "stamped"), None
    unissued.types(NUMBER)
    assert "nunca se entregó a nadie" in lead(unissued)
    unknown = affixing(storage, say, "TR12", "stamped", issued="ZZ0001")
    unknown.types("ZZ0001")
    assert "nunca entró al inventario" in lead(unknown)


def test_a_box_that_was_received_already_is_said_at_once(storage, say):
    received(storage, say, "UL0000001", "UL0000010")
    going = Going(storage, say, "Luis", "seals-received")
    going.to("last", first="UL0000010")

    going.types("UL0000012")

    assert "UL0000010 ya está en el registro" in lead(going)


def test_a_seal_that_was_destroyed_is_never_found_again(storage, say, world):
    going = Going(storage, say, "Luis", "seal-destroyed")
    going.to("signature", reason="used")
    again = Going(storage, say, "Juan", "seal-vvtt")
    again.to("seals.1.stamped", unit_kind="trailer", trailer_number="TR11")

    again.types(NUMBER)

    assert "lo destruyó" in lead(again)
    assert chain(storage, world) == [("destroyed", "", ""), ("verified", "TR11", "destroyed")]


def test_the_seal_that_an_authority_puts_on_takes_the_place_of_the_one_before(storage, say, world):
    sealed(storage, say)
    trip = Going(storage, say, "Juan", "in-transit")
    trip.to(
        "seals.1.tug", reason="authority", load="sealed", opened="yes", trailer_number="TR11", documents="AD0001",
        stamped="AD0001",
    )  # fmt: skip

    assert chain(storage, world, "AD0001") == [("replaced", "TR11", "")]
    on_it = storage.now(lambda tx: tx.ledger.on_unit(world.organisation, "TR11"))
    assert [one.number for one in on_it] == ["AD0001"]


def test_a_count_is_held_against_the_stock(storage, say):
    received(storage, say, "UL0000001", "UL0000010")
    issued(storage, say, "UL0000003")
    going = Going(storage, say, "Luis", "seal-audit")
    going.to("counted")

    going.types("8")
    assert "debería haber 9 sellos" in lead(going)
    going.press("Atrás")
    going.types("9")
    going.to("seals.1.sample")


def test_a_seal_of_a_unit_does_not_belong_in_the_drawer(storage, say):
    sealed(storage, say)
    going = Going(storage, say, "Luis", "seal-audit")
    going.to("seals.1.sample")

    going.types(NUMBER)

    assert "TR11" in lead(going)


def test_a_seal_that_another_has_affixed_meanwhile_stops_whoever_comes_second(storage, say, world):
    late = affixing(storage, say, "TR22")
    other = Going(storage, say, "Ana", "seal-affixing")
    other.to("affixed", unit_kind="trailer", trailer_number="TR11")
    other.press("OK")
    storage.now(lambda tx: tx.people.focus(world.people["Luis"], None))

    late.said = say("Luis", press=late_button(late, OK))

    assert "TR11" in "\n".join(card(late.said).lead)
    assert chain(storage, world) == [("affixed", "TR11", ""), ("affixed", "TR22", "elsewhere")]


def late_button(going: Going, label: str) -> str:
    return next(b.data for b in (*going.card.options, *going.card.controls) if b.label == label)


def test_the_chain_of_a_seal_is_one_card_and_the_next_organisation_sees_nothing_of_it(storage, say, world, now):
    sealed(storage, say)
    stranger = neighbour(storage, now)

    mine, theirs = (
        say("Luis", command="sello", rest="ul-0012345"),
        say(stranger, command="seal", rest=NUMBER),
    )

    shown = card(mine)
    assert shown.title == f"Sello {NUMBER}"
    assert [line.label for line in shown.lines] == ["colocado"]
    assert all(part in shown.lines[0].value for part in ("TR11", "Luis"))
    assert NUMBER in card(theirs).text
    assert card(theirs).lines == ()
    forged = say(stranger, press=f"seal:{NUMBER}")
    assert card(forged).lines == ()


def test_several_seals_with_the_same_end_are_offered_by_buttons(storage, say):
    received(storage, say, "UL0000098", "UL0000102")
    received(storage, say, "ZX0000101", "ZX0000101")

    shown = card(say("Luis", command="sello", rest="0101"))

    assert [b.label for b in shown.options] == ["UL0000101", "ZX0000101"]
    assert card(say("Luis", press=shown.options[1].data)).title == "Sello ZX0000101"


def test_without_a_number_the_stock_is_told(storage, say):
    received(storage, say, "UL0000001", "UL0000010")

    shown = card(say("Luis", typed="/sello"))

    assert "10 (UL0000001 – UL0000010)" in [line.value for line in shown.lines]


def test_a_stranger_learns_nothing_of_a_seal(storage, say):
    sealed(storage, say)

    heard = say("99999", command="seal", rest=NUMBER)

    assert all("TR11" not in letter.body for letter in heard.letters)


def neighbour(storage: Storage, now: datetime) -> str:
    """Somebody of the next organisation, with an account on Telegram."""
    with Session(storage.engine) as session:
        session.add(other := Organisation(name="Next door"))
        session.flush()
        assert other.id
        session.add(site := Site(organisation_id=other.id, name="Their yard", zone="America/Chicago"))
        session.flush()
        assert site.id
        session.add(
            eve := Person(
                organisation_id=other.id, site_id=site.id, name="Eve", role="manager", lang="en", joined_at=now
            )
        )
        session.flush()
        assert eve.id
        session.add(Handle(person_id=eve.id, line_id=LINES["telegram"], account="666", address="666"))
        session.commit()
    return "666"


def test_of_two_who_affix_one_seal_in_the_same_moment_one_is_stopped(storage, say, world, now):
    ana = Going(storage, say, "Ana", "seal-affixing")
    ana.to("affixed", unit_kind="trailer", trailer_number="TR22")
    hers = late_button(ana, "OK")
    his = late_button(affixing(storage, say, "TR11"), OK)
    both, begin = {"Ana": hers, "Luis": his}, threading.Barrier(2)

    def at_once(who: str) -> None:
        begin.wait()
        say(who, press=both[who], delivery=f"at once {who}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(at_once, both))

    assert sorted(one[2] for one in chain(storage, world)) == ["", "elsewhere"]


def test_the_same_inspection_again_asks_for_the_unit_that_may_be_on_hold(storage, say):
    going = affixing(storage, say, "TR11", "signature", recorded="problem")
    going.types("Luis")
    going.finish()

    going.press("Inspeccionar de nuevo")

    assert "unit_kind" in going.values
    going.to("trailer_number")


def test_in_slack_the_number_alone_after_our_name_shows_its_chain(storage, say):
    sealed(storage, say)

    assert card(say("Ana", command="ul0012345")).title == "Seal UL0012345"
