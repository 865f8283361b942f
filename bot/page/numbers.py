"""A period in numbers, as the summary has it in chat, with the one before and the one after; of all sites, or of one."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.conversation.sites import pressed_on
from bot.duties import summary
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.figures.period import Period, month_of, period_named, week_of, year_of
from bot.figures.summing import summed
from bot.page.reader import Reader, Shown

UNITS = ((Text("Week"), week_of), (Text("Month"), month_of), (Text("Year"), year_of))


def numbers(reader: Reader) -> Shown:
    context, today = reader.context, reader.context.today
    sites = {str(one.id): name for name, one in reader.tx.organisations.sites(reader.who.organisation_id).items()}
    site = reader.asked.get("site", "") if reader.asked.get("site", "") in sites else ""
    period = period_named(reader.asked.get("period", "")) or week_of(today)
    asked = Asked(period, reader.who.zone, reader.who.organisation_id, (int(site),) if site else (), today)
    at = pressed_on(context, int(site or 0))
    assert at, "it is one of theirs"
    counted = summed(reader.tx, context.library, asked).discreet(reader.who.person_id)
    values = {
        "card": summary.card_for(context, reader.who, counted, at, ()),
        "before": _at(period.before, site),
        "after": _at(period.next, site) if period.after <= today else "",
        "units": [(reader.say(label), _at(of(period.first), site), of(period.first) == period) for label, of in UNITS],
        "sites": sorted(sites.items(), key=lambda one: one[1]),
        "site": site,
        "period": period.name,
    }
    return Shown("numbers.html", reader.say(Text("Numbers")), values)


def _at(period: Period, site: str) -> str:
    return urlencode({"period": period.name, **({"site": site} if site else {})})
