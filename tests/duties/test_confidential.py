"""A confidential report is read by those who were notified of it, and by nobody who is named in it."""

import csv
import io

import pytest

from bot.cli.export import entries, write_csv
from bot.organisation import settle
from bot.store.sql import run, site
from tests.conftest import World
from tests.saying import Say, card, pressed, saying, told


@pytest.fixture
def say(storage, world: World, now) -> Say:
    return saying(storage, now)


def about(say: Say, whom: str) -> None:
    """A bribe, told to the question whom it is about."""
    said = say("Juan", press="s:incident")
    for label in ("Desconocidos, amenaza, soborno", "Soborno o complicidad interna"):
        said = say("Juan", press=pressed(said, label))
    say("Juan", typed=whom)


def test_nobody_is_notified_before_it_is_said_whom_it_is_about(storage, say, world):
    said = say("Juan", press="s:incident")
    for label in ("Desconocidos, amenaza, soborno", "Soborno o complicidad interna"):
        said = say("Juan", press=pressed(said, label))

    assert card(said).text == "¿Está involucrado alguien que trabaja aquí?"
    assert told(storage, world.people["Ana"]) == []


def test_whoever_is_named_is_not_notified_whatever_their_role(storage, say, world):
    about(say, "Ana")

    assert told(storage, world.people["Ana"]) == []


def test_whoever_is_not_named_is_notified_at_once(storage, say, world):
    about(say, "nadie de aquí")

    assert len(told(storage, world.people["Ana"])) == 1


def test_a_run_is_confidential_from_the_answer_on_that_makes_it_so(storage, say, world):
    about(say, "Ana")

    assert storage.read_now(lambda tx: tx.connection.execute(run.select()).one().confidential)


def test_the_export_withholds_what_is_in_it_unless_told(storage, say, world):
    about(say, "Ana")

    def exported(*, confidential: bool) -> list[dict[str, str]]:
        out = io.StringIO()
        write_csv(out, entries(storage, confidential=confidential))
        return list(csv.DictReader(io.StringIO(out.getvalue())))

    withheld, whole = exported(confidential=False), exported(confidential=True)
    assert len(withheld) == len(whole) == 3
    assert {(row["asked"], row["shown"], row["person"], row["account"]) for row in withheld} == {("", "", "", "")}
    assert "Ana" in whole[-1]["shown"]


def test_where_the_addressee_is_named_the_second_one_is_notified(storage, say, world):
    storage.now(lambda tx: settle(tx, "", "", {"second": "supervisor"}))

    about(say, "mi jefa, Ana")

    assert told(storage, world.people["Ana"]) == []
    assert len(told(storage, world.people["Luis"])) == 1


def test_human_resources_read_of_a_bribe_beside_the_manager_wherever_they_work(storage, say, world):
    with_hr(storage, world)

    about(say, "nadie de aquí")

    assert len(told(storage, world.people["Ana"])) == 1
    assert len(told(storage, world.people["Luis"])) == 1


def test_human_resources_read_of_a_bribe_that_names_the_manager(storage, say, world):
    with_hr(storage, world)

    about(say, "mi jefa, Ana")

    assert told(storage, world.people["Ana"]) == []
    assert len(told(storage, world.people["Luis"])) == 1


def with_hr(storage, world) -> None:
    """Luis is human resources now, at another site."""

    def work(tx):
        office = tx.connection.execute(
            site.insert().values(
                organisation_id=world.organisation, name="Oficina", zone="America/Mexico_City", code="OF"
            )
        ).inserted_primary_key[0]
        tx.people.change(world.people["Luis"], role="hr", site_id=office)

    storage.now(work)
