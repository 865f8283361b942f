"""Types that rate a risk: how high a threat is, and how far a category of the criteria is met."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engine.kinds.choices import Choice
from bot.engine.kinds.kind import Ask
from bot.engine.kinds.texts import FreeText
from bot.engine.talk import Option, Text

RATINGS = ("low", "medium", "high")  # in the order of their values 1, 2, 3
CHANGED = "changed"  # an answer is other than what was proposed
NONE = "na"
REASON = 600  # characters


def _why(prompt: Text, *after: str) -> tuple[Ask, ...]:
    return (Ask("why", prompt, Text("Why"), FreeText(at_most=REASON, voice=True), after),)


@dataclass(frozen=True)
class Threat(Choice):
    """How high one threat is: low, medium or high. It always asks why."""

    word = "threat"
    kept = "`low`, `medium` or `high`"
    can_expect = False
    ordered = True
    neither = frozenset()
    choices: tuple[Option, ...] = field(
        default=(
            Option("low", Text("Low: no recent activity or information")),
            Option("medium", Text("Medium: some information, no recent incident")),
            Option("high", Text("High: recent incidents and information")),
        ),
        init=False,
    )

    def asks(self) -> tuple[Ask, ...]:
        return _why(Text("Why? Say where you know it from."), *RATINGS)


@dataclass(frozen=True)
class Vulnerability(Choice):
    """How far the criteria of a category are met: all that apply (low), some (medium), none (high), or none applies. `of:` is the
    number of the category. The program proposes one of them by the records of the year; another one asks why.
    """

    word = "vulnerability"
    kept = "`low`, `medium`, `high` or `na`"
    can_expect = False
    ordered = True
    proposes = True
    of: int = 0
    choices: tuple[Option, ...] = field(
        default=(
            Option("low", Text("Low: meets all that apply")),
            Option("medium", Text("Medium: meets some")),
            Option("high", Text("High: does not meet them")),
            Option(NONE, Text("None of them applies")),
        ),
        init=False,
    )

    def impossible(self) -> tuple[str, str] | None:
        return None if self.of else ("of", "it says the number of no category")

    def asks(self) -> tuple[Ask, ...]:
        return _why(Text("That is other than what the records suggest. Why?"), CHANGED)
