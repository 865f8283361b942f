"""What somebody hears whom we do not know: how to join, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.channel import Heard, Message
from bot.conversation.context import MESSAGE
from bot.conversation.wording import Wording
from bot.engine.talk import Text
from bot.store.letters import Letter
from bot.store.transaction import Transaction

AGAIN = timedelta(hours=1)  # a stranger who goes on writing hears from us once in this time


def answer(tx: Transaction, wording: Wording, heard: Heard, now: datetime) -> list[Letter]:
    """How to join, now and then."""
    told = tx.people.stranger(heard.channel, heard.account, heard.name, now)
    if told is not None and now - told < AGAIN:
        return []
    tx.people.told_stranger(heard.channel, heard.account, now)
    lang = wording.language(heard.language)
    text = Text(
        "This assistant is for people whose company uses it. Ask your manager to add you, and give them this code:"
    )
    message = Message(
        text=wording.say(text, lang),
        hint=f"{heard.channel} {heard.account}",
        fallback=wording.say(text, lang),
    )
    body = MESSAGE.dump_json(message, exclude_defaults=True).decode()
    return [tx.letters.write_to(heard.line, heard.address, body, now)]
