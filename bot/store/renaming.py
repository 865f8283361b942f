"""A name in what people wrote, and in its place another: whatever its capitals and accents are. Plain values; knows no table."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

NO_PHONE = "–"


@lru_cache(4096)
def _plain(sign: str) -> str:
    """A sign without its accent, small; always one sign."""
    bare = unicodedata.normalize("NFD", sign)[0].lower()
    return bare if len(bare) == 1 else sign


def folded(text: str) -> str:
    """As long as the text, so that what is found there can be exchanged here."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


@dataclass(frozen=True)
class Renamed:
    """`after` in the place of `before`, the name of the person with this number; and nothing in the place of their telephone.

    A name of one word can be anybody's: it is exchanged only where it stands alone. Without a name only what is kept with the
    number of the person is.
    """

    person_id: int
    before: str
    after: str
    phone: str = ""

    @cached_property
    def _found(self) -> re.Pattern[str] | None:
        words = [re.escape(folded(word)) for word in unicodedata.normalize("NFC", self.before).split()]
        if not words:
            return None
        name = r"\s+".join(words)
        return re.compile(rf"(?<!\w){name}(?!\w)" if len(words) > 1 else rf"\A{name}\Z")

    def words(self, text: str) -> str:
        """The text with the name exchanged."""
        if self.phone:
            text = text.replace(self.phone, NO_PHONE)
        if text.startswith(f"#{self.person_id} "):
            return f"#{self.person_id} {self.after}"
        if self._found is None:
            return text
        composed = unicodedata.normalize("NFC", text)
        spans = [one.span() for one in self._found.finditer(folded(composed))]
        if not spans:
            return text
        ends = [0, *(end for _, end in spans)]
        kept = [composed[before:begin] for before, (begin, _) in zip(ends, spans, strict=False)]
        return self.after.join((*kept, composed[ends[-1] :]))

    def json(self, written: str) -> str:
        """JSON with the name exchanged in each of its words. What is none stays as it is."""
        try:
            there = json.loads(written)
        except ValueError:
            return written
        after = self._within(there)
        return written if after == there else json.dumps(after, ensure_ascii=written.isascii())

    def _within(self, value: Any) -> Any:
        match value:
            case str():
                return self.words(value)
            case list():
                return [self._within(one) for one in value]
            case dict():
                return {key: self._within(one) for key, one in value.items()}
        return value
