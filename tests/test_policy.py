"""What an organisation decides for itself, and a site differently."""

import pytest

from bot.named import Rejected
from bot.organisation import settle
from bot.policy import Numbers, changed, policy
from bot.store.database import Storage
from tests.conftest import World


def test_a_site_has_its_own_numbers_and_the_organisations_where_it_says_nothing() -> None:
    org = changed("{}", {"dispatch": "+52 55 1", "security": "+52 55 2"})
    site = changed("{}", {"country": "US", "dispatch": "+1 956 3"})
    assert policy("MX", org, "{}").numbers == Numbers("911", "+52 55 1", "", "+52 55 2")
    assert policy("CO", org, "{}").numbers.emergency == "123"
    assert policy("CO", org, site).numbers == Numbers("911", "+1 956 3", "", "+52 55 2")


def test_an_empty_word_takes_the_default_again() -> None:
    held = changed("{}", {"inspect": "single", "emergency": "112"})
    assert policy("MX", held, "{}").by_station is False
    assert policy("MX", changed(held, {"inspect": "", "emergency": ""}), "{}") == policy("MX", "{}", "{}")


def test_what_is_set_holds_for_people_of_the_site(storage: Storage, world: World) -> None:
    storage.now(lambda tx: settle(tx, "", "", {"dispatch": "+52 55 1234 5678"}))
    told = storage.now(lambda tx: settle(tx, "", "Patio Vallejo", {"country": "us"}))
    assert "To call, dispatch: +52 55 1234 5678." in told
    assert "To call, emergency: 911." in told
    who = storage.now(lambda tx: tx.people.staff(world.organisation, ("manager",)))[0]
    assert policy(who.region, who.decided, who.site_decided).country == "US"
    assert storage.now(lambda tx: policy(*tx.organisations.decided(who.site_id))).country == "US"


@pytest.mark.parametrize(
    ("site", "given", "told"),
    [
        ("", {"emergency": "call Ana"}, "--emergency is a telephone number"),
        ("", {"inspect": "quickly"}, "--inspect is one of: stations, single"),
        ("", {"list17": "oea"}, "--list17 is one of"),
        ("", {"country": "Mexico"}, "no country code"),
        ("", {"check": "twice"}, "--check is one of: grave, all, none"),
        ("", {"due_high": "soon"}, "--due-high is a number of days, from 1 to 365"),
        ("", {"sign_off": "quizzes"}, "--sign-off is one of: inspections, none"),
        ("", {"second": "the boss"}, "--second is a role"),
        ("Patio Vallejo", {"silent_word": "lluvia"}, "for the whole organisation, without --site"),
        ("Patio Valejo", {"country": "US"}, "There is no site called"),
    ],
)
def test_what_cannot_be_set_is_said_in_a_sentence(
    storage: Storage, world: World, site: str, given: dict[str, str], told: str
) -> None:
    with pytest.raises(Rejected, match=told):
        storage.now(lambda tx: settle(tx, "", site, given))


def test_how_soon_something_is_to_be_done_and_who_checks_it_is_the_organisations_own(storage, world) -> None:
    told = storage.now(lambda tx: settle(tx, "", "", {"due_high": "2", "check": "all"}))

    assert any("due in 1 (critical), 2 (high), 14 (medium), 30 (low) days" in line for line in told)
    held = policy("MX", changed("{}", {"due_high": "2", "check": "none"}), "{}")
    assert (held.days("high"), held.days(""), held.checks("critical")) == (2, 14, False)
    assert [policy("MX", "{}", "{}").checks(one) for one in ("critical", "high", "medium", "")] == [
        True,
        True,
        False,
        False,
    ]
