"""A second account: a code that somebody shows here and types in another app."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.vocabulary import Word
from bot.duties import joining
from bot.engine.talk import Text
from bot.presses.admitting import LinkAccount
from bot.store.invitations import Invited

TITLE = Text("Use another app too")


def link(context: Context) -> None:
    """The code; the form that is open stays open."""
    who = context.who
    invited = Invited(
        who.organisation_id, who.site_id, who.role, who.lang, who.name, person_id=who.person_id, made_by=who.person_id
    )
    code = context.tx.invitations.make(invited, context.now)
    every = context.tx.lines.ways_in(who.organisation_id)
    ways = [way for way in every if way.channel != who.channel] or every
    message = Message(
        title=context.say(TITLE),
        text=context.say(Text("Open the link, or type the words to Sello in the other app, within 15 minutes.")),
        hint=context.say(Text("Don't share them: anyone who has them can use Sello as you.")),
        lines=joining.ways(context, code, who.lang, ways),
        controls=(context.menu_button(),),
        fallback=context.say(TITLE),
    )
    context.show("link", message, edit=False)


DUTY = Duty(
    words=(Word("link", Text("/link"), TITLE, anywhere=True),),
    commands={"link": lambda context, _: link(context)},
    presses={LinkAccount: lambda context, _: link(context)},
)
