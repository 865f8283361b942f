"""The times of day a line can mean, in Spanish and English. Hours without a half of the day are asked about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.engine.kinds.reading.words import VALUES, spelled
from bot.engine.kinds.typed import plainest

NOON = re.compile(
    r"(?:al? )?(?:(?:12|doce|twelve) ?(?:del? )?)?(?:mediodia|medio dia|noon|midday)|12 ?m(?:\.? ?d)?|(?:12|doce) del dia"
)
MIDNIGHT = re.compile(r"(?:a la |al? )?(?:(?:12|doce|twelve) ?(?:de la )?)?(?:medianoche|media noche|midnight)")
NOW = re.compile(r"ahora(?: mismo)?|ahorita(?: mismo)?|recien|right now|now|just now|ya|en este momento")
AGO = (
    re.compile(r"hace (?P<count>[\w ]+?) ?(?P<unit>minutos?|min|mins|horas?|hrs?)"),
    re.compile(r"(?P<count>[\w ]+?) ?(?P<unit>minutes?|mins?|hours?|hrs?) ago"),
)
# The half of the day that words name: what is added to an hour of a clock with twelve.
HALVES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:de|en|por) la madrugada\b|\besta madrugada\b|\bdawn\b"), "dawn"),
    (re.compile(r"\b(?:de|en|por) la manana\b|\besta manana\b|\b(?:in the|this) morning\b|\bmorning\b"), "morning"),
    (re.compile(r"\b(?:de|en|por) la tarde\b|\besta tarde\b|\b(?:in the|this) afternoon\b|\bafternoon\b"), "afternoon"),
    (re.compile(r"\b(?:de|en|por) la noche\b|\besta noche\b|\b(?:in the|this) evening\b|\bevening\b"), "evening"),
    (re.compile(r"\banoche\b|\bat night\b|\blast night\b|\btonight\b"), "evening"),
    (re.compile(r"\b(?:de )?madrugada$"), "dawn"),
    (re.compile(r"(?<=\d) manana$"), "morning"),
    (re.compile(r"\btarde$"), "afternoon"),
    (re.compile(r"\bnoche$"), "evening"),
    (re.compile(r"(?<![a-z])a ?\.? ?m\b\.?|(?<=\d)a$"), "am"),
    (re.compile(r"(?<![a-z])p ?\.? ?m\b\.?|(?<=\d) ?p\.?$"), "pm"),
)
AROUND = re.compile(
    r"\b(?:a eso de|alrededor de|como a|como|tipo|pues|bueno|unos|unas|casi|cerca de|mas o menos|aproximadamente|aprox|around|about|approx|roughly|ca|"
    r"a las?|las?|at|it was|eran?|fue|serian?|son|es|hoy|today|ayer|yesterday|horas?|hours?|hrs|hr|hs|h|o'clock|oclock|"
    r"en punto|sharp|exactas|the|time|hora|local|de|at)\b"
)
HEDGE = re.compile(
    r"\b(?:creo(?: que)?|me parece(?: que)?|quizas?|tal vez|a lo mejor|i think|i guess|maybe|probably)\b"
)
NEARLY = re.compile(r"\b(?:como|unos|unas|casi|aprox|aproximadamente|mas o menos|about|around|like|some) (?=\w)")
DIGITS = re.compile(r"(?P<hour>\d{1,2})(?:(?: ?[:.,;h] ?| )(?P<minute>\d{2}))?(?: ?[:.] ?\d{2}(?:[.,]\d+)?)?")
TOGETHER = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})")
PAST = re.compile(r"(?P<minute>.+?) (?:past|after) (?P<hour>.+)")
BEFORE = re.compile(r"(?:faltan? )?(?P<minute>.+?) (?:to|til|till|before|para) (?P<hour>.+)")
LESS = re.compile(r"(?P<hour>.+?) menos (?P<minute>.+)")
AND = re.compile(r"(?P<hour>.+?) (?:y|con|and) (?P<minute>.+)")
PARTS = {
    "media": 30,
    "medio": 30,
    "half": 30,
    "half an hour": 30,
    "cuarto": 15,
    "quarter": 15,
    "un cuarto": 15,
    "a quarter": 15,
}
DAY = 1440  # minutes
Clock = tuple[int, int]


@dataclass(frozen=True)
class Hours:
    """Times as 17:30, the likeliest first. `back` is how many minutes before now, where that was said."""

    times: tuple[str, ...] = ()
    sure: bool = True
    back: int | None = None


def hours(line: str) -> Hours:
    """The times a plain line can mean."""
    text = " ".join(re.sub(r"[~≈!¡?¿*()]", " ", plainest(line)).split()).strip(" .,;-")
    if HEDGE.search(text):
        return replace(hours(HEDGE.sub(" ", text)), sure=False)
    back = _back(text)
    if back is not None:
        return Hours(back=back)
    whole = text
    half, text = _half(text)
    for around in (NOON, MIDNIGHT):
        if around.fullmatch(_trimmed(text)) or around.fullmatch(text) or around.fullmatch(whole):
            return Hours(("12:00" if around is NOON else "00:00",))
    spoken = bool(re.search(r"\blas?\b|o'?clock|en punto", text))
    exact = bool(re.search(r"\d ?(?:h|hrs?|hs|horas|hours)\b", text))
    return _times(_trimmed(text), half, spoken=spoken, exact=exact)


def _back(text: str) -> int | None:
    """How many minutes ago."""
    if NOW.fullmatch(text):
        return 0
    text = NEARLY.sub("", text)
    half = 30 if re.search(r"\bhoras?\b.* y media$", text) else 0
    text = re.sub(r"\bhace hora\b", "hace una hora", text.removesuffix(" y media") if half else text)
    for ago in AGO:
        found = ago.fullmatch(text)
        if not found:
            continue
        hourly = found["unit"][0] == "h"
        count = {
            "media": 30,
            "half an": 30,
            "a": 60 if hourly else 1,
            "an": 60,
            "un cuarto de": 15,
            "cuarto de": 15,
        }.get(found["count"])
        if count is not None:
            return count + half
        number = spelled(found["count"].split())
        minutes = DAY if number is None else number * (60 if hourly else 1) + half
        return minutes if minutes < DAY else None
    return None


def _half(text: str) -> tuple[str, str]:
    """The half of the day that is named, and the rest."""
    for words, half in HALVES:
        if words.search(text):
            return half, " ".join(words.sub(" ", text, count=1).split())
    return "", text


def _trimmed(text: str) -> str:
    """Without the words around a time."""
    apart = re.sub(r"(?<=\d)(?=hrs?\b|hs\b|h\b|horas\b)", " ", text)
    return " ".join(AROUND.sub(" ", apart).split()).strip(" .,;")


def _times(text: str, half: str, *, spoken: bool, exact: bool) -> Hours:
    for pattern, clock in ((DIGITS, True), (TOGETHER, True)):
        found = pattern.fullmatch(text)
        if found:
            written = found["minute"] is not None
            full = written or exact or (len(found["hour"]) == 2 and found["hour"][0] == "0")
            return _settled(int(found["hour"]), int(found["minute"] or 0), half, clock=clock and full, spoken=spoken)
    said = _in_words(text)
    return _settled(*said, half, clock=False, spoken=True) if said else Hours()


def _settled(hour: int, minute: int, half: str, *, clock: bool, spoken: bool) -> Hours:
    """The times of the day that an hour can be; `clock` if it was written as on a clock with 24 hours."""
    if minute > 59 or hour > 23:
        return Hours()
    if half == "morning" and hour == 12:  # noon to some, midnight to others
        return Hours((_shown(0, minute), _shown(12, minute)), sure=False)
    if half:
        return _halved(hour, minute, half)
    if clock or hour == 0:
        return Hours((_shown(hour, minute),))
    if hour > 12:
        return Hours((_shown(hour, minute),), sure=spoken)
    return Hours((_shown(hour % 12, minute), _shown(hour % 12 + 12, minute)), sure=False)


HALF: dict[str, Callable[[int], tuple[int, ...]]] = {
    "dawn": lambda hour: (hour % 12,) if hour % 12 < 7 else (),
    "morning": lambda hour: (hour % 12,),
    "am": lambda hour: (hour % 12,),
    "pm": lambda hour: (hour % 12 + 12,),
    "afternoon": lambda hour: (hour % 12 + 12,) if hour % 12 < 9 else (),
    "evening": lambda hour: (hour % 12 + 12,) if hour % 12 > 4 else (hour % 12,),
}


def _halved(hour: int, minute: int, half: str) -> Hours:
    """An hour with its half of the day. 12 at night is midnight; somebody may write 17:30 pm."""
    if hour > 12:
        return Hours() if half in ("morning", "am", "dawn") else Hours((_shown(hour, minute),))
    return Hours(tuple(_shown(h, minute) for h in HALF[half](hour)))


def _in_words(text: str) -> Clock | None:
    """Half past eight, 8 y media, un cuarto para las 9, ocho treinta."""
    for pattern, sign in ((PAST, 1), (BEFORE, -1), (LESS, -1), (AND, 1)):
        found = pattern.fullmatch(text)
        if found:
            hour, minute = spelled(found["hour"].split()), _minutes(found["minute"])
            if hour is not None and minute is not None and 0 < hour <= 24:
                total = (hour % 24) * 60 + sign * minute
                return (total // 60 or (12 if sign < 0 else 0)), total % 60
    words = text.split()
    if words and words[0] in VALUES and (minute := spelled(words[1:]) if words[1:] else 0) is not None:
        return VALUES[words[0]], minute
    hour = spelled(words) if words else None
    return (hour, 0) if hour is not None else None


def _minutes(words: str) -> int | None:
    said = re.sub(r"\b(?:minutos?|minutes?|mins?)\b", "", words).strip()
    return PARTS.get(said, spelled(said.split()) if said else None)


def _shown(hour: int, minute: int) -> str:
    return f"{hour:02}:{minute:02}"
