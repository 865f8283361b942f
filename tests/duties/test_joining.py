"""A code that comes in: once, whatever the platform does, and never for a group to read."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.channels.channel import Heard
from bot.engine.talk import Typed
from bot.store.invitations import Invited
from bot.store.sql import letter, person
from tests.conftest import LINES
from tests.saying import LIBRARY, WORDING, Say, count, saying, told

ROSA = "4242"


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


@pytest.fixture
def code(storage, world, now) -> str:
    return storage.now(
        lambda tx: tx.invitations.make(Invited(world.organisation, world.site, "driver", "es", "Rosa"), now)
    )


def test_an_update_that_comes_again_has_no_second_effect(storage, say, world, code):
    first = say(ROSA, typed=code, delivery="u1")
    again = say(ROSA, typed=code, delivery="u1")

    assert (len(first.letters), again.letters) == (1, ())
    assert (count(storage, person), count(storage, letter)) == (len(world.people) + 1, 1)


def test_where_others_read_along_nobody_joins(storage, world, now, code):
    assistant = Assistant(WORDING, LIBRARY)
    heard = Heard(
        "telegram", "u1", ROSA, ROSA, now, name="Rosa", command="start", rest=code, line=LINES["telegram"],
        elsewhere=True, door="https://t.me/sello_bot",
    )  # fmt: skip

    storage.now(lambda tx: assistant.receive(tx, heard, (), now))
    assert count(storage, person) == len(world.people)

    alone = replace(heard, delivery="u2", elsewhere=False, door="", command="", said=Typed(code))
    storage.now(lambda tx: assistant.receive(tx, alone, (Typed(code),), now))
    assert count(storage, person) == len(world.people) + 1


def test_somebody_who_left_comes_back_with_a_code_as_somebody_new(storage, say, world, now):
    juan = world.people["Juan"]
    storage.now(lambda tx: tx.people.leave(juan, now))
    invited = Invited(world.organisation, world.site, "guard", "es", "Juan")
    code = storage.now(lambda tx: tx.invitations.make(invited, now))

    say("Juan", typed=code)

    found = storage.now(lambda tx: next(m for m in tx.people.members() if m.name == "Juan"))
    assert (found.id != juan, found.role, len(found.accounts)) == (True, "guard", 1)


def test_who_is_added_by_hand_and_comes_by_a_code_at_the_same_moment_is_there_once(storage, say, world, code):
    admin = sa.update(person).where(person.c.id == world.people["Ana"]).values(role="admin")
    storage.now(lambda tx: tx.connection.execute(admin))
    say(ROSA, typed="hola")
    sure = f"{next(b.data for b in told(storage, world.people['Ana'])[-1].options if b.label == 'Add')}:driver:{world.site}:y"
    begin = threading.Barrier(2)

    def at_once(who: str, what: dict[str, str]) -> None:
        begin.wait()
        say(who, **what)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(at_once, ("Ana", ROSA), ({"press": sure}, {"typed": code})))

    here = [m for m in storage.now(lambda tx: tx.people.members()) if ("telegram", ROSA) in m.accounts]
    assert len(here) == 1
    assert storage.now(lambda tx: tx.petitions.open_of(LINES["telegram"], ROSA)) is None
