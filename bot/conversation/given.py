"""An answer as it is recorded: the value, and the words as the person read them."""

from __future__ import annotations

from bot.conversation.context import Context
from bot.engine.events import Answered, Corrected
from bot.engine.flow import Flow
from bot.engine.run import Run, control_of
from bot.engine.talk import Buttons
from bot.engine.walk import Item, item
from bot.store.runs import Given


def item_of(flow: Flow, run: Run, step: str) -> Item:
    asked = run.asked(flow)
    return item(next(s for s in asked if s.id == step), asked, run.answers)


def given(context: Context, flow: Flow, run: Run, event: Answered | Corrected) -> Given:
    """An answer, or what was typed before it: then the answer replaces it, and both are on record."""
    line = item_of(flow, run, event.step.id)
    asked = "\n– ".join((context.say(line.prompt), *_offered(context, flow, run, line)))
    if isinstance(event, Corrected):
        return Given(event.step.id, event.typed, asked, event.typed, finding=False)
    shown = context.wording.fill(line.shown, context.lang)
    return Given(event.step.id, event.value, asked, shown, event.finding)


def _offered(context: Context, flow: Flow, run: Run, line: Item) -> list[str]:
    """The answers of a quiz in the order in which this person saw them; elsewhere the order is the flow's."""
    if not flow.ways.shuffles:
        return []
    control = control_of(flow, run, line.step, context.today)
    return [context.say(option.label) for option in control.options] if isinstance(control, Buttons) else []
