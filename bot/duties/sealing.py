"""What is over is sealed, beside the turns: some things at a time, and a day of them closed when it is over at the first site."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.duties import witness
from bot.store import proofs

LOOK = "seal"  # timers: is there anything to be sealed anywhere? And for one organisation, whose number is the subject
SEAL = "seal_some"
OFTEN = timedelta(hours=1)


def look(context: Context, subject: str) -> None:
    """Once an hour, since it is midnight somewhere else each time."""
    for ours in context.tx.organisations.all():
        context.tx.timers.set_once(SEAL, context.now, str(ours.id))
    context.tx.timers.set(LOOK, context.now + OFTEN, subject)


def seal(context: Context, subject: str) -> None:
    """Some things more; as long as there are any it goes on at once."""
    if context.tx.organisations.get(int(subject)) is None:
        return
    if proofs.seal(context.tx, int(subject), context.now).more:
        context.tx.timers.set(SEAL, context.now, subject)
        return
    witness.post(context, int(subject))


DUTY = Duty(timers={LOOK: look, SEAL: seal})
