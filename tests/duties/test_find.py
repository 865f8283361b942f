"""Any record again: how it is typed, who finds what, and what is behind the numbers of a summary."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.channel import Message
from bot.duties.lists import TITLES
from bot.engine.run import Run
from bot.store import retention
from bot.store.database import Storage
from bot.store.reports import slot_of
from bot.store.runs import Given
from bot.store.transaction import Transaction
from tests.conftest import World
from tests.field.going import Going
from tests.saying import LIBRARY, Say, buttons, card, pressed, saying

NUMBER = re.compile(r"[A-Z]+-26-[0-9]{4}")
HEAD = {"Site", "By", "Begun", "Ended", "Unit", "Seal", "Result", "Severity", "Findings"}


@pytest.fixture
def say(storage: Storage, world: World, now: datetime) -> Say:
    return saying(storage, now)


def checked(storage: Storage, say: Say, who: str = "Juan", unit: str = "TR11", seal: str = "UL7700123") -> None:
    """A check at a hand-over, which ends with a hold: PV-26-0001, and so on."""
    going = Going(storage, say, who, "seal-vvtt")
    going.to("seals.1.stamped", unit_kind="trailer", trailer_number=unit)
    going.types(seal)
    going.finish()


WAYS = (
    "PV-26-0001", "PV-2026-0001", "pv 1", "pv1", "PV 26 1", "26-0001", "1", "TR11", "tr-11", "TR 11", "UL7700123", "ul 7700123",
    "UL77OO123", "sello UL7700123", "juan hoy", "Juan sábado", "JUAN 21/11", "2026-11-21 juan", "vallejo juan", "TR11 today",
    "el registro de juan de hoy", "21 nov tr11", "seal juan", "verificación juan", "0123 juan", "patio vallejo tr11 juan hoy",
)  # fmt: skip


def test_a_record_is_found_however_it_is_typed_and_opened_where_it_is_the_only_one(storage: Storage, say: Say) -> None:
    checked(storage, say)

    lost = [
        f"{word} {typed}"
        for typed in WAYS
        for word in ("buscar", "find")
        if "PV-26-0001" not in card(say("Ana", typed=f"{word} {typed}")).title
    ]

    assert lost == []


# What is in the books, without anybody who fills it in.


def kept(tx: Transaction, world: World, who: str, at: datetime, flow: str = "seal-vvtt", **has: Any) -> int:
    """A run that was begun and finished at a time; with `number` unless it is still open."""
    made = tx.runs.get(tx.runs.begin(world.who(tx, who), flow, LIBRARY.today[flow].digest, Run().as_json(), at))
    assert made
    tx.runs.name_unit(made.id, has.get("unit", ""))
    if has.get("secret"):
        tx.runs.keep_secret(made.id, confidential=True)
    if has.get("open"):
        return made.id
    number = tx.numbering.next(made.site_id, 2026)
    tx.runs.finish(
        made, at, has.get("outcome", "go"), has.get("severity", ""), has.get("score", 80), passed=has.get("passed", True),
        number=number,
    )  # fmt: skip
    return made.id


def numbers(message: Message) -> list[str]:
    """The records that a list opens, in its order."""
    return [one.label for one in message.options if one.data.startswith("rc:")]


def told(tx: Transaction, world: World, whom: str, run_id: int, now: datetime) -> None:
    """Somebody was notified of a run."""
    tx.letters.write(world.who(tx, whom), slot_of(run_id), "{}", now, edit=False, notice=True)


def test_several_are_a_list_with_pages_whose_buttons_say_tomorrow_what_they_say_today(
    storage: Storage, world: World, say: Say, now: datetime
) -> None:
    storage.now(lambda tx: [kept(tx, world, "Juan", now - timedelta(days=1, minutes=n)) for n in range(20)])

    first = card(say("Ana", command="find", rest="juan ayer"))
    assert numbers(first) == [f"PV-26-{n:04}" for n in range(1, 9)]
    further = next(one.data for one in first.controls if one.label == "›")
    assert further == "fi:juan.2026-11-20:1"
    second = card(say("Ana", press=further, later=24 * 60 * 60))
    assert numbers(second) == [f"PV-26-{n:04}" for n in range(9, 17)]
    third = card(say("Ana", press=next(one.data for one in second.controls if one.label == "›"), later=24 * 60 * 60))
    assert numbers(third) == [f"PV-26-{n:04}" for n in range(17, 21)]
    assert [one.label for one in third.controls if one.label in "‹›"] == ["‹"]


def test_without_words_it_says_what_can_be_typed_and_shows_the_last_records(
    storage: Storage, world: World, say: Say, now: datetime
) -> None:
    empty = card(say("Ana", command="find"))
    assert "There is no record yet." in empty.text
    assert [line.value for line in empty.head] == ["", "", ""]
    assert empty.head[0].label == "find LAR-26-0012"

    storage.now(lambda tx: [kept(tx, world, "Juan", now + timedelta(minutes=n)) for n in range(3)])
    shown = card(say("Ana", command="find"))
    assert numbers(shown) == ["PV-26-0003", "PV-26-0002", "PV-26-0001"]
    assert card(say("Juan", command="find")).text == "Los últimos de usted:"


@pytest.mark.parametrize("words", ["zacarías", "juan zacarías"])
def test_a_name_that_nobody_has_is_named(say: Say, words: str) -> None:
    assert card(say("Ana", command="find", rest=words)).text == "There is no site, person or form here called: zacarías"


def test_what_fits_nothing_says_so_and_what_can_be_typed(
    storage: Storage, world: World, say: Say, now: datetime
) -> None:
    storage.now(lambda tx: kept(tx, world, "Juan", now))

    shown = card(say("Ana", command="find", rest="XZ999"))

    assert shown.text == "Nothing was found for: XZ999"
    assert "Type a number" in shown.hint


def test_a_few_words_of_somebody_who_looks_after_records_are_looked_for_whatever_they_are(say: Say) -> None:
    assert card(say("Luis", typed="buscar zzz")).text == "Aquí no hay sitio, persona ni formulario con el nombre: zzz"


def test_words_that_are_no_search_stay_what_they_are(say: Say) -> None:
    """Somebody who is looking for a wrench searches no record."""
    assert card(say("Juan", typed="buscar la llave inglesa")).title != "Encontrado: la llave inglesa"


def test_the_day_is_that_of_the_site(storage: Storage, world: World, say: Say) -> None:
    """Half past ten in the evening in Tijuana is the next day in Mexico City."""
    late = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
    site = storage.now(lambda tx: tx.organisations.open_site(world.organisation, "Muelle", "America/Tijuana").id)
    storage.now(lambda tx: tx.people.change(world.people["Greta"], site_id=site))
    storage.now(lambda tx: [kept(tx, world, who, late) for who in ("Juan", "Greta")])

    assert "PV-26-0001" in card(say("Ana", command="find", rest="2026-11-21")).title
    assert (
        "M-26-0001" in card(say("Ana", command="find", rest="20/11 muelle")).title
        or "MUE-26-0001" in card(say("Ana", command="find", rest="20/11 muelle")).title
    )


def test_everybody_finds_their_own_those_who_look_after_a_site_its_inspections_and_managers_all(
    storage: Storage, world: World, say: Say, now: datetime
) -> None:
    """Rows: whose it is and what; columns: who finds it."""
    far = storage.now(lambda tx: tx.organisations.open_site(world.organisation, "Muelle", "America/Tijuana").id)

    def working(tx: Transaction) -> None:
        kept(tx, world, "Juan", now)  # 1
        kept(tx, world, "Greta", now)  # 2
        kept(tx, world, "Juan", now, "incident", severity="high")  # 3
        kept(tx, world, "Juan", now, "seals")  # 4
        secret = kept(tx, world, "Juan", now, "incident", secret=True)  # 5
        told(tx, world, "Luis", secret, now)
        tx.people.change(world.people["Greta"], site_id=far)
        kept(tx, world, "Greta", now)  # of the other site

    storage.now(working)

    def finds(who: str) -> set[str]:
        hits = set()
        for words in ("1", "2", "3", "4", "5", "mue 1"):
            shown = card(say(who, command="find", rest=words))
            hits |= {*numbers(shown), *NUMBER.findall(shown.title)}
        return hits

    assert finds("Juan") == {"PV-26-0001", "PV-26-0003", "PV-26-0004", "PV-26-0005"}
    assert finds("Luis") == {"PV-26-0001", "PV-26-0002", "PV-26-0005"}
    assert finds("Greta") == {"PV-26-0002", "MUE-26-0001"}
    assert finds("Ana") == {"PV-26-0001", "PV-26-0002", "PV-26-0003", "PV-26-0004", "MUE-26-0001"}


def test_a_number_that_fits_a_unit_by_its_end_finds_it(storage: Storage, say: Say) -> None:
    checked(storage, say)

    assert "PV-26-0001" in card(say("Ana", command="find", rest="0123")).title


# The card.


def test_the_card_says_what_it_came_to_with_findings_first_and_leads_on(storage: Storage, say: Say) -> None:
    checked(storage, say)

    shown = card(say("Ana", command="find", rest="1"))

    labels = [line.label for line in shown.lines]
    assert labels[:2] == ["Site", "By"]
    assert ("Result", "On hold", "finding") in [(line.label, line.value, line.mark) for line in shown.lines]
    points = [line for line in shown.lines if line.label not in HEAD]
    assert [line.label for line in points[:2]] == ["Seal 1, documents", "Seal 1, stamped"]  # two that belong together
    assert points[1].mark == "finding"
    assert {"History", "Unit TR11", "Seal UL7700123"} <= {one.label for one in buttons(shown)}


def test_a_button_opens_the_record_below_and_turns_its_pages_in_their_place(storage: Storage, say: Say) -> None:
    checked(storage, say)
    shown = say("Ana", command="unit", rest="TR11")

    opened = say("Ana", press=pressed(shown, "PV-26-0001"))

    assert "PV-26-0001" in card(opened).title
    assert not opened.letters[-1].edit
    turned = say("Ana", press="rc:1:p")
    assert turned.letters[-1].edit


def test_changes_stand_on_a_page_of_their_own_with_who_when_before_and_after(
    storage: Storage, world: World, say: Say, now: datetime
) -> None:
    def working(tx: Transaction) -> int:
        run = kept(tx, world, "Juan", now)
        there = tx.runs.get(run)
        assert there
        for value, shown, who in (("Km 1", "Km 1", "Juan"), ("Km 23", "Km 23", "Juan"), ("Gate 2", "Gate 2", "Luis")):
            tx.runs.record(there, Given("where", value, "Where?", shown, finding=False), world.who(tx, who), now)
        return run

    run = storage.now(working)
    shown = say("Ana", press=f"rc:{run}")

    page = card(say("Ana", press=pressed(shown, "Changes (2)")))

    assert [line.value.split(" · ")[:2] for line in page.lines] == [
        ["Km 1 → Km 23", "Juan"],
        ["Km 23 → Gate 2", "Luis"],
    ]
    assert any("(by Luis" in line.value for line in card(shown).lines)
    assert "Back to the record" in {one.label for one in buttons(page)}


def test_of_a_removed_record_managers_read_what_is_left_and_others_nothing(
    storage: Storage, world: World, say: Say, now: datetime
) -> None:
    run = storage.now(lambda tx: kept(tx, world, "Greta", now))
    storage.now(lambda tx: retention.remove(tx, world.organisation, [run], "keep_inspections", now))

    assert "was removed" in "".join(card(say("Ana", command="find", rest="PV-26-0001")).lead)
    assert card(say("Juan", command="find", rest="PV-26-0001")).lead == ()
    assert say("Ana", press=f"rc:{run}").acked.toast == "There is no such record, or it is not open to you."


# Lists.


@pytest.mark.parametrize("what", TITLES)
def test_every_list_has_an_empty_state_in_both_languages_and_a_way_back(
    storage: Storage, world: World, say: Say, what: str
) -> None:
    storage.now(lambda tx: tx.people.change(world.people["Luis"], role="auditor"))

    english, spanish = (card(say(who, press=f"li:{what}:2025-W07")) for who in ("Ana", "Luis"))

    assert english.text == "There is nothing in this list."
    assert spanish.text == "No hay nada en esta lista."
    assert next(one.data for one in english.controls if one.label == "Back to the summary") == "w:2025-W07"


@pytest.mark.parametrize("who", ["Juan", "Greta", "Luis"])
def test_lists_are_for_those_who_read_the_summary(say: Say, who: str) -> None:
    heard = say(who, press="li:finished")

    assert not heard.letters
    assert heard.acked.toast


def test_a_forged_button_of_a_list_is_nothing(storage: Storage, say: Say) -> None:
    other = storage.now(lambda tx: tx.organisations.open_site(tx.organisations.begin("Otra"), "Lejos", "UTC").id)

    for data in ("li:everything", "li:finished:2026-W99", f"li:finished:2026-W47:{other}", "li:finished:2026-W47:99"):
        assert say("Ana", press=data).acked.toast == "There is nothing in this list."


def test_a_list_has_a_line_and_a_button_an_entry_and_pages(
    storage: Storage, world: World, say: Say, now: datetime
) -> None:
    storage.now(lambda tx: [kept(tx, world, "Juan", now - timedelta(minutes=n), unit="TR11") for n in range(10)])
    storage.now(lambda tx: kept(tx, world, "Juan", now, "incident", secret=True, severity="high"))

    first = card(say("Ana", press="li:finished"))

    assert first.title == "Finished"
    assert first.hint.endswith("1 to 8 of 11")
    assert first.lines[0].label == "PV-26-0011 · Confidential report"
    assert "Juan" not in first.lines[0].value
    assert first.lines[1].label == "PV-26-0001 · Seal check at a handover (VVTT) · TR11"
    assert first.lines[1].value.startswith("Without findings · Juan · Patio Vallejo · ")
    assert len(numbers(first)) == 7
    last = card(say("Ana", press=next(one.data for one in first.controls if one.label == "›")))
    assert numbers(last) == [f"PV-26-{n:04}" for n in (8, 9, 10)]
    assert card(say("Ana", press="li:finished:2026-W47:0:99")).hint == last.hint
