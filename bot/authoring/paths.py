"""The ways through a flow: what somebody can be told from the first sentence to the last.

Takes every branch, every single finding and every two of them, as far as they make a difference. Knows no language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.engine.flow import Flow, Repeat, Step, When
from bot.engine.kinds.kind import Kind
from bot.engine.talk import Value
from bot.engine.walk import Verdict, finding, judged, walk

BRANCHES = 4_000  # combinations of answers to questions that only branch; no flow has more that differ
ANY = "1"  # an answer to what is typed or sent: nothing asks what it is


@dataclass(frozen=True)
class Told:
    """A sentence on the way. `found` is how many findings there were when it was said; the last one is an outcome's."""

    text: str
    found: int = 0
    last: bool = False


@dataclass(frozen=True)
class Path:
    """One way through a flow."""

    told: tuple[Told, ...]
    asked: tuple[Step, ...]
    verdict: Verdict
    noted: bool
    """Something was left uninspected."""


@dataclass(frozen=True)
class Weight:
    """What makes a difference in a flow: the answers that conditions ask for, and what is said after each question."""

    named: dict[str, set[str]]
    says: dict[str, list[str]]


def paths(flow: Flow) -> Iterator[Path]:
    """Every way that differs in what is said."""
    weight = Weight(_named(flow), _says(flow))
    for branch in _branches(flow, weight.named):
        clean = _taken(flow, branch)
        yield clean
        for id, one in _odd(weight, clean.asked):
            once = _taken(flow, {**branch, id: one})
            yield once
            for later, two in _odd(weight, _after(once.asked, id), last=True):
                yield _taken(flow, {**branch, id: one, later: two})


def _after(asked: tuple[Step, ...], id: str) -> tuple[Step, ...]:
    """The questions that come later, those that the answer itself has brought among them."""
    return asked[next((n for n, s in enumerate(asked, 1) if s.id == id), len(asked)) :]


def _taken(flow: Flow, chosen: dict[str, str]) -> Path:
    """The way of these answers. A walk reads each answer as it comes to it, so they are given on the way."""
    answers: dict[str, Value] = {}
    told = [Told(flow.intro)] if flow.intro else []
    asked: list[Step] = []
    found = 0
    for step in walk(flow, answers):
        if step.kind is None:
            told.append(Told(step.prompt, found))
            continue
        told.extend(Told(text, found) for text in (step.prompt, step.hint) if text)
        asked.append(step)
        answers[step.id] = _answer(step, chosen.get(step.id) or _right(step), answers)
        found += finding(step, answers)
    verdict = judged(flow, asked, answers)
    told.append(Told(verdict.outcome.say, found, last=True))
    return Path(tuple(told), tuple(asked), verdict, any(answers[s.id] == "unseen" for s in asked))


def _right(step: Step) -> str:
    """The class of the answer when nothing is said about it: the expected one, else the last."""
    classes = step.kind.classes() if step.kind else ()
    return step.wanted or (classes[-1] if classes else "")


def _answer(step: Step, wanted: str, answers: dict[str, Value]) -> Value:
    """An answer of a class; of a number that is compared, the same or another."""
    assert step.kind is not None
    for value in _values(step.kind, wanted, answers):
        if wanted in step.kind.facts(value, answers):
            return value
    return ANY


def _values(kind: Kind, wanted: str, answers: dict[str, Value]) -> tuple[Value, ...]:
    compared = tuple(answers.get(id) for id in kind.refers())
    return (wanted, (wanted,), *compared, ANY, "2", "MSCU6639871", "MSCU6639870")


def _entries(flow: Flow) -> Iterator[Step]:
    for entry in flow.steps:
        yield from entry.steps if isinstance(entry, Repeat) else (entry,)


def _named(flow: Flow) -> dict[str, set[str]]:
    """The answers that authors' conditions ask for, by question; not what a question brings with it."""
    found: dict[str, set[str]] = {}
    whens: Iterable[When] = (
        *(r.when for r in flow.steps if isinstance(r, Repeat)),
        *(s.when for s in _entries(flow) if not s.follows),
        *(o.when for o in flow.outcomes),
    )
    for condition in (c for when in whens for c in when):
        for id, wanted in condition.items():
            found.setdefault(id, set()).update(wanted)
    return found


def _says(flow: Flow) -> dict[str, list[str]]:
    """The sentences that follow on a question, by question."""
    said: dict[str, list[str]] = {}
    for step in (s for s in _entries(flow) if s.kind is None and s.follows):
        said.setdefault(step.follows, []).append(step.prompt)
    return said


def _branches(flow: Flow, named: dict[str, set[str]]) -> Iterator[dict[str, str]]:
    """The answers to the questions that expect none, where a condition asks for them; depth first, only what is reached."""
    waiting: list[dict[str, str]] = [{}]
    for _ in range(BRANCHES):
        if not waiting:
            return
        chosen = waiting.pop()
        fork = next((s for s in _taken(flow, chosen).asked if _forks(s, named) and s.id not in chosen), None)
        if fork is None or fork.kind is None:
            yield chosen
        else:
            waiting += [{**chosen, fork.id: one} for one in _different(fork.kind.classes(), named[fork.id])]


def _forks(step: Step, named: dict[str, set[str]]) -> bool:
    return bool(step.kind and step.kind.classes() and not step.wanted and not step.round and step.id in named)


def _different(classes: tuple[str, ...], named: set[str]) -> list[str]:
    """The answers that a condition asks for, and one of the others for all of them."""
    others = [c for c in classes if c not in named]
    return [*(c for c in classes if c in named), *others[:1]]


def _alike(weight: Weight, step: Step, one: str) -> object:
    """What two odd answers have in common that lead to the same sentences."""
    asked_for = step.id if one in weight.named.get(step.id, ()) else ""
    if step.kind and one in step.kind.neither:
        return one, step.recommended, asked_for
    says = tuple(weight.says.get(step.id.rsplit(".", 1)[-1], ()))
    return one, step.on_fail, step.recommended, says, asked_for


def _odd(weight: Weight, asked: tuple[Step, ...], *, last: bool = False) -> list[tuple[str, str]]:
    """Answers other than the expected ones. Of points that say and demand the same, the first (or last) will do."""
    seen: dict[object, list[tuple[str, str]]] = {}
    for step, one in ((s, c) for s in asked if s.wanted and s.kind for c in s.kind.classes() if c != s.wanted):
        seen.setdefault(_alike(weight, step, one), []).append((step.id, one))
    return [alike[-1 if last else 0] for alike in seen.values()]
