"""What nobody may wait with, and what those who are told of it have to do.

Looks at answers only. Who they are, and how they are reached, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.engine.events import Answered, Event, Raised, Withdrawn
from bot.engine.flow import NOW, SEVERITIES, UNANSWERED, Flow, Step, When
from bot.engine.talk import Answers, Text
from bot.engine.walk import Verdict

Facts = Mapping[str, tuple[str, ...]]


def urgent(events: Iterable[Event], answers: Answers) -> Step | None:
    """The question whose new answer is to be told at once: a flow says so, or the answer is a dangerous finding."""
    for event in events:
        match event:
            case Answered(step) if tells(step, answers):
                return step
            case Raised(step) if step.on_fail.danger:
                return step
    return None


def tells(step: Step, answers: Answers) -> bool:
    """Does the flow say that this answer is told at once?"""
    value = answers.get(step.id)
    if not step.tell or step.kind is None or value is None:
        return False
    return NOW in step.tell or not step.tell.isdisjoint(step.kind.facts(value, answers))


def taken_back(events: Iterable[Event]) -> bool:
    """Was there danger before this, where now is none?"""
    return any(isinstance(event, Withdrawn) and event.step.on_fail.danger for event in events)


def graver(severity: str, before: str) -> bool:
    grades = ("", *SEVERITIES)
    return grades.index(severity) > grades.index(before)


def advice(flow: Flow, asked: Iterable[Step], answers: Answers, verdict: Verdict, role: str) -> tuple[Text, ...]:
    """What somebody of a role has to do, as far as it is known what happened; the most urgent first."""
    facts: dict[str, tuple[str, ...]] = {entry.id: (UNANSWERED,) for entry in flow.steps}
    facts |= {s.id: s.kind.facts(answers[s.id], answers) for s in asked if s.kind and s.id in answers}
    facts["severity"] = (verdict.severity or "none",)
    meant = (g for g in flow.guidance if role in (g.roles or (role,)) and _holds(g.when, facts))
    return tuple(Text(sentence) for guidance in meant for sentence in guidance.do)


def _holds(when: When, facts: Facts) -> bool:
    """Is one of the conditions true, or is there none?"""
    return not when or any(
        all(not wanted.isdisjoint(facts.get(id, ())) for id, wanted in condition.items()) for condition in when
    )
