"""Pictures that are older than the form they were sent to: kept, and marked with the day on which they were taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.engine.beside import proof
from bot.engine.talk import Answers, Text, Value
from bot.engine.walk import Item
from bot.store.transaction import Transaction

DIGEST = 64  # characters of the SHA-256 of a file
# How much older than the form a picture is before it is marked. Within a day a camera may show another time zone.
OLD = timedelta(days=1)
Days = Mapping[str, tuple[date, ...]]  # on which the pictures beside a step were taken, of those that are old


def digests(value: Value) -> tuple[str, ...]:
    return tuple(one for one in value if len(one) == DIGEST) if isinstance(value, tuple) else ()


def sent_with(answers: Answers, step: str) -> tuple[str, ...]:
    """The files of an answer, and those that are kept as evidence of it."""
    return (*digests(answers.get(step)), *proof(answers, step))


def old(taken: Mapping[str, str], answers: Answers, steps: Iterable[str], begun: datetime) -> Days:
    """`taken` says by digest what the cameras said, `begun` what the clock showed there when the form was begun."""
    latest = begun.replace(tzinfo=None) - OLD
    found = {
        step: [datetime.fromisoformat(t) for d in sent_with(answers, step) if (t := taken.get(d))] for step in steps
    }
    days = {step: sorted({one.date() for one in some if one < latest}) for step, some in found.items()}
    return {step: tuple(some) for step, some in days.items() if some}


def marked(items: Sequence[Item], days: Days) -> tuple[Item, ...]:
    return tuple(replace(i, shown=dated(i.shown, days[i.step.id])) if i.step.id in days else i for i in items)


def dated(shown: object, days: tuple[date, ...]) -> Text:
    return Text("{answer} (old picture, taken on {days})", {"answer": shown, "days": days})


def overview(tx: Transaction, items: Sequence[Item], answers: Answers, now: datetime) -> tuple[Item, ...]:
    """The answers before the form is finished, those with old pictures marked."""
    return marked(items, looked_up(tx, answers, [item.step.id for item in items], now))


def looked_up(tx: Transaction, answers: Answers, steps: Sequence[str], begun: datetime) -> Days:
    """The same as `old`, asking the books what the cameras said."""
    sent = [one for step in steps for one in sent_with(answers, step)]
    return old(tx.files.taken(sent), answers, steps, begun) if sent else {}
