"""What an outcome, and what is said on the way, can know of what happened."""

import pytest

from bot.content.load import load
from bot.engine.talk import Said, Skip, Text, Typed
from bot.engine.view import Question, view
from bot.engine.walk import Verdict, verdict
from tests.engine.test_run import OK, PROBLEM, TODAY, form, said

POINTS = """\
- check: floor
  prompt: Floor
  on_fail: {severity: high}
- check: log
  prompt: Log
  on_fail: {severity: low}
- check: badge
  prompt: Badge
  recommended: yes
  on_fail: {severity: medium}
"""


def ended(steps: str, outcomes: str, answers: dict[str, str]) -> Verdict:
    return verdict(form(steps, outcomes=outcomes), answers)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"floor": "ok", "log": "ok", "badge": "ok"}, "end"),
        ({"floor": "problem", "log": "problem", "badge": "ok"}, "hold"),
        ({"floor": "ok", "log": "problem", "badge": "ok"}, "mend"),
        ({"floor": "ok", "log": "problem", "badge": "problem"}, "mend"),
    ],
)
def test_an_outcome_can_ask_for_the_gravest_finding(answers: dict[str, str], outcome: str) -> None:
    outcomes = (
        "- outcome: hold\n  when: {severity: [high, critical]}\n  say: Wait.\n"
        "- outcome: mend\n  when: {result: fail, severity: [low, medium]}\n  say: Write it down.\n"
    )

    assert ended(POINTS, outcomes, answers).outcome.id == outcome


def test_a_recommended_point_is_a_finding_and_never_a_fail() -> None:
    outcomes = (
        "- outcome: hold\n  when: {result: fail}\n  say: Wait.\n"
        "- outcome: advised\n  when: {noted: recommended}\n  say: Go on.\n"
    )

    end = ended(POINTS, outcomes, {"floor": "ok", "log": "ok", "badge": "problem"})

    assert (end.outcome.id, end.passed, [s.id for s in end.findings], end.severity) == (
        "advised",
        True,
        ["badge"],
        "medium",
    )


def test_what_could_not_be_inspected_is_neither_fine_nor_a_finding() -> None:
    outcomes = (
        "- outcome: hold\n  when: {result: fail}\n  say: Wait.\n"
        "- outcome: part\n  when: {seen: part}\n  say: Look again.\n"
    )

    end = ended(POINTS, outcomes, {"floor": "unseen", "log": "ok", "badge": "ok"})

    assert (end.outcome.id, end.findings) == ("part", ())


def test_a_remark_changes_nothing_but_that_it_can_be_asked_for() -> None:
    outcomes = "- outcome: noted\n  when: {noted: remark}\n  say: Noted.\n"

    assert ended(POINTS, outcomes, {"floor": "remark", "log": "ok", "badge": "ok"}).outcome.id == "noted"
    assert ended(POINTS, outcomes, {"floor": "ok", "log": "ok", "badge": "ok"}).outcome.id == "end"


def test_an_outcome_knows_what_was_not_asked() -> None:
    steps = (
        "- yes_no: trailer\n  prompt: Is there a trailer?\n"
        "- plate: number\n  prompt: Its number?\n  when: {trailer: yes}\n"
    )
    outcomes = "- outcome: alone\n  when: {number: unasked}\n  say: A tractor alone.\n"

    assert ended(steps, outcomes, {"trailer": "no"}).outcome.id == "alone"
    assert ended(steps, outcomes, {"trailer": "yes", "number": "A1"}).outcome.id == "end"


def test_an_outcome_knows_whether_a_round_had_a_finding() -> None:
    steps = "- repeat: seals\n  title: Seal {n}\n  more: Another?\n  steps:\n  - check: view\n    prompt: View\n"
    outcomes = "- outcome: seal\n  when: {seals: fail}\n  say: The seal.\n"

    assert ended(steps, outcomes, {"seals.1.view": "problem", "seals.1.more": "no"}).outcome.id == "seal"
    assert ended(steps, outcomes, {"seals.1.view": "ok", "seals.1.more": "no"}).outcome.id == "end"


@pytest.mark.parametrize(
    ("answers", "leads"),
    [((OK,), (Text("Load now."),)), ((PROBLEM, Typed("a hole"), Skip()), ())],
)
def test_what_is_said_on_the_way_can_ask_how_it_stands(answers: tuple[Said, ...], leads: tuple[Text, ...]) -> None:
    steps = (
        "- check: floor\n  prompt: Floor\n"
        "- say: Load now.\n  when: {result: pass}\n"
        "- yes_no: more\n  prompt: And now?\n"
    )
    asked = form(steps)

    shown = view(asked, said(asked, *answers), TODAY)

    assert isinstance(shown, Question)
    assert shown.lead == leads


@pytest.mark.parametrize("harsh", ["stop: yes", "danger: yes"])
def test_a_recommended_point_cannot_stop_the_flow(harsh: str) -> None:
    head = (
        "inspection: f\ntitle: F\nrevision: 1\nfor: [driver]\ndanger: {ask: Danger?, say: Go away.}\nsteps:\n"
        "- check: badge\n  prompt: Badge\n  recommended: yes\n  on_fail: {" + harsh + "}\n"
        "outcomes:\n- outcome: end\n  say: Thank you.\n"
    )

    assert [p.rule for p in load("f.yaml", head).problems] == ["recommended"]
