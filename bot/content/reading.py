"""Taking words, numbers and lists out of a marked file, and saying what is wrong with them.

The hands of load.py and steps.py. Collects the texts for translators on the way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from bot.content.marks import Entry, Listed, Mapped, Mark, Page, Words, nearest
from bot.content.mistakes import misplaced
from bot.engine.flow import FACTS, Station
from bot.engine.genres import INSPECTION, Genre

ID = re.compile(r"[a-z][a-z0-9_-]{0,23}")
HOLE = re.compile(r"\{([^{}]*)\}")
NUMBERS = ("emergency", "dispatch", "supervisor", "security")  # whom to call, filled in by the site of the run
RESERVED = (*FACTS, *NUMBERS, "score", "mark")


@dataclass(frozen=True)
class Translatable:
    """A text of a flow: where it stands, and what it is."""

    line: int
    text: str
    comment: str


@dataclass
class Reading:
    """One flow file on its way to a Flow: the texts met, the ids given, the answers conditions may name.

    `asked` are the questions so far, `types` the question type of each.
    """

    page: Page
    criteria: Collection[str] | None = None
    title: str = ""
    genre: Genre = INSPECTION
    danger: tuple[str, str] | None = None
    """The question asked first after a finding that may be dangerous, and what is said if it is."""
    texts: list[Translatable] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    given: dict[str, set[str]] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)
    alarms: list[tuple[str, str, Mark]] = field(default_factory=list)
    """Answers that can be an alarm, with their questions."""
    promised: list[tuple[str, Mark]] = field(default_factory=list)
    """Questions that were named and may be still to come."""

    def problem(self, at: Mark, rule: str, message: str) -> None:
        self.page.problem(at, rule, message)

    def known_keys(self, mapped: Mapped, known: Iterable[str]) -> None:
        known = tuple(known)
        for entry in mapped.entries:
            if entry.key not in known:
                self.problem(entry.at, "unknown-key", f"unknown key '{entry.key}'{self._hint(entry.key, known)}")

    def _hint(self, key: str, known: Collection[str]) -> str:
        near = nearest(key, known)
        return near if near.startswith("; did you mean") else misplaced(key) or near

    def words(self, entry: Entry) -> str:
        """The text after a key."""
        if isinstance(entry.value, Words) and entry.value.text:
            return entry.value.text
        self.problem(
            entry.value.at, "text", f"'{entry.key}:' needs a text; quote it if it begins with {{, [ or a quote"
        )
        return ""

    def text(
        self,
        mapped: Mapped,
        key: str,
        comment: str,
        most: int,
        *,
        needed: str = "",
        braces: Iterable[str] | None = None,
    ) -> str:
        """A text people read. `needed` names what would be incomplete without it; `braces` are the names it may fill in."""
        entry = mapped.entry(key)
        if entry is None:
            if needed:
                self.problem(mapped.at, "missing-key", f"{needed} has no '{key}:'")
            return ""
        return self.sentence(entry, comment, most, braces)

    def sentence(self, entry: Entry, comment: str, most: int, braces: Iterable[str] | None = None) -> str:
        found = self.words(entry)
        if not found:
            return ""
        if len(found) > most:
            message = f"{len(found)} characters; '{entry.key}:' can have at most {most}"
            self.problem(entry.value.at, "too-long", message)
        known = self.asked if braces is None else tuple(braces)
        for hole in HOLE.findall(found):
            if hole not in known and hole not in NUMBERS:
                self.problem(
                    entry.value.at, "unknown-step", f"unknown step in braces '{hole}'; use one of: {', '.join(known)}"
                )
        self.texts.append(Translatable(entry.value.at.line, found, comment))
        return found

    def sentences(self, entry: Entry, comment: str, most: int) -> tuple[str, ...]:
        """A list of texts people read."""
        nodes = (isinstance(entry.value, Listed) and entry.value.items) or (entry.value,)
        said = (self.sentence(Entry(entry.key, entry.at, node), comment, most) for node in nodes)
        return tuple(filter(None, said))

    def number(
        self, mapped: Mapped, key: str, default: int, *, needed: str = "", least: int = 0, most: int = 10**9
    ) -> int:
        entry = mapped.entry(key)
        if entry is None:
            if needed:
                self.problem(mapped.at, "missing-key", f"{needed} has no '{key}:'")
            return default
        written = entry.value.text if isinstance(entry.value, Words) else ""
        if not re.fullmatch(r"[0-9]{1,9}", written, re.ASCII):
            self.problem(entry.value.at, "number", f"a whole number is needed here, not '{written}'")
            return default
        if least <= int(written) <= most:
            return int(written)
        bound = f"at most {most} is possible here" if int(written) > most else f"at least {least} is needed here"
        self.problem(entry.value.at, "number", bound)
        return default

    def yes(self, mapped: Mapped, key: str) -> bool:
        entry = mapped.entry(key)
        if entry is None:
            return False
        written = entry.value.text if isinstance(entry.value, Words) else ""
        if written not in ("yes", "no"):
            self.problem(entry.value.at, "yes-or-no", f"'{key}:' is yes or no, not '{written}'")
        return written == "yes"

    def one_of(self, mapped: Mapped, key: str, known: tuple[str, ...]) -> str:
        entry = mapped.entry(key)
        if entry is None:
            return ""
        written = self.words(entry)
        if written and written not in known:
            self.problem(entry.value.at, "unknown-choice", f"unknown {key} '{written}'{nearest(written, known)}")
        return written

    def listed(self, entry: Entry) -> list[tuple[str, Mark]]:
        """The words of a list, or the one word that stands for a list of one."""
        nodes = (isinstance(entry.value, Listed) and entry.value.items) or (entry.value,)
        found = []
        for node in nodes:
            if isinstance(node, Words) and node.text:
                found.append((node.text, node.at))
            else:
                self.problem(node.at, "text", f"'{entry.key}:' is a word or a list of words")
        return found

    def ids(self, mapped: Mapped, key: str, known: Collection[str] | None) -> tuple[str, ...]:
        """Ids of criteria, as text: 10.1 is not 10.10."""
        entry = mapped.entry(key)
        if entry is None:
            return ()
        found = self.listed(entry)
        for word, at in found:
            if known is not None and word not in known:
                self.problem(at, "unknown-criterion", f"unknown criterion '{word}'{close(word, known)}")
        return tuple(word for word, _ in found)

    def items(self, mapped: Mapped, key: str) -> list[Mapped]:
        """A list of mappings, one a step or outcome."""
        entry = mapped.entry(key)
        if entry is None:
            self.problem(mapped.at, "missing-key", f"the flow has no '{key}:'")
            return []
        if not isinstance(entry.value, Listed) or not entry.value.items:
            self.problem(entry.value.at, key, f"'{key}:' is a list; every entry begins with '- '")
            return []
        return self.begun(entry.value, key)

    def begun(self, listed: Listed, rule: str) -> list[Mapped]:
        """The entries of a list that begin with a word and a colon, as all of them must."""
        for node in listed.items:
            if not isinstance(node, Mapped) or not node.entries:
                self.problem(node.at, rule, "an entry of this list begins with a word and a colon")
        return [node for node in listed.items if isinstance(node, Mapped) and node.entries]

    def new_id(self, entry: Entry, of: str) -> str:
        """An id that nothing else of its sort has."""
        id = self.words(entry)
        if id and not ID.fullmatch(id):
            message = f"'{id}' is not an id: small letters, digits, - and _, at most 24, a letter first"
            self.problem(entry.value.at, "id", message)
        if of == "step" and id in RESERVED:
            self.problem(entry.value.at, "id", f"'{id}' has a meaning of its own; choose another id")
        taken = self.given.setdefault(of, set())
        if id in taken:
            self.problem(
                entry.value.at,
                "repeated-id",
                f"there is already {'an' if of[0] in 'aeiou' else 'a'} {of} called '{id}'",
            )
        taken.add(id)
        return id


def close(word: str, known: Collection[str]) -> str:
    found = nearest(word, known)
    return found if found.startswith("; did") else ""
