"""A file that is made when it is sent, to whoever asked for it: asked for again in the same moment, it comes once."""

from __future__ import annotations

from bot.channels.channel import Message, Picture
from bot.conversation.context import Context


def sent_once(context: Context, file: Picture, about: str, minutes: int) -> bool:
    """Writes the letter with the file; False if the same one, by what it is `about`, was written just now."""
    key = f"{about}:{context.now:%Y%m%d%H}{context.now.minute // minutes}"
    before = len(context.letters)
    context.notify(context.who, "", Message(pictures=(file,)), key=key, notice=False)
    return len(context.letters) > before
