"""What somebody hears whom we do not know: how to join, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Heard, Message
from bot.conversation.context import MESSAGE, Context
from bot.conversation.duty import Duty
from bot.engine.talk import Text

AGAIN = timedelta(hours=1)  # a stranger who goes on writing hears from us once in this time


def answer(context: Context, heard: Heard) -> None:
    """How to join, now and then."""
    told = context.tx.people.stranger(heard.channel, heard.account, heard.name, context.now)
    if told is not None and context.now - told < AGAIN:
        return
    context.tx.people.told_stranger(heard.channel, heard.account, context.now)
    lang = context.wording.language(heard.language)
    asked = Text("You don't have access yet. Ask your manager to add you and give them this code:")
    text = context.wording.say(asked, lang)
    message = Message(text=text, hint=f"{heard.channel} {heard.account}", fallback=text)
    body = MESSAGE.dump_json(message, exclude_defaults=True).decode()
    context.letters.append(context.tx.letters.write_to(heard.line, heard.address, body, context.now))


DUTY = Duty(strangers=answer)
