"""A period in numbers, as the summary has it in chat, with the one before and the one after; of all sites, or of one.

Each number leads to the list that it counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.channels.channel import Button
from bot.conversation.sites import pressed_on
from bot.conversation.summary_upkeep import UPKEEP
from bot.duties import summary
from bot.duties.lists import TITLES
from bot.engine.talk import Text
from bot.figures.period import Period, month_of, week_of, year_of
from bot.figures.summary import Summary
from bot.figures.summing import summed
from bot.page.choosing import period_of, site_of, sites, typed
from bot.page.lists import PERIOD, asked_of
from bot.page.reader import Reader, Shown
from bot.presses.buttons import button
from bot.presses.picturing import SendChart
from bot.presses.sheeting import SendWorkbook

UNITS = ((Text("Week"), week_of), (Text("Month"), month_of), (Text("Year"), year_of))


# Where what stands open beside the forms is whole.
OPEN = {
    "dates": "/programmes",
    "failing": "/partners?state=failing",
    "expiring": "/partners?state=soon",
    "procedures": "/manual",
    "bulletins": "/bulletins",
}


@dataclass(frozen=True)
class Number:
    """A number of the period, what it was in the one before where that is counted, and where its list is."""

    what: str
    label: str
    count: int
    before: int | None
    query: str


def numbers(reader: Reader) -> Shown:
    context, today = reader.context, reader.context.today
    site, (named, said) = site_of(reader), period_of(reader)
    period = named or week_of(today)
    asked = asked_of(reader, period)
    at = pressed_on(context, site[0] if site else 0)
    assert at, "it is one of theirs"
    counted = summed(reader.tx, context.library, asked).discreet(reader.who.person_id)
    values = {
        "card": summary.card_for(context, reader.who, counted, at, _files(reader, period, at.press)),
        "numbers": tuple(_counted(reader, counted, site)),
        "open": tuple(_open(reader, counted)),
        "told": said,
        "before": _at(period.before, site),
        "after": _at(period.next, site) if period.after <= today else "",
        "units": [(reader.say(label), _at(of(period.first), site), of(period.first) == period) for label, of in UNITS],
        "choices": (sites(reader), typed(reader, "period", PERIOD, period.name)),
    }
    return Shown("numbers.html", reader.say(Text("Numbers")), values)


def _counted(reader: Reader, made: Summary, site: tuple[int, ...]) -> Iterator[Number]:
    for what, label in TITLES.items():
        if what in made.counts:
            query = urlencode({"what": what, "period": made.period.name, **_of(site)})
            yield Number(what, reader.say(label), made.counts[what], made.before.get(what), query)


def _open(reader: Reader, made: Summary) -> Iterator[tuple[str, str]]:
    """What is said of it, and where its list is."""
    for what, path in OPEN.items():
        if count := made.upkeep.get(what, 0):
            yield reader.say(Text(UPKEEP[what][0].source, {"count": count})), path


def _files(reader: Reader, period: Period, site: int) -> tuple[Button, ...]:
    """The period as a file, which is downloaded."""
    return (
        button(reader.say(Text("Download as a picture")), SendChart(period.name, site)),
        button(reader.say(Text("Download as a spreadsheet")), SendWorkbook(period.name, site)),
    )


def _at(period: Period, site: tuple[int, ...]) -> str:
    return urlencode({"period": period.name, **_of(site)})


def _of(site: tuple[int, ...]) -> dict[str, int]:
    return {"site": site[0]} if site else {}
