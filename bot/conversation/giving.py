"""Answers as they are written down: with the words that the person read.

Does not write them.
"""

from __future__ import annotations

from bot.conversation.context import Context
from bot.engine.beside import beside, shown_alone
from bot.engine.events import Answered, Noted
from bot.engine.flow import Flow
from bot.engine.run import Run, control_of
from bot.engine.talk import Buttons
from bot.engine.walk import Item, filled, item
from bot.store.runs import Given


def line(flow: Flow, run: Run, step: str) -> Item:
    asked = run.asked(flow)
    return item(next(s for s in asked if s.id == step), asked, run.answers)


def given(context: Context, flow: Flow, run: Run, answered: Answered) -> Given:
    """An answer with the words the person read."""
    said = line(flow, run, answered.step.id)
    shown = context.wording.fill(said.shown, context.lang)
    asked = "\n– ".join((context.say(said.prompt), *_offered(context, flow, run, said)))
    return Given(answered.step.id, answered.value, asked, shown, answered.finding)


def noted_beside(context: Context, flow: Flow, run: Run, noted: Noted) -> Given:
    """What is kept beside an answer, a row of its own."""
    prompt = filled(noted.step.prompt, noted.step, run.asked(flow), run.answers)
    shown = context.wording.fill(shown_alone(noted.value), context.lang)
    return Given(beside(noted.step.id, noted.what), noted.value, context.say(prompt), shown, finding=False)


def _offered(context: Context, flow: Flow, run: Run, said: Item) -> list[str]:
    """The answers of a quiz in the order in which this person saw them; elsewhere the order is the flow's."""
    if not flow.ways.shuffles:
        return []
    control = control_of(flow, run, said.step, context.today)
    return [context.say(option.label) for option in control.options] if isinstance(control, Buttons) else []
