"""The numbers of a summary as rows, as its card has them. They are counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.summary_upkeep import STANDS
from bot.conversation.summary_words import WORDS
from bot.engine.talk import Text
from bot.figures.summary import Summary
from bot.figures.summing import summed
from bot.sheets.cells import Row
from bot.sheets.source import Source

TOTALS = {
    "finished": Text("Finished"),
    "open": Text("Not finished"),
    "findings": Text("Findings"),
    "incidents": Text("Incidents"),
    "done": Text("Done in time"),
    "late": Text("Done late"),
    "missed": Text("Planned and missed"),
}
OPENED = {
    "dates": Text("Days of programs that come"),
    "failing": Text("Partners that would fail an audit today"),
    "expiring": Text("Partners due soon"),
    "procedures": Text("Procedures not read by everybody"),
    "bulletins": Text("Bulletins not seen by everybody"),
}
DAYS = Text("{first} to {last}")


def numbers(source: Source) -> Iterator[Row]:
    made = source.storage.read_now(lambda tx: summed(tx, source.library, source.asked))
    yield _about(source)
    for part, rows in _parts(made, now=source.asked.lately):
        yield from ({"part": source.say(part), **row, "what": source.say(row["what"])} for row in rows)


def _about(source: Source) -> Row:
    period, org = source.asked.period, source.asked.organisation_id
    companies = source.storage.read_now(lambda tx: tx.organisations.all())
    sites = source.storage.read_now(lambda tx: tx.organisations.sites(org))
    here = ", ".join(name for name, one in sites.items() if one.id in source.asked.sites)
    return {
        "part": source.say(Text(WORDS[period.unit].title.source, {"period": period.name})),
        "what": source.say(Text(DAYS.source, {"first": period.first, "last": period.last})),
        "site": here or next(one.name for one in companies if one.id == org),
    }


def _parts(made: Summary, *, now: bool) -> Iterator[tuple[Text, list[Row]]]:
    """What is open is known of the period that we are in, and of no other."""
    yield Text("Totals"), _totals(made)
    yield Text("Incidents"), _incidents(made)
    yield Text("Corrective actions"), _actions(made) if now else []
    yield STANDS, [{"what": OPENED[what], "number": made.upkeep[what]} for what in OPENED if what in made.upkeep]
    yield Text("Finished"), _counted(made.finished)
    yield Text("Not finished"), _counted(made.open)
    yield Text("Planned and missed"), _counted(made.missed)
    yield Text("Findings"), [{"what": point, "number": count} for point, count in made.findings]
    yield Text("Training"), list(_training(made))
    yield (
        Text("Messages"),
        [{"what": Text("Messages that could not be delivered"), "number": made.counts["undelivered"]}],
    )


def _totals(made: Summary) -> list[Row]:
    rows = [{"what": label, "number": made.counts[what], "before": made.before[what]} for what, label in TOTALS.items()]
    return [*rows, {"what": Text("Worth a second look"), "number": made.counts["looks"]}]


def _incidents(made: Summary) -> list[Row]:
    return [
        {"what": Text("Nobody is handling these yet"), "number": made.undecided.count},
        {"what": Text("Somebody is handling these, or has"), "number": made.taken.count},
        {"what": Text("Reports begun, not finished"), "number": made.unfinished.count},
    ]


def _actions(made: Summary) -> list[Row]:
    counts = made.counts
    return [
        {"what": Text("Not closed"), "number": counts["actions"]},
        {"what": Text("Overdue"), "number": counts["overdue"]},
    ]


def _counted(counts: Mapping[tuple[str, str], int]) -> list[Row]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"what": Text(title), "site": site, "number": count} for (title, site), count in ordered]


def _training(made: Summary) -> Iterator[Row]:
    for title, (attempts, passed, score) in sorted(made.quizzes.items()):
        fill = {"title": Text(title)}
        yield {"what": Text("{title}: attempts", fill), "number": attempts}
        yield {"what": Text("{title}: passed", fill), "number": passed}
        yield {"what": Text("{title}: average in %", fill), "number": score}
