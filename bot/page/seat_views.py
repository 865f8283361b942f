"""What an auditor's seat sees beside the records: numbers, the security profile, seals, training and procedures of its sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.conversation import entries
from bot.conversation.calling import ROLE
from bot.conversation.editions import words_of
from bot.conversation.evidence_words import OURS, SOURCE, Teller
from bot.conversation.manual_cards import day_of, paragraphs
from bot.conversation.profile import stands, teller
from bot.conversation.seated import days
from bot.conversation.trained import TITLE, said_of
from bot.duties.evidence import UNPROVEN
from bot.duties.training import Stands, by_person
from bot.engine.talk import Text
from bot.figures.evidence import unproven_musts
from bot.figures.proofs import Year, proofs
from bot.figures.standing import LEVELS, Standing, counted
from bot.figures.training import standings
from bot.page import seat_records
from bot.page.entries import Entry
from bot.page.lists import page_in
from bot.page.reader import Shown, missing
from bot.page.seat import READ, Seated, View, silent_of
from bot.page.training import Cell
from bot.page.turning import turned
from bot.store import counting_runs, counting_seated, counting_work
from bot.store.dues import DONE, LATE, MISSED
from bot.store.ledger import SealEvent
from bot.store.listing import page_of
from bot.store.manual import KeptEdition

PAGE = 25
MOST = 20  # points that were found wrong: the most frequent


def home(reader: Seated) -> Shown:
    values = {"days": reader.say(days(reader.seat)), "rows": tuple(_counts(reader)[:2])}
    return Shown("seat_home.html", reader.who.organisation, values)


def numbers(reader: Seated) -> Shown:
    """Each form by site, what was due, what was found wrong: of these days and sites."""
    forms, points = counting_seated.records(reader.span, READ, silent_of(reader)), _points(reader)
    by_form = [
        (f"{reader.say(Text(one.title))} · {one.site}", one.runs, one.passed)
        for one in counting_runs.counts(reader.tx, forms)
    ]
    values = {
        "rows": tuple(_counts(reader)),
        "forms": by_form,
        "points": points[:MOST],
        "left": max(len(points) - MOST, 0),
    }
    return Shown("seat_numbers.html", reader.say(Text("Numbers")), values)


def _counts(reader: Seated) -> list[tuple[str, int]]:
    span, silent = reader.span, silent_of(reader)
    rows = (
        (Text("Records"), counting_seated.records(span, READ, silent)),
        (Text("Findings"), counting_seated.findings(span, READ, silent)),
        (Text("Done in time"), counting_work.planned(span, DONE)),
        (Text("Done late"), counting_work.planned(span, LATE)),
        (Text("Missed"), counting_work.planned(span, MISSED)),
        (Text("Entries in the seal ledger"), counting_seated.seals(span)),
    )
    return [(reader.say(label), listed.count(reader.tx)) for label, listed in rows]


def _points(reader: Seated) -> list[tuple[str, int]]:
    listed = counting_seated.findings(reader.span, READ, silent_of(reader))
    found: Counter[str] = Counter()
    for digest, step, count in listed.by(reader.tx, "digest", "step"):
        flow = reader.context.library.by_digest(reader.tx, digest)
        found[f"{reader.say(Text(flow.title))}: {reader.say(entries.called(flow, step))}"] += int(count)
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


# The security profile.


def evidence(reader: Seated) -> Shown:
    every, told = _standings(reader), teller(reader.context)
    categories = []
    for id in reader.context.library.criteria.categories:
        some = [one for one in every if one.criterion.category == id]
        counts = [f"{told.level_of(level)}: {told.counts(made)}" for level in LEVELS if (made := counted(some, level))]
        criteria = [(one.criterion.id, told.short(one.criterion), told.state(one), one.unproven) for one in some]
        categories.append((told.category(id), counts, criteria))
    values = {
        "ours": reader.say(OURS),
        "unproven": reader.say(Text(UNPROVEN.source, {"count": unproven_musts(every)})),
        "categories": [one for one in categories if one[2]],
    }
    return Shown("seat_evidence.html", reader.say(Text("Security profile")), values)


def _standings(reader: Seated) -> tuple[Standing, ...]:
    """Of their days and sites, instead of the twelve months of a whole organisation."""
    context, one = reader.context, reader.seat
    year = Year(one.organisation_id, reader.who.zone, one.last, one.first, one.sites)
    return stands(reader.tx, context.library, year, proofs(reader.tx, context.library, year), context.now)


def criterion(reader: Seated) -> Shown:
    one = next((one for one in _standings(reader) if one.criterion.id == reader.named), None)
    if one is None:
        return missing(reader)
    told = teller(reader.context)
    values = {
        "level": told.level(one.criterion),
        "text": reader.say(Text(one.criterion.text)),
        "state": told.state(one),
        "proven": _proven(told, one),
    }
    return Shown("seat_criterion.html", told.name(one.criterion), values)


def _proven(told: Teller, one: Standing) -> list[tuple[str, str]]:
    return [(told.say(SOURCE[proof.source]), told.proof(proof)) for proof in one.proofs]


# Seals, training, procedures.


def seals(reader: Seated) -> Shown:
    page = page_of(reader.tx, counting_seated.seals(reader.span), "seals", page_in(reader), PAGE)
    some = tuple(_seal(reader, one) for one in page.entries)
    values = {"entries": some, "count": page.count, "turn": turned(page.page, {}, more=page.more)}
    return Shown("seat_seals.html", reader.say(Text("Seals")), values)


def _seal(reader: Seated, one: SealEvent) -> Entry:
    line = entries.drawn(reader.context, one).line
    return Entry(line.label, line.value, "", line.mark == "finding")


def training(reader: Seated) -> Shown:
    """How those of the sites stand today."""
    people = by_person(standings(reader.tx, reader.context.library, reader.asked_of))
    page = min(page_in(reader), max(len(people) - 1, 0) // PAGE)
    values = {
        "people": [_stands(reader, one) for one in people[page * PAGE : (page + 1) * PAGE]],
        "due": sum(bool(one.due) for one in people),
        "count": len(people),
        "turn": turned(page, {}, more=(page + 1) * PAGE < len(people)),
    }
    return Shown("seat_training.html", reader.say(TITLE), values)


def _stands(reader: Seated, one: Stands) -> tuple[str, str, int, list[Cell]]:
    who = one.learner
    cells = [Cell(reader.say(each.title), reader.say(said_of(each)), each.due) for each in one.topics]
    detail = f"{reader.say(ROLE[who.role]).capitalize()} · {who.site}"
    return " ".join(who.name.split()), detail, len(one.due), cells


def manual(reader: Seated) -> Shown:
    some = reader.tx.manual.current(reader.seat.organisation_id)
    values = {"entries": tuple(_editions(reader, some))}
    return Shown("seat_manual.html", reader.say(Text("Procedures")), values)


def _editions(reader: Seated, some: list[KeptEdition]) -> Iterator[Entry]:
    counts = reader.tx.manual.counts(reader.seat.organisation_id)
    for one in some:
        read, of = counts.get(one.id, (0, 0))
        about = {"number": one.number, "day": day_of(reader.context, one), "read": read, "of": of}
        detail = reader.say(Text("Edition {number}, since {day}. Read by {read} of {of}", about))
        yield Entry(str(words_of(one, reader.lang)["title"]), detail, f"{seat_records.AT}/procedure/{one.id}")


def procedure(reader: Seated) -> Shown:
    """One that is in force."""
    some = reader.tx.manual.current(reader.seat.organisation_id)
    one = next((one for one in some if one.id == reader.part), None)
    if one is None:
        return missing(reader)
    words = words_of(one, reader.lang)
    about = {"number": one.number, "day": day_of(reader.context, one)}
    values = {
        "about": reader.say(Text("Edition {number}, since {day}", about)),
        "digest": one.digest,
        "paragraphs": paragraphs(reader.context, words),
    }
    return Shown("seat_procedure.html", str(words["title"]), values)


VIEWS: Mapping[str, tuple[str, View]] = {
    "/": ("home", home),
    "/records": ("records", seat_records.records),
    "/record/{number:int}": ("record", seat_records.record),
    "/numbers": ("numbers", numbers),
    "/evidence": ("evidence", evidence),
    "/evidence/{name}": ("criterion", criterion),
    "/seals": ("seals", seals),
    "/training": ("training", training),
    "/manual": ("manual", manual),
    "/procedure/{number:int}": ("procedure", procedure),
}
WAYS = (
    ("/", Text("Overview")),
    ("/records", Text("Records")),
    ("/numbers", Text("Numbers")),
    ("/evidence", Text("Security profile")),
    ("/seals", Text("Seals")),
    ("/training", Text("Training")),
    ("/manual", Text("Procedures")),
)
