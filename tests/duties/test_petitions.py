"""A stranger's request: who sees it, what is chosen, and what the stranger hears."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.channels.written import MESSAGE
from bot.store.sql import letter, line, person, petition
from bot.store.tables import Organisation, Person, Site
from tests.conftest import LINES
from tests.saying import Say, card, count, pressed, saying, told

ROSA = "4242"


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


@pytest.fixture
def admin(storage, world):
    """Ana is an administrator; Luis is a manager."""
    roles = {"Ana": "admin", "Luis": "manager"}
    for name, role in roles.items():
        change = sa.update(person).where(person.c.id == world.people[name]).values(role=role)
        storage.now(lambda tx, change=change: tx.connection.execute(change))


def heard_by(storage, address: str) -> list[str]:
    """What a chat was sent, the words of each letter."""
    bodies = sa.select(letter.c.body).where(letter.c.address == address).order_by(letter.c.id)
    found = storage.now(lambda tx: list(tx.connection.execute(bodies).scalars()))
    return [" ".join(filter(None, (m.note, m.text))) for m in map(MESSAGE.validate_json, found)]


def asked(storage, world, who: str = "Ana"):
    return told(storage, world.people[who])[-1]


def option(message, label: str) -> str:
    return next(b.data for b in message.options if b.label == label)


def test_a_request_reaches_the_administrators_and_nobody_else(storage, say, world, admin):
    say(ROSA, typed="hola")

    shown = asked(storage, world)
    assert (shown.title, [b.label for b in shown.options]) == ("4242 asks to be added.", ["Add", "Not now"])
    assert [line.value for line in shown.lines] == ["telegram 4242"]
    assert told(storage, world.people["Luis"]) == told(storage, world.people["Juan"]) == []


def test_without_an_administrator_the_managers_are_asked(storage, say, world):
    say(ROSA, typed="hola")

    assert asked(storage, world).title == "4242 asks to be added."


def test_a_stranger_is_shown_once_however_often_they_write(storage, say, world, admin):
    for later in (0, 10, 4000, 8000):
        say(ROSA, typed="hola", later=later)

    assert len(told(storage, world.people["Ana"])) == 1


def test_role_site_and_yes_add_somebody_who_hears_it_in_their_language(storage, say, world, admin, now):
    say(ROSA, typed="hola")
    roles = say("Ana", press=option(asked(storage, world), "Add"))
    sure = say("Ana", press=pressed(roles, "Driver"))
    assert card(sure).text == "Add 4242 as driver at Patio Vallejo?"
    assert count(storage, person) == len(world.people)

    done = say("Ana", press=pressed(sure, "Yes, add"))

    who = storage.now(lambda tx: tx.people.who(LINES["telegram"], ROSA))
    assert (who.name, who.role, who.site, who.lang) == ("4242", "driver", "Patio Vallejo", "es")
    assert heard_by(storage, ROSA)[-1].startswith("Ana le agregó a Transportes del Norte. Esto es lo que puede hacer.")
    assert "Ana has added 4242 as driver at Patio Vallejo." in [
        MESSAGE.validate_json(one.body).text for one in done.letters
    ]
    assert card(say(ROSA, typed="menú")).title == "Hola, 4242."


def test_of_several_sites_one_is_chosen(storage, say, world, admin):
    with Session(storage.engine) as session:
        session.add(Site(organisation_id=world.organisation, name="Muelle Tijuana", zone="America/Tijuana"))
        session.commit()
    say(ROSA, typed="hola")

    sites = say("Ana", press=pressed(say("Ana", press=option(asked(storage, world), "Add")), "Guard"))
    sure = say("Ana", press=pressed(sites, "Muelle Tijuana"))
    say("Ana", press=pressed(sure, "Yes, add"))

    assert storage.now(lambda tx: tx.people.who(LINES["telegram"], ROSA)).site == "Muelle Tijuana"


def test_not_now_is_told_to_the_stranger(storage, say, world, admin):
    say(ROSA, typed="hola")

    say("Ana", press=option(asked(storage, world), "Not now"))

    assert heard_by(storage, ROSA)[-1] == (
        "Por ahora no se le agregó. Si trabaja para esta empresa, hable con su gerente."
    )
    assert count(storage, person) == len(world.people)


def test_a_second_administrator_sees_that_it_was_done(storage, say, world, admin):
    for name in ("Ana", "Luis"):
        both = sa.update(person).where(person.c.id == world.people[name]).values(role="admin")
        storage.now(lambda tx, both=both: tx.connection.execute(both))
    say(ROSA, typed="hola")
    add = option(asked(storage, world, "Luis"), "Agregar")
    sure = say("Ana", press=f"{add}:driver:{world.site}")
    say("Ana", press=pressed(sure, "Yes, add"))

    assert asked(storage, world, "Luis").text == "Ana agregó a 4242 como conductor en Patio Vallejo."
    late = say("Luis", press=f"{add}:guard:{world.site}:y")

    assert late.acked.toast == "Ana ya agregó a 4242."
    assert storage.now(lambda tx: tx.people.who(LINES["telegram"], ROSA)).role == "driver"
    assert count(storage, person) == len(world.people) + 1


@pytest.mark.parametrize("who", ["Juan", "Luis", "Greta"])
def test_only_an_administrator_can_press(storage, say, world, admin, who):
    say(ROSA, typed="hola")

    pressed_by = say(who, press=f"j:1:admin:{world.site}:y")

    assert pressed_by.acked.toast in (
        "Only administrators can add people.",
        "Solo los administradores pueden agregar personas.",
    )
    assert count(storage, person) == len(world.people)


def other_organisation(storage, now) -> int:
    """Another company with an administrator of its own."""
    with Session(storage.engine) as session:
        other = Organisation(name="Otra empresa")
        session.add(other)
        session.flush()
        site = Site(organisation_id=other.id, name="Otro patio", zone="UTC")
        session.add(site)
        session.flush()
        session.add(
            Person(organisation_id=other.id, site_id=site.id, name="Eva", role="admin", lang="es", joined_at=now)
        )
        found = other.id
        session.commit()
    return found


def test_where_several_organisations_share_a_bot_nobody_is_shown_the_name(storage, say, world, admin, now):
    other_organisation(storage, now)

    first = say(ROSA, typed="hola")

    assert count(storage, petition) == 0
    assert "telegram 4242" in first.letters[0].body


def test_a_bot_of_one_organisation_asks_that_one(storage, say, world, admin, now):
    other_organisation(storage, now)
    ours = sa.update(line).where(line.c.id == LINES["telegram"]).values(organisation_id=world.organisation)
    storage.now(lambda tx: tx.connection.execute(ours))

    say(ROSA, typed="hola")

    assert asked(storage, world).title == "4242 asks to be added."


def test_a_request_of_another_organisation_cannot_be_decided(storage, say, world, admin, now):
    say(ROSA, typed="hola")
    theirs = sa.update(petition).values(organisation_id=other_organisation(storage, now))
    storage.now(lambda tx: tx.connection.execute(theirs))

    heard = say("Ana", press="x:1")

    assert heard.acked.toast == "Only administrators can add people."


def test_many_strangers_do_not_flood_the_administrators(storage, say, world, admin):
    for number in range(30):
        say(str(5000 + number), typed="hola")

    assert len(told(storage, world.people["Ana"])) == 20
