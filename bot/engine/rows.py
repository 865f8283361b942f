"""Seals in a row by their first number and how many there are: the last is worked out and offered, and nobody need read it.

It is an answer only when somebody says so. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.engine.defaults import Offer
from bot.engine.flow import Step
from bot.engine.identifiers import last_of
from bot.engine.talk import Answers, Option, Refused, Text, Value

ROW = Text("{first} – {last}: {count} seals")
ONE = Text("{first}, one seal")


def offered_row(here: Step, answers: Answers) -> Iterator[Offer]:
    """The last number, as it follows from the first and the count."""
    if last := _counted(here, answers):
        yield Offer(last, _label(here, answers, last))


def _counted(step: Step, answers: Answers) -> str:
    first, count = _of(step, answers)
    return last_of(first, count) if first and count else ""


def _of(step: Step, answers: Answers) -> tuple[str, int]:
    """The first of the row and how many there are, as far as it was said."""
    ledger = step.ledger
    first, count = (answers.get(ledger.first), answers.get(ledger.count)) if ledger else (None, None)
    return first if isinstance(first, str) else "", int(count) if isinstance(count, str) else 0


def _label(step: Step, answers: Answers, last: str) -> Text:
    first, count = _of(step, answers)
    return Text((ONE if count == 1 else ROW).source, {"first": first, "last": last, "count": count})


def as_counted(here: Step, value: Value, draft: Sequence[str], asked: Sequence[Step], given: Answers) -> None:
    """Raises Refused for a count that its first number has no room for; and for a last number that gives another count, until
    the person is sure."""
    if not isinstance(value, str) or value in draft:
        return
    for step in asked:
        if step.ledger and step.ledger.count == here.id:
            _fits(*_of(step, {**given, here.id: value}))
    last = _counted(here, given)
    if last and last != value:
        meant = Option(last, _label(here, given, last)), Option(value, Text("Keep {number}", {"number": value}))
        raise Refused(
            "That is not the number that follows from the first one and the count. Which is the last number?", {},
            meant, (value,),
        )  # fmt: skip


def _fits(first: str, count: int) -> None:
    if first and count and not last_of(first, count):
        raise Refused(
            "There are no {count} numbers from {first} on with as many digits. Count the seals again, or go back and "
            "correct the first number.", {"count": count, "first": first},
        )  # fmt: skip


def recounted(here: Step, asked: Sequence[Step], answers: Answers) -> Iterator[str]:
    """The last numbers that do not follow anymore, now that the first one or the count is another."""
    for step in asked:
        ends = step.ledger is not None and here.id in (step.ledger.first, step.ledger.count)
        if ends and answers.get(step.id) is not None and (last := _counted(step, answers)) and last != answers[step.id]:
            yield step.id
