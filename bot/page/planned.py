"""What is planned at a site, and what became of it: what is due where, whose it is, when it is due next, what was missed.

Everything of the last days is shown; what can be done are the buttons of the chat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.channel import Message
from bot.conversation.deciding import sites_of
from bot.conversation.planned import hour_said, title_of, whom, whose
from bot.conversation.today import without_list
from bot.duties import due
from bot.engine.talk import Text
from bot.page.choosing import Choice, site_of
from bot.page.reader import Reader, Shown
from bot.presses.buttons import encode
from bot.presses.scheduling import ShowPlan
from bot.store.dues import DONE, DUE, LATE, MISSED, KeptDue
from bot.store.schedules import KeptSchedule

BACK = timedelta(days=8)
MOST = 100  # times of one part: the newest
NAMES = 20  # of those who have not done it
HEADINGS = {
    "overdue": Text("Overdue"),
    MISSED: Text("Missed"),
    DUE: Text("Due now"),
    DONE: Text("Done lately"),
}


@dataclass(frozen=True)
class Entry:
    """Something that is planned, or a time that it was due. `press` opens it, `grave` stands out."""

    label: str
    detail: str
    grave: str = ""
    press: str = ""


def planned(reader: Reader) -> Shown:
    names = sites_of(reader.context, reader.who.organisation_id)
    (site,) = site_of(reader) or (reader.who.site_id,)
    zone = reader.tx.people.place(site).zone
    going = reader.tx.schedules.going(reader.who.organisation_id, site)
    dues = reader.tx.dues.at_site(reader.who.organisation_id, site, reader.context.now - BACK)
    missed = _missed(dues)
    values = {
        "choices": (_choice(reader, names, site),),
        "plans": [_plan(reader, one, zone, missed[one.id]) for one in going],
        "parts_": [(heading, some, left) for heading, some, left in _parts(reader, dues, zone) if some],
        "drive": [" ".join(one.name.split()) for one in without_list(reader.context, site)],
        "card": Message(options=due.begins(reader.context), controls=due.ways(reader.context, site)),
    }
    return Shown("planned.html", f"{reader.say(Text('What is due'))} · {names.get(site, reader.who.site)}", values)


def _choice(reader: Reader, names: Mapping[int, str], site: int) -> Choice:
    """One site at a time."""
    options = sorted(((str(id), name) for id, name in names.items()), key=lambda one: one[1])
    return Choice("site", reader.say(Text("Site")), str(site), "select", tuple(options))


def _missed(dues: Iterable[KeptDue]) -> Counter[int]:
    """How often each was missed of late: a time once, however many missed it."""
    times = {(one.schedule_id, one.at) for one in dues if one.state == MISSED}
    return Counter(schedule for schedule, _ in times)


def _plan(reader: Reader, one: KeptSchedule, zone: str, missed: int) -> Entry:
    context, plan = reader.context, one.planned
    named = reader.tx.people.named(plan.person_id or 0)
    who = named[0] if named else reader.say(whom(plan.role, each=plan.each))
    after = f"{reader.say(Text('Next'))}: {reader.moment(one.next_at, zone)}" if one.next_at else ""
    grave = reader.say(Text("Missed in the last {days} days: {count}", {"days": BACK.days, "count": missed}))
    detail = " · ".join(filter(None, (hour_said(context, plan, zone, reader.lang), who, after)))
    title = reader.say(title_of(context, plan.flow_id))
    return Entry(title, detail, grave if missed else "", encode(ShowPlan(one.id)))


def _parts(reader: Reader, dues: Iterable[KeptDue], zone: str) -> Iterator[tuple[str, list[Entry], int]]:
    """What was due, by what became of it: a heading, the newest times, and how many are left out."""
    sorted_out = _sorted_out(dues, reader.context.now)
    for state, heading in HEADINGS.items():
        times = list(_times(sorted_out[state]))
        said = reader.say(heading) if state in ("overdue", MISSED) else ""
        some = [_entry(reader, theirs, zone, said) for theirs in reversed(times[-MOST:])]
        yield reader.say(heading), some, max(len(times) - MOST, 0)


def _sorted_out(dues: Iterable[KeptDue], now: datetime) -> dict[str, list[KeptDue]]:
    found: dict[str, list[KeptDue]] = {state: [] for state in HEADINGS}
    for one in dues:
        state = "overdue" if one.state == DUE and one.until < now else DONE if one.state == LATE else one.state
        if state in found:
            found[state].append(one)
    return found


def _times(dues: Iterable[KeptDue]) -> Iterable[list[KeptDue]]:
    """Each time once, with everybody whose it is; what is done by itself."""
    times: dict[tuple[int, datetime, int], list[KeptDue]] = {}
    for one in dues:
        times.setdefault((one.schedule_id, one.at, one.id if one.done_at else 0), []).append(one)
    return times.values()


def _entry(reader: Reader, theirs: list[KeptDue], zone: str, grave: str) -> Entry:
    one, left = theirs[0], len(theirs) - NAMES
    names = reader.fill(tuple(whose(each) for each in theirs[:NAMES])) + (f" +{left}" if left > 0 else "")
    late = reader.say(Text("late")) if one.state == LATE else ""
    when, done = reader.moment(one.at, zone), reader.moment(one.done_at, zone) if one.done_at else ""
    parts = (one.unit, when, f"{' '.join(one.done_by.split())}, {done}" if done else names)
    return Entry(reader.say(title_of(reader.context, one.flow_id)), " · ".join(filter(None, parts)), grave or late)
