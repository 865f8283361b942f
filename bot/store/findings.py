"""Findings of finished runs: kept with the end of a run, so that nobody counts them in its answers again.

What is kept here can be made anew from the answers at any time: it is what `of_runs` gives.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.sql import answer, finding, run

later = answer.alias()
CHANGED = sa.exists().where(later.c.run_id == answer.c.run_id, later.c.step == answer.c.step, later.c.id > answer.c.id)


def of_runs(*which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The findings of finished runs that were not corrected, as they are kept; of confidential ones none."""
    return (
        sa.select(run.c.site_id, run.c.finished_at, run.c.digest, answer.c.step, run.c.id)
        .join(answer, answer.c.run_id == run.c.id)
        .where(run.c.status == "finished", ~run.c.confidential, answer.c.finding, ~CHANGED, *which)
    )


NOTE = Prepared(
    sa.insert(finding).from_select(
        ["site_id", "finished_at", "digest", "step", "run_id"], of_runs(run.c.id == sa.bindparam("b_run"))
    )
)


def note(connection: sa.Connection, run_id: int) -> None:
    """Keeps the findings of a run that has just been finished."""
    NOTE.do(connection, {"b_run": run_id})
