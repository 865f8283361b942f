"""One record on a card, for whoever may read it: from a list, from what was found, from the history of a unit or a seal."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.reading import readable
from bot.conversation.record import Record
from bot.conversation.record_card import changed, drawn, slot_of
from bot.engine.talk import Text
from bot.presses.listing import CHANGES, ShowRecord

NOT_OPEN = Text("There is no such record, or it is not open to you.")


def pressed(context: Context, press: ShowRecord) -> None:
    """Below everything; a page of it in the place of the card."""
    record = readable(context, context.tx.runs.get(press.run))
    if record is None:
        context.toast(NOT_OPEN)
        return
    show(context, record, press.part, press.page)


def show(context: Context, record: Record, part: str = "", page: int = 0) -> None:
    message: Message = (changed if part == CHANGES else drawn)(context, record, page)
    context.show(slot_of(record.kept.id), message, edit=bool(part))


DUTY = Duty(presses={ShowRecord: pressed})
