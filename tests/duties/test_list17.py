"""Which list of 17 points an organisation uses."""

from bot.organisation import settle
from tests.saying import buttons, card, saying

BOTH = {"s:tractor-trailer-17", "s:tractor-trailer-msc-17"}


def lists(storage, now) -> set[str]:
    say = saying(storage, now)
    said = say("Juan", command="inspect", rest="17")
    return BOTH & {button.data for button in buttons(card(said))}


def test_both_lists_are_offered_until_the_organisation_decides(storage, world, now):
    assert lists(storage, now) == BOTH


def test_the_other_list_cannot_be_started_once_it_has_decided(storage, world, now):
    storage.now(lambda tx: settle(tx, "", "", {"list17": "msc"}))
    say = saying(storage, now)

    said = say("Juan", press="s:tractor-trailer-17")

    assert not said.letters
    assert said.acked.toast
