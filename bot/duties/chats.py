"""Where letters go that somebody has not asked for: to the chat they choose, or wherever they wrote last."""

from __future__ import annotations

from bot.channels.channel import Message
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.duties import joining
from bot.engine.talk import Text
from bot.presses.buttons import button
from bot.presses.staffing import ChooseChat, ShowChats
from bot.store.chosen import WHEREVER, choose, chosen

TITLE = Text("Where messages reach me")
LAST = Text("Where I wrote last")


def show(context: Context, note: Text | None = None, *, edit: bool = False) -> None:
    """The chats they have, and which it is now."""
    ways = _ways(context)
    now = ways.get(chosen(context.tx, context.who.person_id), context.say(LAST))
    text = context.say(
        Text("Reminders and notices go to one chat. If it cannot be reached, another of yours is tried.")
    )
    message = Message(
        title=context.say(TITLE),
        lead=(context.say(note),) if note else (),
        text=text,
        hint=context.say(Text("Now: {chat}", {"chat": now})),
        options=(
            *(button(name, ChooseChat(line)) for line, name in ways.items()),
            button(context.say(LAST), ChooseChat(WHEREVER)),
        ),
        controls=(context.menu_button(),),
        fallback=context.say(TITLE),
    )
    context.show("menu", message, edit=edit)


def _ways(context: Context) -> dict[int, str]:
    accounts = context.tx.people.accounts(context.who.person_id)
    return {who.line: joining.app(who.channel) for who in sorted(accounts, key=lambda who: who.line)}


def take(context: Context, press: ChooseChat) -> None:
    """One of their own, or none."""
    if press.line in (WHEREVER, *_ways(context)):
        choose(context.tx, context.who.person_id, press.line)
        show(context, Text("Saved."), edit=not press.at_home)
        return
    show(context)


DUTY = Duty(presses={ShowChats: lambda context, press: show(context, edit=not press.at_home), ChooseChat: take})
