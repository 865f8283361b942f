"""What a turn asks first, known before it begins: a server is asked for all turns of a commit at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.store.deliveries import HEARD
from bot.store.people import WHO
from bot.store.prepared import Prepared
from bot.store.runs import LOCK

Ahead = Sequence[tuple[Prepared, Mapping[str, Any]]]


def of_turn(line: int, account: str, delivery: str, at: datetime, run_id: int | None) -> Ahead:
    """Was this delivery heard before, who is it, and how does the run stand that they answer?"""
    first = (
        (HEARD, {"line_id": line, "delivery": delivery, "at": at}),
        (WHO, {"b_line": line, "b_account": account}),
    )
    return first if run_id is None else (*first, (LOCK, {"b_id": run_id}))
