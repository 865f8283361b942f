"""Which steps of a flow apply, and what the answers to them come to: findings, score, outcome.

Knows answers, not runs: what was opened or begun, and what is shown now, is run.py's.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.engine.beside import LEDGER, PROPOSED, beside, with_beside
from bot.engine.facts import facts_of, gravest, learn, so_far
from bot.engine.flow import Flow, Outcome, Repeat, Step, When
from bot.engine.kinds import Colleague
from bot.engine.kinds.people import about
from bot.engine.ledger import IN_SHORT, disputed, said
from bot.engine.spot import drawn_point, photo_of
from bot.engine.talk import Answers, Text, Value

ATTEMPTS = 1_000_000  # a seed is the person's number times this, and the number of the attempt


@dataclass(frozen=True)
class Item:
    """A line of the overview."""

    step: Step
    prompt: Text
    label: Text
    value: Value
    shown: object
    finding: bool


@dataclass(frozen=True)
class Verdict:
    """How a run ended. `score` is the percentage of expected answers, 0 to 100."""

    outcome: Outcome
    findings: tuple[Step, ...]
    score: int
    passed: bool
    severity: str
    about: frozenset[int] = frozenset()
    """The people who work here and are named in it, by number: they learn nothing of it."""

    @property
    def confidential(self) -> bool:
        """Only those who were notified learn more than that it happened."""
        return self.outcome.confidential or bool(self.about)


def questions(flow: Flow, answers: Answers) -> list[Step]:
    """The questions that apply, in order."""
    return [s for s in walk(flow, answers) if s.kind]


def walk(flow: Flow, answers: Answers, seed: int | None = None) -> Iterator[Step]:
    """Every step that applies, in order, repeats unrolled; ends early where a finding stops the flow.

    Beyond the first unanswered question it shows what would apply if nothing more were answered. The points of a station
    are answered in any order: where one stops the flow, what is open there is asked no more. The seed of the run draws
    the point that a photo is asked of; without it none is.
    """
    facts: dict[str, tuple[str, ...]] = so_far((), (), {}) if flow.looks_back else {}
    asked: list[Step] = []
    given: dict[str, Value] = {}  # the answers to what applies: what comes later is compared with nothing else
    stopped = ""
    for step in _unrolled(flow, answers, facts, seed):
        if stopped and step.follows != stopped:
            continue
        yield step
        if step.id in answers:
            given[step.id] = answers[step.id]
            if step.ledger:
                given[beside(step.id, LEDGER)] = answers.get(beside(step.id, LEDGER))
            if step.kind and step.kind.proposes:
                given[beside(step.id, PROPOSED)] = answers.get(beside(step.id, PROPOSED))
            learn(step, given, facts)
        if flow.looks_back and step.marked:
            asked.append(step)
            facts |= so_far(asked, findings(asked, given).values(), given)
        if step.on_fail.stop and finding(step, given):
            stopped = step.id


def applying(flow: Flow, answers: Answers, seed: int | None = None) -> tuple[Step, ...]:
    """The whole walk. The points of a station are answered in any order: where one stops the flow, what is open there
    is asked no more."""
    found = tuple(walk(flow, answers, seed))
    if not flow.points or not any(_left_open(s, answers) for s in found):
        return found
    stopped = next((s.id for s in found if s.on_fail.stop and finding(s, answers)), "")
    return tuple(s for s in found if not _left_open(s, answers) or s.follows == stopped) if stopped else found


def _left_open(step: Step, answers: Answers) -> bool:
    return bool(step.station and step.kind) and step.id not in answers


def _unrolled(flow: Flow, answers: Answers, facts: Mapping[str, tuple[str, ...]], seed: int | None) -> Iterator[Step]:
    drawing, spot = flow.spot_photo and seed is not None, ""
    for entry in flow.steps:
        if entry.when and not _holds(entry.when, facts):
            continue
        if isinstance(entry, Repeat):
            yield from _rounds(entry, answers, facts)
            continue
        if drawing and entry.point:
            drawing, spot = False, drawn_point([p.id for p in flow.points if _holds(p.when, facts)], seed)
        yield entry
        if spot == entry.id and entry.wanted in facts.get(entry.id, ()):
            yield photo_of(entry.id, entry.station)


def _rounds(repeat: Repeat, answers: Answers, facts: Mapping[str, tuple[str, ...]]) -> Iterator[Step]:
    for number in range(1, repeat.at_most + 1):
        title, *steps, more = repeat.rounds[number - 1]
        yield title
        for step in steps:
            if not step.when or _holds(step.when, facts):
                yield step
        if repeat.at_least <= number < repeat.at_most:
            yield more
            if answers.get(more.id) != "yes":
                return


def _holds(when: When, facts: Mapping[str, tuple[str, ...]]) -> bool:
    """Is one of the conditions true?"""
    if not when:
        return True
    for condition in when:  # a flow has hundreds of them, and they are looked at with every answer: no generators
        for id, wanted in condition.items():
            known = facts.get(id)
            if known is None or wanted.isdisjoint(known):
                break
        else:
            return True
    return False


def finding(step: Step, answers: Answers) -> bool:
    """Is the answer other than the expected one? What was skipped, or is neither right nor wrong, is no finding."""
    if step.ledger and disputed(answers, step.id):
        return True
    if step.kind is None or not step.wanted:
        return False
    value = answers.get(step.id)
    return (
        value is not None
        and value not in step.kind.neither
        and step.kind.classify(value, answers) not in (step.wanted, None)
    )


def findings(asked: list[Step], answers: Answers) -> dict[str, Step]:
    """The findings among the questions that apply, by id. Answers to any other question do not count."""
    counted = _counted(asked, answers)
    return {s.id: s for s in asked if s.marked and s.id in counted and finding(s, counted)}


def verdict(flow: Flow, answers: Answers) -> Verdict:
    """Which outcome the answers lead to. Answers to questions that no longer apply do not count."""
    return judged(flow, questions(flow, answers), answers)


def judged(flow: Flow, asked: list[Step], answers: Answers) -> Verdict:
    """The verdict, where the questions that apply are known already."""
    answers = _counted(asked, answers)
    found = tuple(findings(asked, answers).values())
    score = _score([s for s in asked if s.wanted], answers)
    facts = facts_of(flow, asked, found, answers)
    passed = score >= flow.pass_mark if flow.ways.scored else "pass" in facts["result"]
    facts["result"] = ("pass" if passed else "fail",)
    outcome = next(o for o in flow.outcomes if _holds(o.when, facts))
    severity = gravest((outcome.severity, *(s.on_fail.severity for s in found)))
    return Verdict(outcome, found, score, passed, severity, named(asked, answers))


def named(asked: Iterable[Step], answers: Answers) -> frozenset[int]:
    """The people who work here and are named in the answers, by number."""
    return frozenset().union(*(about(answers.get(s.id)) for s in asked if isinstance(s.kind, Colleague)))


def _counted(asked: list[Step], answers: Answers) -> Answers:
    counted = {s.id: answers[s.id] for s in asked if s.id in answers}
    ledgers = (beside(s.id, LEDGER) for s in asked if s.ledger)
    return {**counted, **{id: answers[id] for id in ledgers if id in answers}}


def _score(marked: list[Step], answers: Answers) -> int:
    """Percent of the answers given that are the expected ones; 100 where nothing was expected."""
    counted = [s for s in marked if s.kind and answers.get(s.id) not in (None, *s.kind.neither)]
    right = sum(not finding(s, answers) for s in counted)
    return round(100 * right / len(counted)) if counted else 100


def item(step: Step, asked: list[Step], answers: Answers, found: Collection[str] | None = None) -> Item:
    """A question and its answer, for reading. `found` are the findings by id, where they are known."""
    assert step.kind is not None
    value = answers.get(step.id)
    shown = with_beside(Text("skipped") if value is None else step.kind.shown(value), answers, step.id)
    if step.ledger and (told := said(answers.get(beside(step.id, LEDGER)), IN_SHORT)):
        shown = Text("{answer} · {more}", {"answer": shown, "more": told})
    prompt = filled(step.prompt, step, asked, answers)
    label = filled(step.label, step, asked, answers) if step.label else prompt
    if found is None:
        found = findings(asked, answers) if step.marked else ()
    return Item(step, prompt, label, value, shown, step.id in found)


def items(
    steps: Sequence[Step], asked: list[Step], answers: Answers, found: Collection[str] | None = None
) -> tuple[Item, ...]:
    """The same of several; the findings are looked for once."""
    if not steps:
        return ()
    if found is None:
        found = findings(asked, answers)
    return tuple(item(step, asked, answers, found) for step in steps)


def filled(source: str, step: Step, asked: list[Step], answers: Answers) -> Text:
    """A sentence of the flow with the earlier answers it names in {braces}."""
    return Text(source, _holes(step, asked, answers) if "{" in source else {})


def farewell(flow: Flow, ended: Verdict, asked: list[Step], answers: Answers) -> Text:
    """What the outcome says, with the answers it names."""
    said = filled(ended.outcome.say, Step(id="", prompt=""), asked, answers)
    return Text(said.source, {**said.fill, "score": ended.score, "mark": flow.pass_mark})


def feedback(step: Step, asked: list[Step], answers: Answers) -> list[Text]:
    """Right or wrong, and why."""
    if not step.expect or step.kind is None:
        return []
    right = step.kind.classify(answers.get(step.id), answers) == step.expect
    told = (
        Text("Correct.")
        if right
        else Text("Not quite. The answer is: {answer}", {"answer": step.kind.shown(step.expect)})
    )
    return [told, filled(step.explain, step, asked, answers)] if step.explain else [told]


def _holes(step: Step, asked: list[Step], answers: Answers) -> dict[str, object]:
    prefix = ".".join(step.id.split(".")[:2]) + "." if step.round else ""
    holes: dict[str, object] = {"score": _score([s for s in asked if s.expect], answers)}
    if step.round:
        holes["n"] = step.round
    if step.follows:
        holes["point"] = next((Text(s.called) for s in asked if s.id == step.follows), "")
        holes["ledger"] = said(answers.get(beside(step.follows, LEDGER)))
    for other in asked:
        if other.id in answers and other.kind is not None:
            shown = other.kind.shown(answers[other.id])
            holes[other.id] = shown
            if prefix and other.id.startswith(prefix):
                holes[other.id.removeprefix(prefix)] = shown
    return holes


def drawn(flow: Flow, seed: int) -> Flow:
    """A quiz with the questions of one attempt; any other flow as it is.

    The questions stand in an order that is the person's; each attempt takes the next of them, so that two attempts
    after each other are never the same and all questions come up in time.
    """
    if not flow.draw:
        return flow
    asked = [s.id for s in flow.steps if isinstance(s, Step) and s.kind]
    if flow.draw >= len(asked):
        return flow
    person, attempt = divmod(seed, ATTEMPTS)
    random.Random(person).shuffle(asked)  # noqa: S311  the order of questions is no secret
    first = attempt * flow.draw
    chosen = {asked[(first + n) % len(asked)] for n in range(flow.draw)}
    steps = tuple(s for s in flow.steps if isinstance(s, Repeat) or not s.kind or s.id in chosen)
    return replace(flow, steps=steps)
