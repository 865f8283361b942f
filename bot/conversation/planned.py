"""What is planned, in words: how often, by whom; who may plan, who reads what is due, and the card of one schedule.

Knows how a rule is said that can be chosen in chat; another is shown as it was written.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Line, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.scheduling import ShowPlan
from bot.store.dues import DONE, DROPPED, MISSED, KeptDue
from bot.store.people import Who
from bot.store.schedules import KeptSchedule, Planned

PLANNERS = ("manager", "admin")
READERS = ("supervisor", "auditor", *PLANNERS)
EACH = ".each"  # behind a role of which everybody has to do it
OFTEN = {
    "d": ("FREQ=DAILY", Text("Every day")),
    "wd": ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", Text("Monday to Friday")),
    "mo": ("FREQ=WEEKLY;BYDAY=MO", Text("Every Monday")),
    "tu": ("FREQ=WEEKLY;BYDAY=TU", Text("Every Tuesday")),
    "we": ("FREQ=WEEKLY;BYDAY=WE", Text("Every Wednesday")),
    "th": ("FREQ=WEEKLY;BYDAY=TH", Text("Every Thursday")),
    "fr": ("FREQ=WEEKLY;BYDAY=FR", Text("Every Friday")),
    "sa": ("FREQ=WEEKLY;BYDAY=SA", Text("Every Saturday")),
    "su": ("FREQ=WEEKLY;BYDAY=SU", Text("Every Sunday")),
    "m1": ("FREQ=MONTHLY;BYMONTHDAY=1", Text("On the first of each month")),
    "m15": ("FREQ=MONTHLY;BYMONTHDAY=15", Text("On the 15th of each month")),
    "ml": ("FREQ=MONTHLY;BYMONTHDAY=-1", Text("On the last day of each month")),
}
SAID = dict(OFTEN.values())
WEEKLY = tuple(OFTEN[day][1] for day in ("mo", "tu", "we", "th", "fr", "sa", "su"))  # by the day, 0 is Monday
ANY = Text("anyone ({role})")
EVERY = Text("each person ({role})")


def whom(role: str, *, each: bool) -> Text:
    """Who of a role has to do it."""
    return Text((EVERY if each else ANY).source, {"role": ROLE[role]})


def title_of(context: Context, flow_id: str) -> Text:
    """What a flow is called; of one that is gone, its id."""
    flow = context.library.today.get(flow_id)
    return Text(flow.title) if flow else Text("{name}", {"name": flow_id})


def hour_said(context: Context, planned: Planned, zone: str, lang: str) -> str:
    """Every Monday, 7:00 AM."""
    at = datetime.combine(planned.begins, planned.hour, ZoneInfo(zone))
    often = context.wording.say(SAID.get(planned.rule, Text("{name}", {"name": planned.rule})), lang)
    return f"{often}, {context.wording.clock(at, at, zone, lang)}"


def plan_lines(context: Context, one: KeptSchedule) -> tuple[Line, ...]:
    """What is planned, in the language of whoever is speaking."""
    planned, say = one.planned, context.say
    place = context.tx.people.place(planned.site_id)
    named = context.tx.people.named(planned.person_id or 0)
    who = named[0] if named else say(whom(planned.role, each=planned.each))
    lines = [
        Line(say(Text("Site")), place.name),
        Line(say(Text("How often")), hour_said(context, planned, place.zone, context.lang)),
        Line(say(Text("Who")), who),
        Line(say(Text("Time allowed")), say(Text("{count} min", {"count": planned.grace}))),
    ]
    if planned.draws:
        lines.append(Line(say(Text("Unit")), say(Text("drawn by lot from those reported clean that day"))))
    if one.next_at:
        lines.append(Line(say(Text("Next")), context.wording.moment(one.next_at, place.zone, context.lang)))
    return tuple(lines)


def keepers(context: Context, organisation_id: int, site_id: int) -> list[Who]:
    """Who hears of what nobody does: the managers of the site, else those of the others, else the administrators."""
    managers = context.tx.people.staff(organisation_id, (PLANNERS[0],))
    here = [who for who in managers if who.site_id == site_id]
    return here or managers or context.tx.people.staff(organisation_id, (PLANNERS[1],))


def tell_keepers(context: Context, one: KeptSchedule, said: Text, about: tuple[tuple[Text, Text], ...] = ()) -> None:
    """A word to those who look after what is planned, with the way to it."""
    planned = one.planned
    site = context.tx.people.place(planned.site_id).name
    for who in keepers(context, planned.organisation_id, planned.site_id):
        lang = context.reads(who)
        title, text = (context.wording.say(t, lang) for t in (title_of(context, planned.flow_id), said))
        lines = tuple(Line(context.wording.say(a, lang), context.wording.say(b, lang)) for a, b in about)
        message = Message(
            title=title,
            text=text,
            lines=(Line(context.wording.say(Text("Site"), lang), site), *lines),
            options=(_way(context, one, lang),),
            fallback=f"{text} · {title}",
        )
        context.notify(who, "", message)


def _way(context: Context, one: KeptSchedule, lang: str) -> Button:
    return button(context.wording.say(Text("What is planned"), lang), ShowPlan(one.id))


def whose(one: KeptDue) -> Text:
    """Whose it is, or was."""
    return Text("{name}", {"name": " ".join(one.name.split())}) if one.name else whom(one.role, each=False)


def became(context: Context, mine: KeptDue, zone: str, lang: str) -> Text:
    """What became of it."""
    if mine.state == MISSED:
        return Text("This was missed.")
    if mine.state == DROPPED or mine.done_at is None:
        return Text("This is not due anymore.")
    fill = {"name": mine.done_by, "time": context.wording.clock(mine.done_at, mine.at, zone, lang)}
    return Text("Done by {name}, {time}.", fill) if mine.state == DONE else Text("Done late by {name}, {time}.", fill)
