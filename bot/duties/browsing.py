"""The page in the browser: a link to sign in with, for those who read the summary; and ending what is signed in.

Whoever has the link is taken for the person it was made for: it is shown to nobody else, and not kept.
"""

from __future__ import annotations

from bot.channels.channel import Line, Message
from bot.conversation import unkept
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.maps import LINK
from bot.conversation.vocabulary import Word, plain_words
from bot.duties.summary import READERS
from bot.engine.talk import Text
from bot.presses.browsing import EndPages, OpenPage
from bot.presses.buttons import button

TITLE = Text("Sello in the browser")
NOT_YOURS = Text("The page is for managers, auditors and administrators.")
NOT_OPEN = Text(
    "The page is not open yet. Whoever operates Sello sets SELLO_PUBLIC_URL to the address at which it is reached, beginning with https://."
)
ENDS = frozenset({"end", "terminar", "cerrar", "salir", "logout"})
SIGN_IN = "/app/in/"


def opened(context: Context) -> None:
    """The link; whoever may not have one reads why."""
    address = context.tx.pages.address()
    if context.who.role not in READERS:
        _say(context, NOT_YOURS)
    elif not address:
        _say(context, NOT_OPEN)
    else:
        _link(context, address)


def _link(context: Context, address: str) -> None:
    say, secret = context.say, context.tx.pages.link(context.who.person_id, context.now)
    end = (button(say(Text("End all sessions")), EndPages()),) if context.tx.pages.of(context.who.person_id) else ()
    message = Message(
        title=say(TITLE),
        text=say(Text("Open the link and press Sign in. It works once, for 10 minutes.")),
        hint=say(Text("Don't share it: anyone who has it can sign in as you.")),
        lines=(Line(say(Text("Link")), f"{address}{SIGN_IN}{secret}", LINK),),
        controls=(*end, context.menu_button()),
        fallback=say(TITLE),
    )
    unkept.show(context, message)


def ended(context: Context) -> None:
    count = context.tx.pages.end(context.who.person_id, context.now)
    said = Text("Sessions that were ended: {count}", {"count": count})
    _say(context, said if count else Text("Nobody is signed in as you."))


def _say(context: Context, said: Text) -> None:
    text = context.say(said)
    unkept.show(context, Message(text=text, controls=(context.menu_button(),), fallback=text))


def typed(context: Context, rest: str) -> None:
    if ENDS & set(plain_words(rest)):
        ended(context)
    else:
        opened(context)


DUTY = Duty(
    words=(
        Word(
            "page",
            Text("/page"),
            TITLE,
            roles=READERS,
            slash=True,
            takes=lambda _context, rest: bool(ENDS & set(plain_words(rest))),
        ),
    ),
    commands={"page": typed},
    presses={OpenPage: lambda context, _: opened(context), EndPages: lambda context, _: ended(context)},
)
