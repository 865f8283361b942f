"""How this works, and every command there is."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Button, Message
from bot.conversation import outside
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.vocabulary import Word
from bot.duties.danger import IN_DANGER
from bot.engine.talk import Text
from bot.presses.admitting import LinkAccount
from bot.presses.buttons import button
from bot.presses.every import AskDanger, ShowHelp
from bot.presses.staffing import ShowChats

HELP = Text(
    "I ask one question at a time and save every answer right away. You can stop at any time and continue later, here or "
    "in another chat. Back shows the previous question. Before you finish, you'll see all your answers and can change any "
    "of them."
)


def show(context: Context) -> None:
    """The commands are those of all duties, but for what this person may not do."""
    there = outside.is_outside(context.who)
    mine = [word for word in context.words if _for_them(context, word)]
    message = Message(
        title=context.say(Text("How this works")),
        lead=(context.say(HELP),),
        lines=tuple(replace(context.command(word.typed), value=context.say(word.does)) for word in mine),
        options=() if there else (button(context.say(IN_DANGER), AskDanger(), "bad"),),
        controls=(*(() if there else _other_apps(context)), context.menu_button()),
        fallback=context.say(Text("How this works")),
    )
    context.show("menu", message, edit=False)


def _for_them(context: Context, word: Word) -> bool:
    if outside.is_outside(context.who):
        return word.name in outside.COMMANDS
    return not word.roles or context.who.role in word.roles


def _other_apps(context: Context) -> tuple[Button, ...]:
    """To whoever has one account, where there is another app: a second one; to whoever has several: which of them rings."""
    if not context.who.only:
        return (button(context.say(Text("Where messages reach me")), ShowChats()),) if context.speaker else ()
    several = len(context.tx.lines.ways_in(context.who.organisation_id)) > 1
    return (button(context.say(Text("Use another app too")), LinkAccount()),) if several else ()


DUTY = Duty(
    words=(Word("help", Text("/help"), Text("How this works"), anywhere=True),),
    commands={"help": lambda context, _: show(context)},
    presses={ShowHelp: lambda context, _: show(context)},
)
