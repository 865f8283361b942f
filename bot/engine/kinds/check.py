"""A point of an inspection, and what is asked once it has a problem."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engine.kinds.choices import Choice
from bot.engine.kinds.files import Photo
from bot.engine.kinds.kind import Ask
from bot.engine.kinds.texts import FreeText
from bot.engine.talk import Option, Text


def found(*after: str) -> Ask:
    """What was found."""
    return Ask("what", Text("What did you find?"), FreeText(voice=True), after)


def pictured(*after: str, optional: bool = False) -> Ask:
    """A photo of it. It can be dangerous to take."""
    safe = Text("Only if it is safe. Don't move anything.")
    return Ask("photo", Text("Please send a photo of it."), Photo(), after, optional, safe)


@dataclass(frozen=True)
class Check(Choice):
    """A point of an inspection: OK or Problem, and with `may_not_apply: yes` also Not applicable.

    A problem asks what was found and for a photo; not applicable asks for the reason.
    """

    word = "check"
    kept = "`ok`, `problem` or `na`"
    can_expect = False
    settled = "ok"
    may_not_apply: bool = False
    choices: tuple[Option, ...] = field(
        default=(
            Option("ok", Text("OK"), "good"),
            Option("problem", Text("Problem"), "bad"),
            Option("na", Text("Not applicable")),
        ),
        init=False,
    )

    def __post_init__(self) -> None:
        if not self.may_not_apply:
            object.__setattr__(self, "choices", self.choices[:2])

    def asks(self) -> tuple[Ask, ...]:
        asked = (found("problem"), pictured("problem", optional=True))
        if not self.may_not_apply:
            return asked
        why = Ask("why", Text("Why does it not apply?"), FreeText(at_most=300, voice=True), ("na",))
        return (*asked, why)
