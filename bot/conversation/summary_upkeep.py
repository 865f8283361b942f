"""What stands open beside the forms, as a summary says it: a line and a button each, only where there is something to say."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.channel import Button
from bot.conversation.summary_rows import Reader
from bot.engine.talk import Text
from bot.figures.summary import Summary
from bot.presses.bulletins import ShowBulletins
from bot.presses.buttons import button
from bot.presses.every import MenuPress
from bot.presses.manual import ShowManual
from bot.presses.partnering import ShowPartners, ShowProgrammes

STANDS = Text("Programs, partners, procedures")
# A line, a button, and what it opens.
UPKEEP: Mapping[str, tuple[Text, Text, MenuPress]] = {
    "dates": (Text("Days of programs that come: {count}"), Text("Our programs ({count})"), ShowProgrammes()),
    "failing": (
        Text("Partners that would fail an audit today: {count}"),
        Text("Failing partners ({count})"),
        ShowPartners("failing"),
    ),
    "expiring": (Text("Partners due soon: {count}"), Text("Partners due soon ({count})"), ShowPartners("soon")),
    "procedures": (Text("Procedures not read by everybody: {count}"), Text("Procedures ({count})"), ShowManual()),
    "bulletins": (Text("Bulletins not seen by everybody: {count}"), Text("Bulletins ({count})"), ShowBulletins()),
}


def open_lines(made: Summary, reader: Reader) -> list[str]:
    some = ((said, made.upkeep.get(what, 0)) for what, (said, _, _) in UPKEEP.items())
    return [reader.say(Text(said.source, {"count": count})) for said, count in some if count]


def open_buttons(made: Summary, reader: Reader) -> tuple[Button, ...]:
    some = ((label, press, made.upkeep.get(what, 0)) for what, (_, label, press) in UPKEEP.items())
    return tuple(
        button(reader.say(Text(label.source, {"count": count})), press) for label, press, count in some if count
    )
