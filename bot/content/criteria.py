"""The criteria as data: id, category, must or should, what it asks for in our own words, edition, source, certainty.

Ids are text: 10.1 is not 10.10, and a gap is no omission. Knows flows/criteria.yaml; does not know who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.content.marks import Mapped, Page, Problem, Words, read_text
from bot.content.reading import Reading, Translatable

NAME = "flows/criteria.yaml"
LEVELS = ("must", "should")
CERTAINTIES = ("verified", "recalled")
LONGEST = 900  # characters of a criterion's text, as of a question's


@dataclass(frozen=True)
class Criterion:
    """One criterion. `applies_to` are codes of entity types, or `all`; `source` is an address, empty if not read."""

    id: str
    category: str
    level: str
    text: str
    applies_to: tuple[str, ...]
    certainty: str
    source: str


@dataclass(frozen=True)
class Criteria:
    """All of them by id, the names of their categories, the edition they were taken from, and what is wrong."""

    edition: str
    categories: dict[str, str]
    by_id: dict[str, Criterion]
    problems: tuple[Problem, ...] = ()
    texts: tuple[Translatable, ...] = ()


def read_criteria(root: Path) -> Criteria:
    """The list of the project below `root`; empty where there is none."""
    path = root / NAME
    if not path.exists():
        return Criteria("", {}, {})
    page = Page(NAME)
    tree = page.parse(read_text(path))
    if not isinstance(tree, Mapped):
        return Criteria("", {}, {}, tuple(page.problems))
    reading = Reading(page)
    reading.known_keys(tree, ("edition", "categories", "criteria"))
    edition = reading.text(tree, "edition", "Edition of the criteria", LONGEST, needed="the list")
    categories = dict(_category(reading, item) for item in reading.items(tree, "categories"))
    found = [_criterion(reading, item, categories) for item in reading.items(tree, "criteria")]
    return Criteria(edition, categories, {c.id: c for c in found}, tuple(sorted(page.problems)), tuple(reading.texts))


def _category(reading: Reading, item: Mapped) -> tuple[str, str]:
    reading.known_keys(item, ("id", "text"))
    return _id(reading, item, "category"), reading.text(
        item, "text", "Category of criteria", LONGEST, needed="the category"
    )


def _criterion(reading: Reading, item: Mapped, categories: dict[str, str]) -> Criterion:
    reading.known_keys(item, ("id", "category", "level", "text", "applies_to", "certainty", "source"))
    id = _id(reading, item, "criterion")
    applies = item.entry("applies_to")
    source = item.entry("source")
    return Criterion(
        id=id,
        category=reading.one_of(item, "category", tuple(categories)),
        level=reading.one_of(item, "level", LEVELS),
        text=reading.text(item, "text", f"Criterion {id}", LONGEST, needed=f"the criterion '{id}'", braces=()),
        applies_to=tuple(word for word, _ in reading.listed(applies)) if applies else (),
        certainty=reading.one_of(item, "certainty", CERTAINTIES),
        source=source.value.text if source and isinstance(source.value, Words) else "",
    )


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
