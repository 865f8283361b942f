"""When training is due again: by the days of its file, or by what is planned; whose plan it is, and what an edition changes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.figures.training import due_again
from bot.recurring import days_later
from bot.store.schedules import Planned

LAREDO, TIJUANA, MADRID = "America/Chicago", "America/Tijuana", "Europe/Madrid"


def plan(rule: str, begins: str, at: str = "07:00") -> Planned:
    return Planned(1, 1, "seals", "guard", None, True, False, rule, date.fromisoformat(begins), at, 120)


YEARLY = plan("FREQ=YEARLY", "2026-01-15")
LEAP = plan("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29")
OVER = plan("FREQ=YEARLY;UNTIL=20260201T000000", "2026-01-15")


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "days", "plans", "zone", "due"),
    [
        (None, 365, (), LAREDO, None),
        (None, 365, (YEARLY,), LAREDO, None),
        ("2026-03-01 15:00", 365, (), LAREDO, "2027-03-01 15:00"),
        ("2027-03-01 15:00", 365, (), LAREDO, "2028-02-29 15:00"),
        ("2028-02-29 15:00", 365, (), LAREDO, "2029-02-28 15:00"),
        ("2026-03-01 15:00", 182, (), LAREDO, "2026-08-30 15:00"),
        ("2026-03-01 15:00", 365, (YEARLY,), LAREDO, "2027-01-15 13:00"),
        ("2026-03-01 15:00", 365, (YEARLY,), TIJUANA, "2027-01-15 15:00"),
        ("2026-03-01 15:00", 365, (YEARLY,), MADRID, "2027-01-15 06:00"),
        ("2026-01-15 12:59", 365, (YEARLY,), LAREDO, "2026-01-15 13:00"),
        ("2026-01-15 13:00", 365, (YEARLY,), LAREDO, "2027-01-15 13:00"),
        (
            "2026-03-01 15:00",
            365,
            (YEARLY, plan("FREQ=MONTHLY;BYMONTHDAY=1", "2026-01-01")),
            LAREDO,
            "2026-04-01 12:00",
        ),
        ("2024-03-01 15:00", 365, (LEAP,), LAREDO, "2028-02-29 13:00"),
        ("2026-03-01 15:00", 365, (OVER,), LAREDO, "2027-03-01 15:00"),
    ],
)
def test_it_is_due_so_many_days_after_it_was_passed_or_when_it_is_planned(last, days, plans, zone, due):
    assert due_again(utc(last) if last else None, days, plans, zone) == (utc(due) if due else None)


@pytest.mark.parametrize(
    ("at", "days", "zone", "later"),
    [
        ("2026-11-21 17:00", 1, LAREDO, "2026-11-22 17:00"),
        ("2027-03-13 15:00", 1, LAREDO, "2027-03-14 14:00"),
        ("2027-03-13 08:30", 1, LAREDO, "2027-03-14 08:30"),
        ("2026-10-31 15:00", 3, LAREDO, "2026-11-03 16:00"),
        ("2028-02-28 18:00", 1, LAREDO, "2028-02-29 18:00"),
        ("2026-12-31 18:00", 60, LAREDO, "2027-03-01 18:00"),
    ],
)
def test_so_many_days_later_it_is_the_same_hour_where_they_work(at, days, zone, later):
    assert days_later(utc(at), days, zone) == utc(later)
