"""An auditor's seat once it is made: its link, how it stands, what was looked at, and its end. Whoever made it is told when it is
first used and when it is over.

Whoever has the link can look: it is shown to nobody but the manager who asked for it, and not kept.
"""

from __future__ import annotations

from bot.channels.channel import Button, Line, Message
from bot.conversation import unkept
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.maps import LINK
from bot.conversation.paging import turning_of
from bot.conversation.seated import TITLE, gives, lines, named, state, viewed
from bot.duties import seating
from bot.duties.browsing import NOT_OPEN
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.seating import EndSeat, LinkSeat, ShowSeat, ShowSeats, ShowSeatViews
from bot.store.people import Who
from bot.store.seats import KeptSeat

OPENED, OVER = "seat_opened", "seat_over"  # timers; their subject is the number of organisation and seat
SIGN_IN = "/app/in/seat/"
PAGE = 20  # views
TOLD = {
    OPENED: Text("{name} has opened the link and can look now."),
    OVER: Text("The seat of {name} is over. Views: {count}"),
}


def subject_of(one: KeptSeat) -> str:
    return f"{one.organisation_id}/{one.id}"


def link(context: Context, press: LinkSeat) -> None:
    """The first one, or another: whoever came by the one before is out."""
    one, address = seating.mine(context, press.seat), context.tx.pages.address()
    if one is None:
        return
    if not address:
        unkept.say(context, TITLE, NOT_OPEN)
    elif one.draft and not one.sites:
        seating.look_at(context, one.id)
    elif not one.draft and not one.good(context.now):
        show(context, one.id)
    else:
        _made(context, one, address)


def _made(context: Context, one: KeptSeat, address: str) -> None:
    say, secret = context.say, context.tx.seats.link(one, context.now)
    now = context.tx.seats.get(one.organisation_id, one.id)
    assert now
    assert now.until
    context.tx.timers.set(OVER, now.until, subject_of(one))
    message = Message(
        title=say(TITLE),
        text=say(Text("Send this link to {name}, and to nobody else. It opens once, on one device.", {"name": now.name})),
        lines=(Line(say(Text("Link")), f"{address}{SIGN_IN}{secret}", LINK), *lines(context, now)),
        options=(button(say(Text("How it stands")), ShowSeat(one.id)),),
        controls=(button(say(Text("End it now")), EndSeat(one.id), "bad"), context.menu_button()),
        fallback=say(TITLE),
    )  # fmt: skip
    unkept.show(context, message)


def look(context: Context, press: ShowSeat) -> None:
    one = seating.mine(context, press.seat)
    if one and one.draft:
        seating.look_at(context, one.id)
    elif one:
        show(context, one.id)


def show(context: Context, id: int, note: Text | None = None) -> None:
    one = context.tx.seats.get(context.who.organisation_id, id)
    assert one, "it was there just now"
    say = context.say
    seen = button(say(Text("What was looked at: {count}", {"count": one.views})), ShowSeatViews(one.id))
    message = Message(
        title=say(TITLE),
        note=say(note) if note else "",
        text=say(state(context, one)),
        lines=(*lines(context, one), Line(say(Text("Let in by")), one.by)),
        options=(seen, *_ways(context, one)),
        columns=1,
        controls=(button(say(Text("All seats")), ShowSeats()), context.menu_button()),
        fallback=say(TITLE),
    )
    context.show("menu", message, edit=True)


def _ways(context: Context, one: KeptSeat) -> tuple[Button, ...]:
    if not one.good(context.now):
        return ()
    another = button(context.say(Text("Another link; the one before is no good then")), LinkSeat(one.id))
    return another, button(context.say(Text("End it now")), EndSeat(one.id), "bad")


def end(context: Context, press: EndSeat) -> None:
    """At once: every view asks whether it is good."""
    one = seating.mine(context, press.seat)
    if one is None or one.draft:
        return
    context.tx.seats.end(one.id, context.who.person_id, context.now)
    context.tx.timers.cancel(OVER, subject_of(one))
    show(context, one.id, Text("It is over. Nobody looks by it anymore."))


def show_views(context: Context, press: ShowSeatViews) -> None:
    one = seating.mine(context, press.seat)
    if one is None:
        return
    skip, say = press.page * PAGE, context.say
    views = context.tx.seats.views(one.id, PAGE + 1, skip)
    pages = press.page + (2 if len(views) > PAGE else 1)
    title = say(Text("What {name} has looked at", {"name": named(one)}))
    message = Message(
        title=title,
        text="" if views else say(Text("Nothing yet.")),
        lines=tuple(viewed(context, each) for each in views[:PAGE]),
        controls=(
            *turning_of(press.page, pages, lambda to: ShowSeatViews(one.id, to)),
            button(say(Text("Back")), ShowSeat(one.id)),
            context.menu_button(),
        ),
        fallback=title,
    )
    context.show("menu", message, edit=True)


# What whoever made it is told.


def opened(context: Context, subject: str) -> None:
    _told(context, subject, OPENED)


def over(context: Context, subject: str) -> None:
    _told(context, subject, OVER)


def _told(context: Context, subject: str, what: str) -> None:
    organisation, _, id = subject.partition("/")
    one = context.tx.seats.get(int(organisation), int(id))
    who = context.tx.people.whom(one.made_by) if one else None
    if one is None or who is None or not gives(who):
        return
    context.notify(who, f"seat:{one.id}", _word(context, one, who, what), key=f"seat/{one.id}/{what}/{one.opened_at}")


def _word(context: Context, one: KeptSeat, who: Who, what: str) -> Message:
    lang = context.reads(who)
    said = context.wording.say(Text(TOLD[what].source, {"name": named(one), "count": one.views}), lang)
    seen = context.wording.say(Text("What was looked at: {count}", {"count": one.views}), lang)
    title = context.wording.say(TITLE, lang)
    return Message(title=title, text=said, options=(button(seen, ShowSeatViews(one.id)),), fallback=said)


DUTY = Duty(
    presses={LinkSeat: link, ShowSeat: look, EndSeat: end, ShowSeatViews: show_views},
    timers={OPENED: opened, OVER: over},
)
