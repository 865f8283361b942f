"""The days a line can mean, in Spanish and English: figures, names of months and weekdays, "yesterday"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.engine.kinds.reading.words import spelled
from bot.engine.kinds.typed import plainest

MONTHS = (
    "enero ene january jan", "febrero feb february", "marzo mar march", "abril abr april apr", "mayo may",
    "junio jun june", "julio jul july", "agosto ago august aug", "septiembre setiembre sep sept set september",
    "octubre oct october", "noviembre nov november", "diciembre dic december dec",
)  # fmt: skip
WEEKDAYS = (
    "lunes lun monday mon", "martes tuesday tue tues", "miercoles mie mier wednesday wed", "jueves jue thursday thu thur thurs",
    "viernes vie vier friday fri", "sabado sab saturday sat", "domingo dom sunday sun",
)  # fmt: skip
MONTH = {word: n for n, words in enumerate(MONTHS, start=1) for word in words.split()}
WEEKDAY = {word: n for n, words in enumerate(WEEKDAYS) for word in words.split()}
# Days from today. The longer words stand first: "antes de ayer" is not "ayer".
NEAR = (
    ("antes de ayer|anteayer|antier|antayer|anteanoche|antenoche|antes de anoche|(?:the )?day before yesterday", -2),
    ("ayer|anoche|yesterday|last night", -1),
    ("pasado manana|(?:the )?day after tomorrow", 2),
    (
        "hoy|today|tonight|ahora|ahorita(?: mismo)?|recien|(?:right |just )?now|this morning|this afternoon|this evening",
        0,
    ),
    ("esta manana|esta tarde|esta noche|esta madrugada|hoy mismo|hoy dia", 0),
    ("tomorrow|manana", 1),
)
NEARLY = tuple((re.compile(rf"(?:{words})"), days) for words, days in NEAR)
AGO = (
    re.compile(r"hace (?P<count>[\w ]+?) (?P<unit>dias?|noches?|semanas?)(?: atras)?"),
    re.compile(r"(?P<count>[\w ]+?) (?P<unit>days?|nights?|weeks?) ago"),
    re.compile(r"(?P<count>[\w ]+?) (?P<unit>dias?|semanas?) atras"),
)
# A time of day beside the day: it is asked for by itself.
HOUR_BESIDE = re.compile(
    r"\s*\b(?:(?:a|como a|a eso de) las? |(?:at|around|about|tipo|como|alrededor de|cerca de) (?:las? )?)\d.*$"
    r"|\s*\b(?:(?:en|por|de) la (?:manana|tarde|noche|madrugada)|al mediodia|in the (?:morning|afternoon|evening)"
    r"|at (?:night|noon)|morning|afternoon|evening|night|temprano|early|tarde|noche|madrugada)$"
    r"|(?<=.)\s+\d{1,2}(?::\d{2}(?::\d{2})?\s?(?:[ap] ?\.?m\.?|hrs?|h)?|\s?[ap]\.?m\.?)$"
)
LEADING = re.compile(
    r"^(?:fue|paso|pues|bueno|it was|desde|since|on|el dia|the day|el|the|este|this|past|dia|day|del|de|fecha:?|date:?|"
    r"la (?:noche|tarde|manana|madrugada) del?)\s+"
)
HEDGE = re.compile(
    r"^(?:yo )?(?:creo que|me parece que|parece que|quizas?|tal vez|a lo mejor|supongo que|i think|i guess|maybe|probably)\s+"
    r"|\s+(?:creo|i think|i guess|maybe|probably)$"
)
LATELY = re.compile(r"hace (?:un )?(?:rato|ratito|momento|poco)|(?:a (?:little )?while|a moment|not long) ago")
OF_MONTH = re.compile(
    r"(?P<day>[\w ]+?) (?P<month>de este mes|del (?:presente|actual|corriente)(?: mes)?|del mes pasado|"
    r"(?:of )?(?:this|last) month)"
)
LAST = re.compile(r"\b(?:pasado|ultimo|last|past|anterior)\b")
LAST_WEEK = re.compile(r"\b(?:de )?la semana pasada\b|\blast week\b")
NEXT = re.compile(r"\b(?:proximo|que viene|que entra|next|siguiente)\b")
RECENT = 183  # days: further back, a day without its year is asked about


def days(line: str, today: date, *, future: bool = False) -> tuple[tuple[date, ...], bool]:
    """The days a plain line can mean, the likeliest first, and whether one alone needs no question."""
    text = re.sub(r"\s+", " ", re.sub(r"[,;!¡()]|(?<=[a-z])\.|\.$", " ", plainest(line))).strip()
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th|ro|ero|o|a)\b", "", text)
    if HEDGE.search(text):
        return days(HEDGE.sub("", text), today, future=future)[0], False
    if LATELY.fullmatch(text):
        return (today,), False
    readings = [text, *_without_hour(text)]
    for reading in (*readings, *map(_led, readings)):
        near = _near(reading, today)
        if near:
            return near, True
    text = _led(readings[-1])
    return _both(text, today, future=future) or _told(text, today, future=future)


def _told(text: str, today: date, *, future: bool) -> tuple[tuple[date, ...], bool]:
    """A day in figures, or by its name."""
    return _figures(text, today) or _of_month(text, today) or _named(text, today, future=future)


def _both(text: str, today: date, *, future: bool) -> tuple[tuple[date, ...], bool] | None:
    """Yesterday, the 25th: the two must be one day, or both are asked about."""
    found = next(
        ((m, away) for words, away in NEARLY if (m := words.match(f"{text} ")) and text[m.end() :][:1] == " "), None
    )
    if found is None:
        return None
    day, rest = today + timedelta(days=found[1]), _led(text[found[0].end() :].strip())
    if WEEKDAY.get(rest) == day.weekday():
        return (day,), True
    other, _ = _told(rest, today, future=future)
    if day in other:
        return (day,), True
    return (tuple(dict.fromkeys((day, *other))), False) if other and not rest.isdigit() and day <= today else None


def _of_month(text: str, today: date) -> tuple[tuple[date, ...], bool] | None:
    """The 25th of this month, of last month; the fifteenth alone, in words."""
    found = OF_MONTH.fullmatch(text)
    if found is None:
        day = spelled(text.split()) if text else None
        return _day_alone(day, today) if day is not None and not text.isdigit() else None
    day = _day_number(found["day"].split())
    last = "pasado" in found["month"] or "last" in found["month"]
    months = today.year * 12 + today.month - 1 - last
    meant = day_of(months // 12, months % 12 + 1, day) if day else None
    return ((meant,) if meant else ()), True


def _without_hour(text: str) -> tuple[str, ...]:
    """Without one time of day after the other behind a day: this afternoon at 4."""
    shorter = HOUR_BESIDE.sub("", text).strip()
    return () if shorter == text else (shorter, *_without_hour(shorter))


def _led(text: str) -> str:
    """Without the words in front of a day."""
    while LEADING.match(text):
        text = LEADING.sub("", text)
    return text


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, if there is one; a year of three digits is a slip of the finger."""
    year = year + 2000 if year < 100 else year
    try:
        return date(year, month, day) if year > 1900 else None
    except ValueError:
        return None


def _near(text: str, today: date) -> tuple[date, ...]:
    """Yesterday, two days ago."""
    for words, away in NEARLY:
        if words.fullmatch(text):
            return (today + timedelta(days=away),)
    for ago in AGO:
        found = ago.fullmatch(text)
        count = spelled(found["count"].split()) if found else None
        if found and count is None and found["count"] in ("a", "an"):
            count = 1
        if found and count is not None and count < 1000:
            return (today - timedelta(days=count * (7 if found["unit"][0] in "sw" else 1)),)
    return ()


def _figures(text: str, today: date) -> tuple[tuple[date, ...], bool] | None:
    """Days in digits alone: 2026-11-21, 21/11/26, 3/4, 20261121."""
    if re.search(r"[^0-9\-/. ]", text) or not re.search(r"\d", text):
        return None
    parts = [int(p) for p in re.split(r"[-/. ]+", text.strip("-/. ")) if re.fullmatch(r"[0-9]{1,4}", p)]
    if re.fullmatch(r"\d{8}|\d{6}", text):
        return _together(text), True
    if len(re.split(r"[-/. ]+", text.strip("-/. "))) != len(parts):
        return (), True
    if len(parts) == 3:
        a, b, c = parts
        readings = [(a, b, c)] if a > 31 else [(c, b, a), (c, a, b)]
        found = [d for y, m, d_ in readings if (d := day_of(y, m, d_))]
        return tuple(dict.fromkeys((*found, *_year_first(a, b, c, found, today)))), True
    if len(parts) == 2 and max(parts) < 32:
        return _yearless([(parts[1], parts[0]), (parts[0], parts[1])], today)
    return _day_alone(parts[0], today) if len(parts) == 1 else ((), True)


def _year_first(year: int, month: int, day: int, found: list[date], today: date) -> list[date]:
    """26-11-25 is more likely a day of this month than one of a year ago: both are asked about."""
    first = day_of(year, month, day) if year < 100 else None
    near = first is not None and timedelta(0) <= today - first < timedelta(days=RECENT)
    return [first] if first and near and all(today - d >= timedelta(days=RECENT) for d in found) else []


def _together(digits: str) -> tuple[date, ...]:
    """20261121, 21112026, 211126: without anything between the parts."""
    if len(digits) == 8:
        readings = [
            (digits[:4], digits[4:6], digits[6:]),
            (digits[4:], digits[2:4], digits[:2]),
            (digits[4:], digits[:2], digits[2:4]),
        ]
    else:
        readings = [
            (digits[4:], digits[2:4], digits[:2]),
            (digits[4:], digits[:2], digits[2:4]),
            (digits[:2], digits[2:4], digits[4:]),
        ]
    found = (day_of(*map(int, r)) for r in readings)
    return tuple(dict.fromkeys(d for d in found if d and 2000 <= d.year < 2100))


def _yearless(readings: list[tuple[int, int]], today: date) -> tuple[tuple[date, ...], bool]:
    """Months and days without a year: of this year or, where that is still to come, of the one before."""
    found = [d for month, day in readings if (d := _latest(month, day, today))]
    sure = all(d.year == today.year or today - d < timedelta(days=RECENT) for d in found)
    return tuple(dict.fromkeys(found)), sure


def _latest(month: int, day: int, today: date) -> date | None:
    """The last time it was that day; the 29th of February goes back as far as it must."""
    tried = (day_of(today.year - back, month, day) for back in range(5))
    return next((d for d in tried if d and d <= today), None)


def _day_alone(day: int, today: date) -> tuple[tuple[date, ...], bool]:
    """The 23rd: of this month, or of the one before."""
    for back in range(3):
        months = today.year * 12 + today.month - 1 - back
        found = day_of(months // 12, months % 12 + 1, day)
        if found and found <= today:
            return (found,), False
    return (), True


def _named(text: str, today: date, *, future: bool) -> tuple[tuple[date, ...], bool]:
    """Days with the name of a month or a weekday."""
    words = [
        w
        for w in re.findall(r"[a-z]+|\d+", text)
        if w not in ("de", "del", "of", "el", "the", "dia", "on", "y", "pasado")
    ]
    if re.search(r"[^a-z0-9\s\-/.']", text):
        return (), True
    weekdays = [WEEKDAY[w] for w in words if w in WEEKDAY]
    rest = [w for w in words if w not in WEEKDAY]
    months = [w for w in rest if w in MONTH]
    if len(months) == 1 and len(weekdays) < 2:
        return _of_weekday(_in_month(rest, months[0], today, future=future), weekdays)
    if len(weekdays) != 1 or months:
        return (), True
    if len(rest) == 1 and rest[0].isdigit():
        return _of_weekday(_day_alone(int(rest[0]), today), weekdays, sure=True)
    if re.search(LAST_WEEK, text):
        return (today - timedelta(days=today.weekday() + 7 - weekdays[0]),), True
    said = LAST.sub("", NEXT.sub("", " ".join(rest))).split()
    if said:
        return (), True
    return _weekday(weekdays[0], text, today, future=future), True


def _weekday(weekday: int, text: str, today: date, *, future: bool) -> tuple[date, ...]:
    """The last such day; on a Monday "Monday" may be today or a week ago."""
    back = (today.weekday() - weekday) % 7
    latest = today - timedelta(days=back)
    if NEXT.search(text):
        return (latest + timedelta(days=7),)
    if back == 0 and LAST.search(text):
        return (latest - timedelta(days=7),)
    if back == 0:
        return (latest, latest - timedelta(days=7))
    return (latest, latest + timedelta(days=7)) if future and not LAST.search(text) else (latest,)


def _in_month(words: list[str], name: str, today: date, *, future: bool) -> tuple[tuple[date, ...], bool]:
    """5 de marzo, March 5th 2026, 25-nov-26."""
    place, month = words.index(name), MONTH[name]
    before, after = words[:place], words[place + 1 :]
    if not before and after:  # March 5 2026
        before, after = (after[:1], after[1:]) if after[0].isdigit() else (after, [])
    day, year = _day_number(before), _year(after)
    if day is None or year is None:
        return (), True
    if year:
        found = day_of(year, month, day)
        return ((found,) if found else ()), True
    if future:
        both = (day_of(today.year + ahead, month, day) for ahead in (0, 1, -1))
        near = sorted((d for d in both if d), key=lambda d: abs(d - today))[:1]
        return tuple(near), bool(near) and abs(near[0] - today) < timedelta(days=RECENT)
    return _yearless([(month, day)], today)


def _day_number(words: list[str]) -> int | None:
    if words and words[0] in ("primero", "first"):
        return 1
    return spelled(words) if words else None


def _year(words: list[str]) -> int | None:
    """0 if none was said."""
    if not words:
        return 0
    return int(words[0]) if len(words) == 1 and re.fullmatch(r"\d{2}|\d{4}", words[0]) else None


def _of_weekday(
    found: tuple[tuple[date, ...], bool], weekdays: list[int], *, sure: bool = False
) -> tuple[tuple[date, ...], bool]:
    """A weekday beside the day must be its own, or the day is asked about."""
    fits = not weekdays or all(d.weekday() == weekdays[0] for d in found[0])
    return found[0], fits and (found[1] or sure)
