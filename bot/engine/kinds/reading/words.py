"""Numbers in words, in Spanish and English."""

from __future__ import annotations

from collections.abc import Sequence

_SMALL = (
    "cero zero|uno un una one|dos two|tres three|cuatro four|cinco five|seis six|siete seven|ocho eight|nueve nine|"
    "diez ten|once eleven|doce twelve|trece thirteen|catorce fourteen|quince fifteen|dieciseis sixteen|"
    "diecisiete seventeen|dieciocho eighteen|diecinueve nineteen|veinte twenty|veintiuno veintiun veintiuna|veintidos|"
    "veintitres|veinticuatro|veinticinco|veintiseis|veintisiete|veintiocho|veintinueve"
)
_TENS = (
    "treinta thirty|cuarenta forty fourty|cincuenta fifty|sesenta sixty|setenta seventy|ochenta eighty|noventa ninety"
)
_HUNDREDS = (
    "cien ciento|doscientos doscientas|trescientos trescientas|cuatrocientos cuatrocientas|quinientos quinientas|"
    "seiscientos seiscientas|setecientos setecientas|ochocientos ochocientas|novecientos novecientas"
)


def _values(words: str, first: int, step: int) -> dict[str, int]:
    return {word: first + step * n for n, group in enumerate(words.split("|")) for word in group.split()}


VALUES = {**_values(_SMALL, 0, 1), **_values(_TENS, 30, 10), **_values(_HUNDREDS, 100, 100)}
TIMES = {
    "par": 2, "pares": 2, "pair": 2, "pairs": 2, "docena": 12, "docenas": 12, "dozen": 12, "dozens": 12, "hundred": 100,
    "mil": 1000, "millar": 1000, "millares": 1000, "thousand": 1000, "millon": 10**6, "millones": 10**6, "million": 10**6,
}  # fmt: skip
ROOM = {
    2: 0,
    12: 0,
    100: 100,
    1000: 1000,
    10**6: 1000,
}  # what may follow is smaller: after thousand hundreds, after a dozen nothing
HALVES = ("media", "medio", "half")
GLUE = ("y", "and", "a", "de", "of", "an")
NUMERALS = frozenset({*VALUES, *TIMES, *HALVES})


def spelled(tokens: Sequence[str]) -> int | None:
    """The number that words and digits say together; None if they say none, or more than one."""
    if len(tokens) > 1 and tokens[0] in HALVES and tokens[-1] in TIMES and TIMES[tokens[-1]] == 12:
        return 6 if all(t in GLUE for t in tokens[1:-1]) else None
    total, part, room = 0, 0, 1000
    said = False
    for token in tokens:
        if token in GLUE:
            continue
        said = True
        if token in TIMES:
            factor = TIMES[token]
            part = max(part, 1) * factor
            room = ROOM[factor]
            if factor != 100:
                total, part = total + part, 0
            continue
        value = int(token) if token.isdigit() else VALUES.get(token)
        if value is None or value >= room:
            return None
        part += value
        room = _room(value)
    return total + part if said else None


def _room(value: int) -> int:
    """What may still follow must be smaller than this: after forty a digit, after five nothing."""
    if value and value % 100 == 0:
        return 100
    return 10 if value >= 20 and value % 10 == 0 else 0
