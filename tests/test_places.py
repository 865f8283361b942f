"""Channels and groups that show notices, at the keyboard."""

from datetime import UTC, datetime

import pytest

from bot.audiences import listed, removed
from bot.named import Rejected
from bot.store.tables import Organisation
from tests.conftest import LINES
from tests.test_cli import sello  # noqa: F401

NOW = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)


@pytest.fixture
def shown(storage, world):
    """Ana has set up a group; its number."""

    def begin(tx):
        one = tx.audiences.begin(
            world.organisation, LINES["telegram"], "-100500", "Yard", "es", world.people["Ana"], NOW
        )
        tx.audiences.shows(one.id, ("reports", "due"))
        return one.id

    return storage.now(begin)


def test_a_place_is_listed_with_what_is_shown_there_and_by_whom_it_was_set_up(storage, shown):
    assert storage.read_now(lambda tx: listed(tx, "")) == [
        f"{shown}  telegram Yard: reports, due; all sites; es; set up by Ana, 2026-11-21"
    ]


def test_a_place_that_is_removed_shows_nothing_anymore(storage, world, shown):
    assert storage.now(lambda tx: removed(tx, "", shown, NOW)) == "Nothing is shown in Yard anymore."

    assert storage.read_now(lambda tx: listed(tx, "")) == []
    assert storage.read_now(lambda tx: tx.audiences.reading(world.organisation, world.site, "due")) == []
    with pytest.raises(Rejected, match="There is no place"):
        storage.now(lambda tx: removed(tx, "", shown, NOW))


def test_a_place_of_another_organisation_is_not_removed(storage, shown):
    def add(tx):
        tx.connection.execute(Organisation.__table__.insert().values(name="Next door", region="", settings="{}"))

    storage.now(add)

    with pytest.raises(Rejected, match="There is no place"):
        storage.now(lambda tx: removed(tx, "Next door", shown, NOW))


def test_the_commands_say_where_there_is_nothing(sello):  # noqa: F811
    sello("people", "add", "--name", "Ana", "--role", "guard", "--site", "Patio Vallejo", "--telegram", "1")

    assert sello("places", "list").output == "Notices are shown in no channel and no group.\n"
    assert sello("places", "remove", "7").exit_code == 1
