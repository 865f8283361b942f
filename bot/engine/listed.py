"""A seal is on the list of a run once: whoever enters it again has most likely read the same seal twice, and is asked.

A seal is compared with those that are asked for in its place: in the other rounds of its repeat, and those that the flow
names. What is compared within one seal, as on the documents, is the kind's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.engine.flow import Step
from bot.engine.identifiers import MOST_IN_A_BOX, in_a_row, look_alike
from bot.engine.kinds import Seal
from bot.engine.kinds.kind import Drafted
from bot.engine.talk import Answers, Option, Refused, Text, Value


def on_the_list(here: Step, value: Value, draft: Drafted, asked: Sequence[Step], given: Answers) -> None:
    """Raises Refused for the number of another seal, or one that looks like it, until the person is sure: two seals that
    really carry one number are worth knowing of."""
    if not isinstance(here.kind, Seal) or not isinstance(value, str) or value in draft:
        return
    _in_a_row(here, value, given)
    others = [number for step in _others(here, here.kind, asked) if isinstance(number := given.get(step.id), str)]
    keep = Option(value, Text("Keep {number}", {"number": value}))
    if value in others:
        fill = {"number": value}
        raise Refused(
            "This seal is already on the list: {number}. Read the other seal, or go back if there is none.", fill,
            (keep,), (value,),
        )  # fmt: skip
    if alike := next((number for number in others if look_alike(value, number)), ""):
        fill = {"number": alike, "typed": value}
        raise Refused(
            "This seal is already on the list: {number}. {typed} differs from it only in signs that look alike. Look at "
            "it once more: is it another seal?", fill, (keep,), (value,),
        )  # fmt: skip


def _in_a_row(here: Step, last: str, given: Answers) -> None:
    """Raises Refused where the numbers from the first to this one are no row."""
    first = given.get(here.ledger.first) if here.ledger else None
    if isinstance(first, str) and not in_a_row(first, last):
        raise Refused(
            "{first} to {last} is not one row of seals. Both must begin with the same letters and have as many digits, the "
            "first must be the lower one, and there can be at most {most}.", {"first": first, "last": last, "most": MOST_IN_A_BOX},
        )  # fmt: skip


def _others(here: Step, seal: Seal, asked: Sequence[Step]) -> Iterator[Step]:
    """The same question about other seals."""
    first = seal.other_than or here.id
    for step in asked:
        if step.id == here.id or not isinstance(step.kind, Seal):
            continue
        if first in (step.id, step.kind.other_than) or (here.round and _place(step) == _place(here)):
            yield step


def _place(step: Step) -> tuple[str, ...]:
    """Its id, whatever the round."""
    repeat, _, *rest = step.id.split(".") if step.round else (step.id, "")
    return (repeat, *rest)
