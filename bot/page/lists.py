"""Records, incidents, corrective actions, and what stands behind each number: the lists that the numbers count, page by page.

Of what somebody may not read a list says that there is one, as it does in chat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.duties.lists import TITLES, which
from bot.engine.talk import Text
from bot.figures.asked import INCIDENTS, NOW, Asked, list_of
from bot.figures.period import Period, week_of
from bot.page.choosing import Choice, number_in, period_of, select, site_of, sites, typed
from bot.page.entries import Entry, entry
from bot.page.reader import Reader, Shown, missing
from bot.page.turning import turned
from bot.store import counting_incidents, counting_work
from bot.store.counting import Listed
from bot.store.incidents import CLOSED, RESOLVED, TAKEN, WAITING
from bot.store.listing import page_of

PAGE = 25
RUNS = "finished"  # lines that are runs, the newest first
STATES = {
    "waiting": (Text("Waits for somebody"), WAITING),
    "taken": (Text("Being handled"), (TAKEN,)),
    "resolved": (Text("Resolved"), (RESOLVED,)),
    "closed": (Text("Closed"), (CLOSED,)),
}
EVERY = tuple(state for _, states in STATES.values() for state in states)
ACTIONS = {"open": Text("Open ones"), "overdue": Text("Overdue"), "closed": Text("Closed")}
PERIOD = Text("Period, such as 2026-11 or last week")


@dataclass(frozen=True)
class View:
    """A list as it is shown: its heading, its fields, what is said above it."""

    title: str
    choices: tuple[Choice, ...]
    said: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    """What is no field, and stays as pages are turned."""

    @property
    def query(self) -> dict[str, str]:
        return {**dict(self.kept), **{one.name: one.value for one in self.choices if one.value}}


def page_in(reader: Reader) -> int:
    return number_in(reader.asked.get("page", "")) or 0


def counted(reader: Reader, view: View, rows: Listed, what: str) -> Shown:
    """A page of a list, with how many it has."""
    page = page_of(reader.tx, rows, what, page_in(reader), PAGE)
    some = tuple(entry(reader, one) for one in page.entries)
    return shown(reader, view, some, reader.say(which(page, PAGE)) if page.count else "", page.page, more=page.more)


def shown(reader: Reader, view: View, some: tuple[Entry, ...], count: str, page: int, *, more: bool) -> Shown:
    values = {
        "choices": view.choices,
        "kept": view.kept,
        "entries": some,
        "count": count,
        "told": view.said,
        "turn": turned(page, view.query, more=more),
        "narrowed": any(reader.asked.get(one.name) for one in view.choices),
    }
    return Shown("list.html", view.title, values)


def asked_of(reader: Reader, period: Period) -> Asked:
    """The same that its numbers are asked of."""
    return Asked(period, reader.who.zone, reader.who.organisation_id, site_of(reader), reader.context.today)


def incidents(reader: Reader) -> Shown:
    """Whenever they happened, the newest first; of a period those that its number counts."""
    state, (period, said) = reader.asked.get("state", ""), period_of(reader)
    states = STATES[state][1] if state in STATES else ()
    choices = (
        sites(reader),
        select(reader, "state", Text("State"), {id: label for id, (label, _) in STATES.items()}),
        typed(reader, "period", PERIOD),
    )
    view = View(reader.say(Text("Incidents")), choices, said)
    if said:
        return shown(reader, view, (), "", 0, more=False)
    span = asked_of(reader, period or week_of(reader.context.today)).span
    if period:
        also = (counting_incidents.in_state(states),) if states else ()
        rows = counting_incidents.reports(span, INCIDENTS, *also)
    else:
        rows = counting_incidents.standing(span, states or EVERY)
    return counted(reader, view, replace(rows, order=("at", "id")), RUNS)


def actions(reader: Reader) -> Shown:
    """Those that are open or overdue, as the numbers count them; or those that are closed."""
    state = reader.asked.get("state", "open")
    asked = asked_of(reader, week_of(reader.context.today))
    choices = (sites(reader), select(reader, "state", Text("State"), ACTIONS, "open"))
    view = View(reader.say(Text("Corrective actions")), choices)
    if state == "closed":
        return counted(reader, view, counting_work.closed(asked.span), state)
    what = "overdue" if state == "overdue" else "actions"
    return counted(reader, view, list_of(asked, what), what)


def behind(reader: Reader) -> Shown:
    """What one number of a period counts."""
    what, (period, said) = reader.asked.get("what", ""), period_of(reader)
    if what not in TITLES:
        return missing(reader)
    period = period or week_of(reader.context.today)
    choices = (sites(reader), *(() if what in NOW else (typed(reader, "period", PERIOD, period.name),)))
    view = View(reader.say(TITLES[what]), choices, said, (("what", what),))
    if said:
        return shown(reader, view, (), "", 0, more=False)
    return counted(reader, view, list_of(asked_of(reader, period), what), what)
