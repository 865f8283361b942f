"""What a run becomes by what its person says, with what is in the books and in the seal ledger.

The ledger is asked only about questions that say so. Shows nothing and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from bot.conversation.context import Context
from bot.conversation.known import in_the_books
from bot.engine.comparing import asks_ledger
from bot.engine.events import Move
from bot.engine.flow import Flow, Step
from bot.engine.identifiers import from_rows, in_a_row, in_rows
from bot.engine.kinds import Seal, Seals
from bot.engine.kinds.reading.states import without_state
from bot.engine.ledger import HELD, Found, Known, against, written
from bot.engine.reply import reply
from bot.engine.run import Run
from bot.engine.talk import Answers, Said
from bot.store.ledger import SealEvent
from bot.store.runs import KeptRun

NAMED = 5  # rows of a stock that are missing or left over


def replied(context: Context, kept: KeptRun, flow: Flow, run: Run, said: Said) -> Move:
    """The move; raises Refused."""
    told = _ledger(context, kept, flow, run, said) if flow.ledgers else None
    return reply(flow, run, said, context.clock, in_the_books(context, flow), told)


def _ledger(context: Context, kept: KeptRun, flow: Flow, run: Run, said: Said) -> Answers:
    """What the ledger says of this answer, and again of those that depend on it: another may have used the seal since."""
    steps, answers = asks_ledger(flow, run, said, context.clock)
    return {step.id: _said_of(context, kept, step, answers) for step in steps}


def _said_of(context: Context, kept: KeptRun, step: Step, answers: Answers) -> str:
    ledger, number = step.ledger, answers.get(step.id)
    if ledger is None or not isinstance(number, str):
        return ""
    if ledger.event == HELD:
        return _held(context, kept, without_state(number))
    if isinstance(step.kind, Seals):
        return _listed(context, kept, number)
    if not isinstance(step.kind, Seal):
        return _counted(context, kept, number)
    first, unit, event = answers.get(ledger.first), ledger.on(answers), ledger.happens(answers)
    numbers = (in_a_row(first, number) if isinstance(first, str) else ()) or (number,)
    wrong = [(word, one) for one in _found(context, kept, numbers, unit) if (word := against(event, unit, one))]
    if not wrong:
        return ""
    word, found = wrong[0]
    return written(word, found, [one.number for other, one in wrong[1:] if other == word])


def _held(context: Context, kept: KeptRun, unit: str) -> str:
    """A unit that is on hold, to whoever may not release it."""
    hold = context.tx.units.on_hold(kept.organisation_id, unit)
    if hold is None or context.policy.releases(context.who.role):
        return ""
    at = hold.at.astimezone(ZoneInfo(hold.zone)).isoformat()
    return written(HELD, Found(unit, Known("", unit, "", hold.by, at)))


def _counted(context: Context, kept: KeptRun, number: str) -> str:
    """A count, held against the stock of the site. Where nothing was ever received there is nothing to hold it against."""
    books, of = context.tx.ledger, kept.organisation_id
    there = str(len(books.in_hand(of, kept.site_id, "received", "counted")))
    return written("count", Found(there, None)) if there != number and books.stocked(of) else ""


def _listed(context: Context, kept: KeptRun, rows: str) -> str:
    """Every number that was counted, held against the stock of the site: what is missing, and what is there beside it."""
    books, of = context.tx.ledger, kept.organisation_id
    if not books.stocked(of):
        return ""
    there, counted = set(books.in_hand(of, kept.site_id, "received", "counted")), set(from_rows(rows))
    missing, over = there - counted, counted - there
    return written("stock", Found(_few(missing), Known("", _few(over)))) if missing or over else ""


def _few(numbers: Collection[str]) -> str:
    """How many, and the first of them."""
    rows = in_rows(numbers)
    named = ", ".join(row.replace("-", " – ") for row in rows[:NAMED])
    return f"{len(numbers)} ({named}{' …' if len(rows) > NAMED else ''})" if numbers else "0"


def _found(context: Context, kept: KeptRun, numbers: tuple[str, ...], unit: str) -> list[Found]:
    """What the ledger has of these numbers, but for what this run has entered itself."""
    books, of = context.tx.ledger, kept.organisation_id
    books.lock(of, numbers)
    on_unit = tuple(one.number for one in books.on_unit(of, unit) if one.run_id != kept.id)
    stocked = books.stocked(of)
    chains = books.chains(of, numbers, without=kept.id)
    return [_one(number, chains.get(number, ()), on_unit, stocked=stocked) for number in numbers]


def _one(number: str, chain: tuple[SealEvent, ...], on_unit: tuple[str, ...], *, stocked: bool) -> Found:
    counts = [event for event in chain if not event.disputed]
    ours = any(event.event == "received" for event in counts)
    return Found(number, known(counts[-1]) if counts else None, ours, on_unit, stocked)


def known(event: SealEvent) -> Known:
    """An event as far as a comparison needs it, by the clock of its site."""
    at = event.at.astimezone(ZoneInfo(event.zone)).isoformat()
    return Known(event.event, event.unit, event.whom, event.by, at)
