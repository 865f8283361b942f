"""A record as a PDF, and the driver's copy of an inspection, sent into the chat. By a button, or by the number of the record."""

from __future__ import annotations

from bot.channels.channel import Button, Message, Picture
from bot.conversation.context import Context
from bot.conversation.driver_copy import drivable, paper_buttons
from bot.conversation.duty import Duty
from bot.conversation.paper_rights import on_paper, printed_as
from bot.conversation.pen import cut
from bot.conversation.record import Record
from bot.conversation.sent_once import sent_once
from bot.conversation.telling import notice
from bot.conversation.vocabulary import Word
from bot.duties import answering, menu, timeline
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.papering import (
    BOTH,
    CERTIFICATE,
    DRIVER,
    KIND,
    RECORD,
    SendCertificate,
    SendDriverCopy,
    SendPdf,
    name_of,
    wanted,
)
from bot.store import retention
from bot.store.runs import KeptRun

AGAIN = 2  # minutes in which the same file comes once: a second tap is no second wish
MINE = 6  # records of their own that are offered to whoever names none
LABEL = 60  # characters on a button
NOT_YOURS = Text("There is no finished record with that number that you may read.")
COMES = Text("The PDF comes in a moment.")
SENT = Text("The PDF was sent to you just now.")


def send_pdf(context: Context, press: SendPdf) -> None:
    _toasted(context, context.tx.runs.get(press.run), RECORD)


def send_copy(context: Context, press: SendDriverCopy) -> None:
    _toasted(context, context.tx.runs.get(press.run), DRIVER)


def send_certificate(context: Context, press: SendCertificate) -> None:
    """In both languages beside each other: whoever it is shown to may read either."""
    _toasted(context, context.tx.runs.get(press.run), CERTIFICATE, BOTH)


def _toasted(context: Context, kept: KeptRun | None, form: str, lang: str = "") -> None:
    record = on_paper(context, kept)
    if record is None or not printed_as(record, form):
        context.toast(NOT_YOURS)
        return
    context.toast(COMES if _send(context, record, form, lang or context.lang) else SENT)


def _send(context: Context, record: Record, form: str, lang: str) -> bool:
    """The letter says which record it is, and for whom; the file is made when it is sent. False if it was just now."""
    who, kept = context.who, record.kept
    file = Picture(wanted(kept.id, who.person_id, form, lang), KIND, name_of(record.number, form))
    return sent_once(context, file, f"paper:{kept.id}:{kept.version}:{who.person_id}:{form}:{lang}", AGAIN)


def typed(context: Context, rest: str) -> None:
    """/pdf LAR-26-0012, and behind it a language, or both."""
    number, _, more = rest.strip().partition(" ")
    lang = _language(context, more.strip().casefold())
    if not number:
        _ask(context)
        return
    record = _numbered(context, number)
    if record is None or not lang:
        menu.show_menu(
            context, NOT_YOURS if record is None else Text("Behind the number you can write en, es or both.")
        )
        return
    _show(context, record, COMES if _send(context, record, RECORD, lang) else SENT)


def _language(context: Context, typed: str) -> str:
    """The one they read, unless they say another one; empty if that is none."""
    if not typed:
        return context.lang
    if typed in (BOTH, "ambos"):
        return BOTH
    return context.wording.regional(typed, context.who.region) if typed in context.wording.languages else ""


def _numbered(context: Context, number: str) -> Record | None:
    if not timeline.numbered(number):
        return None
    found = retention.numbered(context.tx, context.who.organisation_id, number)
    return on_paper(context, context.tx.runs.get(found) if found else None)


def _ask(context: Context) -> None:
    """Some of their own records, to be chosen from."""
    mine = [kept for kept in context.tx.runs.recent(context.who.person_id, 5 * MINE) if kept.status == "finished"]
    records = [record for kept in mine if (record := on_paper(context, kept)) is not None][:MINE]
    text = Text("Which record? Its number can be typed behind the command, such as /pdf LAR-26-0012.")
    message = Message(
        title=context.say(Text("Record as PDF")),
        text=context.say(text),
        options=tuple(_option(context, record) for record in records),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(context.menu_button(),),
        fallback=context.say(text),
    )
    context.show("menu", message, edit=False)


def _option(context: Context, record: Record) -> Button:
    return button(cut(f"{record.number} · {context.say(record.title)}", LABEL), SendPdf(record.kept.id))


def _show(context: Context, record: Record, said: Text) -> None:
    """A word, with the way to the driver's copy."""
    run, text = record.kept.id, context.say(said)
    copy = (button(context.say(Text("Driver's copy")), SendDriverCopy(run)),) if drivable(record) else ()
    title = notice(context, record, context.who).title
    context.show("menu", Message(title=title, text=text, options=copy, controls=(context.menu_button(),), fallback=text), edit=False)  # fmt: skip


def opened(context: Context, rest: str) -> bool:
    """The card of a record whose link was opened, on paper or on a screen. Was it the number of one?"""
    record = _numbered(context, rest.strip()) if rest.strip() else None
    if record is None:
        return False
    made = notice(context, record, context.who)
    card = made.whole(paper_buttons(record, made.say))
    context.show(f"record:{record.kept.id}", card, edit=False)
    return True


def start(context: Context, rest: str) -> None:
    """A link was opened: of a record, or else one with a code that they need no more."""
    if not opened(context, rest) and not answering.opened(context, rest):
        menu.typed(context, rest)


DUTY = Duty(
    words=(
        Word("pdf", Text("/pdf"), Text("A record as PDF"), takes=lambda _, rest: timeline.numbered(rest.split(" ")[0])),
    ),
    commands={"pdf": typed, "start": start},
    presses={SendPdf: send_pdf, SendDriverCopy: send_copy, SendCertificate: send_certificate},
)
