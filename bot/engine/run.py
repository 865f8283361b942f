"""One person going through a flow: where they are, and what to show.

A run is its answers. The current question is worked out, never stored: it is the one that was opened, or else the
first that applies and has no answer. Knows nothing of people, clocks and chats; what is said to a run is reply.py's.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from bot.engine.defaults import Known, Offer, known_before, offers
from bot.engine.flow import Flow, Step
from bot.engine.offer import Held, Stray, places, question
from bot.engine.progress import place, progress
from bot.engine.rows import offered_row
from bot.engine.scanned import offered_from_photo, read_for, unread, why_again
from bot.engine.stations import AtStation, at_station, following, standing
from bot.engine.talk import (
    Answers,
    Buttons,
    Control,
    Text,
    Value,
)
from bot.engine.walk import Item, Verdict, applying, farewell, feedback, filled, finding, findings, items, judged


@dataclass(eq=False, slots=True)
class _Way:
    """One run's way through a flow, and what was worked out of it: several are asked for the same in every turn, and the
    card that was drawn last is what the next button is pressed on."""

    flow: Flow
    walked: tuple[Step, ...]
    asked: list[Step]
    findings: Mapping[str, Step] | None = None
    verdict: Verdict | None = None
    here: tuple[Step | None] | None = None
    """The question to ask now, once it has been looked for."""
    views: list[tuple[date, Known, View]] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """The answers so far; `at` is the step or station that was opened, `drafts` the answers that have only begun.

    `again` are the steps that must be answered once more, such as a signature after a change.
    `seed` draws the questions of a quiz and shuffles their choices; `album` is the album that came last, by its step and its id.
    `last` is the step that was answered just now, `held` what no question asked for. An `alarm` was told before anything else
    was asked. A run that was sent and is corrected `corrects` what ended at this time.
    """

    answers: Answers = field(default_factory=dict)
    drafts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: str = ""
    again: tuple[str, ...] = ()
    album: tuple[str, str] = ("", "")
    seed: int = 0
    done: bool = False
    last: str = ""
    held: Held | None = None
    alarm: bool = False
    corrects: str = ""
    _ways: list[_Way] = field(default_factory=list, init=False, repr=False, compare=False)

    def way(self, flow: Flow) -> _Way:
        """The way through the flow, looked for once, since neither it nor the run ever changes."""
        if not self._ways or self._ways[0].flow is not flow:
            walked = applying(flow, self.answers, self.seed)
            self._ways[:] = [_Way(flow, walked, [s for s in walked if s.kind])]
        return self._ways[0]

    def walked(self, flow: Flow) -> tuple[Step, ...]:
        """Every step of the flow that applies, as `walk` finds them."""
        return self.way(flow).walked

    def asked(self, flow: Flow) -> list[Step]:
        """The questions among them."""
        return self.way(flow).asked

    def findings(self, flow: Flow) -> Mapping[str, Step]:
        """The findings among the answers to them, by id."""
        way = self.way(flow)
        if way.findings is None:
            way.findings = findings(way.asked, self.answers)
        return way.findings

    def verdict(self, flow: Flow) -> Verdict:
        """What they come to."""
        way = self.way(flow)
        if way.verdict is None:
            way.verdict = judged(flow, way.asked, self.answers)
        return way.verdict

    def but(self, **changed: Any) -> Run:
        """The run with anything changed but its answers to steps: what applies need not be looked for again."""
        after = replace(self, **changed)
        after._ways.extend(_Way(way.flow, way.walked, way.asked) for way in self._ways)  # noqa: SLF001  the same class
        return after

    def as_json(self) -> dict[str, object]:
        """Everything but the answers, in plain lists and words."""
        drafts = {step: list(items) for step, items in self.drafts.items()}
        state: dict[str, object] = {
            "drafts": drafts,
            "at": self.at,
            "again": list(self.again),
            "album": list(self.album),
            "seed": self.seed,
            "done": self.done,
            "last": self.last,
        }
        marks = {name: value for name, value in (("alarm", self.alarm), ("corrects", self.corrects)) if value}
        return {**state, **marks, "held": asdict(self.held)} if self.held else {**state, **marks}

    @staticmethod
    def from_json(state: Mapping[str, object], answers: Mapping[str, object]) -> Run:
        drafts = {k: tuple(v) for k, v in state["drafts"].items()}  # type: ignore[attr-defined]
        album: list[str] = state["album"]  # type: ignore[assignment]
        kept = {k: tuple(v) if isinstance(v, list) else v for k, v in answers.items()}
        return Run(
            kept,  # type: ignore[arg-type]
            drafts,
            str(state["at"]),
            tuple(state.get("again", ())),  # type: ignore[arg-type]
            (album[0], album[1]),
            int(state["seed"]),  # type: ignore[call-overload]
            bool(state["done"]),
            str(state.get("last", "")),
            Held.from_json(state.get("held")),
            bool(state.get("alarm")),
            str(state.get("corrects", "")),
        )


@dataclass(frozen=True)
class Question:
    """The card to show now. `lead` is said before the question; `before` is the answer it had, if it had one.

    `known` are the answers just before this question that were known and not asked, `offered` answers to choose from.
    """

    step: Step
    prompt: Text
    hint: Text | None
    lead: tuple[Text, ...]
    control: Control
    number: int
    count: int
    before: Value = None
    answered: bool = False
    can_skip: bool = False
    can_go_back: bool = False
    known: tuple[Item, ...] = ()
    offered: tuple[Offer, ...] = ()
    alarm: bool = False
    """It is asked because of an alarm, which may have been a mistake."""
    corrects: bool = False
    """The report was sent before."""


@dataclass(frozen=True)
class Overview:
    """Every answer, before the run is finished."""

    lead: tuple[Text, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Ended:
    """What is said at the end."""

    lead: tuple[Text, ...]
    verdict: Verdict
    say: Text


View: TypeAlias = Question | AtStation | Overview | Ended | Stray


def begin(seed: int = 0, answers: Answers | None = None) -> Run:
    """A run before its first question, or with what is known already."""
    return Run(answers or {}, seed=seed)


def begun(run: Run, here: Step) -> tuple[str, ...]:
    """What has been chosen or sent so far; choices opened again begin with those that were made."""
    if here.id in run.drafts or here.kind is None:
        return run.drafts.get(here.id, ())
    return here.kind.begun(run.answers.get(here.id))


def ends_itself(flow: Flow, run: Run, answered: Step) -> bool:
    """A quiz ends with its last answer; what words of danger began, too, and a report with
    a finding that stops it: nobody in danger is asked to confirm."""
    stopped = flow.ways.ends_when_stopped and answered.on_fail.stop and finding(answered, run.answers)
    return (flow.ways.ends_with_last or bool(flow.begun_by) or stopped) and current(flow, run) is None


def view(flow: Flow, run: Run, today: date, known: Known | None = None) -> View:
    """What to show: the current question or station, the overview, the end; or where something belongs that came unasked."""
    views, known = run.way(flow).views, known or {}
    for day, books, shown in views:
        if day == today and books == known:
            return shown
    shown = _view(flow, run, today, known)
    views.append((today, known, shown))
    return shown


def _view(flow: Flow, run: Run, today: date, known: Known) -> View:
    asked = run.asked(flow)
    if run.held and not run.done and (where := places(run.held, asked)):
        points = tuple(filled(step.label or step.prompt, step, asked, run.answers) for step in where)
        here, read = current(flow, run), run.held.codes
        offered = tuple(read_for(here, read, today))
        return Stray(question(run.held, points), points, run.held, offered, unread(here, read))
    if not run.done and (station := station_of(flow, run)):
        return at_station(flow, station, run.walked(flow), run.answers)
    here = current(flow, run)
    lead = _lead(flow, run, run.walked(flow), here)
    if run.done:
        ended = run.verdict(flow)
        unseen = flow.ways.ends_with_last or (asked and ends_itself(flow, run, asked[-1]))
        return Ended(lead if unseen else (), ended, farewell(flow, ended, asked, run.answers))
    if here is None:
        return Overview(lead, items(asked, asked, run.answers, run.findings(flow)))
    assert here.kind is not None
    number, count = progress(flow, asked, here)
    return Question(
        step=here,
        prompt=filled(here.prompt, here, asked, run.answers),
        hint=filled(here.hint, here, asked, run.answers) if here.hint else None,
        lead=lead,
        control=control_of(flow, run, here, today),
        number=number,
        count=count,
        before=None if here.id in run.again else run.answers.get(here.id),
        answered=here.id in run.answers and here.id not in run.again,
        can_skip=here.optional,
        can_go_back=flow.ways.goes_back
        and not (flow.begun_by or run.corrects or (run.alarm and run.at))
        and here is not asked[0],
        known=items(known_before(asked, here, run.answers, known), asked, run.answers),
        offered=(
            *offered_row(here, run.answers),
            *offered_from_photo(here, asked, run.answers, run.again),
            *offers(here, known),
        ),
        alarm=run.alarm,
        corrects=bool(run.corrects),
    )


def control_of(flow: Flow, run: Run, here: Step, today: date) -> Control:
    """The kind's own control; in a quiz the choices come in an order that is this run's."""
    assert here.kind is not None
    control = here.kind.control(begun(run, here), today)
    if not flow.ways.shuffles or here.kind.ordered or not isinstance(control, Buttons):
        return control
    options = list(control.options)
    random.Random(f"{run.seed}:{here.id}").shuffle(options)  # noqa: S311  the order of choices is no secret
    return Buttons(tuple(options))


def _lead(flow: Flow, run: Run, walked: Sequence[Step], here: Step | None) -> tuple[Text, ...]:
    """What is said between the question before and this one."""
    now = place(walked, here)
    after = next((n + 1 for n in range(now - 1, -1, -1) if walked[n].kind), 0)
    asked = run.asked(flow)
    lead = [Text(flow.intro)] if flow.intro and not after else []
    if after and flow.ways.corrects:
        lead += feedback(walked[after - 1], asked, run.answers)
    lead += [filled(s.prompt, s, asked, run.answers) for s in walked[after:now]]
    if here is not None and here.id in run.again:
        lead.append(why_again(here, run.answers))
    return tuple(lead)


def current(flow: Flow, run: Run) -> Step | None:
    """The question to ask now, or None when all are answered."""
    way = run.way(flow)
    if way.here is None:
        way.here = (_here(run, way.asked),)
    return way.here[0]


def station_of(flow: Flow, run: Run) -> str:
    """The station whose card is shown now, by its id; empty if a question has a card of its own."""
    return standing(flow, run.asked(flow), run.at, current(flow, run))


def _here(run: Run, asked: list[Step]) -> Step | None:
    opened = next((s for s in asked if s.id == run.at), None) if run.at else None
    return opened or following(asked, run.answers, run.again)
