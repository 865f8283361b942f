"""People whose names and accounts come from elsewhere: from another Slack team, or with signs that nobody sees."""

from datetime import UTC, datetime

import pytest

from bot.named import Rejected, name_of
from bot.people import add, everybody
from bot.store.database import Storage
from tests.conftest import World

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
GIVEN = {"role": "guard", "site": "Patio Vallejo", "org": "", "zone": "", "lang": ""}


def added(storage: Storage, name: str = "Berta", slack: str = "T0DEMO:U5") -> str:
    return storage.now(lambda tx: add(tx, ("en", "es"), NOW, name=name, slack=slack, **GIVEN))


def test_somebody_of_another_slack_team_is_added_with_a_warning(storage: Storage, world: World) -> None:
    storage.now(lambda tx: tx.people.stranger("slack", "T0DEMO:U9", "Outsider", NOW))

    assert "nobody of the team T9OTHER was ever heard" in added(storage, slack="T9OTHER:U5")
    assert "Careful" not in added(storage, "Carla", "T0DEMO:U6")


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u200f", " \u00ad ", "\u2060", "\ufeff", "\u180e", "\u115f"])
def test_a_name_of_nothing_that_can_be_seen_is_refused(name: str) -> None:
    with pytest.raises(Rejected, match="can be seen"):
        name_of(name, "--name")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("the driver\u202e", "the driver"),
        ("Juan\nPérez", "Juan Pérez"),
        ("\u2067Ana\u2069", "Ana"),
        ("Ana\tRuiz\r\n", "Ana Ruiz"),
        ("نورة الأحمد", "نورة الأحمد"),
        ("O'Brien-Núñez", "O'Brien-Núñez"),
        ("👨\u200d🔧 Luis", "👨\u200d🔧 Luis"),
        ("李小龍", "李小龍"),
    ],
)
def test_a_name_is_kept_as_it_is_seen(storage: Storage, world: World, typed: str, kept: str) -> None:
    added(storage, typed)

    assert any(f"  {kept}, guard, Patio Vallejo" in line for line in storage.read_now(everybody))
