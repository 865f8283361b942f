"""Written procedures: the files in flows/procedures, read and checked. Their holes are filled by what a company has set.

Knows no people, no settings and no clock. A company adds its own as files that it sends; those are not here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.marks import Entry, Mapped, Page, Problem, Words, nearest, read_text
from bot.content.reading import HOLE, NUMBERS, Reading, Translatable
from bot.content.roles import known_roles

FOLDER = "flows/procedures"
KEYS = ("procedure", "title", "owner", "for", "basc", "paragraphs", "questions")
TITLE, PARAGRAPH, ASK, CHOICE = 60, 900, 300, 75  # characters
QUESTIONS = 2
# What a company sets and its procedures say; besides whom to call.
SETTINGS = (
    "escalation", "list17", "inspect", "due_critical", "due_high", "due_medium", "due_low", "checked", "release",
    "sign_off", "tips", "tip_minutes", "parties", "specialist", "keep_inspections", "keep_quizzes", "keep_reports",
    "pass_mark",
)  # fmt: skip
HOLES = (*SETTINGS, *NUMBERS)


@dataclass(frozen=True)
class Paragraph:
    """`criteria` are those that it carries out; their level is the criteria's own."""

    id: str
    say: str
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question after reading; `about` is the paragraph that answers it, `right` the place of the right choice."""

    ask: str
    about: str
    choices: tuple[str, ...]
    right: int
    explain: str


@dataclass(frozen=True)
class Procedure:
    """`owner` is the role that answers for it, `roles` are those that read it."""

    id: str
    title: str
    owner: str
    roles: tuple[str, ...]
    basc: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    questions: tuple[Asked, ...]

    @property
    def criteria(self) -> tuple[str, ...]:
        """All that its paragraphs name, each once."""
        return tuple(dict.fromkeys(one for part in self.paragraphs for one in part.criteria))


@dataclass(frozen=True)
class Procedures:
    """Every procedure by its id, what is wrong with their files, and their sentences by the path of the file."""

    by_id: dict[str, Procedure] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    texts: dict[str, tuple[Translatable, ...]] = field(default_factory=dict)


def read_procedures(root: Path, levels: Mapping[str, str] | None = None) -> Procedures:
    """All files below `root`. `levels` are the criteria that may be named, with must or should; None accepts any."""
    found: dict[str, Procedure] = {}
    problems: list[Problem] = []
    texts: dict[str, tuple[Translatable, ...]] = {}
    for path in sorted((root / FOLDER).glob("*.y*ml")):
        page = Page(str(path.relative_to(root)))
        tree = page.parse(read_text(path))
        if isinstance(tree, Mapped):
            reading = Reading(page, title="procedure")
            one = _procedure(reading, tree, path.stem, levels)
            found[one.id] = one
            texts[page.path] = tuple(reading.texts)
        problems += page.problems
    return Procedures(found, tuple(sorted(set(problems))), texts)


def _procedure(reading: Reading, tree: Mapped, stem: str, levels: Mapping[str, str] | None) -> Procedure:
    reading.known_keys(tree, KEYS)
    paragraphs = tuple(_paragraph(reading, item, levels) for item in reading.items(tree, "paragraphs"))
    questions = tuple(
        _asked(reading, item, [one.id for one in paragraphs]) for item in reading.items(tree, "questions")
    )
    if len(questions) != QUESTIONS:
        reading.problem(tree.at, "questions", f"a procedure has exactly {QUESTIONS} questions, not {len(questions)}")
    return Procedure(
        id=_id(reading, tree, stem),
        title=reading.text(tree, "title", "Title of a procedure", TITLE, needed="the procedure", braces=()),
        owner=next(iter(_roles(reading, tree, "owner")), ""),
        roles=_roles(reading, tree, "for"),
        basc=reading.ids(tree, "basc", None),
        paragraphs=paragraphs,
        questions=questions,
    )


def _id(reading: Reading, tree: Mapped, stem: str) -> str:
    first = tree.entry("procedure")
    if first is None:
        reading.problem(tree.at, "missing-key", "the file has no 'procedure:'")
        return ""
    id = reading.new_id(first, "procedure")
    if id not in ("", stem):
        reading.problem(first.value.at, "id", f"the file name must be {id}.yaml")
    if id.startswith("own-"):
        reading.problem(first.value.at, "id", "ids that begin with 'own-' are those of a company's own files")
    return id


def _roles(reading: Reading, tree: Mapped, key: str) -> tuple[str, ...]:
    entry = tree.entry(key)
    if entry is None:
        reading.problem(tree.at, "missing-key", f"the procedure has no '{key}:'")
    return known_roles(reading, entry)


def _paragraph(reading: Reading, item: Mapped, levels: Mapping[str, str] | None) -> Paragraph:
    reading.known_keys(item, ("par", "say", "criteria"))
    criteria = reading.ids(item, "criteria", None if levels is None else tuple(levels))
    entry = item.entry("say")
    if entry is None:
        reading.problem(item.at, "missing-key", "this paragraph has no 'say:'")
    say = _filled(reading, entry, "Paragraph of a procedure") if entry else ""
    if entry and levels:
        _level(reading, entry, say, {levels[one] for one in criteria if one in levels})
    return Paragraph(_new(reading, item, "par", "paragraph"), say, criteria)


def _new(reading: Reading, item: Mapped, key: str, of: str) -> str:
    first = item.entry(key)
    if first is None:
        reading.problem(item.at, "missing-key", f"this {of} has no '{key}:'")
    return reading.new_id(first, of) if first else ""


def _filled(reading: Reading, entry: Entry, comment: str) -> str:
    """A sentence with holes that a setting fills."""
    said = reading.words(entry)
    holes = HOLE.findall(said)
    for hole in holes:
        if hole not in HOLES:
            reading.problem(entry.value.at, "unknown-setting", f"no setting fills '{hole}'{nearest(hole, HOLES)}")
    return reading.sentence(entry, comment, PARAGRAPH, holes)


def _level(reading: Reading, entry: Entry, say: str, levels: set[str]) -> None:
    """What the criteria only recommend is never said to be a must, nor the other way round."""
    words = say.casefold().split()
    if levels == {"should"} and "must" in words:
        reading.problem(entry.value.at, "level", "its criteria say should: a recommendation is no must")
    if levels == {"must"} and "should" in words and "must" not in words:
        reading.problem(entry.value.at, "level", "its criteria say must: a duty is no recommendation")


def _asked(reading: Reading, item: Mapped, known: Collection[str]) -> Asked:
    reading.known_keys(item, ("ask", "about", "choices", "right", "explain"))
    choices = _choices(reading, item)
    right = reading.one_of(item, "right", tuple(choices))
    if not item.entry("right"):
        reading.problem(item.at, "missing-key", "this question has no 'right:'")
    about = reading.one_of(item, "about", tuple(known))
    if not item.entry("about"):
        reading.problem(item.at, "missing-key", "this question has no 'about:', the paragraph that answers it")
    return Asked(
        ask=reading.text(item, "ask", "Question about a procedure", ASK, needed="this question", braces=()),
        about=about,
        choices=tuple(choices.values()),
        right=list(choices).index(right) if right in choices else 0,
        explain=reading.text(item, "explain", "Why that is right", ASK, needed="this question", braces=()),
    )


def _choices(reading: Reading, item: Mapped) -> dict[str, str]:
    """What can be chosen, by ids."""
    entry = item.entry("choices")
    if entry is None or not isinstance(entry.value, Mapped) or len(entry.value.entries) < 2:
        reading.problem(entry.value.at if entry else item.at, "choices", "a question has at least two 'choices:'")
        return {}
    said = (one for one in entry.value.entries if isinstance(one.value, Words))
    return {one.key: reading.sentence(one, "Answer. To a question about a procedure", CHOICE, ()) for one in said}
