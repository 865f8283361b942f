"""What somebody hears whom we do not know: how to join, if they have no code; and, if they speak of danger, whom to call.

Their request goes to those who decide, once: see petitions.py.
"""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Heard, Message
from bot.conversation.calling import call_lines
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.duties import petitions
from bot.engine.talk import Text, Typed
from bot.policy import Numbers, policy

AGAIN = timedelta(hours=1)  # a stranger who goes on writing hears from us once in this time
ASK = Text("You don't have access yet. Ask your manager to add you and give them this code:")
ASKED = Text("Your request has gone to those who can add you. You will hear here what they say. Your code:")
CALL = Text(
    "If you are in danger, call the emergency number now. This chat cannot send help to you: it does not know you."
)


def answer(context: Context, heard: Heard) -> bool:
    """How to join, now and then; words of danger are answered at any time."""
    told = context.tx.people.stranger(heard.channel, heard.account, heard.name, context.now)
    words = heard.said.text if isinstance(heard.said, Typed) else f"{heard.command} {heard.rest}"
    if context.library.words.dangerous(words):
        context.write_to(heard.line, heard.address, _call(context, heard))
        return True
    asked = petitions.ask(context, heard)
    if told is not None and context.now - told < AGAIN and not asked:
        return True
    context.tx.people.told_stranger(heard.channel, heard.account, context.now)
    text = context.wording.say(ASKED if asked else ASK, context.wording.language(heard.language))
    context.write_to(
        heard.line, heard.address, Message(text=text, hint=f"{heard.channel} {heard.account}", fallback=text)
    )
    return True


def _call(context: Context, heard: Heard) -> Message:
    """The number of the one organisation that the bot serves; without one, that of the country they are in."""
    lang = context.wording.language(heard.language)
    ours = petitions.served(context, heard.line)
    numbers = policy(ours.region, ours.settings, "{}").numbers if ours else Numbers()
    text = context.wording.say(CALL, lang)
    lines = call_lines(Numbers(emergency=numbers.emergency), lambda text: context.wording.say(text, lang))
    return Message(text=text, lines=lines, fallback=text)


DUTY = Duty(strangers=answer)
