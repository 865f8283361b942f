"""What is a sign and what is none, a table for each."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.worth import in_a_row, old, sent_before, too_fast
from bot.store.likeness import NEAR, near, words
from bot.store.photos import Before
from bot.store.second_looks import Took

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
USUAL = Took(360, 7)


@pytest.mark.parametrize(
    ("one", "earlier", "percent", "rings"),
    [
        (Took(20, 7), [USUAL] * 20, 20, True),
        (Took(20, 7), [USUAL] * 19, 20, False),  # too few to say what is usual
        (Took(71, 7), [USUAL] * 20, 20, True),
        (Took(72, 7), [USUAL] * 20, 20, False),
        (Took(20, 7), [USUAL] * 20, 0, False),  # switched off
        (Took(20, 7), [Took(25, 7)] * 20, 20, False),  # all of them are that quick here
        (Took(20, 7), [USUAL] * 15 + [Took(9000, 7)] * 14, 20, True),  # a lunch break in some of them changes nothing
        (Took(6, 3), [USUAL] * 20, 20, False),  # stopped at the third point
        (Took(20, 7), [Took(2000, 40)] * 20, 20, False),  # stopped early
        (Took(0, 7), [Took(0, 7)] * 20, 20, False),
    ],
)
def test_the_pace_is_held_against_the_usual_one_of_the_site(
    one: Took, earlier: list[Took], percent: int, rings: bool
) -> None:
    assert (too_fast(one, earlier, percent) is not None) is rings


@pytest.mark.parametrize(
    ("person", "unit", "flow", "hours", "rings"),
    [
        (1, "MSCU6693871", "container-7", 50, True),
        (2, "MSCU6693871", "container-7", 1, True),  # a photo of somebody else
        (1, "CSQU3054383", "container-7", 1, True),  # another unit, an hour later
        (1, "MSCU6693871", "seal-vvtt", 1, False),  # two forms about one unit at one visit
        (1, "MSCU6693871", "container-7", 1, False),  # the same unit inspected again
        (1, "", "walk-access", 1, True),
    ],
)
def test_a_photo_of_the_same_visit_is_no_sign(person: int, unit: str, flow: str, hours: int, rings: bool) -> None:
    before = Before(9, 1, "container-7", "MSCU6693871", "S1-26-0001", NOW - timedelta(hours=hours))

    assert (sent_before([before], person, unit, flow, NOW) is not None) is rings


@pytest.mark.parametrize(
    ("flow", "hours", "rings"), [("walk-access", 1, True), ("walk-cyber", 1, False), ("walk-cyber", 30, True)]
)
def test_of_two_walks_at_once_each_may_show_the_same(flow: str, hours: int, rings: bool) -> None:
    before = Before(9, 1, "walk-access", "", "", NOW - timedelta(hours=hours))

    assert (sent_before([before], 1, "", flow, NOW) is not None) is rings


@pytest.mark.parametrize(
    ("taken", "rings"),
    [
        ("2026-05-03T14:20:11", True),
        ("2026-11-22T15:59:59", True),
        ("2026-11-22T16:00:00", False),  # another time zone
        ("2027-01-01T00:00:00", False),
        ("2009-12-31T23:59:59", False),  # nobody has set this clock
        ("", False),
    ],
)
def test_a_photo_is_old_if_its_camera_took_it_a_day_before(taken: str, rings: bool) -> None:
    assert (old(taken, NOW) is not None) is rings


NOTE = "Scratch on the left door"


@pytest.mark.parametrize(
    ("value", "unit", "before", "count"),
    [
        (NOTE, "A", [(NOTE, "B"), (NOTE, "C"), ("scratch on the left door.", "D")], 4),
        (NOTE, "A", [(NOTE, "B"), (NOTE, "C")], 0),
        (NOTE, "A", [(NOTE, "B"), (NOTE, "C"), ("Rust below", "D")], 0),
        (NOTE, "A", [(NOTE, "B"), (NOTE, "C"), (None, "D")], 0),  # the point was fine in between
        (NOTE, "A", [(NOTE, "A"), (NOTE, "A"), (NOTE, "A")], 0),  # the unit has that scratch
        (NOTE, "A", [(NOTE, "B"), (NOTE, "C"), (NOTE, "B")], 0),
        (NOTE, "", [(NOTE, ""), (NOTE, ""), (NOTE, "")], 4),
        ("Scratch", "A", [("Scratch", "B")] * 3, 0),  # a short word is often the same
        ("37", "A", [("37", unit) for unit in "BCDEF"], 6),
        ("37", "A", [("37", unit) for unit in "BCDE"], 0),
        ("-18", "A", [("-18", unit) for unit in "BCDEF"], 6),
        ("4", "A", [("4", unit) for unit in "BCDEF"], 0),  # so are small numbers
        (("ok",), "A", [(("ok",), unit) for unit in "BCDEF"], 0),
    ],
)
def test_the_same_words_are_a_sign_about_different_units(value, unit, before, count) -> None:
    assert in_a_row(value, unit, before, 4) == count
    assert in_a_row(value, unit, before, 0) == 0


BITS = f"{int('1001' * 32, 2):032x}" + "5a" * 64


@pytest.mark.parametrize(("flips", "alike"), [(0, True), (1, True), (NEAR, True), (NEAR + 1, False)])
def test_a_photo_and_its_copy_have_a_band_in_common(flips: int, alike: bool) -> None:
    spread = sum(1 << place * 16 for place in range(flips))
    other = f"{int(BITS[:32], 16) ^ spread:032x}" + BITS[32:]

    assert near(BITS, other) is alike
    assert bool(set(words(BITS)) & set(words(other))) is alike
    assert not near(BITS, "")
