"""What can prove a criterion besides what flows say of themselves, and what has to be attached: flows/evidence.yaml, read and checked.

Knows no records and no people.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.marks import Mapped, Page, Problem, nearest, read_text
from bot.content.reading import Reading, Translatable

NAME = "flows/evidence.yaml"
ALSO = (
    "seals",
    "sign_offs",
    "partners",
    "assessments",
    "bulletins",
    "alerts",
    "days",
)  # sources of proof that no flow names
SHOWS = ("partners", "assessments", "procedures")  # and those that show what would else be attached
LABEL, SENTENCE, DAYS = 40, 300, 1000


@dataclass(frozen=True)
class Attachment:
    """Something that no record of ours can show, and that is attached instead; or one that `shown_by` can, where there is any."""

    id: str
    label: str
    text: str
    shown_by: str = ""


@dataclass(frozen=True)
class Expected:
    """What is expected of one criterion: what is attached, what else can prove it, and how many days ago the last inspection
    may be at most. Of one that is about training, quizzes prove that it is done."""

    criterion: str
    ask: str = ""
    attach: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    recent: int = 365
    trained: bool = False


@dataclass(frozen=True)
class Evidence:
    """What is expected by criterion, the attachments by their ids, and what is wrong with the file."""

    attachments: dict[str, Attachment] = field(default_factory=dict)
    expected: dict[str, Expected] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    texts: tuple[Translatable, ...] = ()

    def of(self, criterion: str) -> Expected:
        return self.expected.get(criterion) or Expected(criterion)


def read_evidence(root: Path, criteria: Collection[str] | None = None) -> Evidence:
    """The file below `root`; `criteria` are the ids that are to stand in it, None accepts any. Nothing where there is no file."""
    path = root / NAME
    if not path.exists():
        return Evidence()
    page = Page(NAME)
    tree = page.parse(read_text(path))
    if not isinstance(tree, Mapped):
        return Evidence(problems=tuple(page.problems))
    reading = Reading(page, title="evidence")
    reading.known_keys(tree, ("evidence", "recent", "attachments", "categories", "criteria"))
    recent = reading.number(tree, "recent", 365, needed="the file", least=1, most=DAYS)
    attachments = {one.id: one for one in (_attachment(reading, item) for item in reading.items(tree, "attachments"))}
    asks = {one[0]: one[1:] for one in (_category(reading, item) for item in reading.items(tree, "categories"))}
    found = [_expected(reading, item, attachments, asks, recent) for item in reading.items(tree, "criteria")]
    expected = {one.criterion: one for one in found}
    _all_there(reading, tree, expected, criteria)
    return Evidence(attachments, expected, tuple(sorted(set(page.problems))), tuple(reading.texts))


def _attachment(reading: Reading, item: Mapped) -> Attachment:
    reading.known_keys(item, ("attach", "label", "text", "shown_by"))
    first = item.entry("attach")
    if first is None:
        reading.problem(item.at, "missing-key", "this attachment has no 'attach:'")
    return Attachment(
        id=reading.new_id(first, "attachment") if first else "",
        label=reading.text(item, "label", "Attached as evidence", LABEL, needed="this attachment", braces=()),
        text=reading.text(item, "text", "What is attached as evidence", SENTENCE, needed="this attachment", braces=()),
        shown_by=reading.one_of(item, "shown_by", SHOWS) if item.entry("shown_by") else "",
    )


def _category(reading: Reading, item: Mapped) -> tuple[str, str, bool]:
    reading.known_keys(item, ("category", "ask", "trained"))
    first = item.entry("category")
    if first is None:
        reading.problem(item.at, "missing-key", "this category has no 'category:'")
    ask = reading.text(item, "ask", "What a validator asks to see", SENTENCE, needed="this category", braces=())
    return reading.words(first) if first else "", ask, reading.yes(item, "trained")


def _expected(
    reading: Reading, item: Mapped, attachments: Collection[str], asks: dict[str, tuple[str, bool]], recent: int
) -> Expected:
    reading.known_keys(item, ("criterion", "attach", "also", "recent"))
    first = item.entry("criterion")
    if first is None:
        reading.problem(item.at, "missing-key", "this entry has no 'criterion:'")
    id = reading.words(first) if first else ""
    ask, trained = asks.get(id.partition(".")[0], ("", False))
    return Expected(
        criterion=id,
        ask=ask,
        attach=_of(reading, item, "attach", attachments),
        also=_of(reading, item, "also", ALSO),
        recent=reading.number(item, "recent", recent, least=1, most=DAYS),
        trained=trained,
    )


def _of(reading: Reading, item: Mapped, key: str, known: Collection[str]) -> tuple[str, ...]:
    entry = item.entry(key)
    listed = reading.listed(entry) if entry else []
    for word, at in listed:
        if word not in known:
            reading.problem(at, "unknown-choice", f"unknown {key} '{word}'{nearest(word, known)}")
    return tuple(word for word, _ in listed)


def _all_there(reading: Reading, tree: Mapped, expected: Collection[str], criteria: Collection[str] | None) -> None:
    """Every criterion once, and none that there is not."""
    for item in reading.items(tree, "criteria"):
        first = item.entry("criterion")
        id = reading.words(first) if first else ""
        if first and criteria is not None and id not in criteria:
            reading.problem(first.value.at, "unknown-criterion", f"unknown criterion '{id}'{nearest(id, criteria)}")
    lost = sorted(set(criteria or ()) - set(expected))
    if lost:
        reading.problem(tree.at, "missing-key", f"nothing is said of the criteria {', '.join(lost)}")
