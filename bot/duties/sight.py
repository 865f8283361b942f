"""The open question stays in sight: after a notice that came below it, its card is shown again, below the notice.

It is done when the notice is there, in the transaction that says so; the card further up gives its buttons away.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.context import Context, card_slot
from bot.conversation.duty import Delivered, Duty
from bot.duties import runs
from bot.store import places
from bot.store.letters import Letter
from bot.store.people import Who


def delivered(context: Context, event: Delivered) -> None:
    """Once for several notices, after the last of them; not where the card is on its way below them already."""
    reader = _in_a_form(context, event.letter)
    if reader is None or reader.focus is None:
        return
    slot = card_slot(reader.focus)
    if not places.stands(context.tx, event.letter.lane, slot) or places.comes_below(context.tx, event.letter, slot):
        return
    kept = context.tx.runs.seize(reader.focus)  # whoever holds it is just answering: the next card is theirs
    if kept is not None and kept.status == "open":
        runs.show_below(replace(context, speaker=reader, pressed_on="", read={}, records={}), kept)


def _in_a_form(context: Context, letter: Letter) -> Who | None:
    """Whoever reads it in this chat, if a question waits for their answer."""
    theirs = context.tx.people.accounts(letter.person) if letter.person is not None else []
    return next((who for who in theirs if who.focus and (who.line, who.address) == letter.lane), None)


DUTY = Duty(delivered=delivered)
