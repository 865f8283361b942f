"""Cancelling a run: asked first, since it cannot be taken back. Its answers stay."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.channel import Button, Message
from bot.conversation.context import Context, Occasion, card_slot
from bot.conversation.duty import Cancelled, Duty
from bot.conversation.known import showing
from bot.conversation.vocabulary import Word
from bot.duties import menu
from bot.engine.talk import Text
from bot.store.runs import KeptRun
from bot.store.sign_offs import is_sent_back

SENT = Text("This report was sent and is on record. It cannot be canceled.")
SENT_BACK = Text("This was sent back to you and is on record. It cannot be canceled.")


def by_word(context: Context, _rest: str) -> None:
    """The run that is being answered, else the one that was touched last."""
    kept = context.focused() or next(iter(context.tx.runs.open(context.who.person_id)), None)
    if kept is None:
        menu.show_menu(context, Text("There is nothing to cancel."))
        return
    ask(context, kept, edit=False)


def ask(context: Context, kept: KeptRun, *, edit: bool, also: Button | None = None) -> None:
    """Nothing typed now is taken for the answer to a question that is not shown. `also` is what else it may have meant."""
    if is_sent_back(kept):
        _stays(context, kept, edit=edit)
        return
    flow, run = context.run_of(kept)
    asked = context.cards(kept).cancel(flow, alarm=run.alarm or bool(flow.begun_by))
    asked = replace(asked, options=(*asked.options, also)) if also else asked
    context.screen(asked)
    context.show(card_slot(kept.id), asked, edit=edit)


def _stays(context: Context, kept: KeptRun, *, edit: bool) -> None:
    """It is a record already; only some of its questions are open."""
    flow, run = context.run_of(kept)
    card = context.cards(kept).card(flow, showing(context, flow, run), SENT if run.corrects else SENT_BACK)
    context.show(card_slot(kept.id), card, edit=edit)


def cancel(context: Context, kept: KeptRun) -> bool:
    """Ends a run that will not be finished; False if it went on or ended meanwhile."""
    if is_sent_back(kept) or not context.tx.runs.cancel(kept, context.now, max(kept.began_at, context.said_at)):
        return False
    context.focus(None)
    flow, run = context.run_of(kept)
    message = Message(
        title=context.say(Text(flow.title)),
        text=context.say(Text("Canceled.")),
        controls=(context.menu_button(),),
        fallback=context.say(Text("Canceled.")),
    )
    context.show(card_slot(kept.id), message, edit=True)
    over = replace(kept, status="cancelled", finished_at=context.now)
    context.happened(Occasion(over, flow, run, (Cancelled(),)))
    return True


DUTY = Duty(
    words=(Word("cancel", Text("/cancel"), Text("Cancel the open form"), anywhere=True),), commands={"cancel": by_word}
)
