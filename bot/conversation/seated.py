"""An auditor's seat in words: who sits there, what of the company they can see, until when. Who may give one.

Chat and page say the same.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.channel import Line
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of
from bot.engine.talk import Text
from bot.store.people import Who
from bot.store.seats import KeptSeat, View

GIVES = ("manager", "admin")
TITLE = Text("Auditor's seat")
ENDED, EXPIRED, WAITS, OPENED = (
    Text("Ended {at}"),
    Text("Over since {at}"),
    Text("The link has not been used yet"),
    Text("Signed in since {at}, {browser}"),
)
DAYS = Text("{first} to {last}")
SEEN = {
    "home": Text("Overview"),
    "records": Text("List of records"),
    "record": Text("Record {named}"),
    "file": Text("Photo of record {named}"),
    "numbers": Text("Numbers"),
    "evidence": Text("Security profile"),
    "criterion": Text("Criterion {named}"),
    "seals": Text("Seals"),
    "training": Text("Training"),
    "manual": Text("List of procedures"),
    "procedure": Text("Procedure {named}"),
    "missing": Text("Something that is not open to them"),
    "in": Text("Signed in"),
}


def gives(who: Who | None) -> bool:
    """May they let somebody look from outside?"""
    return who is not None and who.role in GIVES


def named(one: KeptSeat) -> str:
    return ", ".join(" ".join(part.split()) for part in (one.name, one.company) if part.strip())


def places(context: Context, one: KeptSeat) -> str:
    """The sites that can be seen, by name."""
    names = sites_of(context, one.organisation_id)
    return ", ".join(sorted(name for id, name in names.items() if id in one.sites))


def days(one: KeptSeat) -> Text:
    return Text(DAYS.source, {"first": one.first, "last": one.last})


def local(context: Context, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(context.who.zone))


def lines(context: Context, one: KeptSeat) -> tuple[Line, ...]:
    """What it opens, and for how long."""
    say, fill = context.say, context.wording.fill
    until = fill(local(context, one.until), context.lang) if one.until else say(_so_many(one.days))
    return (
        Line(say(Text("For")), named(one)),
        Line(say(Text("Sites")), places(context, one) or say(Text("None chosen yet")), "" if one.sites else "empty"),
        Line(say(Text("Records of")), say(days(one))),
        Line(say(Text("Open until") if one.until else Text("Open for")), until),
    )


def _so_many(count: int) -> Text:
    return Text("1 day") if count == 1 else Text("{count} days", {"count": count})


def state(context: Context, one: KeptSeat) -> Text:
    """Is it over, waiting, or in use?"""
    if one.ended_at:
        return Text(ENDED.source, {"at": local(context, one.ended_at)})
    if one.until and context.now >= one.until:
        return Text(EXPIRED.source, {"at": local(context, one.until)})
    if one.session and one.opened_at:
        return Text(OPENED.source, {"at": local(context, one.opened_at), "browser": one.browser})
    return WAITS


def viewed(context: Context, one: View) -> Line:
    """When, and what; how often, if more than once in that minute."""
    what = Text(SEEN[one.what].source, {"named": one.named})
    times = f" ×{one.count}" if one.count > 1 else ""
    return Line(context.wording.fill(local(context, one.at), context.lang), f"{context.say(what)}{times}")
