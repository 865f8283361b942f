"""Types that are answered with buttons: one of several, yes or no, any of several."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.engine.kinds.keys import Choices, written
from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.talk import Answers, Buttons, Control, Done, Option, Pressed, Refused, Said, Text, Typed, Value

PRESS = Text("Please press one of the buttons.")


def pick(said: Said, options: tuple[Option, ...], wanted: Text) -> str:
    """The option that was pressed, or whose id or English label was typed."""
    if isinstance(said, Pressed) and any(o.id == said.choice for o in options):
        return said.choice
    if isinstance(said, Typed):
        typed = said.text.strip().casefold()
        for option in options:
            if typed and typed in (option.id.casefold(), option.label.source.casefold()):
                return option.id
    raise Refused(wanted.source)


@dataclass(frozen=True)
class Choice(Kind):
    """One of several answers, by button. `choices:` has two or more lines `id: text`; a text has at most 75 characters."""

    word = "choice"
    kept = "the id of the choice"
    can_expect = True
    ordered = False
    neither = frozenset({"na"})
    choices: tuple[Option, ...] = field(default=(), metadata=written(Choices()))

    def control(self, draft: Drafted, today: date) -> Control:
        return Buttons(self.choices)

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        return pick(said, self.choices, PRESS)

    def named(self) -> tuple[Option, ...]:
        return self.choices

    def shown(self, value: Value) -> object:
        return next((o.label for o in self.choices if o.id == value), "")


@dataclass(frozen=True)
class YesNo(Choice):
    """Yes or no."""

    word = "yes_no"
    kept = "`yes` or `no`"
    ordered = True
    choices: tuple[Option, ...] = field(default=(Option("yes", Text("Yes")), Option("no", Text("No"))), init=False)


@dataclass(frozen=True)
class MultiChoice(Kind):
    """Any number of the choices, ticked one by one. `at_least:` and `at_most:` bound how many."""

    word = "several"
    kept = "the ids of the choices"
    choices: tuple[Option, ...] = field(default=(), metadata=written(Choices()))
    at_least: int = 1
    at_most: int = 0

    def impossible(self) -> tuple[str, str] | None:
        most = min(self.at_most or len(self.choices), len(self.choices))
        if not self.choices or self.at_least <= most:
            return None
        return "at_least", f"nobody can give {self.at_least} answers of at most {most}"

    def control(self, draft: Drafted, today: date) -> Control:
        ticked = tuple(Option(o.id, o.label, o.tone, o.id in draft) for o in self.choices)
        return Buttons(ticked, many=True)

    def begun(self, before: Value) -> Drafted:
        return before if isinstance(before, tuple) else ()

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Done):
            return self._enough(draft)
        ticked = pick(said, self.choices, Text("Please select all that apply, then press Done."))
        chosen = set(draft) ^ {ticked}
        if self.at_most and len(chosen) > self.at_most:
            raise Refused("Please choose at most {limit}.", {"limit": self.at_most})
        return Draft(tuple(o.id for o in self.choices if o.id in chosen))

    def _enough(self, draft: Drafted) -> Value:
        if len(draft) < self.at_least:
            raise Refused("Please choose at least {limit}.", {"limit": self.at_least})
        return draft

    def named(self) -> tuple[Option, ...]:
        return self.choices

    def facts(self, value: Value, answers: Answers) -> tuple[str, ...]:
        return value if isinstance(value, tuple) else ()

    def shown(self, value: Value) -> object:
        return tuple(o.label for o in self.choices if isinstance(value, tuple) and o.id in value)
