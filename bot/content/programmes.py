"""The programmes as data: what proves a standing and for how long, arrangements, standards; read and checked.

Knows flows/programmes.yaml; what follows from it says the wall bot/programmes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.content.criteria import LONGEST
from bot.content.marks import Mapped, Page, Problem, nearest, read_text
from bot.content.reading import Reading, Translatable
from bot.programmes.facts import NEEDS, RISKS, Arrangement, Facts, Programme, Proof, Returning, Standard

NAME = "flows/programmes.yaml"
CERTAINTIES = ("verified", "recalled", "practice")
STATUSES = ("applicant", "certified", "validated", "suspended", "removed")
SEVERITIES = ("critical", "high", "medium", "low")
PARTS = ("checked", "programmes", "dates", "evidence", "assessment", "weights", "standards", "arrangements", "without")
COUNTRY = re.compile(r"[A-Z]{2}")  # as ISO 3166 has them, and EU
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")  # 2014-10, or 2023-04-17
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)*")  # of a standard
MOST_MONTHS, MOST_DAYS = 120, 400
T = TypeVar("T")


@dataclass(frozen=True)
class ReadFacts:
    """The facts, what is wrong with their file, and its sentences."""

    facts: Facts = field(default_factory=Facts)
    problems: tuple[Problem, ...] = ()
    texts: tuple[Translatable, ...] = ()


def read_programmes(root: Path, entities: Collection[str] = ()) -> ReadFacts:
    """The file of the project below `root`; nothing where there is none. `entities` are the types that may be named."""
    path = root / NAME
    if not path.exists():
        return ReadFacts()
    page = Page(NAME)
    tree = page.parse(read_text(path))
    if not isinstance(tree, Mapped):
        return ReadFacts(problems=tuple(page.problems))
    reading = Reading(page, title="programmes")
    facts = _Facts(reading, tuple(entities)).read(tree)
    return ReadFacts(facts, tuple(sorted(page.problems)), tuple(reading.texts))


@dataclass
class _Facts:
    """The file on its way to Facts."""

    reading: Reading
    entities: tuple[str, ...]
    programmes: dict[str, Programme] = field(default_factory=dict)

    def read(self, tree: Mapped) -> Facts:
        self.reading.known_keys(tree, PARTS)
        self.programmes = {one.id: one for one in self._each(tree, "programmes", self._programme)}
        assessment = self._numbers(tree, "assessment", (*RISKS, "mark"))
        return Facts(
            checked=self._matching(tree, "checked", MONTH, "a day such as 2026-11-21"),
            programmes=self.programmes,
            dates={one.id: one for one in self._each(tree, "dates", self._returning)},
            proofs={one.id: one for one in self._each(tree, "evidence", self._proof)},
            arrangements=tuple(self._each(tree, "arrangements", self._arrangement)),
            without=self._countries(tree, "without"),
            standards=tuple(self._each(tree, "standards", self._standard)),
            mark=assessment.pop("mark"),
            assessment=assessment,
            weights=self._numbers(tree, "weights", SEVERITIES),
        )

    def _each(self, tree: Mapped, key: str, one: Callable[[Mapped], T]) -> list[T]:
        return [one(item) for item in self.reading.items(tree, key)]

    def _programme(self, item: Mapped) -> Programme:
        self.reading.known_keys(item, ("id", "name", "country", "statuses", "tiers"))
        return Programme(
            id=self._id(item, "programme"),
            name=self._name(item, "Programme"),
            country=self._country(item),
            statuses=self._among(item, "statuses", STATUSES),
            tiers=self._among(item, "tiers", self.entities),
        )

    def _returning(self, item: Mapped) -> Returning:
        self.reading.known_keys(item, ("id", "programme", "name", "months", "remind", "certainty", "source"))
        return Returning(
            id=self._id(item, "date"),
            programme=self.reading.one_of(item, "programme", tuple(self.programmes)),
            name=self._name(item, "Date of a programme"),
            months=self.reading.number(item, "months", 0, most=MOST_MONTHS),
            remind=self._days(item),
            certainty=self._certainty(item),
            source=self._source(item),
        )

    def _proof(self, item: Mapped) -> Proof:
        known = (
            "id", "programme", "name", "country", "months", "risk", "printed", "needs", "enough", "remind", "certainty", "source",
        )  # fmt: skip
        self.reading.known_keys(item, known)
        return Proof(
            id=self._id(item, "evidence"),
            programme=self.reading.one_of(item, "programme", tuple(self.programmes)),
            name=self._name(item, "Evidence of a partner's standing"),
            country=self._country(item),
            months=self.reading.number(item, "months", 0, most=MOST_MONTHS),
            by_risk=self.reading.yes(item, "risk"),
            printed=self.reading.yes(item, "printed"),
            needs=self._among(item, "needs", NEEDS),
            enough=item.entry("enough") is None or self.reading.yes(item, "enough"),
            remind=self._days(item),
            certainty=self._certainty(item),
            source=self._source(item),
        )

    def _arrangement(self, item: Mapped) -> Arrangement:
        self.reading.known_keys(item, ("country", "signed", "members", "certainty", "source"))
        return Arrangement(
            country=self._country(item, needed=True),
            signed=self._matching(item, "signed", MONTH, "a month or a day, such as 2014-10 or 2023-04-17"),
            members=self._countries(item, "members"),
            certainty=self._certainty(item),
            source=self._source(item),
        )

    def _standard(self, item: Mapped) -> Standard:
        self.reading.known_keys(item, ("id", "name", "approved", "certainty", "source"))
        return Standard(
            id=self._matching(item, "id", NUMBER, "the number of a standard, such as 6.0.1"),
            name=self._name(item, "Standard of BASC"),
            approved=self._matching(item, "approved", MONTH, "a day such as 2022-03-02"),
            certainty=self._certainty(item),
            source=self._source(item),
        )

    def _id(self, item: Mapped, of: str) -> str:
        entry = item.entry("id")
        if entry is None:
            self.reading.problem(item.at, "missing-key", f"this {of} has no 'id:'")
            return ""
        return self.reading.new_id(entry, of)

    def _name(self, item: Mapped, comment: str) -> str:
        return self.reading.text(item, "name", comment, LONGEST, needed=comment.lower(), braces=())

    def _certainty(self, item: Mapped) -> str:
        if item.entry("certainty") is None:
            self.reading.problem(item.at, "missing-key", "this entry has no 'certainty:'")
        found = self.reading.one_of(item, "certainty", CERTAINTIES)
        if found == "verified" and not self._source(item):
            self.reading.problem(item.at, "missing-key", "what is verified has a 'source:'")
        return found

    def _source(self, item: Mapped) -> str:
        entry = item.entry("source")
        return self.reading.words(entry) if entry else ""

    def _country(self, item: Mapped, *, needed: bool = False) -> str:
        if item.entry("country") is None and not needed:
            return ""
        return self._matching(item, "country", COUNTRY, "the code of a country, such as MX")

    def _countries(self, item: Mapped, key: str) -> tuple[str, ...]:
        entry = item.entry(key)
        found = self.reading.listed(entry) if entry else []
        for word, at in found:
            if not COUNTRY.fullmatch(word):
                self.reading.problem(at, "unknown-choice", f"'{word}' is not the code of a country, such as MX")
        return tuple(word for word, _ in found)

    def _matching(self, item: Mapped, key: str, form: re.Pattern[str], what: str) -> str:
        entry = item.entry(key)
        if entry is None:
            self.reading.problem(item.at, "missing-key", f"'{key}:' is missing")
            return ""
        found = self.reading.words(entry)
        if found and not (form.fullmatch(found) and (form is not MONTH or _is_day(found))):
            self.reading.problem(entry.value.at, key, f"'{found}' is not {what}")
            return ""
        return found

    def _among(self, item: Mapped, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        entry = item.entry(key)
        found = self.reading.listed(entry) if entry else []
        for word, at in found:
            if known and word not in known:
                self.reading.problem(at, "unknown-choice", f"unknown {key} '{word}'{nearest(word, known)}")
        return tuple(word for word, _ in found)

    def _days(self, item: Mapped) -> tuple[int, ...]:
        """How many days before somebody is reminded."""
        entry = item.entry("remind")
        found = self.reading.listed(entry) if entry else []
        for word, at in found:
            if not (word.isascii() and word.isdecimal() and 0 < int(word) <= MOST_DAYS):
                self.reading.problem(at, "number", f"'{word}' is no number of days, from 1 to {MOST_DAYS}")
        return tuple(int(word) for word, _ in found if word.isascii() and word.isdecimal())

    def _numbers(self, tree: Mapped, key: str, names: tuple[str, ...]) -> dict[str, int]:
        entry = tree.entry(key)
        if entry is None or not isinstance(entry.value, Mapped):
            self.reading.problem(
                entry.value.at if entry else tree.at, "missing-key", f"'{key}:' has {', '.join(names)}"
            )
            return dict.fromkeys(names, 0)
        self.reading.known_keys(entry.value, names)
        return {name: self.reading.number(entry.value, name, 0, needed=key, most=MOST_MONTHS) for name in names}


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written if len(written) > len("2014-10") else f"{written}-01")
    except ValueError:
        return False
    return True
