"""`/auditor`: a manager lets one person from outside look at the page for some days: for whom, which sites, records of which days.

Nothing can be seen before its link is made (seat_links.py).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.channels.channel import Button, Group, Message
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of, toggled
from bot.conversation.duty import Duty
from bot.conversation.paging import turning_of
from bot.conversation.seated import TITLE, gives, lines, named, state
from bot.conversation.spoken import period_and_rest
from bot.conversation.vocabulary import Word
from bot.duties import menu
from bot.engine.kinds.typed import clean, says_something
from bot.engine.talk import Refused, Said, Text, Typed
from bot.figures.period import DAY
from bot.presses.buttons import among, button
from bot.presses.seating import (
    DropSeat,
    LinkSeat,
    SeatDays,
    SeatMonths,
    SeatSite,
    ShowSeat,
    ShowSeats,
    WriteSeat,
    WritingSeat,
)
from bot.store.seats import MOST_DAYS, KeptSeat

PAGE = 10  # seats, or sites
LABEL = 75  # characters of a button
LONGEST = 120  # characters of a name
MONTHS, GOOD_FOR = (1, 3, 6, 12), (1, 3, 7, 14, 30)
TWO_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\W+(?:to |al? |hasta )?\W*(\d{4}-\d\d-\d\d)")  # from the first day to the last
NOT_YOURS = Text("Only managers and administrators let an auditor look at the page.")
GONE = Text("That seat is not there anymore.")
ASKED = {
    "name": Text("Who will look? Write the name of one person."),
    "company": Text("For which organization? For example the program, the customer or the audit firm."),
    "range": Text("Records of which days? For example: {example}"),
}
WHAT_IS_SEEN = Text(
    "They read records, numbers, evidence, seals, procedures and training of these sites and days, and change nothing. Confidential reports, tips and telephone numbers are never shown. You see everything they look at."
)


def typed(context: Context, _words: str) -> None:
    show_all(context, ShowSeats(at_home=True))


def show_all(context: Context, press: ShowSeats, note: Text | None = None) -> None:
    """Those that were given, the newest first."""
    if not gives(context.who):
        menu.show_menu(context, NOT_YOURS)
        return
    say, skip = context.say, press.page * PAGE
    every = context.tx.seats.of(context.who.organisation_id, PAGE + 1, skip)
    options = [button(_label(context, one), ShowSeat(one.id)) for one in every[:PAGE]]
    pages = press.page + (2 if len(every) > PAGE else 1)
    message = Message(
        title=say(TITLE),
        note=say(note) if note else "",
        text=say(Text("Who was let in:") if options else Text("Nobody from outside was let in yet.")),
        hint=say(WHAT_IS_SEEN),
        options=(button(say(Text("Let somebody look")), WriteSeat(0, "name"), "primary"), *options),
        columns=1,
        controls=(*turning_of(press.page, pages, ShowSeats), context.menu_button()),
        fallback=say(TITLE),
    )
    context.show("menu", message, edit=not press.at_home)


def _label(context: Context, one: KeptSeat) -> str:
    return f"{named(one)[:40]}: {context.say(state(context, one))}"[:LABEL]


def mine(context: Context, id: int) -> KeptSeat | None:
    """One of the organisation of whoever is speaking, if they may give seats; says so if there is none."""
    if not gives(context.who):
        menu.show_menu(context, NOT_YOURS)
        return None
    one = context.tx.seats.get(context.who.organisation_id, id)
    if one is None or (one.draft and one.made_by != context.who.person_id):
        menu.show_menu(context, GONE)
        return None
    return one


def draft_of(context: Context, id: int) -> KeptSeat | None:
    one = mine(context, id)
    if one and not one.draft:
        show_all(context, ShowSeats(), Text("Its link is made already. What can be seen stays as it was."))
    return one if one and one.draft else None


# What is typed.


def write(context: Context, press: WriteSeat) -> None:
    if not gives(context.who):
        menu.show_menu(context, NOT_YOURS)
    elif press.what in ASKED and (not press.seat or draft_of(context, press.seat)):
        _ask(context, WritingSeat(press.seat, press.what if press.seat else "name"))


def _ask(context: Context, waits: WritingSeat, note: Text | None = None) -> None:
    example = f"{context.today.replace(day=1) - DAY * 61} {context.today}"
    asked = context.say(Text(ASKED[waits.what].source, {"example": example}))
    controls = (button(context.say(Text("Never mind")), waits),)
    message = Message(
        title=context.say(TITLE), note=context.say(note) if note else "", text=asked, entry="text", controls=controls,
        fallback=asked,
    )  # fmt: skip
    context.show("menu", message, edit=False, back=False)


def never_mind(context: Context, press: WritingSeat) -> None:
    if press.seat and draft_of(context, press.seat):
        look_at(context, press.seat)
    elif not press.seat:
        show_all(context, ShowSeats())


def written(context: Context, words: str) -> bool:
    """Were these words what was asked for a seat?"""
    return hears(context, Typed(words))


def hears(context: Context, said: Said | Refused) -> bool:
    waits = among(context.buttons, WritingSeat)
    if waits is None or waits.what not in ASKED or not gives(context.who):
        return False
    if not isinstance(said, Typed) or not says_something(clean(said.text)):
        _ask(context, waits, Text("Please type it."))
    elif waits.what == "range":
        _range(context, waits, said.text)
    else:
        _called(context, waits, " ".join(clean(said.text).split())[:LONGEST])
    return True


def _called(context: Context, waits: WritingSeat, words: str) -> None:
    """A name begins a draft: all sites, the last three months, three days."""
    if not waits.seat:
        who, today = context.who, context.today
        id = context.tx.seats.draft(who.organisation_id, who.person_id, words, (today - DAY * 90, today), context.now)
        context.tx.seats.change(id, sites=list(sites_of(context, who.organisation_id)))
        _ask(context, WritingSeat(id, "company"))
    elif draft_of(context, waits.seat):
        context.tx.seats.change(waits.seat, **{waits.what: words})
        look_at(context, waits.seat, edit=False)


def _range(context: Context, waits: WritingSeat, words: str) -> None:
    found = days_in(words, context.today)
    if found is None:
        _ask(context, waits, Text("These are no two days in order."))
    elif draft_of(context, waits.seat):
        context.tx.seats.change(waits.seat, first=found[0], last=found[1])
        look_at(context, waits.seat, edit=False)


def days_in(words: str, today: date) -> tuple[date, date] | None:
    """Two days, or a period as people say it."""
    if both := TWO_DAYS.search(words):
        try:
            first, last = date.fromisoformat(both[1]), date.fromisoformat(both[2])
        except ValueError:
            return None
        return (first, last) if first <= last else None
    period, rest = period_and_rest(words.strip(), today)
    return (period.first, period.last) if period and not rest else None


# What is chosen.


def look_at(context: Context, id: int, page: int = 0, *, edit: bool = True) -> None:
    """A draft, with what can be chosen."""
    one = context.tx.seats.get(context.who.organisation_id, id)
    assert one, "it was there just now"
    say = context.say
    names = sites_of(context, one.organisation_id)
    pages = max(-(-len(names) // PAGE), 1)
    page = min(page, pages - 1)
    make = (button(say(Text("Make the link")), LinkSeat(one.id), "good"),) if one.sites else ()
    message = Message(
        title=say(TITLE),
        hint=say(WHAT_IS_SEEN),
        lines=lines(context, one),
        groups=(
            Group(say(Text("Sites")), tuple(_sites(one, names, page)) + turning_of(page, pages, lambda to: SeatSite(one.id, to))),
            Group(say(Text("Records of")), tuple(_months(context, one))),
            Group(say(Text("Open for")), tuple(_good_for(context, one))),
        ),
        controls=(*make, button(say(Text("Throw away")), DropSeat(one.id)), context.menu_button()),
        fallback=say(TITLE),
    )  # fmt: skip
    context.show("menu", message, edit=edit)


def _sites(one: KeptSeat, names: dict[int, str], page: int) -> list[Button]:
    some = sorted(names.items(), key=lambda each: each[1])[page * PAGE : (page + 1) * PAGE]
    return [button(f"{'✓ ' if id in one.sites else ''}{name}"[:LABEL], SeatSite(one.id, page, id)) for id, name in some]


def _months(context: Context, one: KeptSeat) -> list[Button]:
    said = [Text("Last month") if count == 1 else Text("{count} months", {"count": count}) for count in MONTHS]
    made = [button(context.say(text), SeatMonths(one.id, count)) for text, count in zip(said, MONTHS, strict=True)]
    return [*made, button(context.say(Text("Other days")), WriteSeat(one.id, "range"))]


def _good_for(context: Context, one: KeptSeat) -> list[Button]:
    said = [Text("1 day") if count == 1 else Text("{count} days", {"count": count}) for count in GOOD_FOR]
    marks = ["✓ " if count == one.days else "" for count in GOOD_FOR]
    every = zip(marks, said, GOOD_FOR, strict=True)
    return [button(f"{mark}{context.say(text)}", SeatDays(one.id, count)) for mark, text, count in every]


def choose(context: Context, press: SeatSite | SeatMonths | SeatDays) -> None:
    one = draft_of(context, press.seat)
    if one is None:
        return
    values: dict[str, Any] = {}
    match press:
        case SeatSite(_, _, site) if site in sites_of(context, one.organisation_id):
            values["sites"] = toggled(one.sites, site)
        case SeatMonths(_, months) if months in MONTHS:
            values |= {"first": context.today - DAY * (365 * months // 12), "last": context.today}
        case SeatDays(_, days) if 1 <= days <= MOST_DAYS:
            values["days"] = days
    if values:
        context.tx.seats.change(one.id, **values)
    look_at(context, one.id, press.page if isinstance(press, SeatSite) else 0)


def drop(context: Context, press: DropSeat) -> None:
    if draft_of(context, press.seat):
        context.tx.seats.drop(press.seat)
        show_all(context, ShowSeats(), Text("It is thrown away."))


DUTY = Duty(
    words=(Word("auditor", Text("/auditor"), Text("Let an auditor look at the page"), roles=("manager", "admin"), slash=True),),
    commands={"auditor": typed},
    presses={
        ShowSeats: show_all, WriteSeat: write, WritingSeat: never_mind, SeatSite: choose, SeatMonths: choose,
        SeatDays: choose, DropSeat: drop,
    },
    hears=hears,
)  # fmt: skip
