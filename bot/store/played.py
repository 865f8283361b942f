"""What was played at a site, and is copied: how many runs, and which of them are not over."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.copying import Steps
from bot.store.sql import action, incident, loose_seal, run, seal_event, sign_off, unit_hold
from bot.store.transaction import Transaction


def unsettled_at(tx: Transaction, site_id: int, steps: Steps) -> tuple[int, ...]:
    """The runs that were played there and are not over: open, or something of them still waits for somebody."""
    waits = [
        sa.select(incident.c.run_id).where(incident.c.state != "closed"),
        sa.select(action.c.run_id).where(action.c.state != "closed"),
        sa.select(sign_off.c.run_id).where(sign_off.c.state == "waiting"),
        sa.select(unit_hold.c.run_id).where(unit_hold.c.released_at.is_(None)),
        sa.select(run.c.id).where(run.c.status == "open"),
        sa.select(seal_event.c.run_id).join(loose_seal, loose_seal.c.event_id == seal_event.c.id),
    ]
    mine = sa.and_(run.c.site_id == site_id, run.c.id < steps.of["run"])
    rows = tx.connection.execute(sa.select(run.c.id).where(mine, run.c.id.in_(sa.union_all(*waits))))
    return tuple(sorted(rows.scalars()))


def runs_at(tx: Transaction, site_id: int, steps: Steps) -> int:
    """How many were played there."""
    mine = sa.and_(run.c.site_id == site_id, run.c.id < steps.of["run"])
    return int(tx.connection.execute(sa.select(sa.func.count()).select_from(run).where(mine)).scalar_one())
