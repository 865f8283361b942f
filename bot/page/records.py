"""Records of a period: the list that its number counts, narrowed down; and, by words, whatever `/find` finds, in the same way."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.reading import sight
from bot.conversation.wanted import Reader as Words
from bot.duties import find
from bot.engine.talk import Text
from bot.figures.period import DAY, Period, month_of
from bot.page.choosing import Choice, called, period_of, select, site_of, sites, typed, words_in
from bot.page.entries import entry
from bot.page.lists import PAGE, PERIOD, RUNS, View, asked_of, counted, page_in, shown
from bot.page.reader import Reader, Shown
from bot.store import counting_runs, search
from bot.store.search import Sought

LAST = 50  # pages of what was found by words
RESULTS = {"findings": Text("With findings"), "none": Text("Without findings"), "failed": Text("Not passed")}
NOBODY = Text("There is no site, person or form here called: {words}")


def records(reader: Reader) -> Shown:
    """Without words those that were finished in a period: the month we are in, unless another is named."""
    known, (period, said) = find.reading(reader.tx, reader.context), period_of(reader)
    narrow, words = _narrow(reader, known), words_in(reader, "words")
    if narrow.people == frozenset():
        said = said or reader.say(Text(NOBODY.source, {"words": words_in(reader, "person")}))
    within = period or (None if words else month_of(reader.context.today))
    view = View(reader.say(Text("Records")), _choices(reader, known, within), said)
    if said:
        return shown(reader, view, (), "", 0, more=False)
    if words or within is None:
        return _found(reader, view, known, words, _within(reader, narrow, period))
    rows = counting_runs.finished(asked_of(reader, within).span, *search.narrowed(narrow))
    return counted(reader, view, rows, RUNS)


def _narrow(reader: Reader, known: Words) -> Sought:
    """What the fields say of people, forms and results."""
    person, form, result = words_in(reader, "person"), words_in(reader, "form"), reader.asked.get("result", "")
    return Sought(
        people=called(known.names.people, person) if person else None,
        forms=frozenset((form,)) if form else None,
        results=frozenset((result,)) if result in search.RESULTS else None,
    )


def _within(reader: Reader, narrow: Sought, period: Period | None) -> Sought:
    """The same with the site and the days."""
    days = frozenset(period.first + n * DAY for n in range((period.after - period.first).days)) if period else None
    return replace(narrow, sites=frozenset(site_of(reader)) or None, days=days)


def _choices(reader: Reader, known: Words, period: Period | None) -> tuple[Choice, ...]:
    hidden = {flow.id for flow in reader.context.library.today.values() if flow.silent}
    forms = {id: Text(max(titles)) for id, titles in known.names.forms.items() if id not in hidden}
    forms |= {id: Text(flow.title) for id, flow in reader.context.library.today.items() if id in forms}
    ordered = dict(sorted(forms.items(), key=lambda one: reader.say(one[1])))
    return (
        typed(reader, "words", Text("Number, unit, seal, name or day"), type="search"),
        sites(reader),
        typed(reader, "person", Text("Name")),
        select(reader, "form", Text("Form"), ordered),
        select(reader, "result", Text("Result"), RESULTS),
        typed(reader, "period", PERIOD, period.name if period else ""),
    )


def _found(reader: Reader, view: View, known: Words, words: str, narrow: Sought) -> Shown:
    """What fits the words and the fields, the newest first. Of what is confidential only what they may open."""
    wanted, page = known.read(words), min(page_in(reader), LAST)
    ways = [both for way in wanted.ways if (both := way.joined(narrow))]
    zones = {id: zone for id, (_, _, zone) in known.names.sites.items()}
    some = search.found(reader.tx, sight(reader.context), ways, zones, (page + 1) * PAGE + 1)
    here = (entry(reader, one) for one in some[page * PAGE : (page + 1) * PAGE])
    unread = ", ".join(wanted.unread)
    said = reader.say(Text(find.UNREAD.source, {"words": unread})) if unread else ""
    more = len(some) > (page + 1) * PAGE and page < LAST
    return shown(reader, replace(view, said=said), tuple(one for one in here if one.path), "", page, more=more)
