"""What is known before a question is asked: from the books, and from the last time. And what to show with it.

Asks the database nothing but the last answer, and that only where the question that is shown offers it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.context import Context
from bot.conversation.pictures import overview
from bot.conversation.today import to_come
from bot.engine.defaults import EXPECTED, LAST, LATELY, PHONE, Known
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Container, FreeText, Plate
from bot.engine.kinds.codes import NO_PLATE
from bot.engine.kinds.reading.states import without_state
from bot.engine.ledger import is_container
from bot.engine.run import Run, current
from bot.engine.view import Overview, View, view
from bot.store import units

RUNS = 12  # the newest ones, whose units are looked at
OFFERED = 3  # units to press
COMING = 6  # units that are expected


def in_the_books(context: Context, flow: Flow) -> Known:
    """What is known of the person who is speaking, by the words of `default:`; nothing where no question asks for it."""
    if not flow.foreknown:
        return {}
    who = context.who
    return {"me.name": who.name, f"me.{who.role}": who.name}


def showing(context: Context, flow: Flow, run: Run) -> View:
    """What the person who is speaking is shown of a run."""
    here = None if run.done else current(flow, run)
    known = {**in_the_books(context, flow), **_looked_up(context, flow, run, here)} if here else {}
    shown = view(flow, run, context.today, known)
    if not isinstance(shown, Overview):
        return shown
    return replace(shown, items=overview(context.tx, shown.items, run.answers, context.clock))


def _unit(flow: Flow, run: Run, here: Step) -> str:
    """The unit that was named before this question, the first if there are several."""
    asked = run.asked(flow)
    before = asked[: asked.index(here)] if here in asked else asked
    named = (run.answers.get(step.id) for step in before if isinstance(step.kind, Plate | Container))
    return next((without_state(value) for value in named if isinstance(value, str) and value != NO_PLATE), "")


def _looked_up(context: Context, flow: Flow, run: Run, here: Step) -> Known:
    """What only the database knows."""
    found: dict[str, str] = {}
    if LAST in here.default:
        last = _last(context, here, _unit(flow, run, here))
        found[LAST] = last if isinstance(last, str) and last != NO_PLATE else ""
    if LATELY in here.default:
        found[EXPECTED] = " ".join(_expected(context, here))
        found[LATELY] = " ".join(_lately(context, here))
    if PHONE in here.default:
        found[PHONE] = context.tx.people.phone(context.who.person_id)
    return found


def _expected(context: Context, here: Step) -> list[str]:
    """Units of the sort that is asked for, which are expected here today and have not come, the earliest first."""
    wanted = isinstance(here.kind, Container)
    coming = [one.unit for one in to_come(context, context.who.site_id) if is_container(one.unit) == wanted]
    return coming[:COMING]


def _lately(context: Context, here: Step) -> list[str]:
    """Units of the sort that is asked for, which were named at this site last."""
    wanted = isinstance(here.kind, Container)
    return [one for one in context.tx.units.lately(context.who.site_id, RUNS) if is_container(one) == wanted][:OFFERED]


def _last(context: Context, here: Step, unit: str) -> object:
    """What was said of this unit last, such as its carrier, by whomever; else what this person said last."""
    of_unit = unit and isinstance(here.kind, FreeText | Plate)
    last = units.last_of(context.tx, context.who.organisation_id, unit, here.id) if of_unit else None
    return last or context.tx.runs.last_answer(context.who.person_id, here.id)
