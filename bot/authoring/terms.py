"""The terms of the trade: where a translation uses a word that the glossary says to avoid for an English term.

Knows flows/glossary.csv. Does not judge style, only these words.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.authoring.catalogs import catalog_paths, lines_of, read_catalog
from bot.content.marks import Problem

NAME = "flows/glossary.csv"
LANGUAGE = "es"  # the language of the glossary's second column


@dataclass(frozen=True)
class Term:
    """An English term, our word for it, and words that are wrong for it, as patterns."""

    english: re.Pattern[str]
    ours: str
    avoided: re.Pattern[str] | None

    def meets(self, word: str, sentence: str) -> bool:
        """Is the word right after all: our word for this term, which the English sentence has?"""
        ours = self.ours.split()[0].casefold()
        return word.casefold().startswith(ours) and bool(self.english.search(sentence))


def read_terms(root: Path) -> list[Term]:
    """Every term of the glossary."""
    path = root / NAME
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as source:
        return [_term(row) for row in csv.DictReader(source)]


def _term(row: dict[str, str]) -> Term:
    english = re.compile(rf"\b{re.escape(row['en'])}s?\b", re.IGNORECASE)
    words = "|".join(f"{re.escape(word)}(?:e?s)?" for word in row["avoid"].split("|"))
    avoided = re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if row["avoid"] else None
    return Term(english, row["es"], avoided)


def term_problems(root: Path) -> list[Problem]:
    """Every use of a word against the glossary."""
    terms = read_terms(root)
    return [p for path in catalog_paths(root) if path.parts[-3] == LANGUAGE for p in _against(root, path, terms)]


def _against(root: Path, path: Path, terms: list[Term]) -> Iterator[Problem]:
    lines = lines_of(path)
    for message in read_catalog(path):
        source, told = str(message.id), str(message.string)
        for term in terms if message.id else ():
            used = term.avoided.search(told) if term.avoided and term.english.search(source) else None
            if used and not any(other.meets(used[0], source) for other in terms):
                what = f"'{used[0]}' is against the glossary here; our word is '{term.ours}'"
                yield Problem(str(path.relative_to(root)), lines.get(source, 1), 1, "term", what)
