"""The words of a country: small catalogs made from a language's own and locales/variants.csv. Nobody maintains them.

A row exchanges a noun, with its articles where the gender changes; a row without a plural exchanges a whole sentence,
where more than the noun has to agree. Gettext's fallback does the rest: what is not in es_CO is taken from es.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog

from bot.authoring.catalogs import read_catalog, same_catalog, write_catalog
from bot.content.marks import Problem

NAME = "locales/variants.csv"
OURS = "Sello"  # the program; where the English says it as well, it is not the thing on the door


@dataclass(frozen=True)
class Variant:
    """A noun, and the one a country uses instead. `kept` are phrases in which it stays."""

    language: str
    countries: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A whole sentence, and what a country says instead; its nouns are not exchanged any further."""

    language: str
    countries: tuple[str, ...]
    usual: str
    instead: str
    line: int


def read_variants(root: Path) -> list[Variant]:
    """The rows that exchange nouns."""
    return [_variant(row) for _, row in _rows(root) if row["plural"]]


def read_sentences(root: Path) -> list[Sentence]:
    """The rows that exchange whole sentences: those without a plural."""
    return [
        Sentence(row["language"], tuple(row["countries"].split()), row["term"], row["variant"], line)
        for line, row in _rows(root)
        if not row["plural"]
    ]


def _rows(root: Path) -> Iterator[tuple[int, dict[str, str]]]:
    path = root / NAME
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        for row in reader:
            yield reader.line_num, row


def _variant(row: dict[str, str]) -> Variant:
    pairs = ((row["term"], row["variant"]), (row["plural"], row["variant_plural"]))
    kept = tuple(phrase for phrase in row["except"].split("|") if phrase)
    return Variant(row["language"], tuple(row["countries"].split()), pairs, kept)


def regional(root: Path) -> dict[Path, Catalog]:
    """Every country's catalog as it must be: only the sentences that differ."""
    made: dict[Path, Catalog] = {}
    rows: list[Variant | Sentence] = [*read_variants(root), *read_sentences(root)]
    for language in sorted({row.language for row in rows}):
        whole = read_catalog(root / "locales" / language / "LC_MESSAGES" / "messages.po")
        for country in sorted({c for row in rows if row.language == language for c in row.countries}):
            mine = [row for row in rows if row.language == language and country in row.countries]
            code = f"{language}_{country}"
            made[root / "locales" / code / "LC_MESSAGES" / "messages.po"] = _catalog(code, whole, mine)
    return made


def _catalog(code: str, whole: Catalog, rows: list[Variant | Sentence]) -> Catalog:
    catalog = Catalog(locale=code, project="sello", charset="utf-8", fuzzy=False)
    variants = [row for row in rows if isinstance(row, Variant)]
    sentences = {row.usual: row.instead for row in rows if isinstance(row, Sentence)}
    for message in whole:
        if message.id and isinstance(message.string, str) and not message.fuzzy:
            told = sentences.get(message.string) or _around_ours(str(message.id), message.string, variants)
            if told != message.string:
                catalog.add(str(message.id), told)
    return catalog


def _around_ours(original: str, sentence: str, variants: list[Variant]) -> str:
    """The sentence with the country's words; our own name stays."""
    parts = sentence.split(OURS) if OURS in original else [sentence]
    return OURS.join(exchanged(part, variants) for part in parts)


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
    """A row that exchanges what nobody says; a catalog that is not what the words of its country make of its language."""
    made = [
        Problem(str(path.relative_to(root)), 1, 1, "regional", "not up to date; run: sello texts")
        for path, catalog in regional(root).items()
        if not path.exists() or not same_catalog(read_catalog(path), catalog)
    ]
    return [*_unsaid(root), *made]


def _unsaid(root: Path) -> Iterator[Problem]:
    said: dict[str, set[str]] = {}
    for row in read_sentences(root):
        if row.language not in said:
            path = root / "locales" / row.language / "LC_MESSAGES" / "messages.po"
            said[row.language] = {str(message.string) for message in read_catalog(path)}
        if row.usual not in said[row.language]:
            yield Problem(NAME, row.line, 1, "regional", f"no sentence reads like this anymore: '{row.usual}'")
