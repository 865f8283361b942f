"""The numbers of a summary as rows, as its card has them. They are counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.summing import Summary, summed
from bot.duties.summary import WORDS
from bot.engine.talk import Text
from bot.sheets.cells import Row
from bot.sheets.source import Source

DAYS = Text("{first} to {last}")


def numbers(source: Source) -> Iterator[Row]:
    made = source.storage.read_now(lambda tx: summed(tx, source.library, source.asked))
    yield _about(source)
    for part, rows in _parts(made, now=source.asked.now):
        yield from ({"part": source.say(part), **row, "what": source.say(row["what"])} for row in rows)


def _about(source: Source) -> Row:
    period, org = source.asked.period, source.asked.organisation_id
    companies = source.storage.read_now(lambda tx: tx.organisations.all())
    sites = source.storage.read_now(lambda tx: tx.organisations.sites(org))
    here = next((name for name, one in sites.items() if one.id == source.asked.site_id), "")
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
    yield Text("Finished"), _counted(made.finished)
    yield Text("Not finished"), _counted(made.open)
    yield Text("Planned and missed"), _counted(made.missed)
    yield Text("Findings"), [{"what": point, "number": count} for point, count in made.findings]
    yield Text("Training"), list(_training(made))
    yield Text("Messages"), [{"what": Text("Messages that could not be delivered"), "number": made.undelivered}]


def _totals(made: Summary) -> list[Row]:
    now, before = made.totals, made.before
    return [
        {"what": Text("Finished"), "number": now.finished, "before": before.finished},
        {"what": Text("Not finished"), "number": now.open, "before": before.open},
        {"what": Text("Findings"), "number": now.findings, "before": before.findings},
        {"what": Text("Incidents"), "number": now.incidents, "before": before.incidents},
    ]


def _incidents(made: Summary) -> list[Row]:
    return [
        {"what": Text("Nobody is handling these yet"), "number": made.undecided.count},
        {"what": Text("Somebody is handling these, or has"), "number": made.taken.count},
        {"what": Text("Reports begun, not finished"), "number": made.unfinished.count},
    ]


def _actions(made: Summary) -> list[Row]:
    open_ones, late = made.actions
    return [{"what": Text("Open"), "number": open_ones}, {"what": Text("Overdue"), "number": late}]


def _counted(counts: Mapping[tuple[str, str], int]) -> list[Row]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"what": Text(title), "site": site, "number": count} for (title, site), count in ordered]


def _training(made: Summary) -> Iterator[Row]:
    for title, (attempts, passed, score) in sorted(made.quizzes.items()):
        fill = {"title": Text(title)}
        yield {"what": Text("{title}: attempts", fill), "number": attempts}
        yield {"what": Text("{title}: passed", fill), "number": passed}
        yield {"what": Text("{title}: average in %", fill), "number": score}
