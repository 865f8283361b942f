"""One person going through a flow: begin, reply, view.

A run is its answers. The current question is worked out, never stored: it is the one that was opened, or else the
first that applies and has no answer. Knows nothing of people, clocks and chats.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.engine.flow import Flow, Step
from bot.engine.kinds import Draft, MultiChoice, Photo, YesNo
from bot.engine.talk import (
    Answers,
    Back,
    Buttons,
    Confirm,
    Control,
    Forward,
    Open,
    Refused,
    Said,
    Sent,
    Skip,
    Text,
    Value,
)
from bot.engine.walk import Item, Verdict, filled, finding, item, verdict, walk

ALBUM = 10  # the most files one album holds, on Telegram: https://core.telegram.org/bots/api#sendmediagroup


@dataclass(frozen=True)
class Run:
    """The answers so far; `at` is the step that was opened again, `drafts` the answers that have only begun.

    `seed` draws the questions of a quiz and shuffles their choices; `album` is the album that came last, by its step and its id.
    """

    answers: Answers = field(default_factory=dict)
    drafts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: str = ""
    album: tuple[str, str] = ("", "")
    seed: int = 0
    done: bool = False
    _walked: list[tuple[Flow, tuple[Step, ...]]] = field(default_factory=list, init=False, repr=False, compare=False)

    def walked(self, flow: Flow) -> tuple[Step, ...]:
        """Every step of the flow that applies, as `walk` finds them: looked for once, since neither ever changes."""
        if not self._walked or self._walked[0][0] is not flow:
            self._walked[:] = [(flow, tuple(walk(flow, self.answers)))]
        return self._walked[0][1]

    def asked(self, flow: Flow) -> list[Step]:
        """The questions among them."""
        return [s for s in self.walked(flow) if s.kind]

    def as_json(self) -> dict[str, object]:
        """Everything but the answers, in plain lists and words."""
        drafts = {step: list(items) for step, items in self.drafts.items()}
        return {"drafts": drafts, "at": self.at, "album": list(self.album), "seed": self.seed, "done": self.done}

    @staticmethod
    def from_json(state: Mapping[str, object], answers: Mapping[str, object]) -> Run:
        drafts = {k: tuple(v) for k, v in state["drafts"].items()}  # type: ignore[attr-defined]
        album: list[str] = state["album"]  # type: ignore[assignment]
        kept = {k: tuple(v) if isinstance(v, list) else v for k, v in answers.items()}
        return Run(
            kept,  # type: ignore[arg-type]
            drafts,
            str(state["at"]),
            (album[0], album[1]),
            int(state["seed"]),  # type: ignore[call-overload]
            bool(state["done"]),
        )


@dataclass(frozen=True)
class Question:
    """The card to show now. `lead` is said before the question; `before` is the answer it had, if it had one."""

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


View = Question | Overview | Ended


def begin(seed: int = 0) -> Run:
    """A run before its first question."""
    return Run(seed=seed)


def reply(flow: Flow, run: Run, said: Said, today: date) -> Run:
    """The run after something was said; raises Refused when it cannot be accepted, and then nothing has changed."""
    if run.done:
        raise Refused("This is finished and recorded.")
    asked = run.asked(flow)
    here = _here(run, asked)
    if isinstance(said, Sent) and (answered := _of_album(run, asked, said)):
        return _joined(run, answered, said)
    match said:
        case Back():
            return _back(flow, run, asked, here)
        case Forward():
            return replace(run, at="")
        case Open(step):
            return _open(flow, run, asked, step)
        case Confirm() if here is None:
            return replace(run, at="", done=True)
        case Confirm():
            raise Refused("This question is still open.")
    if here is None:
        if flow.genre == "report":
            raise Refused("Please check your answers, then press “Send the report”.")
        raise Refused("Please check your answers, then press “Finish”.")
    return _answered(flow, run, here, said, today)


def _answered(flow: Flow, run: Run, here: Step, said: Said, today: date) -> Run:
    """The current question, answered or begun."""
    if isinstance(said, Skip):
        if not here.optional:
            raise Refused("This question needs an answer.")
        value: Value | Draft = None
    else:
        assert here.kind is not None
        value = here.kind.read(said, _begun(run, here), today)
    drafts = {k: v for k, v in run.drafts.items() if k != here.id}
    album = (here.id, said.album) if isinstance(said, Sent) and said.album else run.album
    if isinstance(value, Draft):
        return replace(run, drafts={**drafts, here.id: value.items}, album=album)
    after = replace(run, answers={**run.answers, here.id: value}, drafts=drafts, at="", album=album)
    return replace(after, done=_ends_itself(flow, after, here))


def _begun(run: Run, here: Step) -> tuple[str, ...]:
    """What has been chosen or sent so far; choices opened again begin with those that were made."""
    made = run.answers.get(here.id)
    earlier = made if isinstance(here.kind, MultiChoice) and isinstance(made, tuple) else ()
    return run.drafts.get(here.id, earlier)


def _ends_itself(flow: Flow, run: Run, answered: Step) -> bool:
    """A quiz ends with its last answer; a report with a finding that stops it: nobody in danger is asked to confirm."""
    stopped = flow.genre == "report" and answered.on_fail.stop and finding(answered, run.answers)
    return (flow.genre == "quiz" or stopped) and current(flow, run) is None


def _of_album(run: Run, asked: list[Step], said: Sent) -> Step | None:
    """The question that was answered with the album this file belongs to; not one that it is still answering."""
    step, album = run.album
    if not said.album or said.album != album or step in run.drafts:
        return None
    return next((s for s in asked if s.id == step and isinstance(s.kind, Photo)), None)


def _joined(run: Run, step: Step, said: Sent) -> Run:
    """A late photo of the album that has answered a question already belongs to that answer."""
    assert isinstance(step.kind, Photo)
    files = run.answers.get(step.id)
    if not isinstance(files, tuple) or said.digest in files:
        return run
    if said.type not in step.kind.types:
        raise Refused(step.kind.wanted.source)
    if len(files) >= ALBUM:
        raise Refused("Please send at most {limit}.", {"limit": ALBUM})
    return replace(run, answers={**run.answers, step.id: (*files, said.digest)})


def _back(flow: Flow, run: Run, asked: list[Step], here: Step | None) -> Run:
    """One question back; its answer is kept until another is given. A quiz has said what was right: no way back."""
    place = asked.index(here) if here else len(asked)
    if flow.genre == "quiz" or place == 0:
        raise Refused("There is nothing to go back to.")
    return replace(run, at=asked[place - 1].id)


def _open(flow: Flow, run: Run, asked: list[Step], step: str) -> Run:
    if flow.genre == "quiz" or not any(s.id == step and step in run.answers for s in asked):
        raise Refused("This answer cannot be changed here.")
    return replace(run, at=step)


def view(flow: Flow, run: Run, today: date) -> View:
    """What to show: the current question, the overview, or the end."""
    asked = run.asked(flow)
    here = _here(run, asked)
    lead = _lead(flow, run, run.walked(flow), here)
    if run.done:
        ended = verdict(flow, run.answers)
        unseen = flow.genre == "quiz" or (asked and _ends_itself(flow, run, asked[-1]))
        return Ended(lead if unseen else (), ended, _farewell(ended, asked, run.answers))
    if here is None:
        return Overview(lead, tuple(item(s, asked, run.answers) for s in asked))
    assert here.kind is not None
    place = asked.index(here)
    return Question(
        step=here,
        prompt=filled(here.prompt, here, asked, run.answers),
        hint=filled(here.hint, here, asked, run.answers) if here.hint else None,
        lead=lead,
        control=control_of(flow, run, here, today),
        number=place + 1,
        count=len(asked),
        before=run.answers.get(here.id),
        answered=here.id in run.answers,
        can_skip=here.optional,
        can_go_back=flow.genre != "quiz" and place > 0,
    )


def _farewell(ended: Verdict, asked: list[Step], answers: Answers) -> Text:
    """What the outcome says, with the answers it names."""
    said = filled(ended.outcome.say, Step(id="", prompt=""), asked, answers)
    return Text(said.source, {**said.fill, "score": ended.score})


def control_of(flow: Flow, run: Run, here: Step, today: date) -> Control:
    """The kind's own control; in a quiz the choices come in an order that is this run's."""
    assert here.kind is not None
    control = here.kind.control(_begun(run, here), today)
    if flow.genre != "quiz" or not isinstance(control, Buttons) or isinstance(here.kind, YesNo | MultiChoice):
        return control
    options = list(control.options)
    random.Random(f"{run.seed}:{here.id}").shuffle(options)  # noqa: S311  the order of choices is no secret
    return Buttons(tuple(options))


def _lead(flow: Flow, run: Run, walked: Sequence[Step], here: Step | None) -> tuple[Text, ...]:
    """What is said between the question before and this one."""
    place = walked.index(here) if here else len(walked)
    earlier = [n for n in range(place) if walked[n].kind]
    after = earlier[-1] + 1 if earlier else 0
    asked = [s for s in walked if s.kind]
    lead = [Text(flow.intro)] if flow.intro and not earlier else []
    if earlier and flow.genre == "quiz":
        lead += _feedback(walked[earlier[-1]], asked, run.answers)
    lead += [filled(s.prompt, s, asked, run.answers) for s in walked[after:place]]
    return tuple(lead)


def _feedback(step: Step, asked: list[Step], answers: Answers) -> list[Text]:
    """Right or wrong, and why."""
    if not step.expect or step.kind is None:
        return []
    right = step.kind.classify(answers.get(step.id), answers) == step.expect
    told = (
        Text("Right.")
        if right
        else Text("Not right. The answer is: {answer}", {"answer": step.kind.shown(step.expect)})
    )
    return [told, filled(step.explain, step, asked, answers)] if step.explain else [told]


def current(flow: Flow, run: Run) -> Step | None:
    """The question to ask now, or None when all are answered."""
    return _here(run, run.asked(flow))


def _here(run: Run, asked: list[Step]) -> Step | None:
    opened = next((s for s in asked if s.id == run.at), None)
    return opened or next((s for s in asked if s.id not in run.answers), None)
