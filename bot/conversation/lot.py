"""The unit that was drawn by lot, filled into the form of its search. Another can be named; that is on record, and no search of
the one that was drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.context import Context
from bot.engine.beside import DRAWN, beside
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Choice, Container, Plate
from bot.engine.kinds.reading.states import without_state
from bot.engine.talk import Answers, Text, Value
from bot.store.dues import KeptDue

SEARCH = Text("Search this unit, which was drawn by lot: {unit}. With another one the search stays due.")


def filled_in(context: Context, flow: Flow, mine: KeptDue) -> Answers:
    """The numbers of the unit where they were given when it was reported clean, and what is asked before them."""
    run_id = context.tx.dues.reported(mine.site_id, mine.unit) if mine.unit else None
    given = context.tx.runs.answers(run_id) if run_id else {}
    found: dict[str, str] = {}
    for step in flow.steps:
        number = given.get(step.id)
        if isinstance(step, Step) and isinstance(number, str) and _of_unit(step, number, mine.unit):
            found |= {**dict(_leading_to(flow, step, given)), step.id: number, beside(step.id, DRAWN): number}
    return found


def _of_unit(step: Step, number: str, unit: str) -> bool:
    return isinstance(step.kind, Plate | Container) and without_state(number) in unit.split(", ")


def _leading_to(flow: Flow, step: Step, given: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The choices by which it is asked at all: it is a trailer, and no container."""
    choices = {one.id for one in flow.steps if isinstance(one, Step) and isinstance(one.kind, Choice)}
    for id, classes in (step.when[0] if len(step.when) == 1 else {}).items():
        chosen = given.get(id)
        if id in choices and isinstance(chosen, str) and chosen in classes:
            yield id, chosen
