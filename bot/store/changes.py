"""Answers of a run that were given once more: who changed what, when; and whose answers are somebody else's than the reporter's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import answer, person, run
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Changed:
    """An answer and the one that took its place, as they were read; by whom, and when."""

    step: str
    asked: str
    before: str
    after: str
    name: str
    at: datetime


@dataclass(frozen=True)
class By:
    """Who gave an answer, and when."""

    name: str
    at: datetime


def changes(tx: Transaction, run_id: int) -> list[Changed]:
    """Every change of an answer, in order. A file that joins those that were sent changes nothing."""
    c = answer.c
    rows = tx.connection.execute(
        sa.select(c.step, c.asked, c.shown, c.value, person.c.name, c.at)
        .join(person, person.c.id == c.person_id)
        .where(c.run_id == run_id)
        .order_by(c.id)
    )
    last: dict[str, Any] = {}
    made = []
    for row in rows:
        before = last.get(row.step)
        if before is not None and "#" not in row.step and not _joins(before.value, row.value):
            made.append(Changed(row.step, row.asked, before.shown, row.shown, row.name, row.at))
        last[row.step] = row
    return made


def _joins(before: str, after: str) -> bool:
    """Is it the same, or a list with more in it?"""
    if before == after:
        return True
    was, now = json.loads(before), json.loads(after)
    return isinstance(was, list) and isinstance(now, list) and now[: len(was)] == was


def by_others(tx: Transaction, run_id: int) -> dict[str, By]:
    """The answers that were given by somebody else than whose form it is, by step."""
    c = answer.c
    rows = tx.connection.execute(
        sa.select(c.step, person.c.name, c.at)
        .join(person, person.c.id == c.person_id)
        .join(run, run.c.id == c.run_id)
        .where(c.run_id == run_id, c.person_id != run.c.person_id)
        .order_by(c.id)
    )
    return {step: By(name, at) for step, name, at in rows}
