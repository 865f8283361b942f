"""A file that is made when it is sent, to whoever asked for it: asked for again in the same moment, it comes once.

At the page the browser of whoever asked fetches it there. In chat it waits beside the other letters of the chat: however long it takes to make, they go out meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Message, Picture
from bot.conversation.context import Context
from bot.conversation.desk import Desk
from bot.store.lanes import aside


def sent_once(context: Context, file: Picture, about: str, minutes: int) -> bool:
    """Writes the letter with the file; False if the same one, by what it is `about`, was written just now."""
    if isinstance(context, Desk):
        context.file = file
        return True
    key = f"{about}:{context.now:%Y%m%d%H}{context.now.minute // minutes}"
    before = len(context.letters)
    beside = replace(context.who, address=aside(context.who.address))
    context.notify(beside, "", Message(pictures=(file,)), key=key, notice=False)
    return len(context.letters) > before
