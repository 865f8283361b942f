"""The words of a country: small catalogs made from a language's own and locales/variants.csv. Nobody maintains them.

Only nouns of the same gender are exchanged, so that every sentence stays right. Gettext's fallback does the rest:
what is not in es_CO is taken from es.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog

from bot.authoring.catalogs import read_catalog, same_catalog, write_catalog
from bot.content.marks import Problem

NAME = "locales/variants.csv"


@dataclass(frozen=True)
class Variant:
    """A noun, and the one a country uses instead. `kept` are phrases in which it stays."""

    language: str
    countries: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]


def read_variants(root: Path) -> list[Variant]:
    path = root / NAME
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as source:
        return [_variant(row) for row in csv.DictReader(source)]


def _variant(row: dict[str, str]) -> Variant:
    pairs = ((row["term"], row["variant"]), (row["plural"], row["variant_plural"]))
    kept = tuple(phrase for phrase in row["except"].split("|") if phrase)
    return Variant(row["language"], tuple(row["countries"].split()), pairs, kept)


def regional(root: Path) -> dict[Path, Catalog]:
    """Every country's catalog as it must be: only the sentences that differ."""
    made: dict[Path, Catalog] = {}
    variants = read_variants(root)
    for language in sorted({v.language for v in variants}):
        whole = read_catalog(root / "locales" / language / "LC_MESSAGES" / "messages.po")
        for country in sorted({c for v in variants if v.language == language for c in v.countries}):
            mine = [v for v in variants if v.language == language and country in v.countries]
            code = f"{language}_{country}"
            made[root / "locales" / code / "LC_MESSAGES" / "messages.po"] = _catalog(code, whole, mine)
    return made


def _catalog(code: str, whole: Catalog, variants: list[Variant]) -> Catalog:
    catalog = Catalog(locale=code, project="sello", charset="utf-8", fuzzy=False)
    for message in whole:
        if message.id and isinstance(message.string, str) and not message.fuzzy:
            told = exchanged(message.string, variants)
            if told != message.string:
                catalog.add(str(message.id), told)
    return catalog


def exchanged(sentence: str, variants: list[Variant]) -> str:
    """The sentence with the country's words."""
    for variant in variants:
        for term, other in variant.pairs:
            if term in sentence.casefold():  # most sentences have none of the words: looking first is ten times quicker
                sentence = _exchange(sentence, term, other, variant.kept)
    return sentence


def _exchange(sentence: str, term: str, other: str, kept: tuple[str, ...]) -> str:
    """Every whole word, small or capital, that is not part of a phrase that stays."""
    stays = [span for phrase in kept for span in _spans(sentence, phrase)]

    def change(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in stays):
            return found[0]
        return other.capitalize() if found[0][0].isupper() else other

    return re.sub(rf"\b{re.escape(term)}\b", change, sentence, flags=re.IGNORECASE)


def _spans(sentence: str, phrase: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(re.escape(phrase), sentence, re.IGNORECASE)]


def write_regional(root: Path) -> list[str]:
    """Writes the countries' catalogs; their codes."""
    made = regional(root)
    for path, catalog in made.items():
        write_catalog(path, catalog)
    return [path.parts[-3] for path in made]


def regional_problems(root: Path) -> list[Problem]:
    """A catalog that is not what the words of its country make of its language."""
    return [
        Problem(str(path.relative_to(root)), 1, 1, "regional", "not up to date; run: sello texts")
        for path, catalog in regional(root).items()
        if not path.exists() or not same_catalog(read_catalog(path), catalog)
    ]
