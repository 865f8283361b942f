"""A period as a workbook, for those who read its summary. It is made when it is sent; what is too much for a chat is refused."""

from __future__ import annotations

from bot.channels.channel import Message, Picture
from bot.content.library import Library
from bot.conversation.beforehand import read_before
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of
from bot.conversation.duty import Duty
from bot.conversation.sent_once import sent_once
from bot.duties import summary
from bot.engine.talk import Text
from bot.figures.asked import Asked, lists
from bot.figures.period import period_named
from bot.presses.buttons import button
from bot.presses.every import ShowSummary
from bot.presses.sheeting import SendWorkbook, wanted
from bot.store.question import Question
from bot.store.transaction import Transaction

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 3000  # records in a chat: half a minute, in which the next file for this person waits
AGAIN = 10  # minutes in which nobody gets the same one twice
TOO_MUCH = Text("{count} records are too many for a chat. Choose a month or a week, or only one site: {example}")


def send(context: Context, press: SendWorkbook) -> None:
    """The letter says whose workbook it is and of what; what is in it is read when it is sent."""
    who, period = context.who, period_named(press.period)
    named = sites_of(context, who.organisation_id)
    if who.role not in summary.READERS or period is None or (press.site and press.site not in named):
        summary.typed(context, press.period)
        return
    asked = Asked(period, who.zone, who.organisation_id, (press.site,) if press.site else (), context.today)
    count = read_before(context.known, ("finished", asked), Question(read_count, context.library, (asked,)))
    if count > MOST:
        example = f"{context.say(Text('/summary'))} {period.last:%Y-%m} {next(iter(named.values()), '')}".strip()
        _answer(context, press, Text(TOO_MUCH.source, {"count": count, "example": example}))
        return
    made = _write(context, press)
    _answer(context, press, Text("The file comes in a moment.") if made else Text("The file was sent to you just now."))


def read_count(tx: Transaction, _library: Library, asked: Asked) -> int:
    return lists(asked)["finished"].count(tx)


def _write(context: Context, press: SendWorkbook) -> bool:
    """False if it was written just now."""
    who = context.who
    file = Picture(wanted(who.person_id, press.period, press.site, context.lang), KIND, f"sello-{press.period}.xlsx")
    return sent_once(context, file, f"sheet:{who.person_id}:{press.period}:{press.site}", AGAIN)


def _answer(context: Context, press: SendWorkbook, said: Text) -> None:
    """Under the name of what is in it."""
    named = sites_of(context, context.who.organisation_id)
    title, text = f"{press.period}, {named.get(press.site, context.who.organisation)}", context.say(said)
    back = button(context.say(Text("Back")), ShowSummary(press.period, press.site))
    shown = Message(title=title, text=text, controls=(back, context.menu_button()), fallback=text)
    context.show("menu", shown, edit=False)


DUTY = Duty(presses={SendWorkbook: send})
