"""Every mistake in the list of words, for whoever keeps it.

Knows the list, and not what its words do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from bot.content.alike import MORE
from bot.content.marks import Problem
from bot.content.words import DANGER, LINKING, MEANS, NAME, Entry, Tokens, read_words, stems, tokens

STEM = 4  # letters that the beginning of a word needs, if it stands alone


def word_problems(root: Path, languages: Collection[str]) -> list[Problem]:
    """Every mistake in the list: `languages` are those we speak."""
    entries = read_words(root).entries
    problems = [Problem(NAME, e.line, 1, "words", told) for e in entries for told in _wrong(e, languages)]
    return problems + list(_twice(entries)) + list(_missing(root, entries, languages))


def _wrong(entry: Entry, languages: Collection[str]) -> Iterator[str]:
    if entry.language not in languages:
        yield f"'{entry.language}' is not one of our languages: {', '.join(sorted(languages))}"
    if entry.means not in MEANS:
        yield f"'{entry.means}' means nothing; use one of: {', '.join(MEANS)}"
    if not tokens(entry.phrase) and entry.phrase != "?":
        yield f"'{entry.phrase}' has no letters"
    phrase = stems(entry.phrase)
    if len(phrase) == 1 and phrase[0].endswith(MORE) and len(phrase[0]) <= STEM:
        yield f"'{entry.phrase}' begins too many words: give at least {STEM} letters before the {MORE}"


def _twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    """A word cannot mean two things in one language."""
    seen: dict[tuple[str, Tokens, str], Entry] = {}
    for entry in entries:
        linking = entry.means if entry.means in LINKING else ""
        other = seen.setdefault((entry.language, stems(entry.phrase), linking), entry)
        if other is not entry:
            told = f"'{entry.phrase}' stands on line {other.line} already, and means {other.means} there"
            yield Problem(NAME, entry.line, 1, "words", told)


def _missing(root: Path, entries: Iterable[Entry], languages: Collection[str]) -> Iterator[Problem]:
    """Nobody may call for help in vain because of their language."""
    spoken = {entry.language for entry in entries if entry.means == DANGER}
    for language in sorted(set(languages) - spoken) if (root / NAME).exists() else ():
        yield Problem(NAME, 1, 1, "words", f"there are no words of danger in the language '{language}'")
