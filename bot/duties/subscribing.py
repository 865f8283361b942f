"""The summary that comes by itself: who wants it, on which day, at what hour, of which sites; and sending it, once.

It is sent late rather than never. Whoever has left or may not read it anymore gets nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Line, Message
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of, toggled
from bot.conversation.duty import Duty
from bot.conversation.paging import turning_of
from bot.conversation.profile import standing_of
from bot.conversation.sites import some
from bot.conversation.summary_card import turns
from bot.duties import summary
from bot.duties.evidence import UNPROVEN
from bot.duties.summary import FOR_MANAGERS, HOUR, READERS
from bot.engine.talk import Text
from bot.figures.asked import Asked
from bot.figures.evidence import unproven_musts
from bot.figures.period import Period, week_of
from bot.figures.proofs import Year
from bot.presses.buttons import button
from bot.presses.every import ShowSummary
from bot.presses.profiling import NOTHING, ShowProfile
from bot.presses.summarizing import (
    OrderDay,
    OrderHour,
    OrderSite,
    OrderSummary,
    ShowOrder,
    StopOrder,
)
from bot.recurring import next_after
from bot.store import profiles
from bot.store.people import Who
from bot.store.subscriptions import Order

TIMER = "summary"  # its subject is the number of the person
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FROM_FRIDAY = 4  # on from here it is about the week itself, before about the week before
HOURS = tuple(f"{hour:02}:00" for hour in range(5, 21))
SHOWN = 10  # sites that are named on the card
GONE = Text("The summary does not come by itself.")


def next_time(day: int, at: str, zone: str, after: datetime) -> datetime:
    """By the clock of a place, also when clocks are changed."""
    found = next_after(
        f"FREQ=WEEKLY;BYDAY={DAYS[day]}", after.astimezone(ZoneInfo(zone)).date(), datetime.strptime(at, "%H:%M").time(),  # noqa: DTZ007  an hour has no zone
        zone, after,
    )  # fmt: skip
    assert found, "every week has every day"
    return found


def order(context: Context, press: OrderSummary) -> None:
    """Every Monday at seven, until something else is chosen; asked for once more, it stays as it is."""
    who = context.who
    if not _may(context):
        return
    if press.site and press.site not in sites_of(context, who.organisation_id):
        context.toast(GONE)  # a site of somebody else
        return
    if context.tx.subscriptions.of(who.person_id, lock=True) is None:
        sites = (press.site,) if press.site else ()
        _keep(context, Order(who.person_id, 0, HOUR, sites, context.now))
    _card(context, Text("From now on the summary comes by itself."))


def _may(context: Context) -> bool:
    if context.who.role not in READERS:
        context.toast(FOR_MANAGERS)
        return False
    return True


def _keep(context: Context, wanted: Order) -> None:
    at = next_time(wanted.day, wanted.at, context.who.zone, context.now)
    context.tx.subscriptions.order(replace(wanted, next_at=at), context.now)
    context.tx.timers.set(TIMER, at, str(wanted.person_id))


def _mine(context: Context) -> Order | None:
    """What was ordered; says so if nothing is."""
    found = context.tx.subscriptions.of(context.who.person_id, lock=True) if _may(context) else None
    if found is None and context.who.role in READERS:
        context.toast(GONE)
    return found


def show(context: Context, _press: ShowOrder) -> None:
    if _mine(context):
        _card(context, None)


def _card(context: Context, note: Text | None) -> None:
    one = context.tx.subscriptions.of(context.who.person_id)
    assert one
    say, who = context.say, context.who
    when = f"{say(summary.often(one.day))}, {summary.hour_said(context, who, one.at)}"
    names = sites_of(context, who.organisation_id)
    chosen = ", ".join(names[id] for id in one.sites[:SHOWN] if id in names)
    more = f" … +{len(one.sites) - SHOWN}" if len(one.sites) > SHOWN else ""
    about = Text("the week itself") if one.day >= FROM_FRIDAY else Text("the week before")
    message = Message(
        title=say(Text("The summary that comes by itself")),
        lead=(say(note),) if note else (),
        lines=(
            Line(say(Text("When")), when),
            Line(say(Text("About")), say(about)),
            Line(say(Text("Sites")), chosen + more or say(Text("all of them"))),
            Line(say(Text("Next")), context.wording.moment(one.next_at, who.zone, context.lang)),
        ),
        options=(
            button(say(Text("Another day")), OrderDay()),
            button(say(Text("Another hour")), OrderHour()),
            *((button(say(Text("Choose sites")), OrderSite()),) if len(names) > 1 else ()),
            button(say(Text("Send it no more")), StopOrder(), "bad"),
        ),
        controls=(
            button(say(Text("Back to the summary")), ShowSummary(week_of(context.today).name)),
            context.menu_button(),
        ),
        fallback=say(Text("The summary that comes by itself")),
    )
    context.show("summary", message, edit=True)


def day(context: Context, press: OrderDay) -> None:
    one = _mine(context)
    if one is None:
        return
    if press.day not in map(str, range(7)):
        options = (button(context.say(summary.often(n)), OrderDay(str(n))) for n in range(7))
        _ask(context, Text("On which day?"), options)
        return
    _keep(context, replace(one, day=int(press.day)))
    _card(context, Text("Changed."))


def hour(context: Context, press: OrderHour) -> None:
    one = _mine(context)
    if one is None:
        return
    at = f"{press.at[:2]}:{press.at[2:]}"
    if at not in HOURS:
        hours = (button(summary.hour_said(context, context.who, h), OrderHour(h.replace(":", ""))) for h in HOURS)
        _ask(context, Text("At what time?"), hours)
        return
    _keep(context, replace(one, at=at))
    _card(context, Text("Changed."))


def site(context: Context, press: OrderSite) -> None:
    """Sites are chosen and left out again, a page of them at a time; none chosen is all of them."""
    one = _mine(context)
    if one is None:
        return
    names = sites_of(context, context.who.organisation_id)
    if press.site in names:
        one = replace(one, sites=toggled(one.sites, press.site))
        _keep(context, one)
    pages = -(-len(names) // summary.CHOOSE)
    page = min(press.page, pages - 1)
    options = [
        button(f"{'✓ ' if id in one.sites else ''}{name}"[:75], OrderSite(page, id)) for id, name in names.items()
    ]
    turned = turning_of(page, pages, OrderSite)
    _ask(context, Text("Which sites?"), options[page * summary.CHOOSE : (page + 1) * summary.CHOOSE], turned)


def _ask(context: Context, question: Text, options: Iterable[Button], turned: tuple[Button, ...] = ()) -> None:
    asked = context.say(question)
    message = Message(
        title=asked,
        options=tuple(options),
        columns=1 if turned else 0,
        choose=context.say(Text("Choose")),
        controls=(*turned, button(context.say(Text("Done")), ShowOrder()), context.menu_button()),
        fallback=asked,
    )
    context.show("summary", message, edit=True)


def stop(context: Context, _press: StopOrder) -> None:
    if _mine(context) is None:
        return
    context.tx.timers.cancel(TIMER, str(context.who.person_id))
    context.tx.subscriptions.end(context.who.person_id)
    said = context.say(Text("The summary comes no more by itself."))
    back = button(context.say(Text("Back to the summary")), ShowSummary(week_of(context.today).name))
    context.show("summary", Message(text=said, controls=(back, context.menu_button()), fallback=said), edit=True)


def comes(context: Context, subject: str) -> None:
    """It is time. What takes long is read before anything is written."""
    tx, person = context.tx, int(subject)
    one, who = tx.subscriptions.of(person, lock=True), tx.people.whom(person)
    if one is None:
        return
    if who is None or who.role not in READERS:
        tx.subscriptions.end(person)
        return
    if one.next_at > context.now:  # it was changed meanwhile
        tx.timers.set(TIMER, one.next_at, subject)
        return
    _send(context, who, one)
    after = next_time(one.day, one.at, who.zone, context.now)
    tx.subscriptions.moves(one, after)
    tx.timers.set(TIMER, after, subject)


def _send(context: Context, who: Who, one: Order) -> None:
    today = context.now.astimezone(ZoneInfo(who.zone)).date()
    week = week_of(today)
    period = week if one.day >= FROM_FRIDAY else week.before
    names = context.tx.organisations.site_names(who.organisation_id)
    at = some(context, one.sites, names, context.reads(who))
    asked = Asked(period, who.zone, who.organisation_id, at.ids, today)
    made = summary.counted(context, asked).discreet(who.person_id)
    turned = turns(made, at.press, later=_is_over(period, asked))
    controls = (*turned, *_unproven(context, who, asked), _changes(context, who))
    message = summary.card_for(context, who, made, at, controls)
    context.notify(who, "summary", message, key=f"summary/{who.person_id}/{one.next_at:%Y-%m-%d %H:%M}")


def _unproven(context: Context, who: Who, asked: Asked) -> tuple[Button, ...]:
    """How many musts have nothing on record, which opens them; only to an organisation that has begun its security profile, or
    belongs to a programme."""
    ours = who.organisation_id
    if asked.today is None or not (profiles.begun(context.tx, ours) or context.tx.programmes.of(ours)):
        return ()
    count = unproven_musts(standing_of(context, Year(who.organisation_id, who.zone, asked.today)))
    said = context.wording.say(Text(UNPROVEN.source, {"count": count}), context.reads(who))
    return (button(said, ShowProfile(NOTHING)),) if count else ()


def _is_over(period: Period, asked: Asked) -> bool:
    return asked.today is not None and period.after <= asked.today


def _changes(context: Context, who: Who) -> Button:
    return button(context.wording.say(Text("Change or stop this"), context.reads(who)), ShowOrder())


DUTY = Duty(
    presses={
        OrderSummary: order, ShowOrder: show, OrderDay: day, OrderHour: hour, OrderSite: site, StopOrder: stop,
    },
    timers={TIMER: comes},
)  # fmt: skip
