"""A drill as a PDF in either language, sent into the chat."""

from __future__ import annotations

from bot.channels.channel import Picture
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.sent_once import sent_once
from bot.duties import drills
from bot.engine.talk import Text
from bot.presses.drilling import SendDrill, wanted

PDF = "application/pdf"
AGAIN = 2  # minutes in which nobody gets the same one twice


def send(context: Context, press: SendDrill) -> None:
    """The letter says whose file it is and of what; it is printed when it is sent."""
    one = drills.mine(context, press.drill)
    if one is None or press.lang not in context.wording.languages:
        return
    about = wanted(one.id, context.who.person_id, press.lang)
    made = sent_once(context, Picture(about, PDF, f"sello-drill-{one.day}-{press.lang}.pdf"), about, AGAIN)
    context.toast(Text("The file comes in a moment.") if made else Text("The file was sent to you just now."))


DUTY = Duty(presses={SendDrill: send})
