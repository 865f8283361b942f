"""When somebody is reminded of a questionnaire: its contact after a week in which nothing came, its asker after two."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.questionnaires import KeptQuestionnaire
from bot.store.transaction import Transaction

CONTACT, ASKER = "question_contact", "question_asker"  # timers; their subject is the organisation and the questionnaire
WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)  # ours: no program says when


def subject_of(one: KeptQuestionnaire) -> str:
    return f"{one.organisation_id}/{one.id}"


def watch(tx: Transaction, one: KeptQuestionnaire, now: datetime) -> None:
    """From its first question on the contact is waited for."""
    tx.timers.set(CONTACT, now + WEEK, subject_of(one))


def await_answer(tx: Transaction, organisation_id: int, id: int, now: datetime) -> None:
    """From the day it was sent."""
    tx.timers.set(ASKER, now + FORTNIGHT, f"{organisation_id}/{id}")


def over(tx: Transaction, one: KeptQuestionnaire) -> None:
    for timer in (CONTACT, ASKER):
        tx.timers.cancel(timer, subject_of(one))
