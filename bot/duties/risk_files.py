"""A risk assessment as a PDF in either language and as a workbook, sent into the chat."""

from __future__ import annotations

from bot.channels.channel import Picture
from bot.conversation.assessed import assessed
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.lanes import READERS
from bot.conversation.sent_once import sent_once
from bot.duties import lanes
from bot.duties.manual_files import AGAIN, PDF, XLSX
from bot.engine.talk import Text
from bot.presses.risking import SendAssessment, wanted


def send(context: Context, press: SendAssessment) -> None:
    """The letter says whose file it is and of what; it is made when it is sent."""
    found = assessed(context, press.run) if context.who.role in READERS else None
    if found is None or press.form not in ("pdf", "sheet") or press.lang not in context.wording.languages:
        context.toast(lanes.NOT_YOURS if found is None else lanes.GONE)
        return
    mime, end = (PDF, f"{press.lang}.pdf") if press.form == "pdf" else (XLSX, f"{press.lang}.xlsx")
    digest = wanted(press.form, press.run, context.who.person_id, press.lang)
    name = f"sello-risk-{found.record.number}-{end}"
    made = sent_once(context, Picture(digest, mime, name), digest, AGAIN)
    context.toast(Text("The file comes in a moment.") if made else Text("The file was sent to you just now."))


DUTY = Duty(presses={SendAssessment: send})
