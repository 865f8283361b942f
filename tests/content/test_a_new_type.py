"""A question type with keys of its own is one class. Whoever has to do with question types learns it from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from bot.authoring import manual, schema
from bot.authoring.form import Form
from bot.content.load import load
from bot.conversation.wording import Wording
from bot.engine.events import Answered, Raised, Withdrawn
from bot.engine.flow import Flow
from bot.engine.kinds import KINDS, Ask, Draft, Drafted, FreeText, Kind
from bot.engine.kinds.keys import Count, Earlier, OneOf, written
from bot.engine.kinds.typed import plain_line
from bot.engine.reply import reply
from bot.engine.run import Run, begin
from bot.engine.talk import Answers, Control, Entry, Open, Option, Refused, Said, Text, Typed, Value
from bot.engine.view import Question, view

TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Temperature(Kind):
    """A temperature, at most `at_most:` degrees. With `frost: yes` it can be below zero.

    With `rises_from:` and the id of an earlier temperature, a colder one is a finding.
    """

    word = "temperature"
    kept = "the degrees"
    at_most: int = field(default=60, metadata=written(Count(least=10, most=90)))
    frost: bool = False
    scale: str = field(default="celsius", metadata=written(OneOf(("celsius", "fahrenheit"))))
    rises_from: str = field(default="", metadata=written(Earlier(("temperature",))))

    def impossible(self) -> tuple[str, str] | None:
        scorching = self.scale == "celsius" and self.at_most > 80
        return ("at_most", "nothing here is as hot as that") if scorching else None

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("number")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the degrees.")
        degrees = plain_line(said, wanted)
        if not degrees.removeprefix("-" if self.frost else "").isdigit() or int(degrees) > self.at_most:
            raise wanted
        return degrees

    def asks(self) -> tuple[Ask, ...]:
        why = Ask("why", Text("Why is it colder?"), Text("Why colder"), FreeText(), ("colder",))
        return (why,) if self.rises_from else ()

    def named(self) -> tuple[Option, ...]:
        if not self.rises_from:
            return ()
        return Option("warmer", Text("not colder")), Option("colder", Text("colder"))

    def wants(self) -> str:
        return "warmer" if self.rises_from else ""

    def classify(self, value: Value, answers: Answers) -> str | None:
        earlier = answers.get(self.rises_from)
        if not isinstance(value, str) or not isinstance(earlier, str):
            return None
        return "colder" if int(value) < int(earlier) else "warmer"


@contextmanager
def known(kind: type[Kind]) -> Iterator[None]:
    """While this lasts, the type is one of ours."""
    KINDS[kind.word] = kind
    try:
        yield
    finally:
        del KINDS[kind.word]


@pytest.fixture(autouse=True)
def _with_temperatures() -> Iterator[None]:
    with known(Temperature):
        yield


def source(second: str, more: str = "") -> str:
    return f"""inspection: f
title: F
revision: 1
for: driver
steps:
- temperature: gate
  prompt: At the gate?
- yes_no: sun
  prompt: Sun?
- temperature: inside
  prompt: Inside?
{second}
{more}
outcomes:
- outcome: end
  say: Bye.
"""


def flow(second: str, more: str = "") -> Flow:
    loaded = load("f.yaml", source(second, more))
    assert loaded.flow, loaded.problems
    return loaded.flow


WARMER = "  rises_from: gate\n  frost: yes"


def said(flow: Flow, *words: str) -> Run:
    run = begin()
    for word in words:
        run = reply(flow, run, Typed(word), TODAY).run
    return run


def test_a_flow_can_set_each_of_its_keys() -> None:
    inside = flow("  at_most: 70\n  frost: yes\n  scale: fahrenheit\n  rises_from: gate").steps[2]

    assert inside.kind == Temperature(at_most=70, frost=True, scale="fahrenheit", rises_from="gate")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("  at_most: 9", "12:12: at least 10 is needed here [number]"),
        ("  at_most: 91", "12:12: at most 90 is possible here [number]"),
        ("  at_most: hot", "12:12: a whole number is needed here, not 'hot' [number]"),
        ("  at_most: 85", "12:12: nothing here is as hot as that [number]"),
        ("  frost: maybe", "12:10: 'frost:' is yes or no, not 'maybe' [yes-or-no]"),
        ("  scale: celsus", "12:10: unknown scale 'celsus'; did you mean 'celsius'? [unknown-choice]"),
        ("  rises_from: gaet", "12:15: 'gaet' is not an earlier temperature; did you mean 'gate'? [unknown-step]"),
        ("  rises_from: sun", "12:15: 'sun' is not an earlier temperature; use one of: gate [unknown-step]"),
        ("  rises_from: inside", "12:15: 'inside' is not an earlier temperature; use one of: gate [unknown-step]"),
        ("  forst: yes", "12:3: unknown key 'forst'; did you mean 'frost'? [unknown-key]"),
        ("  expect: warmer", "12:3: only a question with buttons can expect an answer [expect]"),
        ("- say: Cold\n  when: {gate: colder}", "13:10: 'gate' has no answers to choose from; use one of: sun [unknown-step]"),
    ],
)  # fmt: skip
def test_what_is_written_wrong_for_it_is_said_with_its_place(written: str, problem: str) -> None:
    problems = [str(p).removeprefix("f.yaml:") for p in load("f.yaml", source(written)).problems]

    assert problems == [problem]


def test_conditions_can_ask_for_its_classes() -> None:
    cold = flow(WARMER, "- say: Close the door.\n  when: {inside: colder}")

    assert cold.steps[-1].when == ({"inside": frozenset({"colder"})},)
    assert [str(p) for p in load("f.yaml", source(WARMER, "- say: X\n  when: {inside: cold}")).problems] == [
        "f.yaml:15:18: unknown answer 'cold'; did you mean 'colder'? [unknown-choice]"
    ]


def test_the_schema_knows_its_keys() -> None:
    step = {"temperature": "a", "prompt": "A?", "at_most": 70, "frost": "yes", "rises_from": "b", "scale": "celsius"}
    head = {"inspection": "f", "title": "F", "revision": 1, "for": "driver", "outcomes": [{"outcome": "e", "say": "E"}]}
    valid = Draft202012Validator(schema.schema()).is_valid

    assert valid({**head, "steps": [step]})
    for wrong in ({"at_most": 91}, {"frost": "often"}, {"scale": "kelvin"}, {"rises_from": 1}, {"forst": "yes"}):
        assert not valid({**head, "steps": [{**step, **wrong}]})


def test_the_manual_has_a_row_for_it() -> None:
    told = " ".join((Temperature.__doc__ or "").split())

    assert manual.table().splitlines()[-1] == (
        f"| `temperature` | {told} | typing | the degrees | `at_most:`, `frost:`, `scale:`, `rises_from:` "
        "| `warmer`, `colder` |"
    )


def test_the_form_shows_it_with_its_classes_in_words() -> None:
    form = Form(flow(WARMER, "- say: Close the door.\n  when: {inside: colder}"), Wording({}), "en")

    assert "[#3: colder] Close the door." in form.text()
    assert "    #3a [#3: colder] Why is it colder?" in form.text()


def test_the_engine_asks_it_and_knows_its_findings() -> None:
    inspection = flow(WARMER)
    run = said(inspection, "8", "yes")

    assert isinstance(view(inspection, run, TODAY), Question)
    with pytest.raises(Refused, match="Type the degrees"):
        reply(inspection, run, Typed("61"), TODAY)
    cold = reply(inspection, run, Typed("-3"), TODAY)
    assert [type(e) for e in cold.events] == [Answered, Raised]
    asked = view(inspection, cold.run, TODAY)
    assert isinstance(asked, Question)
    assert asked.prompt.source == "Why is it colder?"
    colder_gate = reply(inspection, cold.run, Open("gate"), TODAY).run
    assert not reply(inspection, colder_gate, Typed("7"), TODAY).only(Withdrawn)


def test_in_a_repeat_it_refers_to_the_question_of_its_own_round() -> None:
    rounds = """- repeat: unit
  title: Unit {n}
  more: Another?
  steps:
  - temperature: first
    prompt: First?
  - temperature: second
    prompt: Second?
    rises_from: first"""
    inspection = flow(WARMER, rounds)
    run = said(inspection, "1", "yes", "2", "9", "9", "yes", "20")

    assert reply(inspection, run, Typed("19"), TODAY).only(Raised)
    assert not reply(inspection, run, Typed("21"), TODAY).only(Raised)
