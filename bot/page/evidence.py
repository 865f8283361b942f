"""What a year proves of the criteria: by category, one criterion, and the list behind a number; the same as in chat."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.evidence_words import OURS, SOURCE
from bot.conversation.profile import READERS, may_open, stands, teller, year_of
from bot.duties.evidence import UNPROVEN, files, lines, ways
from bot.engine.talk import Text
from bot.figures.evidence import unproven_musts
from bot.figures.proofs import SOURCES, list_of, proofs
from bot.figures.standing import LEVELS, Standing, counted
from bot.page import lists
from bot.page.lists import View
from bot.page.reader import Reader, Shown, missing


@dataclass(frozen=True)
class Category:
    """Its name, how many of each level stand how, and its criteria."""

    title: str
    counts: tuple[str, ...]
    criteria: tuple[tuple[str, str, str, bool], ...]
    """Number, name, how it stands, and whether a must has nothing on record."""


def offered(reader: Reader) -> bool:
    return reader.who.role in READERS


def evidence(reader: Reader) -> Shown:
    if not offered(reader):
        return missing(reader)
    every, year = _standings(reader), year_of(reader.context)
    values = {
        "days": reader.say(Text("{first} to {last}", {"first": year.first, "last": year.today})),
        "ours": reader.say(OURS),
        "buttons": files(reader.context),
        "unproven": reader.say(Text(UNPROVEN.source, {"count": unproven_musts(every)})),
        "categories": [
            _category(reader, id, [one for one in every if one.criterion.category == id])
            for id in reader.context.library.criteria.categories
        ],
    }
    return Shown("evidence.html", reader.say(Text("Security profile")), values)


def _standings(reader: Reader) -> tuple[Standing, ...]:
    context, year = reader.context, year_of(reader.context)
    return stands(reader.tx, context.library, year, proofs(reader.tx, context.library, year), context.now)


def _category(reader: Reader, id: str, some: list[Standing]) -> Category:
    told = teller(reader.context)
    counts = [f"{told.level_of(level)}: {told.counts(made)}" for level in LEVELS if (made := counted(some, level))]
    criteria = tuple((one.criterion.id, told.short(one.criterion), told.state(one), one.unproven) for one in some)
    return Category(told.category(id), tuple(counts), criteria)


def criterion(reader: Reader) -> Shown:
    """One; or with a source the list behind its number."""
    known = reader.context.library.criteria.of(reader.context.policy.entity).get(reader.named)
    if not offered(reader) or known is None:
        return missing(reader)
    source = reader.asked.get("source", "")
    if source in SOURCES:
        if not may_open(reader.context, source):
            return missing(reader)
        rows = list_of(reader.tx, reader.context.library, year_of(reader.context), source, known.id)
        title = f"{teller(reader.context).called(known)}, {reader.say(SOURCE[source])}"
        view = View(title, (), kept=(("source", source),))
        return lists.counted(reader, view, rows, SOURCES[source].lines)
    one = next((one for one in _standings(reader) if one.criterion.id == known.id), None)
    if one is None:
        return missing(reader)
    told = teller(reader.context)
    may = {proof.source: proof.source for proof in one.proofs if may_open(reader.context, proof.source)}
    proven = [(reader.say(SOURCE[one.source]), told.proof(one), may.get(one.source, "")) for one in one.proofs]
    there = {label for label, _, _ in proven}
    values = {
        "level": told.level(known),
        "text": reader.say(Text(known.text)),
        "lines": [line for line in lines(told, one) if line.label not in there],
        "proven": proven,
        "buttons": ways(reader.context, one)[len(may) :],
    }
    return Shown("criterion.html", told.name(known), values)
