"""Where a partner stands: what is on file, the day, and what follows, as a table of cases."""

from datetime import date

import pytest

from bot.content.criteria import read_criteria
from bot.content.programmes import read_programmes
from bot.programmes.calendar import coming, months_after, next_reminder
from bot.programmes.scoring import FULL, HALF, NONE, Point, mended, score, unmet
from bot.programmes.standing import (
    CURRENT,
    EXPIRED,
    NOT_ENOUGH,
    NOTHING,
    SOON,
    WITHDRAWN,
    Shown,
    standing,
    worst_first,
)
from tests.saying import ROOT

FACTS = read_programmes(ROOT, read_criteria(ROOT).entities).facts
D = date


def shown(proof, dated, **more) -> Shown:
    return Shown(more.pop("id", 1), proof, dated, **more)


CASES = [
    # what is on file, risk, the day, where the partner stands, until when
    # BASC: one year, whatever is printed; enough while it is current, and open again the day after
    ("basc", [shown("basc", D(2026, 1, 10))], "", D(2026, 6, 1), CURRENT, D(2027, 1, 10)),
    ("basc in its last 60 days", [shown("basc", D(2026, 1, 10))], "", D(2026, 11, 11), SOON, D(2027, 1, 10)),
    ("basc 61 days before", [shown("basc", D(2026, 1, 10))], "", D(2026, 11, 10), CURRENT, D(2027, 1, 10)),
    ("basc on its last day", [shown("basc", D(2026, 1, 10))], "", D(2027, 1, 10), SOON, D(2027, 1, 10)),
    ("basc the day after", [shown("basc", D(2026, 1, 10))], "", D(2027, 1, 11), EXPIRED, D(2027, 1, 10)),
    (
        "basc printed shorter",
        [shown("basc", D(2026, 1, 10), until=D(2026, 7, 1))],
        "",
        D(2026, 8, 1),
        EXPIRED,
        D(2026, 7, 1),
    ),
    (
        "basc printed longer",
        [shown("basc", D(2026, 1, 10), until=D(2029, 1, 10))],
        "",
        D(2027, 2, 1),
        EXPIRED,
        D(2027, 1, 10),
    ),
    ("basc of 29 February", [shown("basc", D(2028, 2, 29))], "", D(2029, 2, 28), SOON, D(2029, 2, 28)),
    (
        "basc withdrawn",
        [shown("basc", D(2026, 1, 10), ended=D(2026, 3, 1))],
        "",
        D(2026, 3, 1),
        WITHDRAWN,
        D(2027, 1, 10),
    ),
    (
        "basc renewed",
        [shown("basc", D(2025, 1, 10)), shown("basc", D(2026, 1, 9), id=2)],
        "",
        D(2026, 6, 1),
        CURRENT,
        D(2027, 1, 9),
    ),
    # CTPAT: no printed end; looked at again every year
    ("svi check", [shown("svi", D(2026, 1, 10))], "", D(2026, 6, 1), CURRENT, D(2027, 1, 10)),
    ("svi check, a year and a day", [shown("svi", D(2026, 1, 10))], "", D(2027, 1, 11), EXPIRED, D(2027, 1, 10)),
    (
        "svi has no printed end",
        [shown("svi", D(2026, 1, 10), until=D(2030, 1, 1))],
        "",
        D(2027, 1, 11),
        EXPIRED,
        D(2027, 1, 10),
    ),
    ("mail from CBP", [shown("cbp-mail", D(2026, 1, 10))], "", D(2026, 12, 20), SOON, D(2027, 1, 10)),
    # AEO / OEA: only with an arrangement with the USA, and with security
    (
        "aeo Spain, security",
        [shown("aeo", D(2026, 1, 10), country="ES", security=True)],
        "",
        D(2026, 6, 1),
        CURRENT,
        D(2027, 1, 10),
    ),
    (
        "aeo Spain, customs only",
        [shown("aeo", D(2026, 1, 10), country="ES")],
        "",
        D(2026, 6, 1),
        NOT_ENOUGH,
        D(2027, 1, 10),
    ),
    (
        "oea Ecuador",
        [shown("aeo", D(2026, 1, 10), country="EC", security=True)],
        "",
        D(2026, 6, 1),
        NOT_ENOUGH,
        D(2027, 1, 10),
    ),
    (
        "oea Costa Rica",
        [shown("aeo", D(2026, 1, 10), country="CR", security=True)],
        "",
        D(2026, 6, 1),
        NOT_ENOUGH,
        D(2027, 1, 10),
    ),
    (
        "oea Colombia before its arrangement",
        [shown("aeo", D(2022, 6, 1), country="CO", security=True)],
        "",
        D(2023, 4, 16),
        NOT_ENOUGH,
        D(2023, 6, 1),
    ),
    (
        "oea Colombia with it",
        [shown("aeo", D(2022, 6, 1), country="CO", security=True)],
        "",
        D(2023, 4, 17),
        SOON,
        D(2023, 6, 1),
    ),
    (
        "oea Peru, printed end",
        [shown("aeo", D(2026, 1, 10), country="PE", security=True, until=D(2026, 9, 1))],
        "",
        D(2026, 6, 1),
        CURRENT,
        D(2026, 9, 1),
    ),
    ("oea Mexico", [shown("oea-mx", D(2026, 1, 10), security=True)], "", D(2026, 6, 1), CURRENT, D(2027, 1, 10)),
    ("pip", [shown("pip", D(2026, 1, 10))], "", D(2026, 6, 1), CURRENT, D(2027, 1, 10)),
    # none of these: a questionnaire, by the risk
    (
        "questionnaire, high risk",
        [shown("questionnaire", D(2026, 1, 10), score=85)],
        "high",
        D(2027, 1, 11),
        EXPIRED,
        D(2027, 1, 10),
    ),
    (
        "questionnaire, medium risk",
        [shown("questionnaire", D(2026, 1, 10), score=85)],
        "medium",
        D(2027, 1, 11),
        CURRENT,
        D(2028, 1, 10),
    ),
    (
        "questionnaire, low risk",
        [shown("questionnaire", D(2026, 1, 10), score=85)],
        "low",
        D(2036, 1, 1),
        CURRENT,
        None,
    ),
    (
        "questionnaire, no risk said: as high",
        [shown("questionnaire", D(2026, 1, 10), score=85)],
        "",
        D(2027, 1, 11),
        EXPIRED,
        D(2027, 1, 10),
    ),
    (
        "questionnaire below the mark",
        [shown("questionnaire", D(2026, 1, 10), score=79)],
        "low",
        D(2026, 6, 1),
        NOT_ENOUGH,
        None,
    ),
    ("iso 28000", [shown("other", D(2026, 1, 10))], "", D(2026, 6, 1), NOT_ENOUGH, None),
    ("nothing", [], "", D(2026, 6, 1), NOTHING, None),
    # the best of all that is there
    (
        "iso and basc",
        [shown("other", D(2026, 5, 1)), shown("basc", D(2026, 1, 10), id=2)],
        "",
        D(2026, 6, 1),
        CURRENT,
        D(2027, 1, 10),
    ),
    (
        "withdrawn and a questionnaire",
        [shown("svi", D(2026, 1, 1), ended=D(2026, 2, 1)), shown("questionnaire", D(2026, 3, 1), id=2, score=90)],
        "high",
        D(2026, 6, 1),
        CURRENT,
        D(2027, 3, 1),
    ),
]


@pytest.mark.parametrize(
    ("evidence", "risk", "today", "state", "by"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_partner_stands_where_its_evidence_says(evidence, risk, today, state, by) -> None:
    found = standing(FACTS, evidence, today, risk)

    assert (found.state, found.by) == (state, by)


@pytest.mark.parametrize(
    ("country", "signed"),
    [
        ("MX", "2014-10"),
        ("ES", "2012-05"),
        ("CO", "2023-04-17"),
        ("GT", "2023-04-17"),
        ("GB", "2021-01"),
        ("CA", "2008-06"),
    ],
)
def test_an_arrangement_is_found_with_its_date_also_through_a_union(country, signed) -> None:
    found = FACTS.arrangement(country)

    assert found is not None
    assert found.signed == signed
    assert found.source.startswith("https://")


@pytest.mark.parametrize("country", ["EC", "PA", "CR", "CL", "AR", "CN", "US"])
def test_a_country_without_an_arrangement_has_none(country) -> None:
    assert FACTS.arrangement(country) is None


def test_basc_is_no_arrangement_and_needs_none() -> None:
    assert FACTS.proofs["basc"].needs == ()


def test_only_importers_have_a_tier_and_only_in_ctpat() -> None:
    entities = read_criteria(ROOT).entities

    tiered = {(p, e) for p in FACTS.programmes for e in entities if FACTS.tiered(p, e)}

    assert tiered == {("ctpat", "importer")}


def test_the_worst_comes_first() -> None:
    today = D(2026, 6, 1)
    found = [
        ("Fine", standing(FACTS, [shown("basc", D(2026, 1, 10))], today)),
        ("Nothing", standing(FACTS, [], today)),
        ("Old", standing(FACTS, [shown("basc", D(2024, 1, 10))], today)),
        ("Withdrawn", standing(FACTS, [shown("svi", D(2026, 1, 1), ended=D(2026, 2, 1))], today)),
    ]

    assert [name for name, _ in worst_first(found)] == ["Withdrawn", "Nothing", "Old", "Fine"]


def test_reminders_come_so_many_days_before_and_the_day_after() -> None:
    by, seen, today = D(2027, 1, 10), [], D(2026, 6, 1)
    while (day := next_reminder(by, (60, 30), today)) is not None:
        seen.append(day)
        today = day

    assert seen == [D(2026, 11, 11), D(2026, 12, 11), D(2027, 1, 11)]


def test_the_days_of_a_membership_come_in_order_and_are_near_90_days_before() -> None:
    days = {"revalidation": D(2028, 3, 1), "review": D(2026, 9, 1), "gone": D(2026, 1, 1)}

    found = coming(FACTS, days, D(2026, 6, 3))

    assert [(one.returning.id, one.left, one.near) for one in found] == [
        ("review", 90, True),
        ("revalidation", 637, False),
    ]


def test_months_keep_to_the_end_of_a_shorter_month() -> None:
    assert months_after(D(2028, 2, 29), 12) == D(2029, 2, 28)
    assert months_after(D(2026, 12, 31), 2) == D(2027, 2, 28)


def points(*some: tuple[str, bool, int]) -> list[Point]:
    return [Point(f"p{n}", severity, must, met) for n, (severity, must, met) in enumerate(some)]


def test_a_score_weighs_points_by_their_severity_and_is_never_rounded_up() -> None:
    assert score(points(("critical", False, FULL), ("low", False, NONE)), FACTS.weights) == 80
    assert score(points(("high", False, FULL), ("high", False, FULL), ("high", False, NONE)), FACTS.weights) == 66
    assert score(points(("high", False, FULL), ("high", False, HALF)), FACTS.weights) == 75
    assert score([], FACTS.weights) is None


def test_a_must_that_is_not_met_is_never_hidden_by_the_total_and_counts_as_met_once_it_was_corrected() -> None:
    some = points(*[("low", False, FULL)] * 40, ("medium", True, HALF))

    assert (score(some, FACTS.weights) or 0) > 95
    assert unmet(some) == 1
    assert unmet(mended(some, {"p40"})) == 0
    assert score(mended(some, {"p40"}), FACTS.weights) == 100
