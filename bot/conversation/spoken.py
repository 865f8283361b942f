"""Periods as people say them, in English and Spanish: last week, noviembre, semana 46, ayer. Knows no site and no number."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial

from bot.figures.period import DAY, UNITS, Period, day_of, month_of, period_named, week_of

SPOKEN = {
    "week": "week", "weekly": "week", "semana": "week", "semanal": "week", "month": "month", "monthly": "month",
    "mes": "month", "weeks": "week", "semanas": "week", "months": "month", "meses": "month", "mensual": "month", "year": "year", "yearly": "year", "ano": "year", "anual": "year",
}  # fmt: skip
PAST = {"last", "previous", "pasado", "pasada", "anterior", "ultimo", "ultima"}
SMALL = {"the", "this", "la", "el", "esta", "este", "del", "de", "of", "for", "in", "en", "para", "from"}
DAYS = {"today": 0, "hoy": 0, "yesterday": 1, "ayer": 1}
WEEKDAYS = (
    ("monday", "lunes"), ("tuesday", "martes"), ("wednesday", "miercoles"), ("thursday", "jueves"), ("friday", "viernes"),
    ("saturday", "sabado"), ("sunday", "domingo"),
)  # fmt: skip
WEEKDAY = {word: number for number, words in enumerate(WEEKDAYS) for word in words}
# How people ask for a summary, beside its name: "quiero ver cómo vamos", "how are we doing".
ASKING = {
    "a", "are", "como", "con", "dame", "de", "did", "do", "doing", "el", "favor", "give", "going", "how", "i", "is", "it", "la", "las",
    "like", "lo", "los", "mande", "mandeme", "me", "necesito", "please", "por", "que", "quiero", "see", "send", "show", "the", "to", "va",
    "vamos", "van", "ver", "want", "we",
}  # fmt: skip
NAMED = {"resumen", "informe", "reporte", "summary", "report"}
MONTHS = (
    ("january", "enero", "jan", "ene"), ("february", "febrero", "feb"), ("march", "marzo", "mar"),
    ("april", "abril", "apr", "abr"), ("may", "mayo"), ("june", "junio", "jun"), ("july", "julio", "jul"),
    ("august", "agosto", "aug", "ago"), ("september", "septiembre", "setiembre", "sep", "sept"),
    ("october", "octubre", "oct"), ("november", "noviembre", "nov"), ("december", "diciembre", "dec", "dic"),
)  # fmt: skip
MONTH = {word: number for number, words in enumerate(MONTHS, 1) for word in words}
YEARS = 12  # back, in which a week 53 is looked for
Found = tuple[Period, set[int]]  # and the places of the words that said so


def period_and_rest(words: str, today: date) -> tuple[Period | None, str]:
    """The period that is named or spoken of, and what else is said: a site. None if there is none."""
    said = words.split()
    if said and (period := period_named(said[0])) and not _alone(period, said[1:]):
        return period, " ".join(said[1:])
    if said and (period := period_named(said[-1])) and not _alone(period, said[:-1]):
        return period, " ".join(said[:-1])
    plain = [_plain(word) for word in said]
    for read in (_numbered, _by_month, _by_day, _back, _by_unit):
        if found := read(plain, today):
            period, used = found
            rest = (word for place, word in enumerate(said) if place not in used and plain[place] not in SMALL)
            return period, " ".join(rest)
    return None, " ".join(said)


def asked_for(words: str) -> str:
    """What is left of a line without the words that people ask with: "quiero ver cómo vamos en Tijuana" is Tijuana."""
    return " ".join(word for word in words.split() if _plain(word) not in ASKING | NAMED | SMALL)


def asks(words: str) -> bool:
    """Does a line do nothing but ask how it is going?"""
    plain = [_plain(word) for word in words.split()]
    going = {"vamos", "va", "van", "doing", "going"} & set(plain)
    return bool(NAMED & set(plain) or (going and {"como", "how"} & set(plain))) and not asked_for(words)


def _alone(period: Period, others: Sequence[str]) -> bool:
    """Is it only the year of a week or month that is said beside it?"""
    plain = [_plain(word) for word in others]
    return period.unit == "year" and any(word in MONTH or word in ("week", "semana") for word in plain)


def _plain(word: str) -> str:
    """Without accents, capitals and what ends a sentence."""
    bare = unicodedata.normalize("NFD", word.casefold().strip(".,;:?¿!¡"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def _numbered(plain: Sequence[str], today: date) -> Found | None:
    """Week 46, semana 46 de 2025, w46: the last one that has begun, unless a year is named."""
    for place, word in enumerate(plain):
        after = plain[place + 1] if place + 1 < len(plain) else ""
        if word in ("week", "semana") and after.isdecimal() and len(after) < 3:
            number, used = int(after), {place, place + 1}
        elif word[:1] in ("w", "s") and word[1:].isdecimal() and len(word) < 4:
            number, used = int(word[1:]), {place}
        else:
            continue
        return _of_years(plain, used, today, partial(_week, number))
    return None


def _week(number: int, year: int) -> Period:
    return week_of(date.fromisocalendar(year, number, 1))


def _by_month(plain: Sequence[str], today: date) -> Found | None:
    """Noviembre, november 2025, noviembre pasado: the last one that has begun, unless a year is named."""
    place = next((place for place, word in enumerate(plain) if word in MONTH), None)
    if place is None:
        return None
    past = {n for n, word in enumerate(plain) if word in PAST}
    number, until = MONTH[plain[place]], month_of(today).first - DAY if past else today
    return _of_years(plain, {place, *past}, until, lambda year: month_of(date(year, number, 1)))


def _of_years(plain: Sequence[str], used: set[int], until: date, of: Callable[[int], Period]) -> Found | None:
    """In the year that is named, or else in the last one in which it has begun."""
    named = next((place for place, word in enumerate(plain) if len(word) == 4 and word.isdecimal()), None)
    years = [int(plain[named])] if named is not None else range(until.year + 1, until.year - YEARS, -1)
    for year in years:
        with suppress(ValueError):  # there is no such week in that year
            if (period := of(year)).first <= until or named is not None:
                return period, used | ({named} if named is not None else set())
    return None


def _by_day(plain: Sequence[str], today: date) -> Found | None:
    """Ayer; el lunes: the last one, today if it is one, a week before that if it is said to be past."""
    for place, word in enumerate(plain):
        if word in DAYS:
            return day_of(today - DAYS[word] * DAY), {place}
        if word in WEEKDAY:
            past = {n for n, other in enumerate(plain) if other in PAST}
            back = (today.weekday() - WEEKDAY[word]) % 7
            return day_of(today - (back or (7 if past else 0)) * DAY), {place, *past}
    return None


def _back(plain: Sequence[str], today: date) -> Found | None:
    """-1, -2: so many weeks, or of whatever is named, before this one."""
    place = next(
        (n for n, word in enumerate(plain) if word[:1] == "-" and word[1:].isdecimal() and len(word) < 4), None
    )
    if place is None:
        return None
    unit, used = _unit(plain)
    period = UNITS[unit or "week"](today)
    for _ in range(int(plain[place][1:])):
        period = period.before
    return period, used | {place}


def _by_unit(plain: Sequence[str], today: date) -> Found | None:
    """This month, la semana pasada; "last" alone is last week."""
    unit, used = _unit(plain)
    past = {n for n, word in enumerate(plain) if word in PAST}
    if not unit and not past:
        return None
    period = UNITS[unit or "week"](today)
    return period.before if past else period, used | past


def _unit(plain: Sequence[str]) -> tuple[str, set[int]]:
    used = {n for n, word in enumerate(plain) if word in SPOKEN}
    return next((SPOKEN[word] for word in plain if word in SPOKEN), ""), used
