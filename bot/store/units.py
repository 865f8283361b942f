"""What was said of a unit in earlier runs, whoever inspected it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from bot.store.sql import answer, run
from bot.store.transaction import Transaction
from bot.store.unit_books import about


def last_of(tx: Transaction, organisation_id: int, unit: str, step: str) -> Any:
    """The last answer to a question of this id in the finished runs of an organisation whose first unit it is; else None.

    Of a confidential run nothing is said.
    """
    c = run.c
    of_unit = about(tx.connection.dialect.name, unit)
    finished = sa.and_(c.organisation_id == organisation_id, of_unit, c.status == "finished", ~c.confidential)
    query = sa.select(answer.c.value).join(run, run.c.id == answer.c.run_id).where(finished, answer.c.step == step)
    value = tx.connection.execute(query.order_by(c.id.desc(), answer.c.id.desc()).limit(1)).scalar()
    return None if value is None else json.loads(value)
