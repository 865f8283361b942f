"""What the seal ledger says, put beside the answers it is about, and what follows from it for the findings.

Pure. What the ledger says is handed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

from bot.engine.beside import LEDGER, beside
from bot.engine.entries import concerned
from bot.engine.events import Answered, Event, Move, Noted, Raised, Withdrawn, told_apart
from bot.engine.flow import Flow, Step
from bot.engine.kinds import Draft
from bot.engine.run import Run, begun, current
from bot.engine.talk import Answers, Pressed, Refused, Said, Typed


def asks_ledger(flow: Flow, run: Run, said: Said, today: date) -> tuple[tuple[Step, ...], Answers]:
    """The questions of which the ledger is asked before this is said, and the answers as they will be then."""
    here = current(flow, run)
    if here is None or not isinstance(said, Typed | Pressed):
        return (), {}
    assert here.kind is not None
    with suppress(Refused):
        value = here.kind.read(said, begun(run, here), today)
        answers = run.answers if isinstance(value, Draft) else {**run.answers, here.id: value}
        return tuple(concerned(run.asked(flow), here, answers)), answers
    return (), {}


def compared(flow: Flow, before: Run, move: Move, ledger: Answers) -> Move:
    """The move with what the ledger says beside the answers; what was a finding may be none now, and the other way round."""
    answers = move.run.answers
    told = {
        id: value for id, value in ledger.items() if (answers.get(beside(id, LEDGER)) or "") != value and id in answers
    }
    if not told:
        return move
    after = replace(move.run, answers={**answers, **{beside(id, LEDGER): value or None for id, value in told.items()}})
    return Move(after, tuple(_events(flow, before, after, move, told)))


def _events(flow: Flow, before: Run, after: Run, move: Move, told: Answers) -> Iterator[Event]:
    """The same, with the findings as they are now."""
    are = after.findings(flow)
    steps = {s.id: s for s in after.asked(flow)}
    for event in move.events:
        if isinstance(event, Answered):
            yield replace(event, finding=event.step.id in are)
        elif not isinstance(event, Raised | Withdrawn):
            yield event
    yield from told_apart(before.findings(flow), are)
    yield from (Noted(steps[id], LEDGER, value or None) for id, value in told.items() if id in steps)
