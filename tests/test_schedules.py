"""Schedules from a file: what holds, what is told of it, and every mistake with its line."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.content.schedules import read_schedules
from bot.schedules import draws, going, load
from bot.store.dues import Draw
from bot.store.sql import schedule, timer
from tests.saying import LIBRARY
from tests.test_cli import sello  # noqa: F401

HERE = "(America/Mexico_City)"
NOW = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
WALK = """\
schedules:
- schedule: monday-walk
  flow: walk-physical
  site: Patio Vallejo
  role: guard
  rule: FREQ=WEEKLY;BYDAY=MO
  at: 07:00
"""
TRAINING = """\
- schedule: training
  flow: seals
  site: patio vallejo
  person: Juan
  rule: freq=yearly;bymonth=12;bymonthday=1
  at: "09:30"
  grace: 600
"""
MISTAKES = """\
schedules:
- schedule: Monday Walk
  flow: walk-fisical
  site: Patio Vallejo
  role: gaurd
  rule: FREQ=WEEKLY;BYDAY=XX
  at: 7
- schedule: quiz
  flow: walk-physical
  role: driver
  person: Juan
  rul: FREQ=DAILY
  grace: 0
  each: maybe
"""


def entered(storage, source: str, now: datetime = NOW) -> list[str]:
    written, problems = read_schedules("schedules.yaml", source, LIBRARY.today)
    assert problems == ()
    return storage.now(lambda tx: load(tx, "", written, now))


def test_a_file_is_what_holds_and_loading_it_again_changes_nothing(storage, world):
    assert entered(storage, WALK + TRAINING) == [
        "monday-walk: planned, next 2026-11-23 07:00 (America/Mexico_City).",
        "training: planned, next 2026-12-01 09:30 (America/Mexico_City).",
    ]
    assert entered(storage, WALK + TRAINING) == ["monday-walk: as it was.", "training: as it was."]
    assert storage.read_now(lambda tx: going(tx, "")) == [
        f"monday-walk: walk-physical at Patio Vallejo, any guard, FREQ=WEEKLY;BYDAY=MO at 07:00, next 2026-11-23 07:00 {HERE}",
        f"training: seals at Patio Vallejo, Juan, FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1 at 09:30, next 2026-12-01 09:30 {HERE}",
    ]
    assert (
        storage.read_now(lambda tx: tx.connection.execute(sa.select(sa.func.count()).select_from(timer)).scalar()) == 2
    )


def test_what_is_changed_begins_anew_and_what_is_gone_from_the_file_stops(storage, world):
    entered(storage, WALK + TRAINING)

    assert entered(storage, WALK.replace("07:00", "06:00")) == [
        "monday-walk: changed, next 2026-11-23 06:00 (America/Mexico_City).", "training: stopped.",
    ]  # fmt: skip
    assert len(storage.read_now(lambda tx: going(tx, ""))) == 1
    assert (
        storage.read_now(lambda tx: tx.connection.execute(sa.select(sa.func.count()).select_from(schedule)).scalar())
        == 3
    )


def test_every_mistake_in_a_file_is_told_with_its_line():
    _, problems = read_schedules("schedules.yaml", MISTAKES, LIBRARY.today)

    assert [str(one).removeprefix("schedules.yaml:") for one in problems] == [
        "2:13: 'Monday Walk' is not an id: small letters, digits, - and _, at most 24, a letter first [id]",
        "3:9: no flow 'walk-fisical' can be planned; did you mean 'walk-physical'? [unknown-flow]",
        "5:9: unknown role 'gaurd'; did you mean 'guard'? [unknown-choice]",
        "6:9: this is no rule of iCalendar; one looks like FREQ=WEEKLY;BYDAY=MO [rule]",
        "7:7: a time of day is needed here, such as 07:00, not '7' [hour]",
        "8:3: the schedule has no 'at:' [missing-key]",
        "8:3: the schedule has no 'rule:' [missing-key]",
        "8:3: the schedule has no 'site:' [missing-key]",
        "8:3: a schedule has either 'role:' or 'person:' [who]",
        "10:9: 'walk-physical' is not for the role 'driver', but for guard, supervisor, manager [who]",
        "12:3: unknown key 'rul'; did you mean 'rule'? [unknown-key]",
        "13:10: at least 1 is needed here [number]",
        "14:9: 'each:' is yes or no, not 'maybe' [yes-or-no]",
    ]


@pytest.mark.parametrize(
    "source", ["", "- a\n", "schedules:\n", "schedules: [1, 2]\n", "schedules:\n- a\n", "x: {{", "a: b"]
)
def test_what_is_no_file_of_schedules_is_a_problem_and_no_error(source):
    assert read_schedules("schedules.yaml", source, LIBRARY.today)[1]


def test_a_report_cannot_be_planned():
    _, problems = read_schedules("s.yaml", WALK.replace("walk-physical", "incident"), LIBRARY.today)

    assert "no flow 'incident' can be planned" in str(problems[0])


def test_a_site_or_person_that_is_not_there_stops_the_whole_file(storage, world):
    written, _ = read_schedules(
        "s.yaml", (WALK + TRAINING).replace("Juan", "Jan").replace("Vallejo", "Valejo", 1), LIBRARY.today
    )

    with pytest.raises(
        Exception, match=r"line 2: There is no site called 'Patio Valejo'; .*line 8: There is nobody called 'Jan'"
    ):
        storage.now(lambda tx: load(tx, "", written, NOW))
    assert storage.read_now(lambda tx: going(tx, "")) == []


def test_every_draw_can_be_drawn_again(storage, world):
    entered(storage, WALK)
    draw = Draw.of(("ABC1234", "XYZ9876"), "5eed")

    def add(tx):
        (one,) = tx.schedules.going(world.organisation)
        tx.dues.add(one, NOW, NOW, 0, "due", draw)

    storage.now(add)

    assert storage.read_now(lambda tx: draws(tx, "")) == [
        f"2026-11-21 11:30 Patio Vallejo, walk-physical: {draw.unit}, drawn again the same; seed 5eed, from ABC1234 | XYZ9876"
    ]


def test_the_command_loads_a_file_and_says_what_is_wrong_with_another(sello, tmp_path):  # noqa: F811
    sello("people", "add", "--name", "Ana", "--role", "guard", "--site", "Patio Vallejo", "--telegram", "1")
    (tmp_path / "good.yaml").write_text(WALK)
    (tmp_path / "bad.yaml").write_text(MISTAKES)

    assert sello("check", "good.yaml").output == "Everything is in order.\n"
    assert "bad.yaml:3:9: no flow 'walk-fisical' can be planned" in sello("check", "bad.yaml").output
    assert sello("schedules", "list").output == "Nothing is planned.\n"
    assert sello("schedules", "draws").output == "Nothing was drawn.\n"
    assert sello("schedules", "load", "good.yaml").output.startswith("monday-walk: planned, next ")
    assert "walk-physical at Patio Vallejo, any guard" in sello("schedules", "list").output
    wrong = sello("schedules", "load", "bad.yaml")
    assert wrong.exit_code == 1
    assert wrong.output.endswith("13 problems: nothing was planned.\n")
    assert sello("schedules", "load", "good.yaml", "--org", "Nobody").exit_code == 1
