"""What somebody looks for, read from what they typed: numbers of records, units and seals, names, days, forms, several at once.

Knows the names that an organisation has; finds nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from bot.conversation.lookup import EMPTY
from bot.conversation.spoken import period_and_rest
from bot.engine.identifiers import tidy
from bot.engine.kinds.reading.days import days
from bot.engine.kinds.reading.marks import KNOWN
from bot.engine.kinds.typed import capitals, clean, plain, plainest
from bot.store.search import Names, Sought

MOST = 12  # words that are read
WAYS = 24  # to read them
LONGEST = 40  # bytes of words in the data of a button
SHORT = ("week", "month")  # periods of which every day is looked at
WINDOW = 4  # words that mean one thing together
# LAR-26-0012, lar 2026 12, 26-12, lar12, 12: the beginning, the year and the number of a record.
NUMBER = re.compile(
    r"(?:(?P<code>[a-z]{1,5}[0-9]?|s[0-9]+?)?[- ]?(?:(?:20)?(?P<year>[0-9]{2})[- ]))?0*(?P<number>[0-9]{1,6})"
)
CODED = re.compile(r"(?P<code>[a-z]{1,5}[0-9]?)[- ]?0*(?P<number>[0-9]{1,6})")
BY_ID = re.compile(r"r-(?P<id>[0-9]{1,18})")
CODE = re.compile(r"(?=.*[0-9])[A-Z0-9Ñ]{3,20}")  # of a unit or a seal
OURS = frozenset(
    ["registro", "registros", "record", "records", "formulario", "form", "expediente", "folio"]
)  # they say nothing more
SPLIT = re.compile(r"[,;:?¿!¡()\"“”«»]+|\s+")


@dataclass(frozen=True)
class Wanted:
    """The ways to read it; none where a word means nothing here. `words` are the same once more, as a button carries them:
    empty if they are too many. `unread` are words that nothing here has to do with."""

    ways: tuple[Sought, ...]
    words: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Reads with the names of an organisation. `titles` are the words of each form, in every language it is read in; `known` says
    whether a number of a unit or a seal is on record."""

    names: Names
    titles: Mapping[str, Sequence[str]]
    today: date
    known: Callable[[Sequence[str]], bool]

    def read(self, typed: str) -> Wanted:
        tokens = [one for one in SPLIT.split(plain(clean(typed))[:200]) if one.strip("./-")][:MOST]
        each, words, unread = [], [], []
        at = 0
        while at < len(tokens):
            size, found = self._next(tokens[at:])
            each.append(found)
            words.append(_canonical(tokens[at : at + size], found))
            if not found:
                unread.append(tokens[at])
            at += size
        ways = tuple(dict.fromkeys(_joined(each))) if each and not unread else ()
        written = ".".join(filter(None, words))
        return Wanted(ways, written if len(written) <= LONGEST else "", tuple(unread))

    def _next(self, tokens: Sequence[str]) -> tuple[int, list[Sought]]:
        """How many of the first words belong together, and what they can mean."""
        for size in range(min(WINDOW, len(tokens)), 1, -1):
            if found := self._together(tokens[:size]):
                return size, found
        return 1, self._alone(tokens[0], tokens[1] if len(tokens) > 1 else "")

    def _together(self, tokens: Sequence[str]) -> list[Sought]:
        text = plainest(" ".join(tokens))
        numbered = list(self._numbers(text)) if len(tokens) < WINDOW and tokens[-1].isdigit() else []
        return numbered or self._apart(tokens) or self._days(text)

    def _apart(self, tokens: Sequence[str]) -> list[Sought]:
        """Letters and figures of one number that were written apart: TR 11."""
        letters, code = tokens[0], tidy(capitals("".join(tokens)))
        apart = len(tokens) == 2 and letters.isalpha() and len(letters) <= 4 and tokens[1].isdigit()
        if not apart or letters.upper() in KNOWN or not CODE.fullmatch(code):
            return []
        sure = self.known(tuple(_spellings(code))) or not list(self._named(plainest(letters)))
        return [Sought(codes=(_spellings(code),))] if sure else []

    def _alone(self, token: str, following: str) -> list[Sought]:
        text = plainest(token)
        if token.upper() in KNOWN and any(c.isdigit() for c in following):  # "seal UL1234" is no form about seals
            return [Sought()]
        found = [*self._numbers(text), *self._named(text), *(() if text.isdigit() else self._days(text))]
        code = tidy(capitals(token))
        if CODE.fullmatch(code) and (not found or self.known(tuple(_spellings(code)))):
            found.append(Sought(codes=(_spellings(code),)))
        if not found and (_empty(text) or text in OURS or token.upper() in KNOWN):
            return [Sought()]
        return found

    def _days(self, text: str) -> list[Sought]:
        """Days that were, or a week or month of them, if no other word is among them. Figures alone are no day."""
        if text.replace(" ", "").isdigit():
            return []
        period, rest = period_and_rest(text, self.today)
        if period and not rest and period.unit in SHORT:
            count = (period.after - period.first).days
            return [Sought(days=frozenset(period.first + timedelta(days=n) for n in range(count)))]
        found, sure = days(text, self.today)
        past = frozenset(day for day in found if day <= self.today)
        return [Sought(days=past)] if past and sure else []

    def _numbers(self, text: str) -> Iterator[Sought]:
        """The records that have this number, of those that there are."""
        if by_id := BY_ID.fullmatch(text):
            yield Sought(runs=frozenset((int(by_id["id"]),)))
        read = [found.groupdict() for form in (NUMBER, CODED) if (found := form.fullmatch(text))]
        numbers = frozenset(
            f"{one.code}-{one.year % 100:02}-{int(as_read['number']):04}"
            for as_read in read
            for one in self.names.series
            if as_read.get("code") in (None, one.code.lower())
            if as_read.get("year") in (None, f"{one.year % 100:02}")
            if 0 < int(as_read["number"]) <= one.last
        )
        if numbers:
            yield Sought(numbers=numbers)

    def _named(self, text: str) -> Iterator[Sought]:
        """Sites, people and forms that have a word which begins like this. Words such as *el* tell no form from another."""
        sites = {id for id, (name, code, _) in self.names.sites.items() if _has(name, text) or code.lower() == text}
        people = {id for id, name in self.names.people.items() if _has(name, text)}
        titled = {} if _empty(text) else self.titles
        forms = {id for id, titles in titled.items() if any(_has(title, text) for title in titles)}
        ways = (Sought(sites=frozenset(sites)), Sought(people=frozenset(people)), Sought(forms=frozenset(forms)))
        yield from (way for way, some in zip(ways, (sites, people, forms), strict=True) if some)


def _empty(word: str) -> bool:
    return word in EMPTY or word.rstrip("s") in EMPTY


def _has(name: str, word: str) -> bool:
    """Does a word of the name begin like this? One sign must be all of it."""
    parts = re.findall(r"[a-z0-9]+", plainest(name))
    return word in parts if len(word) < 2 else any(part.startswith(word) for part in parts)


def _spellings(code: str) -> frozenset[str]:
    """A number with every O as a zero and the other way around: the eye cannot tell them apart, and nor can a log."""
    places = [n for n, sign in enumerate(code) if sign in "O0"][:6]
    made = set()
    for signs in product("O0", repeat=len(places)):
        letters = list(code)
        for place, sign in zip(places, signs, strict=True):
            letters[place] = sign
        made.add("".join(letters))
    return frozenset(made)


def _canonical(tokens: Sequence[str], found: Sequence[Sought]) -> str:
    """As a button carries it: a day by its date, since tomorrow's yesterday is another."""
    if found == [Sought()]:
        return ""
    if len(found) == 1 and found[0].days and len(found[0].days) == 1:
        return str(next(iter(found[0].days)))
    words = re.findall(r"[a-z0-9/-]+", plainest(" ".join(tokens)))
    return ".".join(words)


def _joined(each: Sequence[Sequence[Sought]]) -> Iterator[Sought]:
    """Every way to read all the words."""
    for number, parts in enumerate(product(*each)):
        if number == WAYS:
            return
        whole: Sought | None = Sought()
        for part in parts:
            whole = whole.joined(part) if whole else None
        if whole and whole != Sought():
            yield whole
