"""Codes that are of no use to anybody anymore are removed, once a day: used and expired ones, and who has guessed."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.context import Context
from bot.conversation.duty import Duty

TIMER = "codes"
DAY = timedelta(days=1)


def clean(context: Context, subject: str) -> None:
    """A timer: it is time again."""
    context.tx.invitations.forget(context.now)
    context.tx.timers.set(TIMER, context.now + DAY, subject)


DUTY = Duty(timers={TIMER: clean})
