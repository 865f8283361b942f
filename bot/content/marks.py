"""YAML as authors may write it: mappings, lists and text, each remembering its line and column.

Everything is text until the format says otherwise. Knows nothing of flows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

from bot.content.mistakes import explained

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without its C part: seven times slower, otherwise the same
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


# The characters that no YAML file may hold (YAML 1.2, section 5.1), half a pair of surrogates among them.
UNUSABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DEEPEST = 20  # lists within lists; no form needs more, and reading deeper ones would exhaust the stack


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake in a file a person wrote. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class Mark:
    line: int
    column: int


@dataclass(frozen=True)
class Words:
    """A text in the file."""

    text: str
    at: Mark


@dataclass(frozen=True)
class Listed:
    items: tuple[Node, ...]
    at: Mark


@dataclass(frozen=True)
class Entry:
    """One `key: value` of a mapping."""

    key: str
    at: Mark
    value: Node


@dataclass(frozen=True)
class Mapped:
    entries: tuple[Entry, ...]
    at: Mark

    def entry(self, key: str) -> Entry | None:
        return next((e for e in self.entries if e.key == key), None)


Node = Words | Listed | Mapped


@dataclass
class Page:
    """One file being read, and the problems found in it so far."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def problem(self, at: Mark, rule: str, message: str) -> None:
        self.problems.append(Problem(self.path, at.line, at.column, rule, message))

    def parse(self, source: str) -> Node | None:
        """The file as nodes; None when it is not YAML of our sort at all."""
        if wrong := UNUSABLE.search(source):
            self.problem(_place(source, wrong.start()), "syntax", _unusable(wrong[0]))
            return None
        try:
            if not self._plain(source):
                return None
            tree = yaml.compose(source, Loader=Loader)
        except yaml.MarkedYAMLError as error:
            self._not_yaml(error, source)
            return None
        if tree is None:
            self.problem(Mark(1, 1), "syntax", "the file is empty")
            return None
        return self._node(tree)

    def _not_yaml(self, error: yaml.MarkedYAMLError, source: str) -> None:
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in (error.context or "") and error.context_mark:
            opened = error.context_mark
            self.problem(Mark(opened.line + 1, opened.column + 1), "syntax", "this quotation mark is never closed")
            return
        at = Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)
        self.problem(at, "syntax", explained(error.problem or str(error), source, at.line, at.column))

    def _plain(self, source: str) -> bool:
        """Anchors, aliases and tags are refused: a form must read top to bottom. So is what lies too deep."""
        clean = True
        depth = 0
        for event in yaml.parse(source, Loader=Loader):
            mark = event.start_mark
            at = Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                self.problem(at, "plain-yaml", f"lists can lie within lists at most {DEEPEST} deep")
                return False
            if getattr(event, "anchor", None) or getattr(event, "tag", None):
                self.problem(at, "plain-yaml", "anchors (&), aliases (*) and tags (!) cannot be used in a flow")
                clean = False
        return clean

    def _node(self, node: yaml.Node) -> Node:
        at = Mark(node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.SequenceNode):
            return Listed(tuple(self._node(n) for n in node.value), at)
        if isinstance(node, yaml.MappingNode):
            return Mapped(tuple(self._entries(node)), at)
        if wrong := UNUSABLE.search(node.value):  # written with an escape, as in "\\0"
            self.problem(at, "syntax", _unusable(wrong[0]))
        lines = str(node.value).strip().split("\n")
        return Words("\n".join(" ".join(line.split()) for line in lines), at)

    def _entries(self, node: yaml.MappingNode) -> Iterable[Entry]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            at = Mark(key.start_mark.line + 1, key.start_mark.column + 1)
            word = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if word in seen:
                self.problem(at, "repeated-key", f"'{word}' was already given on line {seen[word]}")
                continue
            seen[word] = at.line
            yield Entry(word, at, self._node(value))


def read_text(path: Path) -> str:
    """A file that a person wrote. What is not UTF-8 in it is left for `Page.parse` to report, with its line."""
    return path.read_text(encoding="utf-8", errors="surrogateescape")


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: what was probably meant, or what there is."""
    words = list(known)
    close = get_close_matches(word, words, 1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; use one of: {', '.join(words)}" if words else ""


def _place(source: str, start: int) -> Mark:
    """Line and column of a character."""
    return Mark(source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start))


def _unusable(character: str) -> str:
    """Bytes that are not UTF-8 are read as the lower halves of surrogate pairs (PEP 383)."""
    if "\udc80" <= character <= "\udcff":
        return "this is not UTF-8; please save the file as UTF-8"
    return f"this character cannot be used here: U+{ord(character):04X}"
