"""What lists have lines of besides runs: what was due, letters that did not arrive, forms that were published once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.sql import due, letter, person, published, run, site
from bot.store.transaction import Transaction


@dataclass(frozen=True)
class Lost:
    """A letter that could not be delivered: to whom, when it was written, why, and of which place in the conversation."""

    id: int
    name: str
    site: str
    zone: str
    channel_line: int
    at: datetime
    failed: str
    slot: str


@dataclass(frozen=True)
class Revision:
    """A form as it was published once more."""

    flow_id: str
    title: str
    revision: int
    at: datetime


@dataclass(frozen=True)
class WasDue:
    """Once that something was due. `run_id` is that of the form it was done with."""

    id: int
    flow_id: str
    role: str
    name: str
    site: str
    zone: str
    at: datetime
    until: datetime
    state: str
    unit: str
    done_by: str
    done_at: datetime | None
    run_id: int | None
    number: str
    confidential: bool


def dues(tx: Transaction, wanted: list[int]) -> list[Any]:
    doer, d = person.alias(), due.c
    rows = tx.connection.execute(
        sa.select(
            d.id, d.flow_id, d.role, sa.func.coalesce(person.c.name, ""), site.c.name, site.c.zone, d.at, d.until, d.state,
            d.unit, sa.func.coalesce(doer.c.name, ""), d.done_at, d.run_id, sa.func.coalesce(run.c.number, ""),
            sa.func.coalesce(run.c.confidential, sa.false()),
        )
        .join(site, site.c.id == d.site_id)
        .outerjoin(person, person.c.id == d.person_id)
        .outerjoin(doer, doer.c.id == d.done_by)
        .outerjoin(run, run.c.id == d.run_id)
        .where(d.id.in_(wanted))
    )  # fmt: skip
    return in_order(wanted, {row[0]: WasDue(*tuple[Any, ...](row)) for row in rows})


def lost(tx: Transaction, wanted: list[int]) -> list[Any]:
    c = letter.c
    rows = tx.connection.execute(
        sa.select(c.id, person.c.name, site.c.name, site.c.zone, c.line_id, c.written_at, c.failed, c.slot)
        .join(person, person.c.id == c.person_id)
        .join(site, site.c.id == person.c.site_id)
        .where(c.id.in_(wanted))
    )
    return in_order(wanted, {row[0]: Lost(*row) for row in rows})


def revisions(tx: Transaction, wanted: list[str]) -> list[Any]:
    p = published.c
    rows = tx.connection.execute(
        sa.select(p.digest, p.flow_id, p.title, p.revision, p.published_at).where(p.digest.in_(wanted))
    )
    return in_order(wanted, {row[0]: Revision(*row[1:]) for row in rows})


def in_order(wanted: list[Any], there: Mapping[Any, Any]) -> list[Any]:
    return [there[id] for id in wanted]
