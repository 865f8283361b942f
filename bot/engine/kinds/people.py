"""The type that asks for somebody who works here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.kinds.typed import clean, within
from bot.engine.talk import Answers, Control, Entry, Option, Pressed, Refused, Said, Text, Typed, Value

NOBODY = Option("nobody", Text("Nobody who works here"))
NAMED = Option("named", Text("Somebody"))
NAMES = 300  # characters
BETWEEN = re.compile(r"[,;\n/&]|\s(?:y|e|and)\s")  # what stands between two names
SMALL = frozenset(["el", "la", "los", "las", "un", "una", "mi", "su", "de", "del", "the", "my", "our", "a", "an"])


def plain(text: str) -> frozenset[str]:
    """The words of a name, without accents and capitals and what stands before a name."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return frozenset(re.findall(r"\w+", bare)) - SMALL


@dataclass(frozen=True)
class Known:
    """Somebody who works here. `words` are those they can be meant by: of the name, and of what they are."""

    id: int
    name: str
    words: frozenset[str]

    @property
    def option(self) -> Option:
        return Option(str(self.id), Text("{name}", {"name": self.name}))

    @property
    def kept(self) -> str:
        return f"#{self.id} {self.name}"


@dataclass(frozen=True)
class Colleague(Kind):
    """Somebody who works here, by button or by name, or nobody.

    Whoever is named is not notified of the report, also where their role is, and sees nothing of it.
    """

    word = "colleague"
    kept = "the number and the name of each, or the name as typed; `nobody`"
    staff: tuple[Known, ...] = field(default=(), init=False)

    def among(self, staff: Iterable[Known]) -> Colleague:
        """The same question where these people work."""
        made = Colleague()
        object.__setattr__(made, "staff", tuple(staff))
        return made

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("person", (NOBODY, *(one.option for one in self.staff)))

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        if isinstance(said, Pressed) and said.choice == NOBODY.id:
            return (NOBODY.id,)
        if isinstance(said, Pressed):
            return tuple(one.kept for one in self.staff if str(one.id) == said.choice) or self._typed(said.choice)
        return self._typed(said.text if isinstance(said, Typed) else "")

    def _typed(self, typed: str) -> Value:
        names = [name for part in BETWEEN.split(within(clean(typed), NAMES)) if (name := part.strip(" .#"))]
        if not names:
            raise Refused("Choose a name, or type it as a message.")
        meant = {name: self._meant(name) for name in names}
        if len(names) == 1 and len(meant[names[0]]) > 1:
            raise Refused("Whom do you mean?", meant=tuple(one.option for one in meant[names[0]]))
        sure = {found[0] for found in meant.values() if len(found) == 1}
        return tuple(dict.fromkeys(kept for name in names for kept in _kept(name, meant[name], sure)))

    def _meant(self, name: str) -> list[Known]:
        """Those whose name is this, else those that have these words."""
        words = plain(name)
        exact = [one for one in self.staff if plain(one.name) == words]
        return exact or [one for one in self.staff if words and words <= one.words]

    def named(self) -> tuple[Option, ...]:
        return (NAMED, NOBODY)

    def classify(self, value: Value, answers: Answers) -> str | None:
        return None if value is None else NOBODY.id if value == (NOBODY.id,) else NAMED.id

    def shown(self, value: Value) -> object:
        if value == (NOBODY.id,):
            return NOBODY.label
        return tuple(one.partition(" ")[2] if one.startswith("#") else one for one in value or ())


def _kept(name: str, meant: Sequence[Known], sure: Collection[Known]) -> list[str]:
    """What is kept of a name: of several that it may mean those who are named anyway, else all of them."""
    return [one.kept for one in meant if one in sure] or [one.kept for one in meant] or [name]


def about(value: Value) -> frozenset[int]:
    """The numbers of the people who are named in an answer."""
    named = (re.match(r"#([0-9]{1,18}) ", one, re.ASCII) for one in value or ()) if isinstance(value, tuple) else ()
    return frozenset(int(found[1]) for found in named if found)
