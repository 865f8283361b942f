"""When something is due again, by the clock of a place, whatever happens to that clock."""

from datetime import UTC, date, datetime, time

import pytest

from bot.recurring import next_after, quiet_hours, quiet_until, trouble

YORK, BOGOTA = "America/New_York", "America/Bogota"


def moments(rule: str, at: str, zone: str, after: str, count: int = 3) -> list[str]:
    found, now = [], datetime.fromisoformat(after).replace(tzinfo=UTC)
    for _ in range(count):
        comes = next_after(rule, date(2026, 1, 1), time.fromisoformat(at), zone, now)
        assert comes
        now = comes
        found.append(f"{now:%m-%d %H:%M}")
    return found


def test_on_the_day_that_half_past_two_does_not_exist_it_is_due_an_hour_later_and_once():
    assert moments("FREQ=DAILY", "02:30", YORK, "2026-03-07") == ["03-07 07:30", "03-08 07:30", "03-09 06:30"]


def test_on_the_day_that_half_past_one_comes_twice_it_is_due_the_first_time_and_once():
    assert moments("FREQ=DAILY", "01:30", YORK, "2026-10-31") == ["10-31 05:30", "11-01 05:30", "11-02 06:30"]


@pytest.mark.parametrize("day", ["2026-03-07", "2026-10-31"])
def test_where_clocks_are_never_changed_it_is_always_the_same_hour(day):
    assert [m[-5:] for m in moments("FREQ=DAILY", "02:30", BOGOTA, day)] == ["07:30"] * 3


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", ["11-23 12:00", "11-30 12:00", "12-07 12:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", ["11-30 12:00", "12-14 12:00", "12-28 12:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["11-30 12:00", "12-31 12:00", "01-31 12:00"]),
        ("FREQ=DAILY;BYHOUR=6,14", ["11-21 19:00", "11-22 11:00", "11-22 19:00"]),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", ["11-23 12:00", "11-24 12:00", "11-25 12:00"]),
    ],
)
def test_rules_of_every_sort_are_followed(rule, expected):
    assert trouble(rule) == ""
    assert moments(rule, "07:00", BOGOTA, "2026-11-21 17:00") == expected


def test_a_rule_with_an_end_ends():
    after = datetime(2026, 11, 21, tzinfo=UTC)

    assert next_after("FREQ=DAILY;UNTIL=20261101", date(2026, 1, 1), time(7), YORK, after) is None


@pytest.mark.parametrize(
    "rule",
    [
        "", "weekly", "RRULE:FREQ=DAILY", "FREQ=HOURLY", "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;BYHOUR=25", "FREQ=DAILY;FOO=1", "FREQ=DAILY;",
        "FREQ=DAILY\nDTSTART:20200101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=9999999999",
        "FREQ=DAILY;UNTIL=tomorrow", "FREQ=DAILY;UNTIL=20261231T000000Z", f"FREQ=DAILY;BYDAY={'MO,' * 99}MO",
    ],
)  # fmt: skip
def test_what_is_no_rule_that_can_be_followed_is_refused(rule):
    assert trouble(rule)


def test_rules_are_told_what_is_wrong_with_them():
    assert trouble("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30") == "this rule has no day at all"
    assert trouble("FREQ=DAILY;COUNT=3") == "COUNT= cannot be used here"


@pytest.mark.parametrize(
    ("quiet", "clock", "ends"),
    [
        ("22:00-06:00", "21:59", None),
        ("22:00-06:00", "22:00", "06:00"),
        ("22:00-06:00", "05:59", "06:00"),
        ("22:00-06:00", "06:00", None),
        ("12:00-13:00", "12:30", "13:00"),
        ("12:00-13:00", "14:00", None),
        ("", "03:00", None),
    ],
)
def test_quiet_hours_are_over_when_they_say(quiet, clock, ends):
    now = datetime.fromisoformat(f"2026-11-21 {clock}-05:00")

    until = quiet_until(quiet, BOGOTA, now)

    assert (until and f"{(until.hour - 5) % 24:02}:{until.minute:02}") == ends


def test_quiet_hours_on_the_night_of_the_change_of_clocks_end_by_the_clock():
    assert quiet_until("22:00-06:00", YORK, datetime(2026, 3, 8, 4, tzinfo=UTC)) == datetime(2026, 3, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["22", "22:00", "22:00-", "22:00-25:00", "22:00-22:00", "22-06", "٢٢:٠٠-٠٦:٠٠", "a-b"]
)
def test_what_are_no_quiet_hours_is_refused(written):
    assert not quiet_hours(written)
