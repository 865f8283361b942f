"""How something about a partner or a programme is asked that is typed or sent: one question, and what was meant by the answer."""

from __future__ import annotations

from datetime import date

from bot.channels.channel import Button, Message
from bot.conversation.context import Context
from bot.conversation.partnering import LEADS
from bot.engine.kinds import Date
from bot.engine.talk import Pressed, Refused, Said, Text
from bot.presses.buttons import button
from bot.presses.partnering import AskPartner, AwaitDay, AwaitPartner

NOT_YOURS = Text("Only managers change partners and programs.")
DAYS = ("contract", "dated", "until")
FILE = "file"


def leads(context: Context) -> bool:
    """May whoever is speaking change them? Says so if not."""
    if context.who.role in LEADS:
        return True
    context.toast(NOT_YOURS)
    return False


def awaiting(press: AskPartner) -> AwaitPartner:
    return AwaitPartner(press.partner, press.what, press.proof, press.piece)


def asking(awaited: AwaitPartner) -> AskPartner:
    return AskPartner(awaited.partner, awaited.what, awaited.proof, awaited.piece)


def show_asked(
    context: Context,
    back: AwaitPartner | AwaitDay,
    question: Text,
    note: Text | None = None,
    options: tuple[Button, ...] = (),
) -> None:
    """A question below everything; while it stands there, what is typed or sent is its answer."""
    text = context.say(question)
    day = isinstance(back, AwaitDay) or back.what in DAYS
    message = Message(
        note=context.say(note) if note else "",
        text=text,
        hint=context.say(Text("Type the day like this: {example}", {"example": context.today.isoformat()}))
        if day
        else "",
        entry="" if back.what == FILE else "text",
        upload=("photo", "document") if back.what == FILE else (),
        options=options,
        controls=(button(context.say(Text("Cancel")), back),),
        fallback=text,
    )
    context.screen(message)
    context.show("partner", message, edit=False)


def day_in(said: Said, today: date, *, future: bool = False) -> date | Text:
    """The day that was typed, or what to do instead. One long ago is taken as it is: a certificate can be old."""
    try:
        found = Date(future=future).read(said, (), today)
    except Refused as refused:
        if len(refused.meant) != 1:
            return refused.text
        found = Date(future=future).read(Pressed(refused.meant[0].id), (), today)
    assert isinstance(found, str)
    return date.fromisoformat(found)
