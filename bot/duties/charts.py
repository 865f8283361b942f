"""A period as a picture, for those who read its summary: drawn when it is sent, and said in words for whoever does not see it."""

from __future__ import annotations

from bot.channels.channel import Picture
from bot.conversation.chart import chart
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.sent_once import sent_once
from bot.duties import summary
from bot.engine.talk import Text
from bot.presses.picturing import SendChart, wanted

KIND = "image/png"
AGAIN = 2  # minutes in which nobody gets the same one twice


def send(context: Context, press: SendChart) -> None:
    """The letter says whose picture it is, and has its numbers."""
    who, meant = context.who, summary.meant_by(context, press.period, press.site)
    if meant is None:
        context.toast(summary.FOR_MANAGERS)
        return
    period, at = meant
    asked = summary.asked_by(context, period, at)
    made = summary.counted(context, asked).discreet(who.person_id)
    drawn = chart(made, summary.reader_of(context, who), who.organisation, at.name)
    file = Picture(wanted(who.person_id, drawn.values), KIND, f"sello-{period.name}.png", drawn.said)
    new = sent_once(context, file, f"chart:{who.person_id}:{period.name}:{press.site}:{context.lang}", AGAIN)
    context.toast(Text("The picture comes in a moment.") if new else Text("The picture was sent to you just now."))


DUTY = Duty(presses={SendChart: send})
