"""Types that are answered in digits: a telephone number, a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from bot.engine.kinds.keys import Count, written
from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.kinds.reading.amounts import amounts
from bot.engine.kinds.reading.words import NUMERALS
from bot.engine.kinds.typed import bare, plain_line
from bot.engine.talk import Control, Entry, Option, Refused, Said, Text, Typed, Value

# The words around a telephone number say nothing about it, but for an extension and digits in words: nobody may lose them.
WORD = re.compile(r"\b[a-zñ]+(?:'[a-z]+)?\b[.:]?")
EXTENSION = re.compile(r"\b(?:ext(?:ension)?|extn|anexo|interno|int|x)\b")
SEVERAL = re.compile(r"[0-9]{7,}.*?[/,;].*?[0-9]{7,}|[0-9]+[^0-9]*\|[^0-9]*[0-9]+")  # "|" is a word between them
APART = re.compile(r"\b[0-9]{7,}\s[0-9]{7,}\b")


@dataclass(frozen=True)
class Phone(Kind):
    """A telephone number: 7 to 15 digits, a plus in front if it is written from abroad (ITU-T E.164)."""

    word = "phone"
    kept = "digits, with a plus if one was typed"
    can_default = True

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("phone")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        wanted = Refused("Type the telephone number, digits only, with + in front if it is from another country.")
        line = bare(plain_line(said, wanted))
        words = re.findall(r"[a-zñ]+", line)
        if EXTENSION.search(line) or any(word in NUMERALS for word in words):
            raise wanted
        digits = WORD.sub("|", line.replace("|", ","))
        if APART.search(digits) or SEVERAL.search(re.sub(r"[\s().\-]", "", digits)):
            raise Refused("Type one telephone number at a time.")
        number = re.sub(r"[\s().\-/:#*|,;!?¡¿]", "", digits)
        number = f"+{number[2:]}" if re.match(r"00[1-9]", number) and len(number) > 10 else number
        if not re.fullmatch(r"\+?[0-9]{7,15}", number, re.ASCII):
            raise wanted
        return number


@dataclass(frozen=True)
class Number(Kind):
    """A whole number, from `at_least:` to `at_most:` if they are given: 1,200, 24 pallets, two dozen.

    Where `at_least:` is not given it may be below zero.
    """

    word = "number"
    kept = "the number"
    at_least: int | None = field(default=None, metadata=written(Count()))
    at_most: int | None = field(default=None, metadata=written(Count()))

    def impossible(self) -> tuple[str, str] | None:
        if self.at_least is None or self.at_most is None or self.at_least <= self.at_most:
            return None
        return "at_least", "at_least is more than at_most"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("number")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        return str(self._bounded(self._one(said)))

    def _one(self, said: Said) -> int:
        """The number that was meant, if there is no doubt."""
        wanted = Refused("Type a whole number, in digits.")
        found = amounts(plain_line(said, wanted), said.lang if isinstance(said, Typed) else "")
        if not found.values:
            raise wanted
        if found.several:
            raise Refused("One number at a time: which one belongs here?", meant=self._offered(found.values))
        if len(found.values) > 1 or not found.sure:
            raise Refused(
                "Which number do you mean? Press it, or type it in digits alone.", meant=self._offered(found.values)
            )
        return found.values[0]

    def _offered(self, values: tuple[int, ...]) -> tuple[Option, ...]:
        """To press, with the thousands as the reader writes them."""
        return tuple(Option(str(v), Text("{number}", {"number": v})) for v in values[:4])

    def _bounded(self, number: int) -> int:
        if self.at_least is not None and number < self.at_least:
            raise Refused("Type a number of at least {limit}.", {"limit": self.at_least})
        if self.at_most is not None and number > self.at_most:
            raise Refused("Type a number of at most {limit}.", {"limit": self.at_most})
        return number

    def shown(self, value: Value) -> object:
        return int(value) if isinstance(value, str) else ""
