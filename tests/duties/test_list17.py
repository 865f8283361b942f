"""Which list of 17 points an organisation uses, which of its points a unit has, and who may release the unit."""

import re
from dataclasses import replace

import pytest

from bot.engine.telling import advice
from bot.engine.walk import questions, verdict
from bot.organisation import settle
from tests.saying import LIBRARY, buttons, card, saying

NUMBER = re.compile(r"(\d+)\. ")  # the number of a point in its list
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


TRACTOR = {"tractor-trailer-17": "1 2 3 4 5 6 7 8 9 17", "tractor-trailer-msc-17": "1 2 3 4 5 6 7"}
ALL = " ".join(map(str, range(1, 18)))
TRAINING, CRITERION = TRACTOR


@pytest.mark.parametrize(
    ("flow", "answers", "numbers", "besides"),
    [
        (TRAINING, {"body": "none"}, TRACTOR[TRAINING], {"pests"}),
        (TRAINING, {"body": "dry_van", "load": "empty"}, ALL.replace("16 ", ""), {"pests"}),
        (TRAINING, {"body": "reefer", "load": "empty"}, ALL, {"pests"}),
        (TRAINING, {"body": "curtain", "load": "empty"}, ALL.replace("16 ", ""), {"pests"}),
        (TRAINING, {"body": "curtain", "load": "sealed"}, "1 2 3 4 5 6 7 8 9 10 11 13 14 15 17", {"pests"}),
        (TRAINING, {"body": "flatbed", "load": "empty"}, "1 2 3 4 5 6 7 8 9 10 12 17", {"pests"}),
        (TRAINING, {"body": "chassis"}, "1 2 3 4 5 6 7 8 9 10 17", {"pests"}),
        (
            TRAINING,
            {"body": "tanker", "load": "empty"},
            "1 2 3 4 5 6 7 8 9 10 17",
            {"pests", "tank_shell", "tank_hatches"},
        ),
        (CRITERION, {"scope": "tractor"}, TRACTOR[CRITERION], {"pests"}),
        (CRITERION, {"scope": "both", "body": "dry_van", "load": "empty"}, ALL, {"pests"}),
        (CRITERION, {"scope": "both", "body": "reefer", "load": "empty"}, ALL, {"pests", "t_reefer_unit"}),
        (CRITERION, {"scope": "both", "body": "curtain", "load": "empty"}, ALL, {"pests"}),
        (CRITERION, {"scope": "trailer", "body": "curtain", "load": "empty"}, "8 9 10 11 12 13 14 15 16 17", {"pests"}),
        (
            CRITERION,
            {"scope": "trailer", "body": "tanker", "load": "sealed"},
            "8 9 10 17",
            {"pests", "t_tank_shell", "t_tank_hatches"},
        ),
    ],
)
def test_each_unit_is_asked_the_points_it_has_and_each_has_the_number_of_its_list(flow, answers, numbers, besides):
    asked = [s for s in questions(LIBRARY.today[flow], answers) if s.point]

    counted = [int(found[1]) for s in asked if (found := NUMBER.match(s.prompt))]

    assert sorted(counted) == [int(number) for number in numbers.split()]
    assert {s.id for s in asked if not NUMBER.match(s.prompt)} == besides


@pytest.mark.parametrize("flow", TRACTOR)
def test_the_landing_gear_belongs_to_the_undercarriage_of_a_trailer(flow):
    points = [s for s in LIBRARY.today[flow].points if "landing gear" in s.hint]

    assert [s.prompt.partition(". ")[2] for s in points] == ["Outside and undercarriage"]
    assert "none" not in str(points[0].when)


@pytest.mark.parametrize(
    ("severity", "releases"),
    [
        ("critical", "Only the security manager releases the unit, with clearance from the authorities."),
        ("high", "Only the security or warehouse manager releases the unit."),
        ("medium", "The supervisor releases the unit after cleaning and a re-inspection."),
        ("low", "The supervisor decides whether the unit is used as it is."),
    ],
)
@pytest.mark.parametrize("flow", [*TRACTOR, "container-7", "reefer-8"])
def test_who_may_release_the_unit_follows_from_the_gravest_finding(flow, severity, releases):
    asked = LIBRARY.today[flow]
    ended = replace(verdict(asked, {}), severity=severity)

    told = " ".join(text.source for text in advice(asked, (), {}, ended, "manager"))

    assert releases in told
    assert told.count("release") + told.count("decides") == 1


@pytest.mark.parametrize("flow", [*TRACTOR, "container-7", "reefer-8"])
def test_a_point_that_somebody_may_have_altered_is_high_and_pests_are_medium(flow):
    grave = {s.id: s.on_fail.severity for s in LIBRARY.today[flow].points}

    assert grave.pop("pests") == "medium"
    assert set(grave.values()) == {"high"}
