"""Planning what is due again and again, one tap after the other: which form, where, who, how often, when. And stopping it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import by_site, site_meant, sites_of
from bot.conversation.duty import Duty
from bot.conversation.planned import EACH, OFTEN, PLANNERS, READERS, hour_said, plan_lines, title_of, whom
from bot.duties import reminding
from bot.engine.flow import Flow
from bot.engine.genres import GENRES
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.scheduling import InTime, Plan, ShowDue, ShowPlan, ShowPlans, StopPlan
from bot.recurring import next_after
from bot.store.dues import DROPPED
from bot.store.schedules import DUE, KeptSchedule, Planned

TITLE = Text("Plan something")
NOT_YOURS = Text("Only managers can plan.")
GONE = Text("That is not planned anymore.")
GRACE = 120  # minutes in which it is in time, if it was planned in chat: nobody's rule, and another in a file
NARROW = "\u202f"  # the space in 7:00 AM, which nobody types who looks for it in a list
PEOPLE = 20  # who can be chosen by name
LISTED = 40  # of what is planned at a site


def plan(context: Context, press: Plan) -> None:
    """What has not been chosen yet is asked for; and then it is planned."""
    if context.who.role not in PLANNERS:
        context.toast(NOT_YOURS)
        return
    names = sites_of(context, context.who.organisation_id)
    site, flow = site_meant(press, names), context.library.today.get(press.flow)
    asked = replace(press, at_home=False, sort="", site=site)
    if flow is None or flow not in _flows(context):
        _which(context, press)
    elif not site:
        _ask(context, press, Text("At which site?"), by_site(asked, names))
    elif not _are_meant(context, flow, site, press.whom):
        _ask(context, press, Text("Who has to do it?"), _whom(context, flow, asked))
    elif press.often not in OFTEN:
        often = (button(context.say(said), replace(asked, often=word)) for word, (_, said) in OFTEN.items())
        _ask(context, press, Text("How often?"), tuple(often))
    elif not _hour(press.at):
        _ask(context, press, Text("At what time?"), _hours(context, asked))
    else:
        _planned(context, press, flow, site)


def _flows(context: Context) -> list[Flow]:
    """What can be planned, in the order of the titles: nobody plans an incident."""
    every = context.library.today.values()
    flows = [
        flow
        for flow in every
        if flow.ways.from_menu and not (flow.begun_by or flow.ways.incident) and _decided(context, flow)
    ]
    return sorted(flows, key=lambda flow: context.say(Text(flow.title)))


def _decided(context: Context, flow: Flow) -> bool:
    """Of the two lists of 17 points, the one that the organisation has decided for, if it has."""
    return not (flow.list17 and context.policy.list17) or flow.list17 == context.policy.list17


def _which(context: Context, press: Plan) -> None:
    """The sort of form, and then the form."""
    if press.sort in GENRES:
        flows = [flow for flow in _flows(context) if flow.ways is GENRES[press.sort]]
        asked = replace(press, sort="", at_home=False)
        options = tuple(button(context.say(Text(flow.title)), replace(asked, flow=flow.id)) for flow in flows)
        _ask(context, press, Text("Which form?"), options)
        return
    sorts = [one for one in GENRES.values() if one.from_menu and not one.incident]
    here = Plan(site=press.site)
    options = tuple(button(context.say(one.heading), replace(here, sort=one.word), "primary") for one in sorts)
    drawn = replace(here, sort=sorts[0].word, draws=True)
    search = button(context.say(Text("Random search of a clean unit (5.8)")), drawn)
    _ask(context, press, Text("What is to be done again and again?"), (*options, search))


def _whom(context: Context, flow: Flow, asked: Plan) -> tuple[Button, ...]:
    """The roles it is for, of which one or each has to do it; and those who work there."""
    made = []
    for role in sorted(flow.roles, key=list(ROLE).index):
        ways = ((role + EACH, True), (role, False)) if flow.ways.scored else ((role, False), (role + EACH, True))
        made += [button(_capital(context.say(whom(role, each=each))), replace(asked, whom=word)) for word, each in ways]
    staff = context.tx.people.staff(context.who.organisation_id, flow.roles, asked.site)[:PEOPLE]
    return (*made, *(button(who.name, replace(asked, whom=str(who.person_id))) for who in staff))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _are_meant(context: Context, flow: Flow, site: int, word: str) -> bool:
    """Is it a role of the flow, or the number of somebody there?"""
    if not word.isdecimal():
        return word.removesuffix(EACH) in flow.roles
    staff = context.tx.people.staff(context.who.organisation_id, flow.roles, site)
    return int(word) in {who.person_id for who in staff}


def _hour(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and int(word[:2]) < 24 and int(word[2:]) < 60


def _hours(context: Context, asked: Plan) -> tuple[Button, ...]:
    """Every half hour, as clocks are read there; a file can have any other."""
    zone = context.tx.people.place(asked.site).zone
    midnight = context.now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0)
    return tuple(
        button(context.wording.clock(at, at, zone, context.lang).replace(NARROW, " "), replace(asked, at=f"{at:%H%M}"))
        for at in (midnight + timedelta(minutes=30 * half) for half in (*range(10, 48), *range(10)))
    )


def _ask(context: Context, press: Plan, question: Text, options: tuple[Button, ...]) -> None:
    lead = (context.say(title_of(context, press.flow)),) if press.flow in context.library.today else ()
    message = Message(
        title=context.say(TITLE),
        lead=lead,
        text=context.say(question),
        options=options,
        controls=(context.menu_button(),),
        choose=context.say(Text("Choose")),
        fallback=context.say(question),
    )
    context.show("menu", message, edit=not press.at_home)


def _planned(context: Context, press: Plan, flow: Flow, site: int) -> None:
    """The same is not planned twice, however often the button is pressed."""
    wanted = _wanted(context, press, flow, site)
    if same := context.tx.schedules.same(wanted):
        show_one(context, same, Text("This is planned already."))
        return
    zone = context.tx.people.place(site).zone
    next_at = next_after(wanted.rule, wanted.begins, wanted.hour, zone, context.now)
    one = context.tx.schedules.make(wanted, next_at, context.now)
    if next_at:
        context.tx.timers.set(DUE, next_at, str(one.id))
    show_one(context, one, Text("Planned."))


def _wanted(context: Context, press: Plan, flow: Flow, site: int) -> Planned:
    person = int(press.whom) if press.whom.isdecimal() else None
    today = context.now.astimezone(ZoneInfo(context.tx.people.place(site).zone)).date()
    return Planned(
        context.who.organisation_id, site, flow.id,
        role="" if person else press.whom.removesuffix(EACH), person_id=person, each=press.whom.endswith(EACH),
        draws=press.draws, rule=OFTEN[press.often][0], begins=today, at=f"{press.at[:2]}:{press.at[2:]}",
        grace=GRACE, made_by=context.who.person_id,
    )  # fmt: skip


def show_one(context: Context, one: KeptSchedule, note: Text | None, *, edit: bool = True) -> None:
    """The card of what is planned."""
    title = context.say(title_of(context, one.planned.flow_id))
    stop = context.who.role in PLANNERS and one.stopped_at is None and note is not STOPPED
    message = Message(
        title=title,
        lead=(context.say(note),) if note else (),
        lines=plan_lines(context, one),
        options=_changes(context, one) if stop else (),
        controls=(button(context.say(Text("What is planned")), ShowPlans(one.planned.site_id)), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def _changes(context: Context, one: KeptSchedule) -> tuple[Button, ...]:
    later = button(context.say(Text("Time allowed …")), InTime(one.id))
    return later, button(context.say(Text("Stop this")), StopPlan(one.id), "bad")


STOPPED = Text("Stopped. It is not due anymore.")


def show(context: Context, press: ShowPlan) -> None:
    one = context.tx.schedules.get(press.schedule)
    if one is None or not ours(context, one) or context.who.role not in READERS:
        context.toast(GONE)
        return
    show_one(context, one, GONE if one.stopped_at else None, edit=False)


def ours(context: Context, one: KeptSchedule) -> bool:
    return one.planned.organisation_id == context.who.organisation_id


def stop(context: Context, press: StopPlan) -> None:
    """From now on nobody is reminded; what was open is dropped with it. Its timer goes off for nothing: one that is just
    going off waits for this schedule, and must not be waited for."""
    one = context.tx.schedules.lock(press.schedule)
    if one is None or not ours(context, one) or context.who.role not in PLANNERS:
        context.toast(NOT_YOURS)
        return
    if not context.tx.schedules.stop(one.id, context.who.person_id, context.now):
        context.toast(GONE)
        return
    for mine in context.tx.dues.waiting(one.id):
        reminding.over(context, mine, DROPPED)
    show_one(context, replace(one, next_at=None), STOPPED)


def show_all(context: Context, press: ShowPlans) -> None:
    """Everything that is planned at a site."""
    if context.who.role not in READERS:
        context.toast(NOT_YOURS)
        return
    names = sites_of(context, context.who.organisation_id)
    site = press.site if press.site in names else context.who.site_id
    every = context.tx.schedules.going(context.who.organisation_id, site)[:LISTED]
    title = context.say(Text("Planned at {site}", {"site": names[site]}))
    message = Message(
        title=title,
        text="" if every else context.say(Text("Nothing is planned here.")),
        options=tuple(_each_planned(context, every)),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(*_more(context, site), context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=not press.at_home)


def _each_planned(context: Context, every: Iterable[KeptSchedule]) -> Iterable[Button]:
    for one in every:
        zone = context.tx.people.place(one.planned.site_id).zone
        said = hour_said(context, one.planned, zone, context.lang)
        yield button(f"{said} · {context.say(title_of(context, one.planned.flow_id))}", ShowPlan(one.id))


def _more(context: Context, site: int) -> tuple[Button, ...]:
    due = button(context.say(Text("What is due")), ShowDue(site))
    planner = context.who.role in PLANNERS
    return (button(context.say(TITLE), Plan(site=site)), due) if planner else (due,)


DUTY = Duty(presses={Plan: plan, ShowPlan: show, ShowPlans: show_all, StopPlan: stop})
