"""Typed words, cleaned of what nobody can see: what is shown is what is kept."""

from __future__ import annotations

import re
import unicodedata

from bot.engine.identifiers import tidy
from bot.engine.talk import Option, Pressed, Refused, Said, Text, Typed

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, bidirectional overrides, lone surrogates, unassigned
KEPT_CONTROLS = {"\n", "\u200d", "\ufe0f"}  # line ends; the joiner and selector that emoji are made of
EMOJI = ("\U0001f000", "\U0001faff")  # the planes of emoji: those newer than this Python are unassigned to it
PICTURES = {"So", "Sk", "Me", "Cf"}  # symbols, and what keycaps and emoji are made of: no part of a number or a name
SELECTOR = "\ufe0f"  # behind the digit of a keycap
LONGEST = 200  # characters of a line that is looked through for a number, a day or a time

# What looks like a dash and is no dash (Pd): the minus sign, the bullet of a list.
DASHES = {"\u2212": "-", "\u2043": "-", "\u066b": ".", "\u066c": ","}  # and the decimal signs of Arabic
APOSTROPHES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'", "`": "'"}
# Letters of other alphabets that the eye cannot tell from ours: they come with what is copied from elsewhere.
TWINS = dict(zip("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXABEZHIKMNOPTYX", strict=True))

# Signs between the groups of a number, as a telephone writes them when they are dictated.
DICTATED = re.compile(r"\b(?:GUI[OÓ]N(?: (?:MEDIO|BAJO))?|DASH|HYPHEN|DIAGONAL|SLASH)\b")


def clean(typed: str) -> str:
    """What was typed without characters nobody can see."""
    spaced = typed.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in spaced if _visible(c)).strip()


def _pictured(character: str) -> bool:
    return EMOJI[0] <= character <= EMOJI[1] or unicodedata.category(character) == "So"


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


def says_something(line: str, *, in_pictures: bool = False) -> bool:
    """Letters or digits, or pictures where they will do; a full stop alone is what people type to get on."""
    return any(c.isalnum() or (in_pictures and _pictured(c)) for c in line)


def plain_line(said: Said, wanted: Refused) -> str:
    """The same in plain characters: digits of any script, dashes of any length, no pictures."""
    line = plain(typed_line(said, wanted))
    if not line or len(line) > LONGEST:
        raise wanted
    return line


def plain(line: str) -> str:
    """One sign for each thing the eye takes for one."""
    marked = line.replace("º", "o").replace("ª", "a").replace("№", "No. ")
    return " ".join("".join(_plain(c) for c in unicodedata.normalize("NFKC", marked)).split())


def _plain(character: str) -> str:
    if character.isascii():
        return APOSTROPHES.get(character, character)
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd":
        return "-"
    if character == SELECTOR or (category in PICTURES and character != "°"):
        return " " if category == "So" else ""
    return DASHES.get(character) or APOSTROPHES.get(character, character)


def bare(line: str) -> str:
    """Small letters without accents, as people type in a hurry; ñ is a letter of its own."""
    apart = unicodedata.normalize("NFD", line.casefold().replace("ñ", "\0"))
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("\0", "ñ")


def plainest(line: str) -> str:
    """The same with n for ñ, where words are only recognised: people write manana, too."""
    return bare(line).replace("ñ", "n")


def code(said: Said, wanted: Refused) -> str:
    """Capitals and digits, without spaces and dashes."""
    return tidy(capitals(plain_line(said, wanted)))


def capitals(line: str) -> str:
    return DICTATED.sub("-", "".join(TWINS.get(c, c) for c in line.upper()))


def number_option(number: str) -> Option:
    """A number to press. Its id is the number."""
    return Option(number, Text("{number}", {"number": number}))


def within(words: str, most: int) -> str:
    """Words that are not too many; raises Refused."""
    if len(words) > most:
        fill = {"limit": most, "count": len(words)}
        raise Refused("That's {count} characters. The limit is {limit}.", fill)
    return words
