"""The arithmetic of a risk assessment, against a case that is written out by hand."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from bot.engine.kinds.ratings import RATINGS
from bot.programmes.risk import VALUE, Due, Seen, due, order, proposed, worst

D = date

# The case: Fletes del Bajío carries auto parts from Silao (GTO, MX) through Laredo (TX) to San Antonio (TX), assessed on 16 March 2026.
# Threats, as the manager rated them, with the values of the guide's sample (low 1, medium 2, high 3):
THREATS = {
    "terrorism": "low",  # 1: no activity or information on this route
    "contraband": "medium",  # 2: CBP told of finds at the bridge, none on these units
    "people": "low",  # 1
    "crime": "high",  # 3: two robberies on highway 57D in the year
    "conditions": "medium",  # 2
}
# 1 + 2 + 1 + 3 + 2 = 9, and 9 / 5 = 1.8: an average would say "medium". The maximum is 3, so the lane is high.
# Vulnerability, by what twelve months of records say: (criteria that apply, with nothing on record, findings, incidents) -> rating
RECORDS = {
    "3": (Seen(11, 0, 0, 0), "low"),  # all 11 covered, nothing wrong: meets all, 1
    "5": (Seen(24, 0, 6, 0), "medium"),  # all covered, but 6 findings: meets some, 2
    "6": (Seen(9, 2, 3, 1), "medium"),  # 7 of 9 covered, 3 findings, 1 incident: meets some, 2
    "7": (Seen(15, 0, 0, 1), "medium"),  # all covered, one incident: meets some, 2
    "8": (Seen(4, 4, 0, 0), "high"),  # none of 4 covered: does not meet, 3
    "9": (Seen(0, 0, 0, 0), "na"),  # no criterion of it applies to this type of company: it weighs nothing
}


def test_the_highest_threat_is_the_rating_of_the_lane_and_never_an_average():
    values = [VALUE[one] for one in THREATS.values()]

    assert values == [1, 2, 1, 3, 2]
    assert sum(values) / len(values) == 1.8
    assert worst(THREATS.values()) == "high"
    assert VALUE[worst(THREATS.values())] == 3


@pytest.mark.parametrize("category", RECORDS)
def test_what_the_records_suggest_of_a_category(category):
    seen, rating = RECORDS[category]

    assert proposed(seen) == rating


def test_the_worst_category_counts_and_what_does_not_apply_weighs_nothing():
    ratings = [proposed(seen) for seen, _ in RECORDS.values()]

    assert ratings == ["low", "medium", "medium", "medium", "high", "na"]
    assert worst(ratings) == "high"
    assert worst(["na", "na"]) == ""
    assert worst(["na", "low"]) == "low"
    assert worst([]) == ""


def test_one_high_makes_every_lane_high_whatever_else_is_rated():
    for some in product(RATINGS, repeat=5):
        wanted = "high" if "high" in some else "medium" if "medium" in some else "low"
        assert worst(some) == wanted


def test_more_on_record_against_a_category_never_lowers_what_is_proposed():
    for criteria, uncovered, findings, incidents in product((1, 3), (0, 1), (0, 2), (0, 1)):
        seen = Seen(criteria, uncovered, findings, incidents)
        for name in ("uncovered", "findings", "incidents"):
            more = replace(seen, **{name: getattr(seen, name) + 1})
            assert VALUE[proposed(more)] >= VALUE[proposed(seen)], (seen, name)


# The lane of the case was added on 1 March 2026, assessed on 16 March 2026, and a year later is 16 March 2027.
@pytest.mark.parametrize(
    ("assessed", "incidents", "today", "why", "on"),
    [
        (None, (), D(2026, 3, 1), "never", D(2026, 3, 1)),
        (None, (D(2026, 3, 2),), D(2026, 3, 5), "never", D(2026, 3, 1)),
        (D(2026, 3, 16), (), D(2026, 3, 16), "", D(2027, 3, 16)),
        (D(2026, 3, 16), (), D(2027, 3, 15), "", D(2027, 3, 16)),
        (D(2026, 3, 16), (), D(2027, 3, 16), "year", D(2027, 3, 16)),
        (D(2026, 3, 16), (D(2026, 3, 1),), D(2026, 4, 1), "", D(2027, 3, 16)),
        (D(2026, 3, 16), (D(2026, 8, 9), D(2026, 7, 4)), D(2026, 9, 1), "incident", D(2026, 7, 4)),
        (D(2026, 3, 16), (D(2027, 5, 1),), D(2027, 6, 1), "year", D(2027, 3, 16)),
        (D(2024, 2, 29), (), D(2025, 2, 28), "year", D(2025, 2, 28)),
    ],
)
def test_a_lane_is_due_when_it_was_never_assessed_after_an_incident_and_after_a_year(
    assessed, incidents, today, why, on
):
    assert due(D(2026, 3, 1), assessed, incidents, today) == Due(why, on)


def test_high_lanes_come_first_those_never_rated_before_them_and_what_is_due_before_what_is_not():
    late, fine = Due("year", D(2026, 1, 1)), Due("", D(2027, 1, 1))
    lanes = {
        "low and late": order("low", late, "a"),
        "medium": order("medium", fine, "b"),
        "high": order("high", fine, "c"),
        "high and late": order("high", late, "d"),
        "never": order("", Due("never", D(2026, 1, 1)), "e"),
    }

    assert sorted(lanes, key=lanes.__getitem__) == ["never", "high and late", "high", "medium", "low and late"]
