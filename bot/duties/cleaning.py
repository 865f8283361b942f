"""Codes that are of no use to anybody anymore are removed, once a day: used and expired ones, and who has guessed;
links and sessions of the page that are over; and drafts of auditors' seats."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.context import Context
from bot.conversation.duty import Duty

TIMER = "codes"
DAY = timedelta(days=1)
LONGEST = timedelta(days=30)  # that somebody can stay signed in to the page


def clean(context: Context, subject: str) -> None:
    """A timer: it is time again."""
    context.tx.invitations.forget(context.now)
    context.tx.pages.forget(context.now, LONGEST)
    context.tx.seats.forget(context.now)
    context.tx.timers.set(TIMER, context.now + DAY, subject)


DUTY = Duty(timers={TIMER: clean})
