"""How many: figures with the thousands of a language, with units and words around, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.engine.kinds.reading.words import GLUE, NUMERALS, spelled
from bot.engine.kinds.typed import bare

# Where a comma parts the thousands (Unicode CLDR). Elsewhere in Spanish it is the decimal sign.
_COMMAS = "en es_MX es_US es_PR es_GT es_HN es_SV es_NI es_PA es_DO es_PE es_419"
COMMAS = frozenset(_COMMAS.split())
CHUNK = re.compile(r"\d+(?:[.,']\d+)*(?: \d{3}(?!\d))*")
BELOW_ZERO = re.compile(r"(?:^|\s)-+\s?$|\b(?:menos|minus|negativ[oea]\w*)\s*$")
BELOW = re.compile(r"\b(?:bajo|below|under) (?:cero|zero|0)\b|\bbelow$")  # beside the number: 18 below zero
ABOVE = re.compile(r"\b(?:sobre cero|above zero)\b")
# More or less than a number is not that number: it is asked about.
VAGUE = re.compile(
    r"\b(?:(?:mas|menos|arriba|abajo|encima|debajo) de|hasta|minimo|maximo|casi|at (?:least|most)|(?:more|less|fewer) than|over|"
    r"under(?! zero)|above|below(?= \d)|almost|nearly|up to)\b|\?+$"
)
NOT_WHOLE = re.compile(r"^\s*[%:]|^[abdeg-z](?![a-z])|\b(?:y|and|con) (?:media|medio|half)\b")
GROUPS = {sign: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+") for sign in ".,' "}
MOST_DIGITS = 12


@dataclass(frozen=True)
class Amounts:
    """The readings of a line, the likeliest first. `several` are numbers beside each other."""

    values: tuple[int, ...] = ()
    several: bool = False
    sure: bool = True


def amounts(line: str, lang: str = "") -> Amounts:
    """How many a plain line says."""
    text = ABOVE.sub(" ", re.sub(r"[~≈±#*\"()!¡¿]|^\+", " ", bare(line)).strip()).strip()
    if VAGUE.search(text):
        return replace(amounts(VAGUE.sub(" ", text), lang), sure=False)
    if BELOW.search(text):
        found = amounts(BELOW.sub(" ", text), lang)
        return replace(found, values=tuple(-abs(value) for value in found.values))
    if re.search(r"[/⁄]|\d[a-z]+\d", text):
        return Amounts()
    chunks = list(CHUNK.finditer(text))
    words = re.findall(r"[a-zñ]+|\d+", text.replace("-", " "))
    if not chunks or any(w in NUMERALS for w in words):
        return _in_words(words)
    if len(chunks) > 1:
        return Amounts(tuple(dict.fromkeys(_beside(text, chunks, lang))), several=True)
    before, after = text[: chunks[0].start()], text[chunks[0].end() :]
    below = BELOW_ZERO.search(before)
    before = before[: below.start()] if below else before
    if NOT_WHOLE.search(after) or re.search(r"[a-z]$", before) or not _harmless(before + after):
        return Amounts()
    found = _whole(chunks[0][0], lang)
    return replace(found, values=tuple(-value for value in found.values)) if below else found


def _beside(text: str, chunks: list[re.Match[str]], lang: str) -> Iterator[int]:
    """Several numbers, each below zero if it is written so: -18 a -20; but 20 - 25 and 20-25 are above."""
    below = bool(BELOW_ZERO.search(text[: chunks[0].start()]))
    for chunk in chunks:
        before = text[: chunk.start()]
        minus = re.search(r"(?:^|[a-z]\s|\s-\s)-$|\b(?:menos|minus) $", before) or (
            below and re.search(r"(?:^|\s)-\s?$", before)
        )
        yield from (-value if minus else value for value in _whole(chunk[0], lang).values)


def _harmless(around: str) -> bool:
    """Only words and the marks of a sentence."""
    return not re.search(r"[^a-zñ\s.,;:°'-]", around)


def _whole(chunk: str, lang: str) -> Amounts:
    """The whole numbers that figures can mean: 1,200 is another number in Mexico than in Colombia."""
    if len(re.sub(r"\D", "", chunk)) > MOST_DIGITS:
        return Amounts()
    signs = [c for c in chunk if not c.isdigit()]
    if not signs:
        return Amounts((int(chunk),))
    joined = int(re.sub(r"\D", "", chunk))
    if len(set(signs)) == 1:
        return _one_sign(chunk, signs, joined, lang)
    head, tail = chunk.rsplit(signs[-1], 1)
    if len(set(signs[:-1])) == 1 and GROUPS[signs[0]].fullmatch(head) and not tail.strip("0"):
        return Amounts((int(re.sub(r"\D", "", head)),))
    return Amounts()


def _one_sign(chunk: str, signs: list[str], joined: int, lang: str) -> Amounts:
    sign, grouped = signs[0], bool(GROUPS[signs[0]].fullmatch(chunk))
    if grouped and (len(signs) > 1 or sign in " '" or sign == thousands_sign(lang)):
        return Amounts((joined,))
    if len(signs) > 1:
        return Amounts()
    head, tail = chunk.split(sign)
    whole = (int(head),) if not tail.strip("0") else ()
    if grouped:
        return Amounts((joined, *whole), sure=False)
    return Amounts(whole)


def thousands_sign(lang: str) -> str:
    return "," if not lang or lang in COMMAS or lang.startswith("en") else "."


def _in_words(words: list[str]) -> Amounts:
    """Numbers written out, alone or with a unit: "two dozen", "veinticuatro cajas"."""
    places = [n for n, word in enumerate(words) if word in NUMERALS or word.isdigit()]
    if not places:
        return Amounts(_none(words))
    told = words[places[0] : places[-1] + 1]
    value = spelled(told)
    if value is not None:
        below = words[: places[0]][-1:] in (["menos"], ["minus"])
        return Amounts((-value if below else value,))
    each = [v for w in told if w not in GLUE and (v := spelled([w])) is not None]
    values = tuple(dict.fromkeys(each))
    if len(values) == 1:  # 20 (twenty); not 24 and a half
        return Amounts(values if len(each) > 1 else ())
    return Amounts(values, several=True)


def _none(words: list[str]) -> tuple[int, ...]:
    """No pieces at all, said without a number."""
    return (0,) if words and words[0] in ("ninguno", "ninguna", "none", "nothing", "nada") else ()
