"""What is due: for whoever looks after a site as a list, missed and overdue first; for everybody else what is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.channels.channel import Button, Group, Message
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of
from bot.conversation.duty import Duty
from bot.conversation.planned import PLANNERS, READERS, title_of, whom, whose
from bot.conversation.today import ENTERS, without_list
from bot.conversation.vocabulary import Word
from bot.engine.talk import Text
from bot.presses.awaiting import ShowExpected
from bot.presses.buttons import button
from bot.presses.scheduling import BeginDue, Plan, ShowDue, ShowPlans
from bot.store.dues import DONE, DUE, LATE, MISSED, KeptDue
from bot.store.schedules import KeptSchedule

TITLE = Text("What is due")
NO_LIST = Text("Drive today, list not done")
BACK, AHEAD = timedelta(days=8), timedelta(days=7)  # that the list looks: what is weekly is there twice
MOST = 10  # lines of one part; the rest is a number
SITES = 6  # other sites that are offered
NAMES = 20  # of those who have not done it
MINE = 8  # of what is theirs, as buttons


def show(context: Context, site: int = 0, *, edit: bool = False) -> None:
    """The list of a site for those who may read it, or what is theirs."""
    reads = context.who.role in READERS
    context.show("menu", _of_site(context, site) if reads else _theirs(context), edit=edit)


def _theirs(context: Context) -> Message:
    """What they have to do, with a button each; and what comes."""
    who, mine = context.who, begins(context)
    theirs = _lines(context, context.tx.dues.mine(who), who.zone)
    going = context.tx.schedules.going(who.organisation_id, who.site_id)
    coming = [one for one in going if one.planned.person_id == who.person_id or one.planned.role == who.role]
    title = context.say(TITLE)
    return Message(
        title=title,
        text="" if mine else context.say(Text("Nothing is due for you now.")),
        groups=_parts(context, ((Text("Due now"), theirs), (Text("Coming up"), _next(context, coming, who.zone)))),
        options=mine,
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=title,
    )


def _of_site(context: Context, wanted: int) -> Message:
    names = sites_of(context, context.who.organisation_id)
    site = wanted if wanted in names else context.who.site_id
    zone = context.tx.people.place(site).zone
    dues = context.tx.dues.at_site(context.who.organisation_id, site, context.now - BACK)
    title = f"{context.say(TITLE)} · {names[site]}"
    drive = [" ".join(one.name.split()) for one in without_list(context, site)]
    parts = (
        *_past(context, dues, zone),
        (NO_LIST, drive),
        (Text("Coming up"), _next(context, _going(context, site), zone)),
    )
    groups = _parts(context, parts)
    others = [button(name[:75], ShowDue(id)) for id, name in names.items() if id != site][:SITES]
    return Message(
        title=title,
        text="" if groups else context.say(Text("Nothing is planned here.")),
        groups=groups,
        options=(*begins(context), *others),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(*ways(context, site), context.menu_button()),
        fallback=title,
    )


def _going(context: Context, site: int) -> list[KeptSchedule]:
    return context.tx.schedules.going(context.who.organisation_id, site)


def _past(context: Context, dues: list[KeptDue], zone: str) -> tuple[tuple[Text, list[str]], ...]:
    """What was due, by what became of it."""
    now = context.now
    overdue = [one for one in dues if one.state == DUE and one.until < now]
    due = [one for one in dues if one.state == DUE and one.until >= now]
    over = [one for one in reversed(dues) if one.state in (DONE, LATE)]
    missed = [one for one in reversed(dues) if one.state == MISSED]
    return (
        (Text("Overdue"), _lines(context, overdue, zone)),
        (Text("Missed"), _lines(context, missed, zone)),
        (Text("Due now"), _lines(context, due, zone)),
        (Text("Done lately"), [_done(context, one, zone) for one in over]),
    )


def _lines(context: Context, dues: Iterable[KeptDue], zone: str) -> list[str]:
    """A line for each time that something was due, with everybody who has not done it."""
    times: dict[tuple[int, datetime], list[KeptDue]] = {}
    for one in dues:
        times.setdefault((one.schedule_id, one.at), []).append(one)
    return [_line(context, theirs, zone) for theirs in times.values()]


def _line(context: Context, dues: list[KeptDue], zone: str) -> str:
    """What, which unit, since when, and whose it is."""
    first, left = dues[0], len(dues) - NAMES
    names = tuple(whose(one) for one in dues[:NAMES])
    who = f"{context.wording.fill(names, context.lang)}{f' +{left}' if left > 0 else ''}"
    return ", ".join(filter(None, (_what(context, first), first.unit, _when(context, first.at, zone), who)))


def _what(context: Context, one: KeptDue) -> str:
    return context.say(title_of(context, one.flow_id))


def _when(context: Context, at: datetime, zone: str) -> str:
    return context.wording.clock(at, context.now, zone, context.lang)


def _done(context: Context, one: KeptDue, zone: str) -> str:
    when = _when(context, one.done_at or one.at, zone)
    fill = {"what": _what(context, one), "name": " ".join(one.done_by.split()), "when": when}
    late = Text("{what}, {name}, {when} (late)", fill)
    return context.say(late if one.state == LATE else Text("{what}, {name}, {when}", fill))


def _next(context: Context, going: Iterable[KeptSchedule], zone: str) -> list[str]:
    """The next time of each, if it is soon."""
    return [_coming(context, one, zone) for one in going if one.next_at and one.next_at - context.now <= AHEAD]


def _coming(context: Context, one: KeptSchedule, zone: str) -> str:
    assert one.next_at
    planned = one.planned
    named = context.tx.people.named(planned.person_id or 0)
    who = named[0] if named else context.say(whom(planned.role, each=planned.each))
    return ", ".join((context.say(title_of(context, planned.flow_id)), _when(context, one.next_at, zone), who))


def _parts(context: Context, parts: Iterable[tuple[Text, list[str]]]) -> tuple[Group, ...]:
    return tuple(_part(context.say(heading), lines) for heading, lines in parts if lines)


def _part(heading: str, lines: list[str]) -> Group:
    """A heading with its first lines, and the number of those that are left out."""
    left = len(lines) - MOST
    shown = (*lines[:MOST], *([f"… +{left}"] if left > 0 else []))
    return Group(heading, (), "\n".join(f"• {' '.join(line.splitlines())}" for line in shown))


def begins(context: Context) -> tuple[Button, ...]:
    """What whoever is speaking can begin now."""
    return tuple(
        button(f"{_when(context, one.at, context.who.zone)} · {_what(context, one)}", BeginDue(one.id), "primary")
        for one in context.tx.dues.mine(context.who)[:MINE]
    )


def ways(context: Context, site: int) -> tuple[Button, ...]:
    planned = button(context.say(Text("What is planned")), ShowPlans(site))
    today = (button(context.say(Text("Expected today")), ShowExpected()),) if context.who.role in ENTERS else ()
    plan = (button(context.say(Text("Plan something")), Plan(site=site)),) if _plans(context) else ()
    return (*plan, planned, *today)


def _plans(context: Context) -> bool:
    return context.who.role in PLANNERS


DUTY = Duty(
    words=(Word("due", Text("/due"), Text("What is due and what was missed")),),
    commands={"due": lambda context, _: show(context)},
    presses={ShowDue: lambda context, press: show(context, press.site, edit=not press.at_home)},
)
