"""The programmes of the organisation at the page: status, tier, the days that come, and when somebody is reminded of them next."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation.memberships import Belonging, Dated, memberships
from bot.duties import programmes as chat
from bot.engine.talk import Text
from bot.page.partners import leads, offered
from bot.page.reader import Reader, Shown, missing


def programmes(reader: Reader) -> Shown:
    if not offered(reader):
        return missing(reader)
    some = memberships(reader.tx, reader.context.library, reader.who.organisation_id, reader.context.today)
    values = {
        "entity": chat.entity_said(reader.context).value,
        "entries": [_entry(reader, one) for one in some],
        "card": Message(options=tuple(chat.choices(reader.context)) if leads(reader) else ()),
    }
    return Shown("programmes.html", reader.say(chat.TITLE), values)


def _entry(reader: Reader, one: Belonging) -> tuple[str, str, list[tuple[str, str, bool]]]:
    """Its name, its status, and its days: what is said, the next reminder, and whether it is near."""
    tier = reader.say(Text("Tier {tier}", {"tier": str(one.kept.tier)})) if one.tiered else ""
    status = ", ".join(filter(None, (reader.say(one.status), tier)))
    return reader.say(Text(one.programme.name)), status, [_day(reader, each) for each in one.dates]


def _day(reader: Reader, one: Dated) -> tuple[str, str, bool]:
    reminder = reader.say(Text("Next reminder: {day}", {"day": one.reminder})) if one.reminder else ""
    return reader.say(one.said), reminder, one.coming.near
