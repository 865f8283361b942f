"""The manual as a PDF in either language, and who has read what as a workbook, sent into the chat."""

from __future__ import annotations

from bot.channels.channel import Picture
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.editions import SEES
from bot.conversation.sent_once import sent_once
from bot.duties import keeping_manual, manual, menu
from bot.engine.talk import Text
from bot.presses.manual import SendManual, SendReadings, wanted

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AGAIN = 2  # minutes in which nobody gets the same one twice


def send(context: Context, press: SendManual) -> None:
    """The letter says whose file it is and of what; it is printed when it is sent."""
    if press.lang not in context.wording.languages:
        menu.show_menu(context, manual.GONE)
        return
    if press.edition == 0 and context.who.role not in SEES:
        menu.show_menu(context, keeping_manual.NOT_SEEN)
        return
    if press.edition and manual.seen(context, press.edition) is None:
        return
    name = (
        f"sello-manual-{press.lang}.pdf" if press.edition == 0 else f"sello-procedure-{press.edition}-{press.lang}.pdf"
    )
    _send(context, wanted("pdf", press.edition, context.who.person_id, press.lang), PDF, name)


def send_readings(context: Context, _press: SendReadings) -> None:
    if context.who.role not in SEES:
        menu.show_menu(context, keeping_manual.NOT_SEEN)
        return
    lang = context.wording.language(context.who.lang)
    _send(context, wanted("sheet", 0, context.who.person_id, lang), XLSX, "sello-procedures.xlsx")


def _send(context: Context, digest: str, mime: str, name: str) -> None:
    made = sent_once(context, Picture(digest, mime, name), digest, AGAIN)
    context.toast(Text("The file comes in a moment.") if made else Text("The file was sent to you just now."))


DUTY = Duty(presses={SendManual: send, SendReadings: send_readings})
