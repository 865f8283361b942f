"""The numbers of records: one series for each site and year."""

import threading
from datetime import datetime

import pytest
import sqlalchemy as sa

from bot.store.database import Storage, engine_for
from bot.store.numbering import free, initials
from bot.store.transaction import Transaction
from bot.store.writing import Writers
from tests.conftest import World
from tests.saying import buttons, card, pressed, saying


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Patio Vallejo", "PV"),
        ("Laredo", "LAR"),
        ("Centro de Distribución Norte 2", "CDD"),
        ("Ñandú", "NAN"),
        ("  ", "S"),
        ("上海", "S"),
    ],
)
def test_a_site_is_called_by_its_initials(name: str, code: str) -> None:
    assert initials(name) == code


def test_two_sites_of_an_organisation_never_share_a_code(storage: Storage, world: World) -> None:
    assert free("PV", {"PV", "PV2"}) == "PV3"
    made = storage.now(lambda tx: tx.organisations.open_site(world.organisation, "Puerto Veracruz", "UTC"))
    assert storage.now(lambda tx: tx.numbering.next(made.id, 2026)) == "PV2-26-0001"


def test_a_series_goes_on_within_a_year_and_begins_again_with_the_next(storage: Storage, world: World) -> None:
    given = [storage.now(lambda tx, y=year: tx.numbering.next(world.site, y)) for year in (2026, 2026, 2027)]
    assert given == ["PV-26-0001", "PV-26-0002", "PV-27-0001"]


def test_two_who_finish_at_the_same_moment_get_two_numbers(storage: Storage, world: World) -> None:
    given: list[str] = []
    many = [
        threading.Thread(target=lambda: given.append(storage.now(lambda tx: tx.numbering.next(world.site, 2026))))
        for _ in range(8)
    ]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert sorted(given) == [f"PV-26-{n:04}" for n in range(1, 9)]


def test_a_cancelled_run_takes_no_number_and_a_finished_one_says_it(
    storage: Storage, world: World, now: datetime
) -> None:
    say = saying(storage, now)
    shown = say("Greta", press="s:incident")
    say("Greta", press=pressed(say("Greta", press=pressed(shown, "Cancel")), "Yes, cancel"))
    shown = say("Greta", press="s:incident")
    for label in ("Seal broken, missing or wrong", "Seals missing from stock", "Today", "Skip"):
        shown = say("Greta", press=pressed(shown, label))
    for words in ("Office, safe number 2", "04820914", "They were there yesterday."):
        shown = say("Greta", typed=words)
    for label in ("Skip", "Send the report"):
        shown = say("Greta", press=pressed(shown, label))
    facts = {line.label: line.value for line in card(shown).lines}
    assert facts["Record"] == "PV-26-0001"
    assert facts["By"] == "Greta"


def test_a_quiz_that_was_failed_says_what_was_wrong_and_can_be_taken_again(
    storage: Storage, world: World, now: datetime
) -> None:
    say = saying(storage, now)
    shown = say("Greta", press="s:cybersecurity")
    while not any(one.label == "Menu" for one in buttons(card(shown))):
        shown = say("Greta", press=card(shown).options[-1].data)
    last = card(shown)
    wrong = [line for line in last.lines if line.mark == "finding"]
    assert wrong
    assert all(" – right is: " in line.value for line in wrong)
    assert last.controls[0].label == "Again"
    assert card(say("Greta", press=last.controls[0].data)).progress == (1, 6)


def test_who_gets_a_number_holds_up_nobody_for_the_turns_of_others(postgres_url: str) -> None:
    own, beside, free_to_go = engine_for(postgres_url), engine_for(postgres_url), threading.Event()
    writers = Writers(own, threads=1)
    site = writers.put(site_of_its_own).result()
    writers.put(lambda _: free_to_go.wait())
    given = writers.put(lambda tx: tx.numbering.next(site, 2026))
    kept = writers.put(lambda _: last_of(beside, site))
    free_to_go.set()
    assert (given.result(), kept.result()) == ("PV-26-0001", 1)
    writers.close()
    for engine in (own, beside):
        engine.dispose()


def site_of_its_own(tx: Transaction) -> int:
    return tx.organisations.open_site(tx.organisations.begin("Norte"), "Patio Vallejo", "UTC").id


def last_of(beside: sa.Engine, site: int) -> int | None:
    """What somebody sees who is not in the same transaction."""
    with beside.connect() as connection:
        return connection.execute(sa.text(f"SELECT last FROM numbering WHERE site_id = {site}")).scalar()
