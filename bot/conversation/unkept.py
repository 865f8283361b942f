"""What is shown to somebody and not kept: neither the words nor that they were shown."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.engine.talk import Text
from bot.store.letters import UNKEPT


def show(context: Context, message: Message, *, edit: bool = False) -> None:
    """In place of what was pressed, or below everything. Words typed from now on are for it."""
    context.screen(message)
    context.show(UNKEPT, message, edit=edit)


def say(context: Context, title: Text, said: Text) -> None:
    """A sentence, and the way to the menu."""
    text = context.say(said)
    show(context, Message(title=context.say(title), text=text, controls=(context.menu_button(),), fallback=text))
