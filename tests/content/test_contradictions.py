"""No way through a flow says the contrary of what it has said."""

import pytest

from bot.authoring.contradictions import contradictions
from bot.authoring.paths import paths
from bot.content.load import load

HEAD = "inspection: f\ntitle: F\nrevision: 1\nfor: [driver]\nsteps:\n"


def rules(steps: str, outcomes: str = "- outcome: end\n  say: Recorded.\n") -> list[tuple[int, str]]:
    loaded = load("f.yaml", f"{HEAD}{steps}outcomes:\n{outcomes}")
    assert loaded.flow, loaded.problems
    return [(p.line, p.rule) for p in contradictions({"f.yaml": loaded})]


FLOOR = "- check: floor\n  prompt: Floor\n  on_fail: {severity: high, say: Do not load yet.}\n"


def test_load_now_never_follows_on_do_not_load() -> None:
    assert rules(FLOOR + "- say: Load now.\n- yes_no: b\n  prompt: B\n") == [(9, "contradiction")]


def test_load_now_may_be_said_where_nothing_was_found() -> None:
    assert rules(FLOOR + "- say: Load now.\n  when: {result: pass}\n- yes_no: b\n  prompt: B\n") == []


def test_a_finding_after_the_loading_may_stop_it() -> None:
    assert rules("- say: Load now.\n" + FLOOR) == []


def test_an_order_and_its_contrary_with_nothing_found_between_are_a_contradiction() -> None:
    assert rules("- say: Load now.\n- yes_no: b\n  prompt: B\n- say: Do not load.\n- yes_no: c\n  prompt: C\n") == [
        (9, "contradiction")
    ]


def test_no_problems_found_is_not_said_of_what_was_not_looked_at() -> None:
    ends = "- outcome: hold\n  when: {result: fail}\n  say: Wait.\n- outcome: end\n  say: No problems found.\n"
    told = "- outcome: part\n  when: {seen: part}\n  say: Not everything was inspected.\n"

    assert rules(FLOOR, ends) == [(14, "contradiction")]
    assert rules(FLOOR, ends.replace("- outcome: end", told + "- outcome: end")) == []


@pytest.mark.parametrize("slight", ["  recommended: yes\n", "  on_fail: {severity: low}\n"])
def test_a_slight_finding_alone_does_not_hold_the_unit(slight: str) -> None:
    log = f"- check: log\n  prompt: Log\n{slight}"
    hold = "- outcome: hold\n  when: {{{}}}\n  say: The unit is on hold.\n- outcome: end\n  say: Recorded.\n"

    assert rules(log, hold.format("log: problem")) == [(12, "hold")]
    assert rules(FLOOR + log, hold.format("severity: high")) == []


@pytest.mark.parametrize("claim", ["Your supervisor has been told.", "Your report went to the manager."])
def test_a_flow_does_not_claim_that_somebody_was_told(claim: str) -> None:
    assert rules(FLOOR, f"- outcome: end\n  say: {claim}\n") == [(11, "claim")]


def test_every_branch_every_finding_and_every_pair_is_walked() -> None:
    steps = (
        "- yes_no: trailer\n  prompt: T\n"
        "- check: a\n  prompt: A\n  on_fail: {severity: low}\n"
        "- check: b\n  prompt: B\n  when: {trailer: yes}\n  on_fail: {severity: high}\n"
    )
    loaded = load("f.yaml", f"{HEAD}{steps}outcomes:\n- outcome: end\n  say: Done.\n")
    assert loaded.flow

    found = {tuple(sorted(s.id for s in way.verdict.findings)) for way in paths(loaded.flow)}

    assert found == {(), ("a",), ("b",), ("a", "b")}
