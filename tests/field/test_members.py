"""Members of a connected Slack workspace are let in by themselves, where the company has decided so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.named import Rejected
from bot.organisation import settle
from bot.store.leaving import leave
from tests.field.house import House, house
from tests.field.test_joining import stranger, who

ACCOUNT = "T0DEMO:U9001"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Ana is an administrator. Rosa, in the workspace, is known to nobody."""
    async with house(tmp_path, f"sqlite:///{tmp_path}/sello.db") as made:
        made.enrol("Ana Torres", "admin")
        stranger(made, "Rosa Díaz", "es", "slack")
        yield made


async def decide(home: House, **given: str) -> list[str]:
    return await home.apps[0].storage.transaction(lambda tx: settle(tx, "", "", given))


async def test_a_member_who_writes_is_let_in_and_what_they_wrote_is_heard(home):
    await decide(home, members="driver")

    await home.say("Rosa", "menú")

    assert await who(home, ACCOUNT) == ("Rosa Díaz", "driver", "Laredo yard", "es")
    first, menu = home.screen("Rosa")
    assert first == "Le damos la bienvenida a Transportes del Norte. Usted está aquí como operador, Laredo yard."
    assert menu.startswith("Hola, Rosa Díaz.")
    assert home.newest("Ana") == "Rosa Díaz has joined as driver at Laredo yard, as a member of the workspace."


async def test_a_member_in_danger_is_let_in_and_helped_at_once(home):
    await decide(home, members="driver")

    await home.say("Rosa", "me están asaltando")

    assert "[Estoy en peligro]" in home.newest("Rosa")


@pytest.mark.parametrize("outside", ["is_restricted", "is_ultra_restricted", "is_stranger", "is_invited_user"])
async def test_a_guest_or_somebody_of_another_company_is_not_let_in(home, outside):
    await decide(home, members="driver")
    home.at_slack("Rosa").screen.outside = outside

    await home.say("Rosa", "menú")

    assert await who(home, ACCOUNT) is None
    assert any("[Add]" in seen for seen in home.screen("Ana"))


async def test_nobody_is_let_in_where_nothing_was_decided(home):
    await home.say("Rosa", "menú")

    assert await who(home, ACCOUNT) is None


async def test_whoever_has_left_is_not_let_in_again(home):
    await decide(home, members="driver")
    await home.say("Rosa", "menú")
    person = next(id for id in [2])
    await home.apps[0].storage.transaction(lambda tx: leave(tx, person, home.clock()))

    await home.say("Rosa", "menú")

    assert await who(home, ACCOUNT) is None


async def test_whoever_was_declined_is_not_let_in(home):
    await home.say("Rosa", "menú")
    await home.press("Ana", "Not now")
    await decide(home, members="driver")

    await home.say("Rosa", "menú")

    assert await who(home, ACCOUNT) is None


async def test_an_open_request_is_settled_when_members_are_let_in(home):
    await home.say("Rosa", "menú")
    await decide(home, members="guard")

    await home.say("Rosa", "menú")

    assert await who(home, ACCOUNT) == ("Rosa Díaz", "guard", "Laredo yard", "es")
    assert not any("[Add]" in seen for seen in home.screen("Ana"))


async def test_somebody_of_telegram_is_vouched_for_by_nobody(home):
    await decide(home, members="driver")
    stranger(home, "Beto")

    await home.say("Beto", "hola")

    assert await who(home, "9002") is None


async def test_of_several_sites_one_has_to_be_named(home):
    home.enrol("Luis Paz", "guard", site="Tijuana dock")
    with pytest.raises(Rejected, match="--members-site says at which site: Laredo yard, Tijuana dock"):
        await decide(home, members="driver")

    told = await decide(home, members="driver", members_site="tijuana dock")
    await home.say("Rosa", "menú")

    assert "Members of the Slack workspace who write: let in as driver, Tijuana dock." in told
    assert await who(home, ACCOUNT) == ("Rosa Díaz", "driver", "Tijuana dock", "es")


@pytest.mark.parametrize("role", ["manager", "admin", "supervisor", "auditor", "hr", "security", "chef"])
def test_no_role_that_manages_or_reads_what_is_confidential_is_given_away(storage, world, role):
    with pytest.raises(Rejected, match="--members is one of: driver, guard, warehouse, dispatch"):
        storage.now(lambda tx: settle(tx, "", "", {"members": role}))
