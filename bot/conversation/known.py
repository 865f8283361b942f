"""What is known before a question is asked: from the books, and from the last time. And what to show with it.

Asks the database nothing but the last answer, and that only where the question that is shown offers it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.context import Context
from bot.conversation.pictures import overview
from bot.engine.defaults import LAST, PHONE, Known
from bot.engine.flow import Flow, Step
from bot.engine.run import Overview, Run, View, current, view


def in_the_books(context: Context) -> Known:
    """What is known of the person who is speaking, by the words of `default:`."""
    who = context.who
    return {"me.name": who.name, f"me.{who.role}": who.name}


def showing(context: Context, flow: Flow, run: Run) -> View:
    """What the person who is speaking is shown of a run."""
    here = None if run.done else current(flow, run)
    known = {**in_the_books(context), **_looked_up(context, here)} if here else {}
    shown = view(flow, run, context.today, known)
    if not isinstance(shown, Overview):
        return shown
    return replace(shown, items=overview(context.tx, shown.items, run.answers, context.clock))


def _looked_up(context: Context, here: Step) -> Known:
    """What only the database knows."""
    found: dict[str, str] = {}
    if LAST in here.default:
        last = context.tx.runs.last_answer(context.who.person_id, here.id)
        found[LAST] = last if isinstance(last, str) else ""
    if PHONE in here.default:
        found[PHONE] = context.tx.people.phone(context.who.person_id)
    return found
