"""Corrective actions of a flow of a test's own, through the assistant itself."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.content.library import Library
from bot.conversation.expecting import TIMER as ESCALATE
from bot.organisation import settle
from bot.store.sql import action, sign_off, timer
from tests.saying import WORDING, buttons, card, pressed, saying, told

FLOW = """
inspection: forklift
title: Forklift
revision: 1
for: driver
{head}
steps:
- yes_no: brakes
  prompt: Do the brakes work?
  expect: yes
  on_fail: {{severity: high, action: Repair the brakes.{more}}}
- yes_no: horn
  prompt: Does the horn work?
  expect: yes
  on_fail: {{severity: low, action: Repair the horn., due: 9}}
- yes_no: lights
  prompt: Do the lights work?
  expect: yes
outcomes:
- outcome: bad
  when: {{result: fail}}
  say: Park it.
  notify: [supervisor, manager]
{end}
- outcome: good
  say: Drive on.
"""


class Shift:
    """Juan finds nothing right at a forklift, whose flow is written like this."""

    def __init__(self, storage, now, folder: Path, *, head: str = "", more: str = "", end: str = "") -> None:
        (folder / "flows" / "inspections").mkdir(parents=True)
        (folder / "flows" / "inspections" / "forklift.yaml").write_text(FLOW.format(head=head, more=more, end=end))
        library = Library(folder)
        self.storage = storage
        self.say = saying(storage, now, Assistant(WORDING, library), library)

    def found(self, *answers: str) -> None:
        said = self.say("Juan", press="s:forklift")
        for one in answers:
            said = self.say("Juan", press=pressed(said, one))
        self.say("Juan", press=pressed(said, "Terminar"))

    @property
    def opened(self) -> list[sa.Row]:
        return self.storage.now(lambda tx: list(tx.connection.execute(sa.select(action).order_by(action.c.id))))


def test_a_finding_is_to_be_done_until_the_day_of_the_flow_or_else_of_the_organisation(storage, world, now, tmp_path):
    storage.now(lambda tx: settle(tx, "", "", {"due_high": "2"}))
    shift = Shift(storage, now, tmp_path, more=", proof: photo")

    shift.found("No", "No", "Sí")

    assert [(one.step, one.due, one.place, one.proof) for one in shift.opened] == [
        ("brakes", date(2026, 11, 23), 1, "photo"),
        ("horn", date(2026, 11, 30), 2, ""),
    ]


def test_several_findings_ring_a_phone_once(storage, world, now, tmp_path):
    shift = Shift(storage, now, tmp_path)
    shift.found("No", "No", "Sí")

    (notice,) = told(storage, world.people["Ana"])
    lists = card(shift.say("Ana", press=next(b.data for b in buttons(notice) if b.label == "Corrective actions (2)")))

    assert [b.label for b in lists.options] == [
        "PV-26-0001/1 · November 24, 2026 · Repair the brakes.",
        "PV-26-0001/2 · November 30, 2026 · Repair the horn.",
    ]


def test_nothing_is_opened_about_a_confidential_record_nor_is_it_signed_off(storage, world, now, tmp_path):
    shift = Shift(storage, now, tmp_path, head="sign_off: yes", end="  confidential: yes")

    shift.found("No", "No", "No")

    assert shift.opened == []
    assert storage.now(lambda tx: list(tx.connection.execute(sa.select(sign_off)))) == []
    (notice,) = told(storage, world.people["Ana"])
    assert "Open a corrective action" not in [b.label for b in buttons(notice)]
    shift.say("Ana", press="ac:1:n:1:1:3")
    assert shift.opened == []


def test_without_a_finding_nothing_is_to_be_done(storage, world, now, tmp_path):
    shift = Shift(storage, now, tmp_path)

    shift.found("Sí", "Sí", "Sí")

    assert shift.opened == []


def test_a_flow_can_want_to_be_signed_off_where_the_organisation_does_not(storage, world, now, tmp_path):
    Shift(storage, now, tmp_path, head="sign_off: yes").found("Sí", "Sí", "Sí")

    asked = told(storage, world.people["Ana"])[-1]
    assert [b.label for b in asked.options] == ["Approve", "Send back for some questions", "Reject", "PDF"]
    assert asked.note == "To be signed off"


@pytest.mark.parametrize(
    "data", ["ac:9", "ac:9:d:take", "ac:9:d:fly", "ac:9:w:sing:0", "so:9", "so:9:a", "ac:9:n:1:1:1"]
)
def test_a_button_of_nothing_does_nothing(storage, world, now, tmp_path, data):
    shift = Shift(storage, now, tmp_path)

    shift.say("Ana", press=data)

    assert shift.opened == []


def test_a_site_of_another_day_counts_the_days_by_its_own_clock(storage, world, now, tmp_path):
    with storage.engine.begin() as connection:
        connection.execute(sa.text("UPDATE site SET zone = 'Asia/Tokyo'"))  # it is Sunday there already
    shift = Shift(storage, now, tmp_path)

    shift.found("No", "Sí", "Sí")

    assert [one.due for one in shift.opened] == [date(2026, 11, 25)]


def test_the_summary_says_what_is_open(storage, world, now, tmp_path):
    shift = Shift(storage, now, tmp_path)
    shift.found("No", "No", "Sí")
    with storage.engine.begin() as connection:
        connection.execute(sa.update(action).where(action.c.step == "brakes").values(due=date(2026, 11, 20)))

    summary = card(shift.say("Ana", typed="summary"))

    (part,) = [group for group in summary.groups if group.title == "In numbers"]
    assert "• Corrective actions open: 2, overdue: 1" in part.text.splitlines()


@pytest.mark.parametrize(("who", "count"), [("Ana", 3), ("Luis", 3), ("Juan", 1)])
def test_the_menu_counts_what_the_tasks_show(storage, world, now, tmp_path, who, count):
    shift = Shift(storage, now, tmp_path, head="sign_off: yes")
    shift.found("No", "No", "Sí")
    shift.say("Ana", press=f"ac:1:g:{world.people['Juan']}")

    menu, tasks = card(shift.say(who, press="m")), card(shift.say(who, press="ac"))

    assert [label for b in buttons(menu) if (label := b.label).endswith(f"({count})")] == [menu.controls[0].label]
    assert len([b for group in tasks.groups for b in group.buttons]) == count


@pytest.mark.parametrize(("answers", "passed_on"), [(("Sí", "No", "Sí"), False), (("No", "Sí", "Sí"), True)])
def test_what_can_wait_until_its_day_is_not_passed_on_within_minutes(
    storage, world, now, tmp_path, answers, passed_on
):  # fmt: skip
    policies = tmp_path / "flows" / "escalation"
    policies.mkdir(parents=True)
    (policies / "default.yaml").write_text("escalation: default\nsteps:\n- {after: 15, tell: [manager]}\n")
    Shift(storage, now, tmp_path).found(*answers)

    set_timers = sa.select(sa.func.count()).select_from(timer).where(timer.c.name == ESCALATE)
    assert storage.now(lambda tx: tx.connection.execute(set_timers).scalar_one()) == int(passed_on)
