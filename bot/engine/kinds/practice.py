"""A point of a questionnaire: is it done there, and what shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engine.kinds.choices import Choice
from bot.engine.kinds.files import File
from bot.engine.kinds.kind import Ask
from bot.engine.kinds.texts import FreeText
from bot.engine.talk import Option, Text

REASON = 300  # characters
MOST = 5  # files that show it
SHOWS = Text("Please send a photo or a document that shows it.")
WITHOUT = Text("A PDF, a photo of the paper, a photo of the place. Without one, skip this.")


@dataclass(frozen=True)
class Practice(Choice):
    """A point of a questionnaire: Yes, always; Partly; Not yet; Does not apply to us.

    With `evidence: yes` whoever does it is asked for a photo or a document that shows it, and may skip that. Partly and not yet
    ask what is missing and what is planned, and are a weakness; what does not apply asks why, and weighs nothing.
    """

    word = "practice"
    kept = "`yes`, `part`, `no` or `na`"
    can_expect = False
    ordered = True
    settled = "yes"
    neither = frozenset({"na"})
    half = frozenset({"part"})
    evidence: bool = False
    choices: tuple[Option, ...] = field(
        default=(
            Option("yes", Text("Yes, always"), "good"),
            Option("part", Text("Partly")),
            Option("no", Text("Not yet")),
            Option("na", Text("Does not apply to us")),
        ),
        init=False,
    )

    def asks(self) -> tuple[Ask, ...]:
        shown = Ask("shown", SHOWS, Text("What shows it"), File(at_most=MOST), ("yes", "part"), True, WITHOUT)
        plan = FreeText(at_most=REASON, voice=True)
        return (
            *((shown,) if self.evidence else ()),
            Ask("plan", Text("What is missing, and what do you plan?"), Text("Missing"), plan, ("part", "no"), True),
            Ask("why", Text("Why does it not apply?"), Text("Why not applicable"), plan, ("na",)),
        )
