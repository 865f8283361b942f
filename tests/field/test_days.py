"""Days and times as people type them, through the assistant. It is Saturday, 21 November 2026, 11:30 in Mexico City."""

import pytest

from tests.field.going import Going
from tests.saying import Say, saying


@pytest.fixture
def say(storage, world, now) -> Say:
    return saying(storage, now)


@pytest.fixture
def report(storage, say) -> Going:
    """Juan reports that a seal is broken."""
    going = Going(storage, say, "Juan", "incident")
    going.to("day", group="seal", seal_kind="seal_broken")
    return going


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5 de marzo", "2026-03-05"),
        ("20-nov-26", "2026-11-20"),
        ("el lunes", "2026-11-16"),
        ("ayer", "2026-11-20"),
        ("anteayer", "2026-11-19"),
        ("last Monday", "2026-11-16"),
    ],
)
def test_a_day_is_kept_as_it_was_meant(report, typed, kept):
    report.types(typed)

    assert report.values["day"] == kept


def test_a_day_that_can_be_two_is_asked_and_pressed(report):
    report.types("3/4/26")

    assert report.labels == ["3 de abril de 2026", "4 de marzo de 2026"]
    report.press("4 de marzo de 2026")
    assert report.values["day"] == "2026-03-04"


@pytest.mark.parametrize("typed", ["mañana", "tomorrow", "22/11/2026"])
def test_nothing_has_happened_tomorrow(report, typed):
    report.types(typed)

    assert report.step == "day"
    assert report.card.note


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0830", "08:30"),
        ("8:30 am.", "08:30"),
        ("1730", "17:30"),
        ("17:30:00", "17:30"),
        ("8:30 de la noche", "20:30"),
        ("8:30\u2009p.\u2009m.", "20:30"),
        ("mediodía", "12:00"),
        ("20h30", "20:30"),
    ],
)
def test_a_time_of_yesterday_is_kept_as_it_was_meant(report, typed, kept):
    report.types("ayer")
    report.to("hour")
    report.types(typed)

    assert report.values["hour"] == kept


@pytest.mark.parametrize(("typed", "offered"), [("las 8", ["08:00", "20:00"]), ("8 y media", ["08:30", "20:30"])])
def test_an_hour_that_can_be_two_is_asked_and_pressed(report, typed, offered):
    report.types("ayer")
    report.to("hour")
    report.types(typed)

    assert report.labels == offered
    report.press(offered[1])
    assert report.values["hour"] == offered[1]


@pytest.mark.parametrize("typed", ["23:30", "11:30 pm", "mediodía"])
def test_an_hour_of_today_that_is_still_to_come_is_not_kept(report, typed):
    report.types("hoy")
    report.to("hour")
    report.types(typed)

    assert report.step == "hour"
    assert "todavía no ha llegado" in report.card.note
    assert "11:30" in report.card.note


def test_an_hour_ago_is_counted_from_the_clock_where_the_person_is(report):
    report.types("hoy")
    report.to("hour")
    report.types("hace una hora")

    assert report.values["hour"] == "10:30"


def test_an_hour_that_lies_ahead_once_the_day_is_another_is_asked_again(report):
    report.types("ayer")
    report.to("hour")
    report.types("23:30")
    report.press("Atrás")
    report.press("Atrás")
    while report.step != "day":
        report.press("Atrás")
    report.types("hoy")

    assert report.step == "hour"
    report.types("9:15")
    assert report.values["hour"] == "09:15"
