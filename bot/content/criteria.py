"""The criteria as data: id, category, must or should, what it asks for in our own words, edition, source, certainty.

Ids are text: 10.1 is not 10.10, and a gap is no omission. Knows flows/criteria.yaml; does not know who asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.marks import Mapped, Page, Problem, Words, nearest, read_text
from bot.content.reading import Reading, Translatable

NAME = "flows/criteria.yaml"
LEVELS = ("must", "should")
CERTAINTIES = ("verified", "recalled")
BESIDE = ("heading", "text")  # how a clause came beside a criterion: by its heading, or since the text was read
ALL = "all"
LONGEST = 900  # characters of a criterion's text, as of a question's


@dataclass(frozen=True)
class Criterion:
    """One criterion. `applies_to` are codes of entity types, or `all`; `source` is an address, empty if not read; `basc` are the
    clauses of the BASC standard under whose heading the same is asked."""

    id: str
    category: str
    level: str
    text: str
    applies_to: tuple[str, ...]
    certainty: str
    source: str
    basc: tuple[str, ...] = ()

    def applies(self, entity: str) -> bool:
        """To this type of company; to one that nobody has named, all do."""
        return not entity or ALL in self.applies_to or entity in self.applies_to


@dataclass(frozen=True)
class Clause:
    """A clause of the BASC standard: its heading, how sure we are of that, and by what it came beside criteria."""

    id: str
    text: str
    certainty: str
    beside: str


@dataclass(frozen=True)
class Criteria:
    """All of them by id, the names of categories and entity types, the edition they are from, what is wrong, and the clauses that
    stand beside them."""

    edition: str
    categories: dict[str, str]
    entities: dict[str, str]
    by_id: dict[str, Criterion]
    problems: tuple[Problem, ...] = ()
    texts: tuple[Translatable, ...] = ()
    headings: dict[str, Clause] = field(default_factory=dict)

    def of(self, entity: str) -> dict[str, Criterion]:
        """Those that apply to a type of company; all of them where nobody has said which it is."""
        return {id: one for id, one in self.by_id.items() if one.applies(entity)}

    def others(self, entity: str) -> frozenset[str]:
        """The numbers of those that are for other types of company."""
        return frozenset(self.by_id) - frozenset(self.of(entity))

    @property
    def levels(self) -> dict[str, str] | None:
        """Must or should by id; None, which is any, where there is no list of them."""
        return {id: one.level for id, one in self.by_id.items()} or None

    def clauses(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The clauses of BASC beside some criteria, each once."""
        found = (clause for id in ids if id in self.by_id for clause in self.by_id[id].basc)
        return tuple(dict.fromkeys(found))


def by_number(id: str) -> tuple[int, ...]:
    """10.10 stands after 10.9."""
    return tuple(int(part) for part in id.split(".") if part.isdigit())


def read_criteria(root: Path) -> Criteria:
    """The list of the project below `root`; empty where there is none."""
    path = root / NAME
    if not path.exists():
        return Criteria("", {}, {}, {})
    page = Page(NAME)
    tree = page.parse(read_text(path))
    if not isinstance(tree, Mapped):
        return Criteria("", {}, {}, {}, tuple(page.problems))
    reading = Reading(page)
    reading.known_keys(tree, ("edition", "categories", "entities", "clauses", "criteria"))
    edition = reading.text(tree, "edition", "Edition of the criteria", LONGEST, needed="the list")
    categories = dict(_named(reading, item, "category") for item in reading.items(tree, "categories"))
    listed = reading.items(tree, "entities") if tree.entry("entities") else []
    entities = dict(_named(reading, item, "entity") for item in listed)
    found = [_criterion(reading, item, categories, entities) for item in reading.items(tree, "criteria")]
    by_id = {c.id: c for c in found}
    headings = _headings(reading, tree, found)
    problems, texts = tuple(sorted(page.problems)), tuple(reading.texts)
    return Criteria(edition, categories, entities, by_id, problems, texts, headings)


def _headings(reading: Reading, tree: Mapped, criteria: Iterable[Criterion]) -> dict[str, Clause]:
    """Every clause that is named has its heading, where the list has any."""
    listed = [_clause(reading, item) for item in reading.items(tree, "clauses")] if tree.entry("clauses") else []
    there = {one.id: one for one in listed}
    lost = sorted({clause for one in criteria for clause in one.basc} - set(there)) if there else []
    if lost:
        reading.problem(tree.at, "missing-key", f"nothing is said of the clauses {', '.join(lost)}")
    return there


def _clause(reading: Reading, item: Mapped) -> Clause:
    reading.known_keys(item, ("id", "text", "certainty", "beside"))
    return Clause(
        id=_id(reading, item, "clause"),
        text=reading.text(item, "text", "Heading of the BASC standard", LONGEST, needed="the clause", braces=()),
        certainty=reading.one_of(item, "certainty", CERTAINTIES),
        beside=reading.one_of(item, "beside", BESIDE),
    )


def _named(reading: Reading, item: Mapped, of: str) -> tuple[str, str]:
    reading.known_keys(item, ("id", "text"))
    return _id(reading, item, of), reading.text(
        item, "text", f"{of.capitalize()} of criteria", LONGEST, needed=f"the {of}"
    )


def _criterion(reading: Reading, item: Mapped, categories: dict[str, str], entities: dict[str, str]) -> Criterion:
    reading.known_keys(item, ("id", "category", "level", "text", "applies_to", "basc", "certainty", "source"))
    id = _id(reading, item, "criterion")
    source = item.entry("source")
    return Criterion(
        id=id,
        category=reading.one_of(item, "category", tuple(categories)),
        level=reading.one_of(item, "level", LEVELS),
        text=reading.text(item, "text", f"Criterion {id}", LONGEST, needed=f"the criterion '{id}'", braces=()),
        applies_to=_applies_to(reading, item, entities),
        certainty=reading.one_of(item, "certainty", CERTAINTIES),
        source=source.value.text if source and isinstance(source.value, Words) else "",
        basc=reading.ids(item, "basc", None),
    )


def _applies_to(reading: Reading, item: Mapped, entities: dict[str, str]) -> tuple[str, ...]:
    """Entity types that the list names, or all of them."""
    entry = item.entry("applies_to")
    listed = reading.listed(entry) if entry else []
    for word, at in listed:
        if entities and word not in (ALL, *entities):
            reading.problem(at, "unknown-choice", f"unknown entity '{word}'{nearest(word, (ALL, *entities))}")
    return tuple(word for word, _ in listed)


def _id(reading: Reading, item: Mapped, of: str) -> str:
    """An id such as 6.7, given once."""
    entry = item.entry("id")
    if entry is None:
        reading.problem(item.at, "missing-key", f"the {of} has no 'id:'")
        return ""
    id = reading.words(entry)
    taken = reading.given.setdefault(of, set())
    if id in taken:
        reading.problem(entry.value.at, "repeated-id", f"there is already a {of} called '{id}'")
    taken.add(id)
    return id
