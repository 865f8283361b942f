"""Codes in the store: each works once, only while it is good, and who guesses has to wait."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.store.codes import digest, new_code
from bot.store.invitations import Invited
from bot.store.sql import guess, invitation, line
from bot.store.tables import Organisation
from tests.conftest import LINES

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TELEGRAM = LINES["telegram"]


@pytest.fixture
def driver(world) -> Invited:
    return Invited(world.organisation, world.site, "driver", "es")


def made(storage, invited, now) -> tuple[str, int]:
    code = storage.now(lambda tx: tx.invitations.make(invited, now))
    found = storage.read_now(lambda tx: tx.invitations.find(code))
    assert found
    return code, found.id


def taken(storage, id: int, at, over: int = TELEGRAM) -> bool:
    return storage.now(lambda tx: tx.invitations.take(id, over, at))


def test_of_a_code_only_its_digest_is_kept(storage, driver, now):
    code, id = made(storage, driver, now)

    row = storage.read_now(lambda tx: tx.connection.execute(sa.select(invitation)).one())
    assert (row.id, row.digest) == (id, digest(code))
    assert code not in str(tuple(row))
    assert storage.read_now(lambda tx: tx.invitations.find(code)).invited == driver


def test_a_code_works_once(storage, driver, now):
    _, id = made(storage, driver, now)

    assert [taken(storage, id, now), taken(storage, id, now)] == [True, False]


def test_of_two_who_use_a_code_at_the_same_moment_one_comes_in(storage, driver, now):
    _, id = made(storage, driver, now)
    begin, came = threading.Barrier(2), []

    def comes() -> None:
        begin.wait()
        came.append(taken(storage, id, now))

    both = [threading.Thread(target=comes) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(came) == [False, True]


def test_an_invitation_is_good_for_seven_days(storage, driver, now):
    _, id = made(storage, driver, now)

    assert not taken(storage, id, now + 7 * DAY)
    assert taken(storage, id, now + 7 * DAY - timedelta(seconds=1))


def test_a_code_for_another_account_is_good_for_a_quarter_of_an_hour(storage, world, now):
    juan = Invited(world.organisation, world.site, "driver", person_id=world.people["Juan"])
    _, id = made(storage, juan, now)

    assert not taken(storage, id, now + timedelta(minutes=15))
    assert taken(storage, id, now + timedelta(minutes=14))


@pytest.mark.parametrize("whose", ["made_by", "person_id"])
def test_the_codes_of_somebody_who_has_left_work_no_longer(storage, world, now, whose):
    invited = Invited(world.organisation, world.site, "driver", **{whose: world.people["Ana"]})
    _, id = made(storage, invited, now)
    storage.now(lambda tx: tx.people.leave(world.people["Ana"], now))

    assert not taken(storage, id, now)


def test_a_code_is_of_no_use_at_the_bot_of_another_organisation(storage, driver, now):
    with Session(storage.engine) as session:
        session.add(other := Organisation(name="Aduanas del Sur"))
        session.flush()
        session.connection().execute(sa.update(line).where(line.c.id == TELEGRAM).values(organisation_id=other.id))
        session.commit()
    _, id = made(storage, driver, now)

    assert not taken(storage, id, now)
    assert taken(storage, id, now, LINES["slack"])


def test_tries_are_counted_for_an_hour_and_the_fifth_begins_another(storage, world, now):
    def tried(minutes: int, account: str = "9") -> int:
        return storage.now(lambda tx: tx.invitations.tried(TELEGRAM, account, now + timedelta(minutes=minutes)))

    assert [tried(0), tried(1), tried(2), tried(3), tried(59)] == [1, 2, 3, 4, 5]
    assert [tried(61), tried(118)] == [6, 7]
    assert tried(1, "10") == 1
    assert tried(119) == 1


def test_a_few_wrong_codes_are_forgotten_after_an_hour_and_with_a_right_one(storage, world, now):
    def tried(minutes: int) -> int:
        return storage.now(lambda tx: tx.invitations.tried(TELEGRAM, "9", now + timedelta(minutes=minutes)))

    assert [tried(0), tried(1), tried(60)] == [1, 2, 1]
    storage.now(lambda tx: tx.invitations.was_right(TELEGRAM, "9"))
    assert tried(61) == 1


def test_nobody_has_an_unknown_code(storage, world):
    assert storage.read_now(lambda tx: tx.invitations.find(new_code())) is None


def test_codes_that_are_long_over_are_removed_and_those_who_guessed_are_forgotten(storage, driver, now):
    used, id = made(storage, driver, now)
    expired, _ = made(storage, driver, now)
    taken(storage, id, now)
    storage.now(lambda tx: tx.invitations.tried(TELEGRAM, "7", now))
    later, much_later = now + 29 * DAY, now + 40 * DAY
    fresh, _ = made(storage, driver, later)

    assert storage.now(lambda tx: tx.invitations.forget(later)) == 0
    assert storage.now(lambda tx: tx.invitations.forget(much_later)) == 2

    left = storage.read_now(lambda tx: [bool(tx.invitations.find(one)) for one in (used, expired, fresh)])
    assert left == [False, False, True]
    assert storage.read_now(lambda tx: list(tx.connection.execute(sa.select(guess)))) == []


def test_a_pause_goes_on_though_codes_are_cleaned_up(storage, now):
    for _ in range(5):
        storage.now(lambda tx: tx.invitations.tried(TELEGRAM, "7", now))

    storage.now(lambda tx: tx.invitations.forget(now + HOUR / 2))

    assert storage.now(lambda tx: tx.invitations.tried(TELEGRAM, "7", now + HOUR / 2)) == 6
