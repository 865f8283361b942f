"""What a turn asks first, known before it begins: a server is asked for all turns of a commit at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.deliveries import HEARD, UNHEARD
from bot.store.people import WHO
from bot.store.prepared import Prepared
from bot.store.runs import LOCK


@dataclass(frozen=True, slots=True)
class Question:
    """A statement and its parameters. If it writes something, `undo` takes that back with the same parameters."""

    statement: Prepared
    values: Mapping[str, Any]
    undo: Prepared | None = None

    def ask(self, connection: sa.Connection) -> None:
        self.statement.foresee(connection, self.values)

    def take_back(self, connection: sa.Connection) -> None:
        """Nobody in this transaction will want to know. What was there before stays."""
        if self.statement.unforeseen(connection, self.values) and self.undo:
            self.undo.do(connection, self.values)


Ahead = Sequence[Question]


def of_turn(line: int, account: str, delivery: str, at: datetime, run_id: int | None) -> Ahead:
    """Was this delivery heard before, who is it, and how does the run stand that they answer?"""
    first = (
        Question(HEARD, {"line_id": line, "delivery": delivery, "at": at}, UNHEARD),
        Question(WHO, {"b_line": line, "b_account": account}),
    )
    return first if run_id is None else (*first, Question(LOCK, {"b_id": run_id}))
