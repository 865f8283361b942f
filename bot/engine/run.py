"""One person going through a flow: where they are, and what to show.

A run is its answers. The current question is worked out, never stored: it is the one that was opened, or else the
first that applies and has no answer. Knows nothing of people, clocks and chats; what is said to a run is reply.py's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bot.engine.defaults import Known
from bot.engine.flow import Flow, Step
from bot.engine.offer import Held
from bot.engine.stations import following, standing
from bot.engine.talk import (
    Answers,
)
from bot.engine.walk import Verdict, applying, finding, findings, judged


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
    views: list[tuple[date, Known, Any]] = field(default_factory=list)


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
