"""What the programmes ask of whoever handles an incident: the files in flows/obligations, read and checked.

The minutes are what a company decides: no criterion sets any. Knows no people and no clock.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.marks import Mapped, Mark, Page, Problem, nearest, read_text
from bot.content.reading import Reading, Translatable

FOLDER = "flows/obligations"
DEFAULT, NOTHING = "default", "none"  # names that an organisation can choose, whatever files there are
MOST = 30 * 24 * 60  # minutes
ID, LABEL, SENTENCE = 18, 40, 300  # characters


@dataclass(frozen=True)
class Obligation:
    """A step that some kinds of incident ask for, within so many minutes of the report; `label` says that it is done.
    `basc` are the clauses beside its criteria."""

    id: str
    label: str
    do: str
    criteria: tuple[str, ...]
    within: int
    kinds: tuple[str, ...]
    basc: tuple[str, ...] = ()


@dataclass(frozen=True)
class Obligations:
    """The steps of every file by its name, what is wrong with the files, their sentences, and where each kind is named."""

    by_id: dict[str, tuple[Obligation, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    texts: dict[str, tuple[Translatable, ...]] = field(default_factory=dict)
    named: tuple[tuple[str, Mark, str], ...] = ()

    def of(self, name: str) -> tuple[Obligation, ...]:
        """Those an organisation has chosen; the default, if it has chosen none that is there. It can choose that there are
        none."""
        return () if name == NOTHING else self.by_id.get(name) or self.by_id.get(DEFAULT, ())

    def unknown(self, kinds: Collection[str]) -> list[Problem]:
        """The kinds that no report knows."""
        return [
            Problem(
                path, at.line, at.column, "unknown-choice", f"no report has the kind '{kind}'{nearest(kind, kinds)}"
            )
            for path, at, kind in self.named
            if kind not in kinds
        ]


def read_obligations(root: Path, criteria: Collection[str] | None = None) -> Obligations:
    """All files below `root`; `criteria` are the ids that may be named, None accepts any."""
    found: dict[str, tuple[Obligation, ...]] = {}
    problems: list[Problem] = []
    texts: dict[str, tuple[Translatable, ...]] = {}
    named: list[tuple[str, Mark, str]] = []
    for path in sorted((root / FOLDER).glob("*.y*ml")):
        page = Page(str(path.relative_to(root)))
        tree = page.parse(read_text(path))
        if isinstance(tree, Mapped):
            reading = Reading(page, title="obligations")
            id = _id(reading, tree, path.stem)
            found[id] = tuple(_step(reading, item, criteria) for item in reading.items(tree, "steps"))
            texts[page.path] = tuple(reading.texts)
            named += [
                (page.path, at, kind) for item in reading.items(tree, "steps") for kind, at in _kinds(reading, item)
            ]
        problems += page.problems
    return Obligations(found, tuple(sorted(set(problems))), texts, tuple(named))


def _id(reading: Reading, tree: Mapped, stem: str) -> str:
    reading.known_keys(tree, ("obligations", "steps"))
    first = tree.entry("obligations")
    if first is None:
        reading.problem(tree.at, "missing-key", "the file has no 'obligations:'")
        return ""
    id = reading.new_id(first, "file")
    if id not in ("", stem):
        reading.problem(first.value.at, "id", f"the file name must be {id}.yaml")
    return id


def _step(reading: Reading, item: Mapped, criteria: Collection[str] | None) -> Obligation:
    reading.known_keys(item, ("step", "label", "do", "criteria", "within", "kinds"))
    first = item.entry("step")
    if first is None:
        reading.problem(item.at, "missing-key", "this step has no 'step:'")
    elif len(reading.words(first)) > ID:
        reading.problem(first.value.at, "too-long", f"the id of a step can have at most {ID} characters")
    if item.entry("kinds") is None:
        reading.problem(item.at, "missing-key", "this step has no 'kinds:'")
    return Obligation(
        id=reading.new_id(first, "obligation") if first else "",
        label=reading.text(item, "label", "Obligation, done", LABEL, needed="this step", braces=()),
        do=reading.text(item, "do", "Obligation", SENTENCE, needed="this step", braces=()),
        criteria=reading.ids(item, "criteria", criteria),
        within=reading.number(item, "within", 1, needed="this step", least=1, most=MOST),
        kinds=tuple(kind for kind, _ in _kinds(reading, item)),
    )


def _kinds(reading: Reading, item: Mapped) -> list[tuple[str, Mark]]:
    entry = item.entry("kinds")
    return reading.listed(entry) if entry else []
