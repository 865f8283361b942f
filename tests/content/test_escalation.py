"""The files of who is told next: what they say, when each step is due, and which mistakes are found where."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.authoring.check import check
from bot.content.escalation import Escalation, read_escalations
from tests.saying import ROOT

GOOD = """\
escalation: night
quiet: {from: "22:00", until: "06:00", except: [critical]}
steps:
- after: 10
  tell: [supervisor]
  severity: [high, critical]
- after: 30
  tell: [manager, admin]
  everywhere: yes
repeat: 60
times: 2
call: [dispatch]
"""
BAD = """\
escalation: day
quiet: {from: "25:00", untill: "06:00"}
steps:
- after: 30
  tell: [supervizor]
- after: ten
- after: 10
  tell: [manager]
  severity: [grave]
times: 2
call: [police]
"""
ZONE = "America/Chicago"
NOON = datetime(2026, 11, 21, 18, tzinfo=UTC)


def read(root: Path, source: str, name: str = "night") -> tuple[Escalation | None, list[str]]:
    folder = root / "flows" / "escalation"
    folder.mkdir(parents=True)
    (folder / f"{name}.yaml").write_text(source, encoding="utf-8")
    found = read_escalations(root)
    return found.by_id.get(name), [str(one) for one in found.problems]


@pytest.fixture
def night(tmp_path: Path) -> Escalation:
    found, problems = read(tmp_path, GOOD)
    assert found
    assert problems == []
    return found


def test_the_project_has_a_default_without_a_mistake():
    found = read_escalations(ROOT)

    assert found.problems == ()
    assert found.named("") == found.by_id["default"]
    assert found.named("none") is None


def test_the_example_of_the_manual_has_no_mistake(tmp_path):
    page = (ROOT / "docs" / "flow-format.md").read_text(encoding="utf-8")
    example = page.partition("```yaml escalation\n")[2].partition("```")[0]

    found, problems = read(tmp_path, example)

    assert problems == []
    assert found


def test_every_mistake_of_a_file_is_found_where_it_is(tmp_path):
    _, problems = read(tmp_path, BAD, "nights")

    page = "flows/escalation/nights.yaml"
    assert problems == [
        f"{page}:1:1: 'times:' has no 'repeat:' [missing-key]",
        f"{page}:1:13: the file name must be day.yaml [id]",
        f"{page}:2:8: 'quiet:' has no 'until:' [missing-key]",
        f"{page}:2:15: a time such as 22:00 is needed here, not '25:00' [hour]",
        f"{page}:2:24: unknown key 'untill'; did you mean 'until'? [unknown-key]",
        f"{page}:5:10: unknown role 'supervizor'; did you mean 'supervisor'? [unknown-role]",
        f"{page}:6:3: this step has no 'tell:' [missing-key]",
        f"{page}:6:3: after 1 comes before after 30; put the steps in order [steps]",
        f"{page}:6:10: a whole number is needed here, not 'ten' [number]",
        f"{page}:7:3: after 10 comes before after 30; put the steps in order [steps]",
        f"{page}:9:14: unknown severity 'grave'; use one of: low, medium, high, critical [unknown-choice]",
        f"{page}:11:8: unknown number 'police'; use one of: emergency, dispatch, supervisor, security [unknown-choice]",
    ]


def test_the_check_of_everything_reads_them_too(tmp_path):
    read(tmp_path, GOOD, "other")

    assert any(one.path == "flows/escalation/other.yaml" for one in check(tmp_path))


def test_a_step_is_only_for_the_severities_it_names(night):
    assert night.rung(0, "critical").tell == ("supervisor",)
    assert night.rung(0, "low").tell == ("manager", "admin")


def test_the_last_step_is_repeated_as_often_as_it_says(night):
    after = [night.rung(number, "low").after for number in range(3)]

    assert after == [30, 90, 150]
    assert night.rung(3, "low") is None


def test_a_step_is_due_its_minutes_after_the_first_was_told(night):
    assert night.due(0, NOON, None, "high", ZONE) == NOON + timedelta(minutes=10)


def test_after_a_step_that_was_late_the_next_waits_its_own_time(night):
    late = NOON + timedelta(hours=3)

    assert night.due(1, NOON, late, "high", ZONE) == late + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("severity", "told", "due"),
    [
        ("low", "2026-11-22T05:00", "2026-11-22T12:00"),  # 23:00 in Chicago: at six
        ("critical", "2026-11-22T05:00", "2026-11-22T05:10"),
        ("high", "2026-11-22T11:55", "2026-11-22T12:05"),  # it is over when it is due
        ("high", "2026-11-22T03:55", "2026-11-22T12:00"),  # it begins before it is due
        ("low", "2026-11-01T04:30", "2026-11-01T12:00"),  # the clocks go back that night
        ("low", "2026-03-08T05:30", "2026-03-08T11:00"),  # and forward that
    ],
)
def test_quiet_hours_put_off_what_can_wait_by_the_clock_of_the_site(night, severity, told, due):
    at = datetime.fromisoformat(told).replace(tzinfo=UTC)

    assert night.due(0, at, None, severity, ZONE) == datetime.fromisoformat(due).replace(tzinfo=UTC)
