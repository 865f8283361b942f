"""A card of a form that is over and still has its buttons: a copy, or one whose change was lost.

Whoever presses it looks at it, so it becomes the last card there, and no button leads nowhere for ever.
"""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Message
from bot.conversation.context import Context, card_slot
from bot.conversation.known import showing
from bot.conversation.last_card import last_card
from bot.engine.talk import Text
from bot.engine.view import Ended
from bot.store import places
from bot.store.runs import KeptRun

ON_ITS_WAY = timedelta(seconds=5)


def show(context: Context, run_id: int) -> None:
    """How it ended, in place of the card that was pressed; nothing where that is on its way. Where the message has long been
    the last card and still has the button that was pressed, a late change has turned it back."""
    kept = context.tx.runs.get(run_id)
    if kept is None or kept.person_id != context.who.person_id or kept.status == "open" or not context.pressed_on:
        return
    lane = (context.who.line, context.who.address)
    slot, long_ago = card_slot(run_id), context.now - ON_ITS_WAY
    there = places.is_at(context.tx, lane, slot, context.pressed_on)
    if not there or places.settled_by(context.tx, lane, slot, long_ago):
        context.show(slot, _ended(context, kept), edit=True)


def _ended(context: Context, kept: KeptRun) -> Message:
    flow, run = context.run_of(kept)
    shown = showing(context, flow, run)
    if kept.status == "finished" and isinstance(shown, Ended):
        return last_card(context, kept, flow, shown, context.who)
    text = context.say(Text("This form was canceled."))
    return Message(title=context.say(Text(flow.title)), text=text, controls=(context.menu_button(),), fallback=text)
