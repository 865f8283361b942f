"""A question of a quiz by itself, as it comes back or goes with a lesson: how it is asked, and what is said to its answer.

Knows no person and no time.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.channel import Button, Message
from bot.content.library import Library
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Choice
from bot.engine.talk import Option, Text
from bot.presses.buttons import button
from bot.presses.training import AnswerRecall
from bot.store.recalls import Recall

Say = Callable[[Text], str]
AGAIN = Text("A question again: {title}")
LESSON = Text("Lesson: {title}")
RIGHT, WRONG = Text("Correct."), Text("Not quite. The answer is: {answer}")


@dataclass(frozen=True)
class Asked:
    """A question that there is today, and how its choices stand this time."""

    flow: Flow
    step: Step
    choices: tuple[Option, ...]

    def right(self, number: int) -> bool:
        return self.choices[number].id == self.step.wanted

    @property
    def answer(self) -> Text:
        return next(one.label for one in self.choices if one.id == self.step.wanted)


def question_of(library: Library, flow_id: str, step: str) -> tuple[Flow, Step] | None:
    """The question, if there still is one that can be asked by itself."""
    flow = library.today.get(flow_id)
    found = next((one for one in flow.questions if one.id == step), None) if flow else None
    return (flow, found) if flow and found and alone(found) else None


def alone(step: Step) -> bool:
    """Can it be asked without what is asked before?"""
    return isinstance(step.kind, Choice) and bool(step.wanted) and not step.when


def asked(library: Library, one: Recall) -> Asked | None:
    """Its choices come in an order of their own each time that it is asked."""
    found = question_of(library, one.flow_id, one.step)
    if found is None:
        return None
    flow, step = found
    assert isinstance(step.kind, Choice)
    choices = list(step.kind.choices)
    if not step.kind.ordered:
        random.Random(f"{one.id}:{one.asked}:{one.step}").shuffle(choices)  # noqa: S311  the order is no secret
    return Asked(flow, step, tuple(choices))


def question_card(question: Asked, one: Recall, say: Say, *, lesson: bool = False) -> Message:
    """With a lesson, what there is to know stands before it."""
    text = say(Text(question.step.prompt))
    labels = enumerate(say(choice.label) for choice in question.choices)
    return Message(
        title=_title(question, say, lesson=lesson),
        lead=(say(Text(question.step.explain)),) if lesson else (),
        text=text,
        options=tuple(button(label, AnswerRecall(one.id, one.asked, number)) for number, label in labels),
        choose=say(Text("Choose an answer")),
        fallback=text,
    )


def _title(question: Asked, say: Say, *, lesson: bool) -> str:
    return say(Text((LESSON if lesson else AGAIN).source, {"title": Text(question.flow.title)}))


def answered_card(
    question: Asked, number: int, say: Say, following: Text, *, lesson: bool, options: tuple[Button, ...]
) -> Message:
    """Right or not, why, and what follows."""
    said = RIGHT if question.right(number) else Text(WRONG.source, {"answer": question.answer})
    chosen = say(question.choices[number].label)
    return Message(
        title=_title(question, say, lesson=lesson),
        note=say(said),
        lead=(say(Text(question.step.prompt)), say(Text("Your answer: {answer}", {"answer": chosen}))),
        text=say(Text(question.step.explain)) if question.step.explain else "",
        hint=say(following),
        options=options,
        fallback=say(said),
    )
