"""Words that mean the same: the glossary's, in both languages and with those it avoids, and those of a country.

Knows flows/glossary.csv and locales/variants.csv; does not know what they are looked up for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

GLOSSARY = "flows/glossary.csv"
VARIANTS = "locales/variants.csv"
BETWEEN = re.compile(r"[/|(),;]")  # what stands between the words of one cell


def read_synonyms(root: Path) -> tuple[tuple[str, ...], ...]:
    """Groups of phrases that mean the same; none where there are no such files."""
    terms = ((row["en"], row["es"], row["avoid"]) for row in _rows(root / GLOSSARY))
    nouns = ((row["term"], row["variant"]) for row in _rows(root / VARIANTS) if row["plural"])
    return tuple(tuple(_phrases(cells)) for cells in (*terms, *nouns))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _phrases(cells: tuple[str, ...]) -> Iterator[str]:
    for cell in cells:
        yield from (phrase.strip() for phrase in BETWEEN.split(cell) if phrase.strip())
