"""Answers that are known before they are given: from the books, or from the last time.

What is known is handed in, by the words that flows use for it. Knows no person and no run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.engine.flow import Step
from bot.engine.kinds import Sign
from bot.engine.progress import place
from bot.engine.talk import Answers, Text

LAST = "last"
LATELY = "lately"  # the units that were named last, with a space between them
EXPECTED = "expected"  # the units that are expected today, which are offered before those
PHONE = "me.phone"
# By the word of `default:`: what is known of whoever answers, and under `last` their last answer to the question that is
# shown. What is in the books stands for an answer; what was true last time is only offered.
Known = Mapping[str, str]
ONLY_OFFERED = (LAST, LATELY, PHONE)


@dataclass(frozen=True)
class Offer:
    """An answer that one press gives."""

    value: str
    label: Text


def offers(step: Step, known: Known) -> tuple[Offer, ...]:
    """What is known for this question, each value once."""
    found: dict[str, Offer] = {}
    for word in (each for one in step.default for each in ((EXPECTED, LATELY) if one == LATELY else (one,))):
        value = known.get(word, "")
        for one in value.split() if word in (LATELY, EXPECTED) else filter(None, (value,)):
            found.setdefault(one, Offer(one, _label(step, word, one)))
    return tuple(found.values())


def _label(step: Step, word: str, value: str) -> Text:
    assert step.kind is not None
    if isinstance(step.kind, Sign):
        return Text("Sign as {name}", {"name": value})
    if word == EXPECTED:
        return Text("Expected: {answer}", {"answer": step.kind.shown(value)})
    if word == LATELY:
        return Text("{answer}", {"answer": step.kind.shown(value)})
    if word == LAST:
        return Text("As last time: {answer}", {"answer": step.kind.shown(value)})
    return Text("From the books: {answer}", {"answer": step.kind.shown(value)})


def settled(step: Step, known: Known) -> str:
    """The answer that is in the books, so that nobody need be asked. A signature is given, never known."""
    if isinstance(step.kind, Sign):
        return ""
    return next((known[word] for word in step.default if word not in ONLY_OFFERED and known.get(word)), "")


def known_before(asked: Sequence[Step], here: Step, answers: Answers, known: Known) -> list[Step]:
    """The questions right before this one whose answers are those in the books."""
    found: list[Step] = []
    if not known:
        return found
    for step in reversed(asked[: place(asked, here)]):
        if not step.default or answers.get(step.id) != settled(step, known):
            break
        found.insert(0, step)
    return found
