"""The incident report is short for the one who reports: the criteria of its length, tried on many ways through it."""

import random
from datetime import date
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.engine.flow import Flow
from bot.engine.kinds import Choice, Colleague, YesNo
from bot.engine.reply import reply
from bot.engine.run import Run, begin, current
from bot.engine.talk import Buttons, Placed, Pressed, Sent, Skip, Text, Typed, Upload
from bot.engine.telling import advice, urgent
from bot.engine.view import Overview, Question, view
from bot.engine.walk import judged

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
MOST = 13  # questions, the two that say what happened among them
WORDS = {"date": "2026-11-20", "time": "06:40", "code": "FX0044213", "number": "3", "phone": "8671234567"}


@pytest.fixture(scope="module")
def incident() -> Flow:
    return Library(ROOT).today["incident"]


def kinds(flow: Flow) -> list[tuple[str, str]]:
    """Every group with each of its kinds."""
    found = []
    for option in flow.steps[0].kind.choices:
        run = reply(flow, begin(), Pressed(option.id), TODAY).run
        shown = view(flow, run, TODAY)
        kind = shown.step.kind if isinstance(shown, Question) else None
        named = isinstance(kind, Choice) and not isinstance(kind, YesNo)
        found += [(option.id, one.id) for one in kind.choices] if named else [(option.id, "")]
    return found


def asked_on_the_way(flow: Flow, group: str, kind: str, seed: int) -> list[str]:
    """The questions of one report that says no when there is more to repeat, and skips nothing."""
    dice = random.Random(seed)
    run = reply(flow, begin(), Pressed(group), TODAY).run
    asked = ["group"]
    while isinstance(shown := view(flow, run, TODAY), Question):
        asked.append(shown.step.id)
        if kind and len(asked) == 2:
            run = reply(flow, run, Pressed(kind), TODAY).run
        elif shown.step.id.endswith(".more"):
            run = reply(flow, run, Pressed("no"), TODAY).run
        elif isinstance(shown.control, Buttons):
            run = reply(flow, run, Pressed(dice.choice(shown.control.options).id), TODAY).run
        elif isinstance(shown.control, Upload):
            run = reply(flow, run, Skip() if shown.can_skip else Sent("0" * 64, "photo"), TODAY).run
        elif shown.control.type == "place":
            run = reply(flow, run, Placed(27.5, -99.5), TODAY).run
        else:
            run = reply(flow, run, Typed(WORDS.get(shown.control.type, "Juan Pérez")), TODAY).run
    assert isinstance(shown, Overview) or run.done
    return asked


def test_all_thirty_kinds_are_there(incident):
    assert len({kind or group for group, kind in kinds(incident)}) >= 30


def test_no_kind_asks_more_than_thirteen_questions(incident):
    longest = {
        (group, kind): max((asked_on_the_way(incident, group, kind, seed) for seed in range(60)), key=len)
        for group, kind in kinds(incident)
    }

    assert {kind: asked for kind, asked in longest.items() if len(asked) > MOST} == {}


def test_what_to_do_comes_before_the_first_question_about_it(incident):
    for group, kind in kinds(incident):
        run = reply(incident, begin(), Pressed(group), TODAY).run
        run = reply(incident, run, Pressed(kind), TODAY).run if kind else run

        shown = view(incident, run, TODAY)

        assert isinstance(shown, Question)
        assert shown.lead, (group, kind)


def chosen(flow: Flow, group: str, kind: str) -> tuple[Run, bool]:
    """A report whose kind has just been chosen, and whether that is told at once."""
    move = reply(flow, begin(), Pressed(group), TODAY)
    move = reply(flow, move.run, Pressed(kind), TODAY) if kind else move
    if isinstance(getattr(current(flow, move.run), "kind", None), Colleague):  # nobody is told before this is said
        assert urgent(move.events, move.run.answers) is None
        move = reply(flow, move.run, Pressed("nobody"), TODAY)
    return move.run, urgent(move.events, move.run.answers) is not None


def test_what_is_grave_when_it_is_chosen_is_told_at_once_and_nothing_else_is(incident):
    wrong = []
    for group, kind in kinds(incident):
        run, at_once = chosen(incident, group, kind)
        severity = judged(incident, run.asked(incident), run.answers).severity
        if at_once != (severity in ("high", "critical") or kind == "accident"):
            wrong.append((kind or group, severity, at_once))

    assert wrong == []


def test_who_is_told_of_any_kind_reads_whom_to_tell_what_to_keep_and_by_when(incident):
    for group, kind in kinds(incident):
        run, _ = chosen(incident, group, kind)
        ended = judged(incident, run.asked(incident), run.answers)

        told = [one.source for one in advice(incident, run.asked(incident), run.answers, ended, "manager")]

        assert any(one.startswith("Keep: ") for one in told), (group, kind)
        assert sum("not a legal deadline" in one for one in told) == 1, (group, kind)
        assert any("7.37" in one for one in told), (group, kind)


def test_that_cbp_is_told_by_the_authorized_contact_is_said_where_the_unit_goes_there(incident):
    run, _ = chosen(incident, "hidden", "stowaway_or_smuggling")
    answers = {**run.answers, "us_bound": "yes"}
    asked = [step for step in incident.steps if getattr(step, "id", "") in answers]
    ended = judged(incident, asked, answers)

    told = advice(incident, asked, answers, ended, "manager")

    assert any("before the unit crosses the border (7.23). This program never does." in one.source for one in told)
    assert Text("Call the police, an ambulance and dispatch at once.") == told[0]
