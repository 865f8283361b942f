"""Typed words, cleaned of what nobody can see: what is shown is what is kept."""

from __future__ import annotations

import unicodedata

from bot.engine.identifiers import tidy
from bot.engine.talk import Pressed, Refused, Said, Typed

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, bidirectional overrides, lone surrogates, unassigned
KEPT_CONTROLS = {"\n", "\u200d", "\ufe0f"}  # line ends; the joiner and selector that emoji are made of
EMOJI = ("\U0001f000", "\U0001faff")  # the planes of emoji: those newer than this Python are unassigned to it


def clean(typed: str) -> str:
    """What was typed without characters nobody can see."""
    spaced = typed.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in spaced if _visible(c)).strip()


def _visible(character: str) -> bool:
    if character in KEPT_CONTROLS or EMOJI[0] <= character <= EMOJI[1]:
        return True
    return unicodedata.category(character) not in INVISIBLE


def typed_line(said: Said, wanted: Refused) -> str:
    """One typed line, or the refusal that says what is wanted."""
    words = said.text if isinstance(said, Typed) else said.choice if isinstance(said, Pressed) else ""
    line = clean(words)
    if not line:
        raise wanted
    return " ".join(line.split())


def plain_line(said: Said, wanted: Refused) -> str:
    """The same in plain characters: the digits of a Japanese keyboard are digits."""
    return unicodedata.normalize("NFKC", typed_line(said, wanted))


def code(said: Said, wanted: Refused) -> str:
    """Capitals and digits, without spaces and dashes."""
    return tidy(plain_line(said, wanted))


def within(words: str, most: int) -> str:
    """Words that are not too many; raises Refused."""
    if len(words) > most:
        fill = {"limit": most, "count": len(words)}
        raise Refused("That's {count} characters. The limit is {limit}.", fill)
    return words
