"""Auditors' seats at the page: who was let in, how each stands, and everything that was looked at. What is done are the buttons of
the chat."""

from __future__ import annotations

from bot.channels.channel import Button, Message
from bot.conversation.seated import TITLE, gives, lines, named, state, viewed
from bot.engine.talk import Text
from bot.page.entries import Entry
from bot.page.lists import PAGE, page_in
from bot.page.reader import Reader, Shown, missing
from bot.page.turning import turned
from bot.presses.buttons import button
from bot.presses.seating import EndSeat, LinkSeat, WriteSeat
from bot.store.seats import KeptSeat

VIEWS = 50  # on a page


def offered(reader: Reader) -> bool:
    return gives(reader.who)


def auditors(reader: Reader) -> Shown:
    if not offered(reader):
        return missing(reader)
    page, ours = page_in(reader), reader.who.organisation_id
    some = reader.tx.seats.of(ours, PAGE + 1, page * PAGE)
    new = button(reader.say(Text("Let somebody look")), WriteSeat(0, "name"), "primary")
    values = {
        "entries": tuple(_entry(reader, one) for one in some[:PAGE]),
        "card": Message(options=(new,)),
        "turn": turned(page, {}, more=len(some) > PAGE),
    }
    return Shown("auditors.html", reader.say(Text("Auditors")), values)


def _entry(reader: Reader, one: KeptSeat) -> Entry:
    seen = reader.say(Text("What was looked at: {count}", {"count": one.views}))
    return Entry(named(one), f"{reader.say(state(reader.context, one))} · {seen}", f"/auditor/{one.id}")


def auditor(reader: Reader) -> Shown:
    one = reader.tx.seats.get(reader.who.organisation_id, reader.part) if offered(reader) else None
    if one is None or one.draft:
        return missing(reader)
    page = page_in(reader)
    views = reader.tx.seats.views(one.id, VIEWS + 1, page * VIEWS)
    values = {
        "card": Message(text=reader.say(state(reader.context, one)), lines=lines(reader.context, one), options=_ways(reader, one)),
        "views": tuple(viewed(reader.context, each) for each in views[:VIEWS]),
        "turn": turned(page, {}, more=len(views) > VIEWS),
    }  # fmt: skip
    return Shown("auditor.html", f"{reader.say(TITLE)} · {named(one)}", values)


def _ways(reader: Reader, one: KeptSeat) -> tuple[Button, ...]:
    if not one.good(reader.context.now):
        return ()
    end = button(reader.say(Text("End it now")), EndSeat(one.id), "bad")
    return button(reader.say(Text("Another link; the one before is no good then")), LinkSeat(one.id)), end
