"""The type that is answered with many seals at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.engine.identifiers import MOST_IN_A_BOX, from_rows, in_a_row, in_rows, last_of, tidy
from bot.engine.kinds.codes import SEAL
from bot.engine.kinds.kind import Draft, Drafted, Kind
from bot.engine.kinds.typed import capitals, clean, plain
from bot.engine.talk import Control, Entry, Refused, Said, Text, Typed, Value

MOST = 5000
PARTS = re.compile(r"[,;\n]| AND | Y |(?<=[0-9])[.](?:\s|$)")  # what stands between the rows
TO = re.compile(r"\s+-\s+|-{2,}|\s+(?:TO|THRU|THROUGH|UNTIL|A|AL|HASTA)\s+")  # between the first and the last of a row
BEFORE = re.compile(r"^(?:FROM|DE|DEL|DESDE)\s+")
# UL0012301 x 100, UL0012301 count 100, UL0012301 cantidad: 100
COUNTED = re.compile(r"(.*?[0-9])(?:\s+X\s*|\s*[*×]\s*|\s*:?\s+(?:COUNT|QTY|CANT(?:IDAD)?)\b[.:]?\s*)([0-9]{1,4})")


@dataclass(frozen=True)
class Seals(Kind):
    """Many seals at once: numbers, and rows such as `UL0012301 to UL0012400` or `UL0012301 x 100`, with commas or on
    lines of their own; at most 5,000.
    """

    word = "seals"
    kept = "numbers and rows with a space between: `UL0012301-UL0012400 UL0012405`"

    def control(self, draft: Drafted, today: date) -> Control:
        return Entry("text")

    def read(self, said: Said, draft: Drafted, today: date) -> Value | Draft:
        lines = clean(said.text).splitlines() if isinstance(said, Typed) else []
        parts = [part.strip() for line in lines for part in PARTS.split(capitals(plain(line)))]
        numbers = [number for part in parts if part for number in _numbers(part)]
        if not numbers:
            raise Refused("Type the numbers of the seals, such as UL0012301 to UL0012400, UL0012450 x 12.")
        if len(set(numbers)) > MOST:
            raise Refused(
                "Those are {count} seals. Please enter at most {most}.", {"count": len(numbers), "most": MOST}
            )
        return " ".join(in_rows(numbers))

    def shown(self, value: Value) -> object:
        if not isinstance(value, str):
            return ""
        rows = tuple(row.replace("-", " – ") for row in value.split())
        return Text("{count} seals: {numbers}", {"count": len(from_rows(value)), "numbers": rows})


def _numbers(part: str) -> tuple[str, ...]:
    """The numbers of one row; raises Refused for what is none."""
    part = BEFORE.sub("", part)
    if counted := COUNTED.fullmatch(part):
        return _row(counted[1], last_of(tidy(counted[1]), int(counted[2])), part)
    ends = TO.split(part)
    if len(ends) == 2:
        return _row(ends[0], tidy(ends[1]), part)
    each = part.split()
    if len(each) > 1 and all(SEAL.fullmatch(tidy(one)) for one in each):
        return tuple(tidy(one) for one in each)
    return next(_hyphened(part), None) or _row(part, tidy(part), part)


def _hyphened(part: str) -> Iterator[tuple[str, ...]]:
    """A row whose ends have only a hyphen between them, as they may have inside: UL-0012301-UL-0012400."""
    for found in re.finditer("-", part):
        first, last = tidy(part[: found.start()]), tidy(part[found.end() :])
        if SEAL.fullmatch(first) and first != last and (row := in_a_row(first, last)):
            yield row


def _row(first: str, last: str, part: str) -> tuple[str, ...]:
    number = tidy(first)
    if not SEAL.fullmatch(number) or not (row := in_a_row(number, last)):
        raise Refused(
            "“{part}” is no row of seals. Both ends have the same letters in front and as many digits, the first is the "
            "smaller one, and there are at most {most}.", {"part": part[:60], "most": MOST_IN_A_BOX},
        )  # fmt: skip
    return row
