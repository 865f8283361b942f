"""The lists behind the numbers of a summary: what was finished or is open, due, late or missed, findings, incidents, corrective
actions, training, seals, second looks, letters, forms. For those who read the summary.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.channel import Button, Message
from bot.content.library import Library
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.entries import Entry, drawn, unique
from bot.conversation.paging import turning
from bot.conversation.reading import EVERYWHERE
from bot.engine.talk import Text
from bot.figures.asked import NOW, Asked, list_of
from bot.figures.period import Period, period_named, week_of
from bot.presses.buttons import button
from bot.presses.every import ShowSummary
from bot.presses.listing import ShowList
from bot.store.listing import PAGE, Page, page_of
from bot.store.question import Question
from bot.store.transaction import Transaction

NOT_YOURS = Text("These lists are for managers.")
NONE = Text("There is nothing in this list.")
TITLES: Mapping[str, Text] = {
    "finished": Text("Finished"),
    "open": Text("Not finished"),
    "unfinished": Text("Reports begun, not finished"),
    "due": Text("Still due"),
    "done": Text("Done in time"),
    "late": Text("Done late"),
    "missed": Text("Planned and missed"),
    "findings": Text("Findings"),
    "incidents": Text("Incidents"),
    "undecided": Text("Nobody is handling these yet"),
    "actions": Text("Corrective actions that are not closed"),
    "overdue": Text("Corrective actions that are overdue"),
    "training": Text("Training"),
    "seals": Text("Seals that nobody can account for"),
    "undelivered": Text("Messages that could not be delivered"),
    "looks": Text("Worth a second look"),
    "changed": Text("Forms that were changed"),
}


def pressed(context: Context, press: ShowList) -> None:
    """A page, in the place of what it was pressed on."""
    period = period_named(press.period) if press.period else week_of(context.today)
    sites = context.tx.organisations.site_names(context.who.organisation_id)
    if context.who.role not in EVERYWHERE:
        context.toast(NOT_YOURS)
    elif press.what not in TITLES or period is None or (press.site and press.site not in sites):
        context.toast(NONE)
    else:
        _show(context, press, period, sites.get(press.site, ""))


def _show(context: Context, press: ShowList, period: Period, site: str) -> None:
    """Read beside the writers: what is far down in a long list takes longer than any turn may."""
    who, sites = context.who, (press.site,) if press.site else ()
    asked = Asked(period, who.zone, who.organisation_id, sites, context.today)
    page = read_before(context.known, press, Question(read_page, context.library, (asked, press.what, press.page)))
    entries = [drawn(context, one) for one in page.entries]
    context.show("summary", _message(context, press, period, site, page, entries), edit=not press.at_home)


def read_page(tx: Transaction, _library: Library, asked: Asked, what: str, page: int) -> Page:
    return page_of(tx, list_of(asked, what), what, page)


def _message(context: Context, press: ShowList, period: Period, site: str, page: Page, entries: list[Entry]) -> Message:
    days = {"first": period.first, "last": period.last}
    when = Text("{day}", {"day": context.today}) if press.what in NOW else Text("{first} to {last}", days)
    title = ", ".join(filter(None, (context.say(TITLES[press.what]), site)))
    return Message(
        title=title,
        hint=" · ".join((context.say(when), context.say(which(page)))) if page.count else context.say(when),
        text="" if entries else context.say(NONE),
        lines=tuple(one.line for one in entries),
        options=tuple(unique(entries)),
        columns=2,
        controls=(*_turning(press, period, page), _back(context, press, period), context.menu_button()),
        fallback=title,
    )


def which(page: Page, size: int = PAGE) -> Text:
    """Which lines of how many are shown."""
    fill = {"first": page.page * size + 1, "last": page.page * size + len(page.entries), "count": page.count}
    return Text("{first} to {last} of {count}", fill)


def _turning(press: ShowList, period: Period, page: Page) -> tuple[Button, ...]:
    def to(number: int) -> ShowList:
        return ShowList(press.what, period.name, press.site, number)

    return turning(to(page.page - 1) if page.page else None, to(page.page + 1) if page.more else None)


def _back(context: Context, press: ShowList, period: Period) -> Button:
    return button(context.say(Text("Back to the summary")), ShowSummary(period.name, press.site))


DUTY = Duty(presses={ShowList: pressed})
