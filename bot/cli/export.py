"""Answers on their way out: CSV for a sheet, JSON Lines for another program. One row an answer, in order.

Knows the journal only: what was superseded is there too, and says so.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import IO

import sqlalchemy as sa

from bot.store.sql import answer, organisation, person, published, run, site
from bot.store.transaction import Transaction

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a sheet would work out instead of showing
MANY = 1000  # rows fetched at once


@dataclass(frozen=True)
class Row:
    """One answer as it was given. Times are UTC, ISO 8601. `holds` is no for an answer that was changed later."""

    organisation: str
    site: str
    run: int
    flow: str
    revision: int
    status: str
    outcome: str
    severity: str
    began: str
    finished: str
    version: int
    step: str
    asked: str
    shown: str
    value: str
    finding: str
    holds: str
    lang: str
    person: str
    role: str
    channel: str
    account: str
    at: str


def rows(tx: Transaction, organisation_name: str = "") -> Iterator[Row]:
    """Every answer of an organisation, or of all of them."""
    latest = sa.select(sa.func.max(answer.c.id).label("id")).group_by(answer.c.run_id, answer.c.step).subquery()
    c = answer.c
    query = (
        sa.select(
            organisation.c.name, site.c.name, run.c.id, run.c.flow_id, published.c.revision, run.c.status, run.c.outcome,
            run.c.severity, run.c.began_at, run.c.finished_at, c.version, c.step, c.asked, c.shown, c.value, c.finding,
            latest.c.id, c.lang, person.c.name, person.c.role, c.channel, c.account, c.at,
        )
        .select_from(answer)
        .join(run, run.c.id == c.run_id)
        .join(published, published.c.digest == run.c.digest)
        .join(site, site.c.id == run.c.site_id)
        .join(organisation, organisation.c.id == run.c.organisation_id)
        .join(person, person.c.id == c.person_id)
        .outerjoin(latest, latest.c.id == c.id)
        .order_by(c.id)
    )  # fmt: skip
    if organisation_name:
        query = query.where(organisation.c.name == organisation_name)
    for found in tx.connection.execution_options(yield_per=MANY).execute(query):
        values = list(found)
        values[8] = values[8].isoformat()
        values[9] = values[9].isoformat() if values[9] else ""
        values[15] = "yes" if values[15] else "no"
        values[16] = "yes" if values[16] is not None else "no"
        values[22] = values[22].isoformat()
        yield Row(*values)


def write_csv(out: IO[str], found: Iterator[Row]) -> int:
    """A sheet with a heading; what looks like a formula is marked as text."""
    sheet = csv.writer(out)
    sheet.writerow([f.name for f in fields(Row)])
    count = 0
    for row in found:
        sheet.writerow([_plain(v) for v in asdict(row).values()])
        count += 1
    return count


def write_json_lines(out: IO[str], found: Iterator[Row]) -> int:
    count = 0
    for row in found:
        out.write(json.dumps({**asdict(row), "value": json.loads(row.value)}, ensure_ascii=False) + "\n")
        count += 1
    return count


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
