"""How a process takes letters that nobody holds: the first open one of each lane, if it is due."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import letter
from bot.store.tables import Id, Moment

NOBODY = 0  # the worker of a letter that nobody holds
OPEN = letter.c.settled_at.is_(None)


def b(name: str, type: Any = None) -> Any:
    return sa.bindparam(f"b_{name}", type_=type)


def _first_of_lane(candidate: sa.FromClause) -> sa.ColumnElement[bool]:
    before = letter.alias()
    return ~sa.exists().where(
        before.c.line_id == candidate.c.line_id, before.c.address == candidate.c.address,
        before.c.settled_at.is_(None), before.c.id < candidate.c.id,
    )  # fmt: skip


def _claim(*lane: str) -> Any:
    """Claims for this process the first letter of each lane, if it is due. `lane` are the columns that choose the lanes."""
    one = letter.alias()
    c = letter.c
    free = sa.select(one.c.id).where(one.c.settled_at.is_(None), one.c.worker == NOBODY, _due(one))
    those = free.where(*(one.c[name] == b(name, letter.c[name].type) for name in lane), _first_of_lane(one))
    first = (
        those.order_by(one.c.due_at, one.c.id).limit(b("most", sa.Integer)).with_for_update(of=one, skip_locked=True)
    )
    return (
        sa.update(letter)
        .where(c.id.in_(first), c.worker == NOBODY)
        .values(worker=b("me", Id))
        .returning(c.id, c.line_id, c.address, c.slot, c.body, c.edit, c.notice, c.person_id, c.ref, c.tries)
    )


def _due(one: sa.FromClause) -> sa.ColumnElement[bool]:
    """Due now. A letter due later than the longest wait was written before the clock was set back: it is due, too."""
    return sa.or_(one.c.due_at <= b("now", Moment), one.c.due_at > b("never", Moment))


CLAIM = Prepared(_claim("line_id"))
CLAIM_NEXT = Prepared(_claim("line_id", "address"))
WAITING = Prepared(sa.select(letter.c.line_id).where(OPEN, letter.c.worker == NOBODY, _due(letter)).distinct())
