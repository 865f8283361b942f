"""What lists can be narrowed down to: fields of a form, and what was chosen or typed in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.conversation.calling import ROLE
from bot.conversation.spoken import period_and_rest
from bot.conversation.vocabulary import plain_words
from bot.engine.talk import Text
from bot.figures.period import Period
from bot.page.reader import Reader

NO_PERIOD = Text("There is no such period: {words}. Type it like this: {examples}")
EXAMPLES = Text("2026-11, week 46, yesterday, last month")
LONGEST = 80  # characters


@dataclass(frozen=True)
class Choice:
    """A field of the filter: what can be chosen, with labels; one that has none is typed."""

    name: str
    label: str
    value: str
    type: str = "text"
    options: tuple[tuple[str, str], ...] = ()


def sites(reader: Reader) -> Choice:
    there = reader.tx.organisations.sites(reader.who.organisation_id)
    options = tuple((str(one.id), name) for name, one in sorted(there.items()))
    every = ("", reader.say(Text("All sites")))
    return Choice("site", reader.say(Text("Site")), reader.asked.get("site", ""), "select", (every, *options))


def select(reader: Reader, name: str, label: Text, known: Mapping[str, Text], usual: str = "") -> Choice:
    """All of them can be chosen, unless one is usual."""
    every = () if usual else (("", reader.say(Text("All"))),)
    options = tuple((id, reader.say(said)) for id, said in known.items())
    return Choice(name, reader.say(label), reader.asked.get(name, usual), "select", (*every, *options))


def roles(reader: Reader) -> Choice:
    """Each as a line begins."""
    made = select(reader, "role", Text("Role"), ROLE)
    return replace(made, options=tuple((id, label[:1].upper() + label[1:]) for id, label in made.options))


def typed(reader: Reader, name: str, label: Text, usual: str = "", type: str = "text") -> Choice:
    return Choice(name, reader.say(label), words_in(reader, name) or usual, type)


def words_in(reader: Reader, name: str) -> str:
    return " ".join(reader.asked.get(name, "").split())[:LONGEST]


def number_in(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 10 else None


def site_of(reader: Reader) -> tuple[int, ...]:
    """The site that was chosen; none is all of them. Another organisation's is not one."""
    there = {one.id for one in reader.tx.organisations.sites(reader.who.organisation_id).values()}
    site = number_in(reader.asked.get("site", ""))
    return (site,) if site in there and site is not None else ()


def period_of(reader: Reader) -> tuple[Period | None, str]:
    """The period as somebody said it; and what is to be said where it is none."""
    words = words_in(reader, "period")
    period, rest = period_and_rest(words, reader.context.today)
    if not words or (period and not rest):
        return period, ""
    fill = {"words": words, "examples": reader.say(EXAMPLES)}
    return None, reader.say(Text(NO_PERIOD.source, fill))


def called(people: Mapping[int, str], words: str) -> frozenset[int]:
    """Everybody whose name has all of these words, whichever way they are written."""
    wanted = set(plain_words(words))
    return frozenset(id for id, name in people.items() if wanted and wanted <= set(plain_words(name)))
