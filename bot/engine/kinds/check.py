"""A point of an inspection, and what is asked once it has a problem."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engine.kinds.choices import Choice
from bot.engine.kinds.files import Photo
from bot.engine.kinds.kind import Ask
from bot.engine.kinds.texts import FreeText
from bot.engine.talk import Option, Text

REASON = 300  # characters


def found(*after: str) -> Ask:
    """What was found."""
    return Ask("what", Text("What did you find?"), Text("What was found"), FreeText(voice=True), after)


def pictured(*after: str, optional: bool = False) -> Ask:
    """A photo of it. It can be dangerous to take."""
    safe = Text("Only if it is safe. Don't move anything.")
    return Ask("photo", Text("Please send a photo of it."), Text("Photo of it"), Photo(), after, optional, safe)


def _worded(part: str, prompt: Text, label: Text, after: str) -> Ask:
    """A sentence on why it is neither right nor wrong."""
    return Ask(part, prompt, label, FreeText(at_most=REASON, voice=True), (after,))


@dataclass(frozen=True)
class Check(Choice):
    """A point of an inspection: OK, Problem, OK with a remark or Could not inspect, and with `may_not_apply: yes` also Not applicable.

    A problem asks what was found and for a photo; the others ask for the remark or the reason. Only a problem is a finding.
    """

    word = "check"
    kept = "`ok`, `problem`, `remark`, `unseen` or `na`"
    can_expect = False
    settled = "ok"
    neither = frozenset({"remark", "unseen", "na"})
    may_not_apply: bool = False
    choices: tuple[Option, ...] = field(
        default=(
            Option("ok", Text("OK"), "good"),
            Option("problem", Text("Problem"), "bad"),
            Option("remark", Text("OK with a remark")),
            Option("unseen", Text("Could not inspect")),
            Option("na", Text("Not applicable")),
        ),
        init=False,
    )

    def __post_init__(self) -> None:
        if not self.may_not_apply:
            object.__setattr__(self, "choices", self.choices[:4])

    def asks(self) -> tuple[Ask, ...]:
        return (
            found("problem"),
            pictured("problem", optional=True),
            _worded("remark", Text("What is your remark?"), Text("Remark"), "remark"),
            _worded("unseen", Text("Why could it not be inspected?"), Text("Why not inspected"), "unseen"),
            *(
                (_worded("why", Text("Why does it not apply?"), Text("Why not applicable"), "na"),)
                if self.may_not_apply
                else ()
            ),
        )
