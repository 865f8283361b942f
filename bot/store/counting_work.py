"""What is to be done, of a summary: corrective actions, what was due, what waits to be signed off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from bot.store.actions import NOT_CLOSED, KeptAction
from bot.store.counting import Listed, Span
from bot.store.dues import DONE, DUE, LATE, MISSED, KeptDue
from bot.store.sign_offs import IS_WAITING
from bot.store.sql import action, due, run, sign_off
from bot.store.transaction import Transaction

PLANNED = (DUE, DONE, LATE, MISSED)  # what was due, whatever became of it


def actions(span: Span, *which: sa.ColumnElement[bool]) -> Listed:
    """Corrective actions that are not closed now, whenever they were opened; the first due first."""
    a = action.c
    return Listed(sa.select(a.id, a.site_id, a.due.label("at")).where(NOT_CLOSED, span.here(a.site_id), *which))


def overdue(span: Span, today: date) -> Listed:
    """Those of them that should have been done before today."""
    return actions(span, action.c.due < today)


def closed(span: Span) -> Listed:
    """Those that are closed, in the order in which they were."""
    a = action.c
    here = (a.organisation_id == span.organisation_id, span.here(a.site_id), a.closed_at.is_not(None))
    return Listed(sa.select(a.id, a.site_id, a.closed_at.label("at")).where(*here))


def planned(span: Span, *states: str) -> Listed:
    """What was due in the time and became this."""
    d = due.c
    here = (span.here(d.site_id), span.has(d.at), d.state.in_(states))
    return Listed(sa.select(d.id, d.at, d.site_id, d.flow_id).where(*here))


def to_sign(span: Span) -> Listed:
    """Inspections that wait now for somebody to sign them off."""
    s = sign_off.c
    here = (IS_WAITING, span.here(s.site_id), ~run.c.confidential)
    return Listed(
        sa.select(s.run_id.label("id"), s.asked_at.label("at"), s.site_id).join(run, run.c.id == s.run_id).where(*here)
    )


def action_lines(tx: Transaction, ids: Sequence[int]) -> list[KeptAction]:
    read = {one.id: one for one in tx.actions.those(ids)}
    return [read[id] for id in ids]


def due_lines(tx: Transaction, ids: Sequence[int]) -> list[KeptDue]:
    read = {one.id: one for one in tx.dues.those(ids)}
    return [read[id] for id in ids]
