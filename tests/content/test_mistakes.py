"""Slips of the hand in a flow file, and what its author is told: which line, and that it is the indentation."""

from pathlib import Path

import pytest

from bot.content.folder import flow_paths
from bot.content.library import Library
from bot.content.load import load

FLOW = """\
inspection: gate
title: Gate
revision: 1
for: [driver]
steps:
- plate: tractor
  prompt: Tractor?
- check: doors
  prompt: Doors
  on_fail:
    severity: high
    stop: yes
outcomes:
- outcome: over
  say: Thank you.
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line", "told"),
    [
        ("revision: 1", " revision: 1", 3, "begins in column 2, and should in column 1, as 'title' on line 2 does"),
        ("  prompt: Tr", "   prompt: Tr", 7, "begins in column 4, and should in column 3, as 'plate' on line 6 does"),
        ("    stop", "      stop", 12, "begins in column 7, and should in column 5, as 'severity' on line 11 does"),
        ("  prompt: Tr", " prompt: Tr", 7, "the indentation of this line does not fit the lines above it"),
        ("    stop", "   stop", 12, "the indentation of this line does not fit the lines above it"),
        ("- check", " - check", 8, "the indentation of this line does not fit the lines above it"),
        ("  prompt: Tr", "\tprompt: Tr", 7, "lines are indented with spaces, not with tabs"),
        ("  prompt: Doors", "    prompt: Doors", 9, "should in column 3, as 'check' on line 8 does"),
        ("- check", "-check", 9, "line 8 needs a space behind its dash"),
        ("title: Gate", "title:Gate", 3, "line 2 needs a colon with a space behind it: 'title:Gate'"),
        ("outcomes:", "outcomes", 14, "line 13 needs a colon with a space behind it: 'outcomes'"),
        ("Tractor?", "'Tractor?", 7, "this quotation mark is never closed"),
        ("Tractor?", "Tractor: which?", 7, "a text that contains ': ' needs quotes around it"),
        ("    stop: yes", "    stop: yes\n    hint: Look.", 13, "it belongs to a question: is it indented right?"),
        ("outcomes:", "prompt: What?\noutcomes:", 13, "it belongs to a question: is it indented right?"),
    ],
)
def test_a_slip_of_the_hand_is_told_as_what_it_is(right: str, wrong: str, line: int, told: str) -> None:
    problems = load("gate.yaml", FLOW.replace(right, wrong, 1)).problems

    assert [p.line for p in problems if told in p.message] == [line], problems


@pytest.mark.parametrize("ending", ["yaml", "yml"])
def test_a_flow_may_end_in_either_way(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "flows" / "inspections"
    folder.mkdir(parents=True)
    (folder / f"gate.{ending}").write_text(FLOW)

    assert [path.name for path in flow_paths(tmp_path)] == [f"gate.{ending}"]
    assert list(Library(tmp_path).today) == ["gate"]
