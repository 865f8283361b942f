"""Channels and groups in the store: one at each address, followed where it moves to, ended once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.audiences import KeptAudience
from tests.conftest import LINES

TELEGRAM, GROUP, NEW = LINES["telegram"], "-100500/7", "-100900"


@pytest.fixture
def group(storage, world, now) -> KeptAudience:
    return begun(storage, world, now)


def begun(storage, world, now, address: str = GROUP) -> KeptAudience:
    by = world.people["Ana"]
    return storage.now(lambda tx: tx.audiences.begin(world.organisation, TELEGRAM, address, "Yard", "es", by, now))


def reading(storage, world, sort: str, site: int | None = None) -> list[str]:
    return [
        one.address
        for one in storage.read_now(lambda tx: tx.audiences.reading(world.organisation, site or world.site, sort))
    ]


def test_begun_twice_it_is_one(storage, world, now, group):
    assert begun(storage, world, now + timedelta(days=1)) == group


def test_it_is_shown_what_was_chosen_and_of_which_site(storage, world, group):
    storage.now(lambda tx: tx.audiences.shows(group.id, ("reports", "due")))
    assert [reading(storage, world, sort) for sort in ("reports", "due", "actions", "")] == [[GROUP], [GROUP], [], []]

    storage.now(lambda tx: tx.audiences.change(group.id, site_id=world.site))
    assert reading(storage, world, "due") == [GROUP]
    assert reading(storage, world, "due", world.site + 1) == []


def test_nothing_of_it_is_shown_to_the_next_organisation(storage, world, group):
    storage.now(lambda tx: tx.audiences.shows(group.id, ("reports",)))

    assert storage.read_now(lambda tx: tx.audiences.reading(world.organisation + 1, world.site, "reports")) == []
    assert storage.read_now(lambda tx: tx.audiences.of(world.organisation + 1)) == []


def test_what_has_moved_goes_on_there_and_the_old_address_says_where(storage, now, group):
    storage.now(lambda tx: tx.audiences.closed(TELEGRAM, GROUP, NEW, now))
    closed = storage.read_now(lambda tx: tx.audiences.at(TELEGRAM, GROUP))
    assert (closed.closed, closed.moved_to) == (True, NEW)

    storage.now(lambda tx: tx.audiences.follow(closed, now))

    assert storage.read_now(lambda tx: tx.audiences.at(TELEGRAM, GROUP)) is None
    there = storage.read_now(lambda tx: tx.audiences.gone_to(TELEGRAM, GROUP))
    assert (there.id, there.address, there.closed, there.moved_to) == (group.id, NEW, False, "")


def test_where_it_has_moved_to_there_may_be_one_already(storage, world, now, group):
    other = begun(storage, world, now, NEW)
    storage.now(lambda tx: tx.audiences.closed(TELEGRAM, GROUP, NEW, now))
    closed = storage.read_now(lambda tx: tx.audiences.at(TELEGRAM, GROUP))

    storage.now(lambda tx: tx.audiences.follow(closed, now))

    assert [one.id for one in storage.read_now(lambda tx: tx.audiences.of(world.organisation))] == [other.id]


def test_it_ends_once_and_can_be_begun_again(storage, world, now, group):
    assert [storage.now(lambda tx: tx.audiences.end(group.id, now)) for _ in range(2)] == [True, False]

    again = begun(storage, world, now)
    assert again.id != group.id
    assert again.sorts == ()
