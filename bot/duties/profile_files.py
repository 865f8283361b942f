"""The security profile as a workbook or as a text for pasting into the portal, sent into the chat or made at the page."""

from __future__ import annotations

from bot.channels.channel import Picture
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.profile import READERS
from bot.conversation.sent_once import sent_once
from bot.duties.evidence import refuse
from bot.engine.talk import Text
from bot.presses.profiling import SHEET, SendProfile, wanted

AGAIN = 2  # minutes in which nobody gets the same one twice
KINDS = {
    SHEET: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "text": ("text/markdown", "md"),
}


def send(context: Context, press: SendProfile) -> None:
    """The letter says whose file it is; it is made when it is sent."""
    if context.who.role not in READERS:
        refuse(context)
        return
    if press.form not in KINDS:
        return
    mime, ending = KINDS[press.form]
    digest = wanted(press.form, context.who.person_id, context.wording.language(context.who.lang))
    made = sent_once(context, Picture(digest, mime, f"sello-profile-{context.today}.{ending}"), digest, AGAIN)
    context.toast(Text("The file comes in a moment.") if made else Text("The file was sent to you just now."))


DUTY = Duty(presses={SendProfile: send})
