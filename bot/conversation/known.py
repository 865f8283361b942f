"""What is known before a question is asked: from the books, and from the last time. And what to show with it.

Asks the database nothing but the last answer, and that only where the question that is shown offers it.
"""

from __future__ import annotations

from bot.conversation.context import Context
from bot.engine.defaults import ONLY_OFFERED, Known
from bot.engine.flow import Flow
from bot.engine.run import Run, View, current, view


def in_the_books(context: Context) -> Known:
    """What is known of the person who is speaking, by the words of `default:`."""
    who = context.who
    return {"me.name": who.name, f"me.{who.role}": who.name}


def showing(context: Context, flow: Flow, run: Run) -> View:
    """What the person who is speaking is shown of a run."""
    here = None if run.done else current(flow, run)
    known = in_the_books(context) if here else {}
    words = [word for word in here.default if word in ONLY_OFFERED] if here else []
    if here and words:
        last = context.tx.runs.last_answer(context.who.person_id, here.id)
        known = {**known, **dict.fromkeys(words, last if isinstance(last, str) else "")}
    return view(flow, run, context.today, known)
