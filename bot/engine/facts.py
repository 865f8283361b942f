"""What conditions can ask: the answers, and how it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.engine.beside import changed
from bot.engine.flow import SEVERITIES, Flow, Repeat, Step
from bot.engine.kinds.ratings import CHANGED
from bot.engine.ledger import DISPUTED, disputed
from bot.engine.talk import Answers


def learn(step: Step, answers: Answers, facts: dict[str, tuple[str, ...]]) -> None:
    """What conditions further down may ask about this answer."""
    if step.kind is None or step.id not in answers:
        return
    known = step.kind.facts(answers[step.id], answers)
    if step.ledger and disputed(answers, step.id):
        known = (*known, DISPUTED)
    if step.kind.proposes and changed(answers, step.id):
        known = (*known, CHANGED)
    if known:
        facts[step.id] = known


def facts_of(flow: Flow, asked: list[Step], found: Collection[Step], answers: Answers) -> dict[str, tuple[str, ...]]:
    """What outcomes may ask: every answer, and of every question and repeat whether it was asked at all."""
    facts: dict[str, tuple[str, ...]] = {}
    for step in asked:
        learn(step, answers, facts)
    there, wrong = _places(asked), _places(found)
    for entry in flow.steps:
        words: tuple[str, ...] = ("asked",) if entry.id in there else ("unasked",)
        if isinstance(entry, Repeat) and entry.id in there:
            words = ("asked", "fail" if entry.id in wrong else "pass")
        facts[entry.id] = (*facts.get(entry.id, ()), *words)
    return {**facts, **so_far(asked, found, answers)}


def _places(steps: Iterable[Step]) -> set[str]:
    """The ids of steps; of those in a repeat, that of the repeat."""
    return {s.id.split(".", maxsplit=1)[0] if s.round else s.id for s in steps}


def so_far(asked: Iterable[Step], found: Collection[Step], answers: Answers) -> dict[str, tuple[str, ...]]:
    """How it stands: the result without its pass mark, the gravest finding, what is noted, what could be looked at."""
    values = {v for s in asked if s.kind and s.kind.neither and isinstance(v := answers.get(s.id), str)}
    noted = [
        word
        for word, there in (("recommended", any(s.recommended for s in found)), ("remark", "remark" in values))
        if there
    ]
    return {
        "result": ("pass" if all(s.recommended for s in found) else "fail",),
        "severity": (gravest(s.on_fail.severity for s in found) or "none",),
        "noted": tuple(noted) or ("none",),
        "seen": ("part" if "unseen" in values else "all",),
    }


def gravest(severities: Iterable[str]) -> str:
    """The gravest of them; empty if there is none."""
    return max((s for s in severities if s), key=SEVERITIES.index, default="")
