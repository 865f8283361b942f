"""From an English sentence to the reader's language: catalogs, dates, numbers, lists.

Knows no flow and no channel. Languages are the folders of locales/; catalogs are read from .po when the program starts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.conversation.holes import holes
from bot.engine.talk import Text
from bot.policy import Numbers

HOLE = re.compile(r"\{([a-z0-9_.-]+)\}")
SOURCE = "en"  # the language of the code and the flow files


@lru_cache(maxsize=64)
def _translations(path: Path, _written: int) -> Mapping[str, str]:
    """The sentences of a catalog, read once for as long as nobody writes it anew."""
    with path.open("rb") as source:
        catalog = read_po(source)
    return {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}


class Wording:
    """Every language we speak."""

    def __init__(self, catalogs: Mapping[str, Mapping[str, str]]) -> None:
        self._known: Mapping[str, object] = holes(Numbers())
        self._knowing: dict[Numbers, Wording] = {}  # as many as there are sites with numbers of their own
        self._catalogs = {SOURCE: {}, **catalogs}
        self._whole: dict[
            str, Mapping[str, str]
        ] = {}  # a country's own sentences and the language's, once they are asked for
        whole = [lang for lang in self._catalogs if "_" not in lang]
        self.languages = tuple(sorted(whole, key=lambda lang: (lang != SOURCE, lang)))
        self._locales = {lang: Locale.parse(lang) for lang in self._catalogs}
        self._names = {
            lang: (self._locales[lang].get_display_name(lang) or lang).capitalize() for lang in self.languages
        }

    @staticmethod
    def read(folder: Path) -> Wording:
        """The catalogs of a folder. Fuzzy entries are not used until somebody has looked at them."""
        paths = sorted(folder.glob("*/LC_MESSAGES/messages.po"))
        return Wording({path.parts[-3]: _translations(path, path.stat().st_mtime_ns) for path in paths})

    def regional(self, lang: str, region: str) -> str:
        """A language as it is spoken in a country: es and CO make es_CO, whose words and dates are Colombia's."""
        code = f"{lang}_{region}"
        if not region or lang not in self.languages:
            return lang
        if code not in self._locales and known_language(code):
            self._locales[code] = Locale.parse(code)
        return code if code in self._locales else lang

    def knowing(self, numbers: Numbers) -> Wording:
        """The same, which fills whom to call wherever a sentence itself does not."""
        if numbers not in self._knowing:
            after = self._knowing[numbers] = copy(self)
            after._known = holes(numbers)  # noqa: SLF001  another of the same class
        return self._knowing[numbers]

    def language(self, wanted: str) -> str:
        """The language we speak that is nearest to a code such as es-419; English if none is."""
        code = wanted.replace("-", "_")
        base = code.split("_", maxsplit=1)[0].lower()
        return base if base in self.languages else SOURCE

    def name(self, lang: str) -> str:
        """What a language calls itself."""
        return self._names[lang]

    def say(self, text: Text, lang: str) -> str:
        """The sentence in the language, with its holes filled."""
        told = self._told(text.source, lang)
        if "{" not in told:
            return told
        return HOLE.sub(lambda hole: self._filled(hole[1], text, lang), told)

    def _filled(self, hole: str, text: Text, lang: str) -> str:
        known = text.fill if hole in text.fill else self._known
        return self.fill(known[hole], lang) if hole in known else "…"

    def _told(self, source: str, lang: str) -> str:
        """The sentence of the country's own catalog, else of the language's, else the English one."""
        if lang not in self._whole:
            base = lang.split("_", maxsplit=1)[0]
            regional = self._catalogs.get(lang, {}) if base != lang else {}
            self._whole[lang] = {**self._catalogs[base], **{id: told for id, told in regional.items() if told}}
        return self._whole[lang].get(source) or source

    def fill(self, value: object, lang: str) -> str:
        """A filling as people of this language write it."""
        match value:
            case Text():
                return self.say(value, lang)
            case bool() | str():
                return str(value)
            case int() | float():
                return format_decimal(value, locale=self._locales[lang])
            case datetime():
                return format_datetime(value, "short", locale=self._locales[lang])
            case date():
                return format_date(value, "long", locale=self._locales[lang])
            case tuple():
                return format_list([self.fill(v, lang) for v in value], locale=self._locales[lang])
            case _:
                raise TypeError(f"nothing to fill in: {value!r}")

    def country(self, code: str, lang: str) -> str:
        """The name of a country in a language, from its code by ISO 3166."""
        return str(self._locales[lang].territories.get(code, code))

    def country_code(self, typed: str) -> str:
        """The code of a country that somebody named, in any language we speak; empty if none is called that."""
        wanted = _bare(typed)
        if known_country(wanted.upper()):
            return wanted.upper()
        return next((code for lang in self.languages for code, name in _countries(lang) if _bare(name) == wanted), "")

    def moment(self, at: datetime, zone: str, lang: str) -> str:
        """A moment by the clock of a place, which is named: whoever reads it may be in another time zone.

        By the city of the zone: "Central Time" is one hour in Chicago and, in summer, another in Mexico City.
        """
        local = at.astimezone(ZoneInfo(zone))
        return f"{self.fill(local, lang)} ({self._clock_of(zone, lang)})"

    def _clock_of(self, zone: str, lang: str) -> str:
        if "/" not in zone:
            return zone
        city = get_timezone_location(zone, locale=self._locales[lang], return_city=True)
        return self.say(Text("{city} time", {"city": city.rpartition("/")[2]}), lang)

    def clock(self, at: datetime, now: datetime, zone: str, lang: str) -> str:
        """A moment by the clock of a place: the time alone, if it is still the same day there."""
        local = at.astimezone(ZoneInfo(zone))
        if local.date() != now.astimezone(ZoneInfo(zone)).date():
            return self.fill(local, lang)
        return format_time(local, "short", locale=self._locales[lang])

    def words(self, source: str) -> dict[str, str]:
        """What a word is in each language."""
        return {lang: self._catalogs[lang].get(source) or source for lang in self.languages}


@lru_cache(maxsize=16)
def _countries(lang: str) -> tuple[tuple[str, str], ...]:
    """Codes and names of all countries, and of the European Union."""
    return tuple((code, str(name)) for code, name in Locale.parse(lang).territories.items() if len(code) == 2)


def _bare(words: str) -> str:
    """Without capitals, accents and signs."""
    plain = unicodedata.normalize("NFD", words.casefold())
    return "".join(c for c in plain if c.isalnum() and not unicodedata.combining(c))


def known_country(code: str) -> bool:
    """Is this the code of a country, by ISO 3166?"""
    return len(code) == 2 and code != "ZZ" and code in Locale("en").territories


def known_language(code: str) -> bool:
    """Is this a language Babel knows, so that dates and numbers can be written in it?"""
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True
