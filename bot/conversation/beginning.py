"""A run before its first question, with the answers that are known already.

Does not know who wants it begun, and shows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.context import Context, Occasion
from bot.conversation.moving import given, named, noted
from bot.engine.beside import DRAWN, PROPOSED, SEEN, beside
from bot.engine.events import MISSING, Answered, Move, Noted
from bot.engine.flow import Flow, Repeat, Step
from bot.engine.kinds.texts import placed
from bot.engine.run import begin
from bot.engine.talk import Answers, Refused, Typed, Value
from bot.engine.walk import ATTEMPTS, drawn

Known = Mapping[str, Value]  # by one of SOURCES: words, digests of files, or a place as it is kept


def begun(
    context: Context, flow: Flow, known: Known, given_before: Answers | None = None, *, alarm_at: str | None = None
) -> Occasion:
    """A run of the person who is speaking. What is known is answered and on record; nobody has reacted to it yet.

    `given_before` are answers of an earlier run, with what is kept beside them, or those of an alarm, which asks first what
    `alarm_at` names.
    """
    seed = context.who.person_id * ATTEMPTS + context.tx.runs.attempts(context.who.person_id, flow.id)
    asked = context.way(drawn(flow, seed))
    answers = dict(_answers(context, asked, known)) if known else dict(given_before or {})
    run = begin(seed, answers)
    run = run if alarm_at is None else run.but(at=alarm_at, alarm=True)
    id = context.tx.runs.begin(context.who, flow.id, flow.digest, run.as_json(), context.now, context.said_at)
    kept = context.tx.runs.get(id)
    assert kept, "it has just been written"
    events = tuple(
        Answered(step, run.answers[step.id], MISSING, finding=False)
        for step in asked.questions
        if step.id in run.answers
    )
    for event in events:
        context.tx.runs.record(kept, given(context, asked, run, event), context.who, context.said_at, context.source)
    for step, what in ((step, what) for step in asked.questions for what in (DRAWN, SEEN, PROPOSED)):
        if value := run.answers.get(beside(step.id, what)):
            written = noted(context, asked, run, Noted(step, what, value))
            context.tx.runs.record(kept, written, context.who, context.said_at, context.source)
    kept = named(context, kept, asked, Move(run, events))
    return Occasion(kept, *context.run_of(kept), events)


def _answers(context: Context, flow: Flow, known: Known) -> list[tuple[str, Value]]:
    """Of a flow that the program begins, what is not known is skipped: nobody is asked for it."""
    steps = [step for step in flow.steps if not isinstance(step, Repeat) and step.known_from]
    found = [(step, _read(context, step, known.get(step.known_from))) for step in steps]
    return [(step.id, value) for step, value in found if value is not None or (flow.begun_by and step.optional)]


def _read(context: Context, step: Step, value: Value) -> Value:
    """The answer as its type keeps it; None for what it would refuse."""
    if isinstance(value, tuple) or not value or step.kind is None:
        return value or None
    try:
        return _kept(step, value[: getattr(step.kind, "at_most", len(value))], context)
    except Refused:
        return None


def _kept(step: Step, words: str, context: Context) -> Value:
    assert step.kind is not None
    value: Any = step.kind.read(placed(words) or Typed(words), (), context.today)
    return value if isinstance(value, str) else None
